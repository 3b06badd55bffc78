// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/chunkrows.h"

namespace vitrine::monitor {

void pickRows(const Chunk &chunk, const std::vector<std::size_t> &rows, Chunk &into)
{
    into.rows = rows.size();
    into.columns.resize(chunk.columns.size());
    for (std::size_t i = 0; i < chunk.columns.size(); ++i) {
        const Column &from = chunk.columns[i];
        Column &to = into.columns[i];
        const auto take = [&](auto &target, const auto &source) {
            target.resize(source.empty() ? 0 : rows.size());
            for (std::size_t row = 0; row < target.size(); ++row)
                target[row] = source[rows[row]];
        };
        to.type = from.type;
        to.texts = from.texts;
        take(to.numbers, from.numbers);
        take(to.times, from.times);
        take(to.codes, from.codes);
    }
}

} // namespace vitrine::monitor
