// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/estimaterows.h"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace vitrine::monitor {

// Cuts the features of rows, and the prediction as one more, into at most 32 bins each, about as many rows in
// each; bin 0 holds missing values. Categories are put in the order of the mean size of the error that they
// came with, so that neighbouring bins are alike; rare ones lie near the middle, unknown ones are missing.
class FeatureBins final
{
public:
    static constexpr int mostBins = 33;

    FeatureBins() = default;
    FeatureBins(const EstimateRows &rows, std::span<const double> absoluteErrors);

    std::size_t size() const { return m_cuts.size(); } // features and the prediction
    // Of every row, feature by feature.
    std::vector<std::vector<std::uint8_t>> bins(const EstimateRows &rows) const;

private:
    std::vector<double> numbers(const EstimateRows &rows, std::size_t feature) const;

    std::vector<std::vector<double>> m_cuts;
    std::vector<std::map<double, double>> m_encodings; // of categories: code → mean error; empty: numbers
};

} // namespace vitrine::monitor
