// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/threshold.h"

#include <cmath>

namespace vitrine::ui {

bool isBeyond(const Threshold &threshold, monitor::Direction direction, double value)
{
    switch (direction) {
    case monitor::Direction::Minimise: return value > threshold.value;
    case monitor::Direction::Maximise: return value < threshold.value;
    case monitor::Direction::Zero: break;
    }
    return std::abs(value) > std::abs(threshold.value);
}

ThresholdReach &ThresholdReach::operator+=(const ThresholdReach &other)
{
    periods += other.periods;
    incidents += other.incidents;
    return *this;
}

ThresholdReach reachOf(const Threshold &threshold, monitor::Direction direction, const PlotLine &line,
                       size_t first, size_t last)
{
    ThresholdReach reach;
    bool open = false;
    for (size_t row = first; row < last; ++row) {
        const double value = line.value[row];
        if (std::isnan(value))
            continue;
        const bool beyond = isBeyond(threshold, direction, value);
        reach.periods += beyond ? 1 : 0;
        reach.incidents += beyond && !open ? 1 : 0;
        open = beyond;
    }
    return reach;
}

} // namespace vitrine::ui
