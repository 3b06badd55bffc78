// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/interval.h"

#include "core/monitor/metric/rowmetric.h"
#include "core/monitor/metric/sortscores.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double normalQuantile(double level)
{
    return boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
}

// Of a mean of n values with this (biased) variance.
Interval meanInterval(double mean, double variance, double n, double level)
{
    if (n < 2 || !std::isfinite(mean) || !(variance >= 0))
        return {};
    const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.5 + level / 2);
    const double half = t * std::sqrt(variance / (n - 1));
    return {mean - half, mean + half};
}

Interval clipped(Interval interval, double lowest, double highest)
{
    return {std::max(interval.lower, lowest), std::min(interval.upper, highest)};
}

// Kish's effective number of rows of different weights.
double effectiveRows(const NumericMoments &m)
{
    return m.weight * m.weight / m.weight2;
}

double spread(double meanOfSquares, double mean)
{
    return std::max(0.0, meanOfSquares - mean * mean);
}

Interval squaredErrorInterval(const NumericMoments &m, double level)
{
    const double mse = m.squaredErrors / m.weight;
    return clipped(meanInterval(mse, spread(m.fourthErrors / m.weight, mse), effectiveRows(m), level), 0,
                   infinity);
}

Interval correlationInterval(const NumericMoments &m, double level)
{
    const double n = effectiveRows(m);
    if (n <= 3 || m.constantTruth() || m.constantEstimate())
        return {};
    const double r =
        std::clamp(m.products / std::sqrt(m.truthSquares) / std::sqrt(m.estimateSquares), -1.0, 1.0);
    const double half = normalQuantile(level) / std::sqrt(n - 3);
    const double low = std::tanh(std::atanh(r) - half);
    const double high = std::tanh(std::atanh(r) + half);
    const double nearest = low <= 0 && high >= 0 ? 0 : std::min(std::abs(low), std::abs(high));
    const double furthest = std::max(std::abs(low), std::abs(high));
    return {nearest * nearest, furthest * furthest};
}

struct Share {
    double part = 0;
    double whole = 0;
};

// The share that a metric of two levels is; nothing when it is none.
std::optional<Share> shareOf(const QString &metric, const ConfusionMatrix &m, const MetricOptions &options)
{
    if (m.levels() != 2 || options.averaging != Averaging::Auto || !std::isnan(options.prevalence))
        return {};
    const int event = options.event == EventLevel::First ? 0 : 1;
    const int other = 1 - event;
    const double hits = m.at(event, event);
    const double rejections = m.at(other, other);
    if (metric == u"sens" || metric == u"recall")
        return Share{hits, m.truthTotal(event)};
    if (metric == u"spec")
        return Share{rejections, m.truthTotal(other)};
    if (metric == u"precision" || metric == u"ppv")
        return Share{hits, m.estimateTotal(event)};
    if (metric == u"npv")
        return Share{rejections, m.estimateTotal(other)};
    if (metric == u"detection_prevalence")
        return Share{m.estimateTotal(event), m.total()};
    if (metric == u"fall_out")
        return Share{m.at(event, other), m.truthTotal(other)};
    if (metric == u"miss_rate")
        return Share{m.at(other, event), m.truthTotal(event)};
    return {};
}

// For each of the descending scores: how many of the descending others are lower, equal ones by half.
std::vector<double> placements(const std::vector<double> &scores, const std::vector<double> &others)
{
    std::vector<double> result;
    result.reserve(scores.size());
    std::size_t greater = 0;
    std::size_t greaterOrEqual = 0;
    for (const double score : scores) {
        while (greater < others.size() && others[greater] > score)
            ++greater;
        greaterOrEqual = std::max(greaterOrEqual, greater);
        while (greaterOrEqual < others.size() && others[greaterOrEqual] == score)
            ++greaterOrEqual;
        result.push_back(double(others.size()) - (double(greater) + double(greaterOrEqual)) / 2);
    }
    return result;
}

double unbiasedVariance(const std::vector<double> &values, double mean)
{
    double sum = 0;
    for (const double value : values)
        sum += (value - mean) * (value - mean);
    return sum / double(values.size() - 1);
}

