// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/wantedcolumns.h"

#include <algorithm>

namespace vitrine::monitor {

WantedColumns::WantedColumns(const std::vector<int> &asked) : columns(asked)
{
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    for (const int index : asked)
        order.push_back(static_cast<int>(std::ranges::lower_bound(columns, index) - columns.begin()));
}

} // namespace vitrine::monitor
