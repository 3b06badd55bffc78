// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/evaluation.h"

#include "core/base/text.h"
#include "core/monitor/metric/bootstrap.h"
#include "core/monitor/metric/numeric.h"
#include "core/monitor/metric/rowmetric.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

template<typename T>
std::span<const T> part(std::span<const T> column, qsizetype first, qsizetype last, qsizetype width = 1)
{
    if (column.empty())
        return column;
    return column.subspan(static_cast<std::size_t>(first * width),
                          static_cast<std::size_t>((last - first) * width));
}

// Rows that have all that a metric of probabilities needs; copies only when some have not.
class CompleteRows final
{
public:
    explicit CompleteRows(const MetricRows &rows)
        : m_known(rows.columns == 1 ? 2 : rows.columns)
        , m_complete{rows.truthLevel, rows.probabilities, m_known, rows.columns, rows.weights}
    {
        const auto columns = static_cast<std::size_t>(rows.columns);
        const auto isComplete = [&](std::size_t row) {
            const std::span<const double> p = rows.probabilities.subspan(row * columns, columns);
            return rows.truthLevel[row] >= 0 &&
                   std::none_of(p.begin(), p.end(), [](double v) { return std::isnan(v); }) &&
                   (rows.weights.empty() || !std::isnan(rows.weights[row]));
        };
        std::size_t row = 0;
        while (row < rows.truthLevel.size() && isComplete(row))
            ++row;
        if (row < rows.truthLevel.size())
            copy(rows, isComplete);
    }

    const ProbabilityRows &rows() const { return m_complete; }
    bool hasUnknownLevel() const
    {
        return std::ranges::any_of(m_complete.truth, [&](int level) { return level >= m_known; });
    }

private:
    template<typename IsComplete>
    void copy(const MetricRows &rows, const IsComplete &isComplete)
    {
        const auto columns = static_cast<std::size_t>(rows.columns);
        for (std::size_t row = 0; row < rows.truthLevel.size(); ++row) {
            if (!isComplete(row))
                continue;
            const std::span<const double> p = rows.probabilities.subspan(row * columns, columns);
            m_truth.push_back(rows.truthLevel[row]);
            m_probabilities.insert(m_probabilities.end(), p.begin(), p.end());
            if (!rows.weights.empty())
                m_weights.push_back(rows.weights[row]);
        }
        m_complete.truth = m_truth;
        m_complete.probabilities = m_probabilities;
        m_complete.weights = m_weights;
    }

    int m_known;
    ProbabilityRows m_complete;
    std::vector<int> m_truth;
    std::vector<double> m_probabilities;
    std::vector<double> m_weights;
};

bool isNumericMetric(const QString &metric)
{
    return momentsPart(metric).has_value() || isRowMetric(metric);
}

} // namespace

MetricRows MetricRows::slice(qsizetype first, qsizetype last) const
{
    MetricRows result = *this;
    result.truth = part(truth, first, last);
    result.estimate = part(estimate, first, last);
    result.truthLevel = part(truthLevel, first, last);
    result.estimateLevel = part(estimateLevel, first, last);
    result.probabilities = part(probabilities, first, last, columns);
    result.weights = part(weights, first, last);
    for (std::span<const double> &term : result.terms)
        term = part(term, first, last);
    return result;
}

QStringList defaultMetrics(bool classification, bool withProbabilities)
{
    if (!classification)
        return {u"rmse"_s, u"rsq"_s, u"mae"_s};
    QStringList metrics{u"accuracy"_s, u"kap"_s};
    if (withProbabilities)
        metrics << u"mn_log_loss"_s << u"roc_auc"_s;
    return metrics;
}

Result<> checkMetrics(const QStringList &metrics, bool classification)
{
    for (const QString &metric : metrics) {
        const bool ofClasses = isClassMetric(metric) || isProbabilityMetric(metric);
        if (classification ? ofClasses : isNumericMetric(metric))
            continue;
        if (ofClasses || isNumericMetric(metric)) {
            return Error{
                Error::Code::InvalidArgument,
                classification
                    ? Text::tr("'%1' is a metric of numbers, but the model predicts classes.").arg(metric)
                    : Text::tr("'%1' is a metric of classes, but the model predicts numbers.").arg(metric),
                {}};
        }
        return Error{Error::Code::InvalidArgument,
                     Text::tr("'%1' is not a metric. Use one of: %2.")
                         .arg(metric, defaultMetrics(classification, true).join(u", "_s) + u", …"_s),
                     {}};
    }
    return {};
}

