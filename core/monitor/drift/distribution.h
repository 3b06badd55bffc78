// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <span>
#include <utility>
#include <vector>

namespace vitrine::monitor {

// The finite values of a numeric column: distinct, ascending, each with how often it came. From raw values it
// is exact. From a sketch the counts are weights, and a cumulated count may be off by `rankError` of `n`.
struct NumericDistribution {
    std::vector<double> values;
    std::vector<double> counts;
    double n = 0;
    double mean = 0;
    double variance = 0;  // divided by n, exact even from a sketch
    double rankError = 0; // see QuantileSketch::rankError()

    // Missing (NaN) and infinite values are left out.
    static NumericDistribution fromValues(std::span<const double> values);
    // The values are sorted in place and come back without those that are not finite.
    static NumericDistribution fromValues(std::vector<double> &&values);
    static NumericDistribution fromCounts(std::vector<std::pair<double, double>> ascending);

    bool empty() const { return values.empty(); }
    bool operator==(const NumericDistribution &) const = default;
};

// The levels of a category column, sorted, each with how often it came; missing ones are left out. A count
// may be too high by up to `countError` when it comes from a sketch that did not keep every level.
struct CategoryDistribution {
    std::vector<QString> levels;
    std::vector<double> counts;
    double n = 0;
    double countError = 0;

    static CategoryDistribution fromCounts(std::vector<std::pair<QString, double>> counts);

    bool empty() const { return levels.empty(); }
    bool operator==(const CategoryDistribution &) const = default;
};

} // namespace vitrine::monitor
