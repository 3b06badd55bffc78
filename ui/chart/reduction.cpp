// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/reduction.h"

#include <QtGlobal>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrine::ui {

namespace {
constexpr size_t block = 16;
constexpr size_t blocksInColumn = 16; // of which one more or less is not seen
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
// Of how many points the edge of a column that holds `points` may be rounded: to whole blocks, so that single
// points at its edges need not be looked at.
size_t coarseness(size_t points)
{
    size_t size = 1;
    while (points >= size * block * blocksInColumn)
        size *= block;
    return size;
}

} // namespace

Reduction::Reduction(std::span<const double> x, std::span<const double> y) : m_x(x), m_y(y)
{
    Q_ASSERT(x.size() == y.size() && x.size() < none);
    if (y.size() < 4 * block)
        return;
    std::vector<Extremes> level((y.size() + block - 1) / block, Extremes{none, none});
    for (size_t i = 0; i < y.size(); ++i) {
        if (std::isnan(y[i]))
            continue;
        Extremes &of = level[i / block];
        const auto index = static_cast<std::uint32_t>(i);
        if (of.low == none)
            of = {index, index};
        else if (y[i] < y[of.low])
            of.low = index;
        else if (y[i] > y[of.high])
            of.high = index;
    }
    m_levels.push_back(std::move(level));
    while (m_levels.back().size() > block) {
        const std::vector<Extremes> &below = m_levels.back();
        std::vector<Extremes> above((below.size() + block - 1) / block, Extremes{none, none});
        for (size_t i = 0; i < below.size(); ++i)
            above[i / block] = merged(above[i / block], below[i]);
        m_levels.push_back(std::move(above));
    }
}

Reduction::Extremes Reduction::merged(Extremes one, Extremes other) const
{
    if (one.low == none)
        return other;
    if (other.low == none)
        return one;
    return {m_y[other.low] < m_y[one.low] ? other.low : one.low,
            m_y[other.high] > m_y[one.high] ? other.high : one.high};
}

Reduction::Extremes Reduction::extremes(size_t first, size_t last) const
{
    Extremes found{none, none};
    size_t level = 0; // 0: the points themselves, k: m_levels[k - 1]
    const auto take = [&](size_t i) {
        if (level > 0)
            found = merged(found, m_levels[level - 1][i]);
        else if (!std::isnan(m_y[i]))
            found = merged(found, {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i)});
    };
    while (first < last) {
        if (level == m_levels.size() || last - first < 2 * block) {
            for (size_t i = first; i < last; ++i)
                take(i);
            break;
        }
        for (; first % block != 0; ++first)
            take(first);
        for (; last % block != 0; --last)
            take(last - 1);
        first /= block;
        last /= block;
        ++level;
    }
    return found;
}

std::pair<size_t, size_t> Reduction::indexes(double from, double to) const
{
    const auto first = std::lower_bound(m_x.begin(), m_x.end(), from);
    const auto last = std::upper_bound(first, m_x.end(), to);
    return {size_t(first - m_x.begin()), size_t(last - m_x.begin())};
}

std::pair<double, double> Reduction::range(double from, double to) const
{
    const auto [first, last] = indexes(from, to);
    const Extremes found = extremes(first, last);
    if (found.low == none)
        return {undefined, undefined};
    return {m_y[found.low], m_y[found.high]};
}

// The first of the points [first, last) beyond a time. It is near `first` in a column, so it is looked for in
// ever larger steps rather than in all that follow.
size_t Reduction::after(double time, size_t first, size_t last) const
{
    size_t step = 1;
    size_t low = first;
    while (low + step < last && m_x[low + step] <= time) {
        low += step;
        step *= 2;
    }
    const auto begin = m_x.begin() + std::ptrdiff_t(low);
    const auto end = m_x.begin() + std::ptrdiff_t(std::min(low + step + 1, last));
    return size_t(std::upper_bound(begin, end, time) - m_x.begin());
}

QList<QPointF> Reduction::points(double from, double to, int columns) const
{
    QList<QPointF> out;
    if (m_x.empty() || !(to > from) || columns < 1)
        return out;
    auto [first, last] = indexes(from, to);
    first = first > 0 ? first - 1 : 0;
    last = std::min(last + 1, m_x.size());
    const auto add = [&](size_t i) { out.append(QPointF(m_x[i], m_y[i])); };
    if (last - first <= size_t(columns) * 2) {
        out.reserve(qsizetype(last - first));
        for (size_t i = first; i < last; ++i)
            add(i);
        return out;
    }
    out.reserve(columns * 2 + 4);
    add(first);
    size_t begin = first + 1;
    const double width = (to - from) / columns;
    for (int column = 0; column < columns && begin + 1 < last; ++column) {
        const double edge = column + 1 == columns ? to : from + width * (column + 1);
        size_t end = after(edge, begin, last - 1);
        if (column + 1 < columns)
            end -= end % coarseness(end - begin);
        if (end == begin)
            continue;
        const Extremes found = extremes(begin, end);
        if (found.low == none) {
            if (!std::isnan(out.last().y()))
                add(begin);
        } else {
            add(std::min(found.low, found.high));
            if (found.low != found.high)
                add(std::max(found.low, found.high));
        }
        begin = end;
    }
    add(last - 1);
    return out;
}

} // namespace vitrine::ui
