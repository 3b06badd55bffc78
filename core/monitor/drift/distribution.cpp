// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/distribution.h"

#include "core/monitor/drift/numbersort.h"

#include <algorithm>
#include <cmath>

namespace vitrine::monitor {

namespace {

// Two passes, so that the variance keeps its digits when the mean is large beside it.
void takeMoments(NumericDistribution &distribution)
{
    double sum = 0;
    for (std::size_t i = 0; i < distribution.values.size(); ++i)
        sum += distribution.values[i] * distribution.counts[i];
    distribution.mean = distribution.n > 0 ? sum / distribution.n : 0;
    double squares = 0;
    for (std::size_t i = 0; i < distribution.values.size(); ++i) {
        const double difference = distribution.values[i] - distribution.mean;
        squares += difference * difference * distribution.counts[i];
    }
    distribution.variance = distribution.n > 0 ? squares / distribution.n : 0;
}

} // namespace

NumericDistribution NumericDistribution::fromValues(std::span<const double> values)
{
    return fromValues(std::vector<double>(values.begin(), values.end()));
}

NumericDistribution NumericDistribution::fromValues(std::vector<double> &&values)
{
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    sortNumbers(values);
    NumericDistribution result;
    result.n = static_cast<double>(values.size());
    result.values.reserve(values.size());
    result.counts.reserve(values.size());
    for (const double value : values) {
        if (!result.values.empty() && result.values.back() == value) {
            ++result.counts.back();
        } else {
            result.values.push_back(value);
            result.counts.push_back(1);
        }
    }
    takeMoments(result);
    return result;
}

NumericDistribution NumericDistribution::fromCounts(std::vector<std::pair<double, double>> ascending)
{
    NumericDistribution result;
    for (const auto &[value, count] : ascending) {
        result.n += count;
        if (!result.values.empty() && result.values.back() == value) {
            result.counts.back() += count;
        } else {
            result.values.push_back(value);
            result.counts.push_back(count);
        }
    }
    takeMoments(result);
    return result;
}

CategoryDistribution CategoryDistribution::fromCounts(std::vector<std::pair<QString, double>> counts)
{
    std::sort(counts.begin(), counts.end());
    CategoryDistribution result;
    for (const auto &[level, count] : counts) {
        result.n += count;
        if (!result.levels.empty() && result.levels.back() == level) {
            result.counts.back() += count;
        } else {
            result.levels.push_back(level);
            result.counts.push_back(count);
        }
    }
    return result;
}

} // namespace vitrine::monitor
