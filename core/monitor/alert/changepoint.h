// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace vitrine::monitor {

// Where the level of a series shifted most, and how likely chance alone makes a shift as clear: the largest
// Student's t of the means before and after, over all places with at least three values on either side,
// against 999 permutations of the series (the same each time). p is at least 0.001.
struct ChangePoint {
    std::size_t index = 0; // of the first value after the shift
    double before = 0;     // means
    double after = 0;
    double p = 1; // 1 below eight values, and when all are the same
};
ChangePoint changePoint(std::span<const double> values);

} // namespace vitrine::monitor
