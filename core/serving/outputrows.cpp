// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/outputrows.h"

#include <algorithm>

namespace vitrine::serving {

namespace {

template<typename Value>
void copyValues(const std::vector<Value> &from, std::size_t first, std::size_t count, std::vector<Value> &to)
{
    if (from.empty()) {
        to.clear();
        return;
    }
    const auto begin = from.begin() + static_cast<std::ptrdiff_t>(first);
    to.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
}

template<typename Value>
void appendValues(const std::vector<Value> &from, std::vector<Value> &to)
{
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

void copyRows(const Output &all, std::size_t begin, std::size_t count, Output &part)
{
    part.columns.resize(all.columns.size());
    part.rows = count;
    for (std::size_t i = 0; i < all.columns.size(); ++i) {
        const OutputColumn &from = all.columns[i];
        OutputColumn &to = part.columns[i];
        const std::size_t first = begin * from.width;
        const std::size_t values = count * from.width;
        to.name = from.name;
        to.role = from.role;
        to.kind = from.kind;
        to.width = from.width;
        to.levels = from.levels;
        copyValues(from.singles, first, values, to.singles);
        copyValues(from.numbers, first, values, to.numbers);
        copyValues(from.integers, first, values, to.integers);
        copyValues(from.texts, first, values, to.texts);
        to.missing.clear();
        const auto missing = std::lower_bound(from.missing.begin(), from.missing.end(), first);
        for (auto it = missing; it != from.missing.end() && *it < first + values; ++it)
            to.missing.push_back(*it - first);
    }
}

void appendRows(const Output &more, Output &all)
{
    for (std::size_t i = 0; i < all.columns.size(); ++i) {
        const OutputColumn &from = more.columns[i];
        OutputColumn &to = all.columns[i];
        const std::size_t before = all.rows * to.width;
        appendValues(from.singles, to.singles);
        appendValues(from.numbers, to.numbers);
        appendValues(from.integers, to.integers);
        appendValues(from.texts, to.texts);
        for (const std::size_t index : from.missing)
            to.missing.push_back(before + index);
    }
    all.rows += more.rows;
}

} // namespace vitrine::serving
