// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/evaluation.h"

#include "core/base/text.h"
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

// Rows that have all that a metric of probabilities needs.
struct CompleteRows {
    std::vector<int> truth;
    std::vector<double> probabilities;
    std::vector<double> weights;
    int unknownLevel = -1;
};

CompleteRows completeRows(const MetricRows &rows)
{
    CompleteRows result;
    const auto columns = static_cast<std::size_t>(rows.columns);
    const int known = rows.columns == 1 ? 2 : rows.columns;
    for (std::size_t row = 0; row < rows.truthLevel.size(); ++row) {
        const std::span<const double> p = rows.probabilities.subspan(row * columns, columns);
        const bool missing = rows.truthLevel[row] < 0 ||
                             std::any_of(p.begin(), p.end(), [](double v) { return std::isnan(v); });
        if (missing)
            continue;
        if (rows.truthLevel[row] >= known)
            result.unknownLevel = rows.truthLevel[row];
        result.truth.push_back(rows.truthLevel[row]);
        result.probabilities.insert(result.probabilities.end(), p.begin(), p.end());
        if (!rows.weights.empty())
            result.weights.push_back(rows.weights[row]);
    }
    return result;
}

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

MetricValue MetricEvaluation::value(const QString &metric)
{
    if (m_rows.isClassification()) {
        if (isProbabilityMetric(metric))
            return ofProbabilities(metric);
        if (!m_confusion) {
            m_confusion.emplace(std::max(m_rows.levels, 2));
            m_confusion->add(m_rows.truthLevel, m_rows.estimateLevel, m_rows.weights);
        }
        return classMetric(metric, *m_confusion, m_options);
    }
    if (isRowMetric(metric))
        return ofRows(metric);
    const unsigned needed = momentsPart(metric).value_or(NumericMoments::Basic);
    if (!m_moments || (m_moments->parts & needed) != needed) {
        NumericMoments moments;
        moments.parts = needed | (m_moments ? m_moments->parts : 0U);
        moments.huberDelta = m_options.huberDelta;
        moments.quantile = m_options.quantile;
        moments.add(m_rows.truth, m_rows.estimate, m_rows.weights);
        m_moments = moments;
    }
    return numericMetric(metric, *m_moments, m_options);
}

MetricValue MetricEvaluation::ofProbabilities(const QString &metric)
{
    if (m_rows.probabilities.empty() || m_rows.columns == 0)
        return MetricValue::undefined({}, Text::tr("The predictions carry no probabilities."));
    const CompleteRows rows = completeRows(m_rows);
    const int levels = m_rows.columns == 1 ? 2 : m_rows.columns;
    const QString estimator = levels > 2 ? u"multiclass"_s : u"binary"_s;
    if (rows.unknownLevel >= 0)
        return MetricValue::undefined(estimator,
                                      Text::tr("The truth has a level for which there is no probability."));
    return probabilityMetric(metric, {rows.truth, rows.probabilities, levels, m_rows.columns, rows.weights},
                             m_options);
}

MetricValue MetricEvaluation::ofRows(const QString &metric)
{
    std::vector<double> truth;
    std::vector<double> estimate;
    std::vector<double> weights;
    for (std::size_t row = 0; row < m_rows.truth.size(); ++row) {
        if (std::isnan(m_rows.truth[row]) || std::isnan(m_rows.estimate[row]))
            continue;
        truth.push_back(m_rows.truth[row]);
        estimate.push_back(m_rows.estimate[row]);
        if (!m_rows.weights.empty())
            weights.push_back(m_rows.weights[row]);
    }
    return rowMetric(metric, truth, estimate, weights, m_options);
}

} // namespace vitrine::monitor
