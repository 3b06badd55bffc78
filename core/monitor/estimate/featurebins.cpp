// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/featurebins.h"

#include "core/monitor/drift/quantile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::monitor {

namespace {

// Mean error by code, drawn towards the mean of all as if ten rows of that had been seen too.
std::map<double, double> encoding(const std::vector<double> &codes, std::span<const double> errors)
{
    constexpr double inertia = 10;
    const double mean =
        std::accumulate(errors.begin(), errors.end(), 0.0) / std::max<double>(1, double(errors.size()));
    std::map<double, std::pair<double, double>> sums;
    for (std::size_t row = 0; row < codes.size(); ++row) {
        if (std::isnan(codes[row]))
            continue;
        auto &[sum, count] = sums[codes[row]];
        sum += errors[row];
        ++count;
    }
    std::map<double, double> result;
    for (const auto &[code, of] : sums)
        result[code] = (of.first + inertia * mean) / (of.second + inertia);
    return result;
}

std::vector<double> cuts(const std::vector<double> &numbers)
{
    constexpr int parts = FeatureBins::mostBins - 1;
    const NumericDistribution distribution = NumericDistribution::fromValues(numbers);
    std::vector<double> result;
    if (distribution.values.size() <= static_cast<std::size_t>(parts)) {
        for (std::size_t i = 0; i + 1 < distribution.values.size(); ++i)
            result.push_back(std::midpoint(distribution.values[i], distribution.values[i + 1]));
        return result;
    }
    for (int i = 1; i < parts; ++i) {
        const double cut = quantile(distribution, double(i) / parts);
        if (result.empty() || cut > result.back())
            result.push_back(cut);
    }
    return result;
}

} // namespace

FeatureBins::FeatureBins(const EstimateRows &rows, std::span<const double> absoluteErrors)
{
    for (std::size_t feature = 0; feature < rows.features.size(); ++feature)
        m_encodings.push_back(rows.isCategory[feature] ? encoding(rows.features[feature], absoluteErrors)
                                                       : std::map<double, double>());
    m_encodings.emplace_back(); // the prediction
    for (std::size_t feature = 0; feature < m_encodings.size(); ++feature)
        m_cuts.push_back(cuts(numbers(rows, feature)));
}

std::vector<double> FeatureBins::numbers(const EstimateRows &rows, std::size_t feature) const
{
    if (feature == rows.features.size())
        return rows.estimate;
    std::vector<double> result = rows.features[feature];
    if (!rows.isCategory[feature])
        return result;
    for (double &value : result) {
        const auto known = m_encodings[feature].find(value);
        value =
            known == m_encodings[feature].end() ? std::numeric_limits<double>::quiet_NaN() : known->second;
    }
    return result;
}

std::vector<std::vector<std::uint8_t>> FeatureBins::bins(const EstimateRows &rows) const
{
    std::vector<std::vector<std::uint8_t>> result;
    for (std::size_t feature = 0; feature < m_cuts.size(); ++feature) {
        const std::vector<double> &cut = m_cuts[feature];
        std::vector<std::uint8_t> column;
        column.reserve(rows.size());
        for (const double value : numbers(rows, feature)) {
            const auto above = std::upper_bound(cut.begin(), cut.end(), value) - cut.begin();
            column.push_back(std::isnan(value) ? 0 : static_cast<std::uint8_t>(above + 1));
        }
        result.push_back(std::move(column));
    }
    return result;
}

} // namespace vitrine::monitor
