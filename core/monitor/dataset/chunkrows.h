// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"

#include <vector>

namespace vitrine::monitor {

// The cells of these rows, in that order, in place of what `into` holds; its memory is used again.
void pickRows(const Chunk &chunk, const std::vector<std::size_t> &rows, Chunk &into);

// Keeps the values at these places, which ascend; none where there are none at all.
template<typename T>
void keepRows(std::vector<T> &values, const std::vector<std::size_t> &kept)
{
    if (values.empty())
        return;
    for (std::size_t i = 0; i < kept.size(); ++i)
        values[i] = values[kept[i]];
    values.resize(kept.size());
}

} // namespace vitrine::monitor
