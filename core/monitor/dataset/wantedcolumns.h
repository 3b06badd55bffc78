// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace vitrine::monitor {

// Columns that were asked for in any order and perhaps more than once, as those that have to be read.
struct WantedColumns {
    explicit WantedColumns(const std::vector<int> &asked);

    std::vector<int> columns; // ascending and distinct
    std::vector<int> order;   // for every column asked, its place in `columns`
};

} // namespace vitrine::monitor
