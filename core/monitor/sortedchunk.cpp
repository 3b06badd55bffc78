// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/sortedchunk.h"

#include "core/monitor/dataset/leveltable.h"

#include <algorithm>
#include <numeric>

namespace vitrine::monitor {

namespace {

template<typename T>
void append(std::vector<T> &to, const std::vector<T> &from)
{
    to.insert(to.end(), from.begin(), from.end());
}

template<typename T>
void reorder(std::vector<T> &values, const std::vector<std::size_t> &order)
{
    if (values.empty())
        return;
    std::vector<T> ordered;
    ordered.reserve(values.size());
    for (const std::size_t row : order)
        ordered.push_back(values[row]);
    values = std::move(ordered);
}

} // namespace

Result<Chunk> sortedChunk(DatasetReader &reader, int timePlace)
{
    Chunk all;
    Chunk chunk;
    std::vector<LevelTable> texts;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        all.columns.resize(chunk.columns.size());
        texts.resize(chunk.columns.size());
        for (std::size_t i = 0; i < chunk.columns.size(); ++i) {
            Column &column = all.columns[i];
            column.type = chunk.columns[i].type;
            append(column.numbers, chunk.columns[i].numbers);
            append(column.times, chunk.columns[i].times);
            append(column.codes, texts[i].codes(chunk.columns[i]));
        }
        append(all.lines, chunk.lines);
        all.rows += chunk.rows;
    }
    if (all.rows == 0)
        return all;
    std::vector<std::size_t> order(all.rows);
    std::iota(order.begin(), order.end(), std::size_t(0));
    const std::vector<qint64> &times = all.columns[static_cast<std::size_t>(timePlace)].times;
    std::ranges::stable_sort(order, {}, [&](std::size_t row) { return times[row]; });
    reorder(all.lines, order);
    for (std::size_t i = 0; i < all.columns.size(); ++i) {
        for (const QString &text : texts[i].names())
            all.columns[i].texts.push_back(text.toStdString());
        reorder(all.columns[i].numbers, order);
        reorder(all.columns[i].codes, order);
        if (static_cast<int>(i) != timePlace)
            reorder(all.columns[i].times, order);
    }
    reorder(all.columns[static_cast<std::size_t>(timePlace)].times, order);
    return all;
}

} // namespace vitrine::monitor
