// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/rowmetric.h"

#include "core/base/text.h"
#include "core/monitor/metric/moments.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

MetricValue standard(double value)
{
    return {value, u"standard"_s, {}};
}

MetricValue none(const QString &why)
{
    return MetricValue::undefined(u"standard"_s, why);
}

MetricValue limit(double value, const QString &why)
{
    return {value, u"standard"_s, why};
}

struct Rows {
    std::span<const double> truth;
    std::span<const double> estimate;
    std::span<const double> weights;
    double weight(std::size_t row) const { return weights.empty() ? 1 : weights[row]; }
};

double weightedMedian(std::vector<std::pair<double, double>> values)
{
    std::sort(values.begin(), values.end());
    const double half = std::accumulate(values.begin(), values.end(), 0.0,
                                        [](double sum, const auto &entry) { return sum + entry.second; }) /
                        2;
    double passed = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        passed += values[i].second;
        if (passed > half)
            return values[i].first;
        if (passed == half && i + 1 < values.size())
            return (values[i].first + values[i + 1].first) / 2;
    }
    return nan;
}

double rmseOf(const Rows &rows)
{
    NumericMoments moments;
    moments.add(rows.truth, rows.estimate, rows.weights);
    return std::sqrt(moments.squaredErrors / moments.weight);
}

MetricValue mase(const Rows &rows, const MetricOptions &options)
{
    const auto lag = static_cast<std::size_t>(std::max(options.season, 1));
    double absolute = 0;
    double weight = 0;
    for (std::size_t i = 0; i < rows.truth.size(); ++i) {
        absolute += rows.weight(i) * std::abs(rows.truth[i] - rows.estimate[i]);
        weight += rows.weight(i);
    }
    double scale = options.maseScale;
    if (std::isnan(scale)) {
        if (rows.truth.size() <= lag)
            return none(Text::tr("Needs more than %1 rows.").arg(lag));
        double naive = 0;
        for (std::size_t i = lag; i < rows.truth.size(); ++i)
            naive += std::abs(rows.truth[i] - rows.truth[i - lag]);
        scale = naive / double(rows.truth.size() - lag);
    }
    if (scale == 0)
        return absolute > 0 ? limit(infinity, Text::tr("The naive forecast has no error."))
                            : none(Text::tr("The naive forecast has no error."));
    return standard(absolute / weight / scale);
}

MetricValue quartileRatio(const Rows &rows, const MetricOptions &)
{
    std::vector<double> sorted(rows.truth.begin(), rows.truth.end());
    std::sort(sorted.begin(), sorted.end());
    const double range = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
    const double rmse = rmseOf(rows);
    if (rmse == 0)
        return range > 0 ? limit(infinity, Text::tr("There are no errors."))
                         : none(Text::tr("There are no errors."));
    return standard(range / rmse);
}

// 1 - 2 × the area under the Lorenz curve of the truth in descending order of `by`.
double lorenzGini(const Rows &rows, std::span<const double> by)
{
    std::vector<std::size_t> order(rows.truth.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return by[a] != by[b] ? by[a] > by[b] : rows.truth[a] > rows.truth[b];
    });
    double weight = 0;
    double truth = 0;
    double area = 0;
    for (const std::size_t row : order) {
        const double next = truth + rows.truth[row] * rows.weight(row);
        area += rows.weight(row) * (truth + next) / 2;
        truth = next;
        weight += rows.weight(row);
    }
    return 1 - 2 * area / (weight * truth);
}

MetricValue giniCoefficient(const Rows &rows, const MetricOptions &)
{
    if (rows.truth.size() < 2)
        return none(Text::tr("Needs at least 2 rows."));
    const auto [low, high] = std::minmax_element(rows.truth.begin(), rows.truth.end());
    if (*low == *high)
        return none(Text::tr("The truth is constant."));
    const double sum = std::accumulate(rows.truth.begin(), rows.truth.end(), 0.0);
    if (std::abs(sum) < std::numeric_limits<double>::epsilon())
        return none(Text::tr("The truth sums to 0."));
    return standard(lorenzGini(rows, rows.estimate) / lorenzGini(rows, rows.truth));
}

MetricValue medianError(const Rows &rows, const MetricOptions &)
{
    std::vector<std::pair<double, double>> errors;
    for (std::size_t i = 0; i < rows.truth.size(); ++i)
        errors.emplace_back(std::abs(rows.truth[i] - rows.estimate[i]), rows.weight(i));
    return standard(weightedMedian(std::move(errors)));
}

MetricValue explainedAbsoluteError(const Rows &rows, const MetricOptions &)
{
    if (rows.truth.size() < 2)
        return none(Text::tr("Needs at least 2 rows."));
    std::vector<std::pair<double, double>> values;
    for (std::size_t i = 0; i < rows.truth.size(); ++i)
        values.emplace_back(rows.truth[i], rows.weight(i));
    const double median = weightedMedian(std::move(values));
    double model = 0;
    double naive = 0;
    for (std::size_t i = 0; i < rows.truth.size(); ++i) {
        model += rows.weight(i) * std::abs(rows.truth[i] - rows.estimate[i]);
        naive += rows.weight(i) * std::abs(rows.truth[i] - median);
    }
    return naive > 0 ? standard(1 - model / naive) : none(Text::tr("The truth is constant."));
}

using RowFormula = MetricValue (*)(const Rows &, const MetricOptions &);

const QHash<QString, RowFormula> &rowFormulas()
{
    static const QHash<QString, RowFormula> table{
        {u"mase"_s, mase},
        {u"rpiq"_s, quartileRatio},
        {u"gini_coef"_s, giniCoefficient},
        {u"median_ae"_s, medianError},
        {u"d2_absolute_error"_s, explainedAbsoluteError},
    };
    return table;
}

} // namespace

bool isRowMetric(const QString &metric)
{
    return rowFormulas().contains(metric);
}

MetricValue rowMetric(const QString &metric, std::span<const double> truth, std::span<const double> estimate,
                      std::span<const double> weights, const MetricOptions &options)
{
    const auto found = rowFormulas().constFind(metric);
    if (found == rowFormulas().constEnd())
        return none(Text::tr("'%1' is not a metric of numbers.").arg(metric));
    if (truth.empty())
        return none(Text::tr("There are no rows with both a truth and an estimate."));
    return (*found)({truth, estimate, weights}, options);
}

double quantileOfSorted(std::span<const double> sorted, double share)
{
    if (sorted.empty())
        return nan;
    const double position = share * double(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(position);
    if (low + 1 >= sorted.size())
        return sorted.back();
    const double rest = position - double(low);
    return rest == 0 ? sorted[low] : sorted[low] + rest * (sorted[low + 1] - sorted[low]);
}

} // namespace vitrine::monitor
