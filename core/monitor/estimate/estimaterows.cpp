// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/estimaterows.h"

#include <cmath>

namespace vitrine::monitor {

namespace {

template<typename T>
void extend(std::vector<T> &to, const std::vector<T> &from)
{
    to.insert(to.end(), from.begin(), from.end());
}

template<typename T>
std::vector<T> picked(const std::vector<T> &from, std::span<const std::size_t> rows, std::size_t width = 1)
{
    std::vector<T> result;
    if (from.empty())
        return result;
    result.reserve(rows.size() * width);
    for (const std::size_t row : rows) {
        for (std::size_t i = 0; i < width; ++i)
            result.push_back(from[row * width + i]);
    }
    return result;
}

} // namespace

bool EstimateRows::isLabelled(std::size_t row) const
{
    return isClassification() ? truthLevel[row] >= 0 : !std::isnan(truth[row]);
}

bool EstimateRows::isOpen(std::size_t row) const
{
    return !isLabelled(row) && (isClassification() ? estimateLevel[row] >= 0 : std::isfinite(estimate[row]));
}

void EstimateRows::append(const EstimateRows &other)
{
    extend(times, other.times);
    extend(truthLevel, other.truthLevel);
    extend(estimateLevel, other.estimateLevel);
    extend(probabilities, other.probabilities);
    extend(truth, other.truth);
    extend(estimate, other.estimate);
    extend(leaves, other.leaves);
    features.resize(other.features.size());
    for (std::size_t i = 0; i < features.size(); ++i)
        extend(features[i], other.features[i]);
}

EstimateRows EstimateRows::subset(std::span<const std::size_t> rows) const
{
    EstimateRows result;
    result.levels = levels;
    result.columns = columns;
    result.isCategory = isCategory;
    result.times = picked(times, rows);
    result.truthLevel = picked(truthLevel, rows);
    result.estimateLevel = picked(estimateLevel, rows);
    result.probabilities = picked(probabilities, rows, static_cast<std::size_t>(columns));
    result.truth = picked(truth, rows);
    result.estimate = picked(estimate, rows);
    result.leaves = picked(leaves, rows);
    for (const std::vector<double> &feature : features)
        result.features.push_back(picked(feature, rows));
    return result;
}

MetricRows EstimateRows::measured() const
{
    MetricRows rows;
    rows.truth = truth;
    rows.estimate = estimate;
    rows.truthLevel = truthLevel;
    rows.estimateLevel = estimateLevel;
    rows.probabilities = probabilities;
    rows.levels = static_cast<int>(levels.size());
    rows.columns = columns;
    return rows;
}

MetricRows MeasuredRows::rows() const
{
    MetricRows result;
    result.truth = truth;
    result.estimate = estimate;
    result.truthLevel = truthLevel;
    result.estimateLevel = estimateLevel;
    result.probabilities = probabilities;
    result.weights = weights;
    result.levels = levels;
    result.columns = columns;
    return result;
}

} // namespace vitrine::monitor
