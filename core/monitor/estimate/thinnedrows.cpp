// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/thinnedrows.h"

namespace vitrine::monitor {

namespace {

EstimateRows keepEvery(const EstimateRows &rows, qint64 first, qint64 step)
{
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if ((first + static_cast<qint64>(row)) % step == 0)
            kept.push_back(row);
    }
    return rows.subset(kept);
}

} // namespace

void ThinnedRows::add(EstimateRows rows)
{
    const auto count = static_cast<qint64>(rows.size());
    if (m_step > 1)
        rows = keepEvery(rows, m_place, m_step);
    m_place += count;
    if (m_rows.size() == 0)
        m_rows = std::move(rows);
    else
        m_rows.append(rows);
    while (static_cast<qint64>(m_rows.size()) > m_most) {
        m_rows = keepEvery(m_rows, 0, 2);
        m_step *= 2;
    }
}

} // namespace vitrine::monitor
