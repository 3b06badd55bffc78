// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/estimaterows.h"

namespace vitrine::monitor {

// Collects rows; of more than `most` every second, fourth, … only, in the order in which they come.
class ThinnedRows final
{
public:
    explicit ThinnedRows(qint64 most) : m_most(most) {}

    void add(EstimateRows rows);
    const EstimateRows &rows() const { return m_rows; }
    EstimateRows take() { return std::move(m_rows); }
    qint64 step() const { return m_step; }

private:
    qint64 m_most;
    qint64 m_step = 1;
    qint64 m_place = 0; // of the next row among all
    EstimateRows m_rows;
};

} // namespace vitrine::monitor