void MetricEvaluation::takeConfusion()
{
    if (m_confusion)
        return;
    m_confusion.emplace(std::max(m_rows.levels, 2));
    m_confusion->add(m_rows.truthLevel, m_rows.estimateLevel, m_rows.weights);
}

void MetricEvaluation::takeMoments(unsigned parts)
{
    if (m_moments && (m_moments->parts & parts) == parts)
        return;
    NumericMoments moments;
    moments.parts = parts | (m_moments ? m_moments->parts : 0U);
    moments.huberDelta = m_options.huberDelta;
    moments.quantile = m_options.quantile;
    moments.add(m_rows.truth, m_rows.estimate, m_rows.weights);
    m_moments = moments;
}

MetricValue MetricEvaluation::value(const QString &metric)
{
    if (m_rows.isClassification()) {
        if (isProbabilityMetric(metric))
            return ofProbabilities(metric);
        takeConfusion();
        return classMetric(metric, *m_confusion, m_options);
    }
    if (isRowMetric(metric))
        return ofRows(metric);
    takeMoments(momentsPart(metric).value_or(NumericMoments::Basic));
    return numericMetric(metric, *m_moments, m_options);
}

std::optional<Interval> MetricEvaluation::intervalByFormula(const QString &metric,
                                                            const IntervalOptions &options)
{
    if (!m_rows.isClassification()) {
        if (!hasNumericInterval(metric))
            return {};
        takeMoments(NumericMoments::Basic);
        return numericInterval(metric, *m_moments, options);
    }
    if (!isProbabilityMetric(metric)) {
        takeConfusion();
        return classInterval(metric, *m_confusion, m_options, options);
    }
    if (m_rows.probabilities.empty() || m_rows.columns == 0)
        return Interval();
    const CompleteRows complete(m_rows);
    if (complete.hasUnknownLevel() || complete.rows().truth.empty())
        return Interval();
    return probabilityInterval(metric, complete.rows(), m_options, options);
}

QList<Interval> MetricEvaluation::intervals(const QStringList &metrics, const IntervalOptions &options)
{
    QList<Interval> result;
    QStringList ofCounts;
    QStringList ofRows;
    for (const QString &metric : metrics) {
        const auto interval = intervalByFormula(metric, options);
        result.append(interval.value_or(Interval()));
        if (!interval)
            (m_rows.isClassification() && !isProbabilityMetric(metric) ? ofCounts : ofRows) << metric;
    }
    const auto place = [&](const QStringList &drawn, const QList<Interval> &intervals) {
        for (qsizetype i = 0; i < drawn.size(); ++i)
            result[metrics.indexOf(drawn[i])] = intervals[i];
    };
    if (!ofCounts.isEmpty())
        place(ofCounts, bootstrapIntervals(ofCounts, *m_confusion, m_options, options));
    if (!ofRows.isEmpty())
        place(ofRows, bootstrapIntervals(ofRows, m_rows, m_options, options));
    return result;
}

MetricValue MetricEvaluation::ofProbabilities(const QString &metric)
{
    if (m_rows.probabilities.empty() || m_rows.columns == 0)
        return MetricValue::undefined({}, Text::tr("The predictions carry no probabilities."));
    const CompleteRows complete(m_rows);
    if (complete.hasUnknownLevel())
        return MetricValue::undefined(complete.rows().naturalEstimator(),
                                      Text::tr("The truth has a level for which there is no probability."));
    return probabilityMetric(metric, complete.rows(), m_options);
}

MetricValue MetricEvaluation::ofRows(const QString &metric)
{
    std::vector<double> truth;
    std::vector<double> estimate;
    std::vector<double> weights;
    for (std::size_t row = 0; row < m_rows.truth.size(); ++row) {
        if (std::isnan(m_rows.truth[row]) || std::isnan(m_rows.estimate[row]) ||
            (!m_rows.weights.empty() && std::isnan(m_rows.weights[row])))
            continue;
        truth.push_back(m_rows.truth[row]);
        estimate.push_back(m_rows.estimate[row]);
        if (!m_rows.weights.empty())
            weights.push_back(m_rows.weights[row]);
    }
    return rowMetric(metric, truth, estimate, weights, m_options);
}

} // namespace vitrine::monitor
