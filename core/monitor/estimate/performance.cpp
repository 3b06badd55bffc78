// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/performance.h"

#include "core/base/text.h"
#include "core/monitor/dataset/column.h"
#include "core/monitor/estimate/confidenceestimator.h"
#include "core/monitor/estimate/lossestimator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t folds = 5;

// Hand and Till's pairs know no weights; one level against all others does.
MetricOptions weightedOptions(const MetricOptions &options, qsizetype levels)
{
    MetricOptions result = options;
    const bool byPairs = options.averaging == Averaging::HandTill || options.averaging == Averaging::Auto;
    if (levels > 2 && byPairs)
        result.averaging = Averaging::Macro;
    return result;
}

// The spread that chance alone gives metrics of these rows: draws of at most 1,000 of them, spread evenly, to
// the scale of all. NaN where most draws leave the metric undefined.
std::vector<double> chanceDeviations(const Estimator &estimator, const QStringList &metrics,
                                     const MetricOptions &options, const EstimateRows &rows,
                                     std::size_t first, std::size_t last)
{
    constexpr std::size_t mostRows = 1000;
    constexpr int draws = 50;
    struct Moments {
        double n = 0;
        double mean = 0;
        double squares = 0;
    };
    const std::size_t count = last - first;
    std::vector<std::size_t> which(std::min(count, mostRows));
    for (std::size_t i = 0; i < which.size(); ++i)
        which[i] = first + i * count / which.size();
    std::vector<Moments> moments(static_cast<std::size_t>(metrics.size()));
    std::uint64_t random = 1;
    for (int draw = 0; draw < draws; ++draw) {
        const MeasuredRows drawn = estimator.drawn(rows, which, random);
        MetricEvaluation evaluation(drawn.rows(), options);
        for (std::size_t i = 0; i < moments.size(); ++i) {
            const double value = evaluation.value(metrics[static_cast<qsizetype>(i)]).value;
            if (!std::isfinite(value))
                continue;
            const double shift = value - moments[i].mean;
            moments[i].mean += shift / ++moments[i].n;
            moments[i].squares += shift * (value - moments[i].mean);
        }
    }
    std::vector<double> deviations;
    const double scale = static_cast<double>(which.size()) / static_cast<double>(count);
    for (std::size_t i = 0; i < moments.size(); ++i) {
        const Moments &of = moments[i];
        const auto direct = estimator.direct(metrics[static_cast<qsizetype>(i)], rows, first, last);
        if (direct)
            deviations.push_back(direct->deviation);
        else
            deviations.push_back(of.n < draws / 2.0 ? std::numeric_limits<double>::quiet_NaN()
                                                    : std::sqrt(of.squares / (of.n - 1) * scale));
    }
    return deviations;
}

MetricValue directValue(const DirectEstimate &direct)
{
    return std::isfinite(direct.value)
               ? MetricValue{direct.value, u"standard"_s, {}}
               : MetricValue::undefined(u"standard"_s,
                                        Text::tr("It is not defined for some rows of the reference."));
}

QList<MetricValue> expectedValues(const Estimator &estimator, const QStringList &metrics,
                                  const MetricOptions &options, const EstimateRows &rows, std::size_t first,
                                  std::size_t last)
{
    const MeasuredRows expected = estimator.expected(rows, first, last);
    MetricEvaluation evaluation(expected.rows(), options);
    QList<MetricValue> values;
    for (const QString &metric : metrics) {
        if (expected.weights.empty())
            values.append(MetricValue::undefined({}, Text::tr("No row has a prediction.")));
        else if (const auto direct = estimator.direct(metric, rows, first, last))
            values.append(directValue(*direct));
        else
            values.append(evaluation.value(metric));
    }
    return values;
}

} // namespace

std::optional<DirectEstimate> Estimator::direct(const QString &, const EstimateRows &, std::size_t,
                                                std::size_t) const
{
    return {};
}

Result<std::unique_ptr<Estimator>> fitEstimator(const EstimateRows &reference)
{
    return reference.isClassification() ? ConfidenceEstimator::fit(reference) : LossEstimator::fit(reference);
}

Result<PerformanceEstimation> PerformanceEstimation::fit(const EstimateRows &reference,
                                                         const QStringList &metrics,
                                                         const MetricOptions &options, const Job &job)
{
    VT_CHECK(checkMetrics(metrics, reference.isClassification()));
    PerformanceEstimation result;
    result.m_options = weightedOptions(options, reference.levels.size());
    VT_TRY(result.m_estimator, fitEstimator(reference));
    // Stretches of time where there are times: what a model gets wrong changes over time even without drift.
    const bool isTimed = std::any_of(reference.times.begin(), reference.times.end(),
                                     [](qint64 time) { return time != missingTime; });
    std::vector<std::size_t> order(reference.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    if (isTimed)
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return reference.times[a] < reference.times[b];
        });
    QHash<QString, double> squares; // of what chance does not explain
    QHash<QString, int> counted;
    for (std::size_t fold = 0; fold < folds; ++fold) {
        VT_CHECK(job.check());
        std::vector<std::size_t> inside;
        std::vector<std::size_t> outside;
        for (std::size_t place = 0; place < order.size(); ++place) {
            const std::size_t of = isTimed ? place * folds / order.size() : place % folds;
            (of == fold ? inside : outside).push_back(order[place]);
        }
        const auto estimator = fitEstimator(reference.subset(outside));
        if (!estimator)
            continue; // too few rows to leave some out: chance is all that can be told
        EstimateRows held = reference.subset(inside);
        (*estimator)->prepare(held);
        const QList<MetricValue> estimated =
            expectedValues(**estimator, metrics, result.m_options, held, 0, held.size());
        const std::vector<double> chance =
            chanceDeviations(**estimator, metrics, result.m_options, held, 0, held.size());
        MetricEvaluation realised(held.measured(), result.m_options);
        for (qsizetype i = 0; i < metrics.size(); ++i) {
            const double difference = estimated[i].value - realised.value(metrics[i]).value;
            const double deviation = chance[static_cast<std::size_t>(i)];
            if (!std::isfinite(difference) || !std::isfinite(deviation))
                continue;
            squares[metrics[i]] += difference * difference - deviation * deviation;
            ++counted[metrics[i]];
        }
    }
    for (const QString &metric : metrics) {
        if (counted.value(metric) > 0)
            result.m_ownErrors[metric] = std::sqrt(std::max(0.0, squares[metric] / counted[metric]));
    }
    return result;
}

QList<EstimatedValue> PerformanceEstimation::values(const QStringList &metrics, const EstimateRows &rows,
                                                    std::size_t first, std::size_t last) const
{
    constexpr double z95 = 1.959963984540054;
    const QList<MetricValue> expected = expectedValues(*m_estimator, metrics, m_options, rows, first, last);
    const std::vector<double> chance = chanceDeviations(*m_estimator, metrics, m_options, rows, first, last);
    QList<EstimatedValue> results;
    for (qsizetype i = 0; i < metrics.size(); ++i) {
        EstimatedValue result{
            .value = expected[i].value, .estimator = expected[i].estimator, .why = expected[i].why};
        const double deviation = chance[static_cast<std::size_t>(i)];
        if (std::isfinite(result.value) && std::isfinite(deviation)) {
            const MetricInfo info = metricInfo(metrics[i]);
            const double half = z95 * std::hypot(deviation, ownError(metrics[i]));
            result.low = std::max(info.lower, result.value - half);
            result.high = std::min(info.upper, result.value + half);
        }
        results.append(result);
    }
    return results;
}

} // namespace vitrine::monitor