Interval rocAreaInterval(const ProbabilityRows &rows, const MetricOptions &metricOptions, double level)
{
    const int event = rows.eventLevel(metricOptions);
    std::vector<double> events;
    std::vector<double> others;
    for (std::size_t row = 0; row < rows.truth.size(); ++row)
        (rows.truth[row] == event ? events : others).push_back(rows.probability(row, event, metricOptions));
    if (events.size() < 2 || others.size() < 2)
        return {};
    sortDescending(events);
    sortDescending(others);
    const double m = double(events.size());
    const double n = double(others.size());
    std::vector<double> ofEvents = placements(events, others);
    std::vector<double> ofOthers = placements(others, events);
    double area = 0;
    for (const double placement : ofEvents)
        area += placement / n / m;
    for (double &placement : ofEvents)
        placement /= n;
    for (double &placement : ofOthers)
        placement = 1 - placement / m;
    const double error =
        std::sqrt(unbiasedVariance(ofEvents, area) / m + unbiasedVariance(ofOthers, area) / n);
    const double half = normalQuantile(level) * error;
    return clipped({area - half, area + half}, 0, 1);
}

} // namespace

Interval wilsonInterval(double successes, double trials, double level)
{
    if (!(trials > 0))
        return {};
    const double z = normalQuantile(level);
    const double share = successes / trials;
    const double spreadTerm = z * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
    const double centre = share + z * z / (2 * trials);
    const double scale = 1 + z * z / trials;
    return clipped({(centre - spreadTerm) / scale, (centre + spreadTerm) / scale}, 0, 1);
}

Interval percentileInterval(std::vector<double> values, double level)
{
    const std::size_t all = values.size();
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty() || values.size() * 2 < all)
        return {};
    std::ranges::sort(values);
    return {quantileOfSorted(values, (1 - level) / 2), quantileOfSorted(values, (1 + level) / 2)};
}

bool hasNumericInterval(const QString &metric)
{
    return metric == u"mae" || metric == u"msd" || metric == u"mse" || metric == u"rmse" || metric == u"rsq";
}

std::optional<Interval> numericInterval(const QString &metric, const NumericMoments &m,
                                        const IntervalOptions &options)
{
    if (!hasNumericInterval(metric))
        return {};
    if (m.n < 2 || !(m.weight > 0))
        return Interval();
    const double n = effectiveRows(m);
    const double meanSquare = m.squaredErrors / m.weight;
    if (metric == u"mae") {
        const double mean = m.absoluteErrors / m.weight;
        return clipped(meanInterval(mean, spread(meanSquare, mean), n, options.level), 0, infinity);
    }
    if (metric == u"msd") {
        const double mean = m.errors / m.weight;
        return meanInterval(mean, spread(meanSquare, mean), n, options.level);
    }
    if (metric == u"rsq")
        return correlationInterval(m, options.level);
    const Interval squared = squaredErrorInterval(m, options.level);
    return metric == u"mse" ? squared : Interval{std::sqrt(squared.lower), std::sqrt(squared.upper)};
}

std::optional<Interval> classInterval(const QString &metric, const ConfusionMatrix &matrix,
                                      const MetricOptions &metricOptions, const IntervalOptions &options)
{
    if (metric == u"accuracy")
        return wilsonInterval(matrix.correct(), matrix.total(), options.level);
    if (const auto share = shareOf(metric, matrix, metricOptions))
        return wilsonInterval(share->part, share->whole, options.level);
    return {};
}

std::optional<Interval> probabilityInterval(const QString &metric, const ProbabilityRows &rows,
                                            const MetricOptions &metricOptions,
                                            const IntervalOptions &options)
{
    if (metric == u"roc_auc" && rows.levels <= 2 && rows.weights.empty() &&
        metricOptions.averaging == Averaging::Auto)
        return rocAreaInterval(rows, metricOptions, options.level);
    const auto terms = rowTerms(metric, rows, metricOptions);
    if (!terms)
        return {};
    double weight = 0;
    double weight2 = 0;
    double mean = 0;
    for (std::size_t row = 0; row < terms->size(); ++row) {
        weight += rows.weight(row);
        weight2 += rows.weight(row) * rows.weight(row);
        mean += rows.weight(row) * (*terms)[row];
    }
    mean /= weight;
    double variance = 0;
    for (std::size_t row = 0; row < terms->size(); ++row)
        variance += rows.weight(row) * ((*terms)[row] - mean) * ((*terms)[row] - mean) / weight;
    const double n = weight * weight / weight2;
    if (metric == u"top2_accuracy")
        return wilsonInterval(mean * n, n, options.level);
    return clipped(meanInterval(mean, variance, n, options.level), 0, infinity);
}

} // namespace vitrine::monitor
