// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotseries.h"

namespace vitrine::ui {

// A value that a metric should not cross.
struct Threshold {
    double value = 0;
    bool operator==(const Threshold &) const = default;
};

// Whether a value lies on the worse side of the threshold; an undefined one never does.
bool isBeyond(const Threshold &threshold, monitor::Direction direction, double value);

// What a threshold would have warned of: periods beyond it, and how many alerts that makes, since periods in
// a row are one incident. Periods without a value neither begin nor end one, as for alert rules.
struct ThresholdReach {
    int periods = 0;
    int incidents = 0;
    ThresholdReach &operator+=(const ThresholdReach &other);
    bool operator==(const ThresholdReach &) const = default;
};
ThresholdReach reachOf(const Threshold &threshold, monitor::Direction direction, const PlotLine &line,
                       size_t first, size_t last); // of rows [first, last)

} // namespace vitrine::ui
