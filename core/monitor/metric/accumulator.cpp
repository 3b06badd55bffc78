// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/accumulator.h"

#include "core/monitor/metric/interval.h"
#include "core/monitor/metric/numeric.h"

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

template<typename T>
void append(std::vector<T> &to, std::span<const T> from)
{
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

MetricNeeds MetricNeeds::of(const QStringList &metrics, bool classification, bool intervals)
{
    MetricNeeds needs;
    for (const QString &metric : metrics) {
        if (classification) {
            needs.probabilities |= isProbabilityMetric(metric);
            needs.confusion |= isClassMetric(metric);
        } else if (const auto part = momentsPart(metric)) {
            needs.moments = needs.moments.value_or(NumericMoments::Basic) | *part;
            needs.numbers |= intervals && !hasNumericInterval(metric);
        } else {
            needs.numbers = true;
        }
    }
    return needs;
}

MetricNeeds &MetricNeeds::operator|=(const MetricNeeds &other)
{
    if (other.moments)
        moments = moments.value_or(NumericMoments::Basic) | *other.moments;
    confusion |= other.confusion;
    numbers |= other.numbers;
    labels |= other.labels;
    probabilities |= other.probabilities;
    return *this;
}

bool dependsOnOrder(const QString &metric)
{
    return metric == u"mase";
}

MetricAccumulator::MetricAccumulator(const MetricNeeds &needs, const MetricOptions &options, int levels,
                                     int columns)
    : m_needs(needs)
    , m_levels(levels)
    , m_columns(columns)
    , m_confusion(needs.confusion ? std::max(levels, 2) : 0)
{
    m_moments.parts = needs.moments.value_or(NumericMoments::Basic);
    m_moments.huberDelta = options.huberDelta;
    m_moments.quantile = options.quantile;
}

void MetricAccumulator::add(const MetricRows &rows)
{
    m_rows += static_cast<qint64>(rows.size());
    m_levels = std::max(m_levels, rows.levels);
    if (m_needs.moments)
        m_moments.add(rows.truth, rows.estimate, rows.weights);
    if (m_needs.confusion) {
        m_confusion.grow(rows.levels);
        m_confusion.add(rows.truthLevel, rows.estimateLevel, rows.weights);
    }
    if (m_needs.numbers) {
        append(m_truth, rows.truth);
        append(m_estimate, rows.estimate);
    }
    if (m_needs.labels || m_needs.probabilities)
        append(m_truthLevel, rows.truthLevel);
    if (m_needs.labels)
        append(m_estimateLevel, rows.estimateLevel);
    if (m_needs.probabilities)
        append(m_probabilities, rows.probabilities);
    if (m_needs.rows())
        append(m_weights, rows.weights);
    m_terms.resize(rows.terms.size());
    for (std::size_t i = 0; i < rows.terms.size(); ++i)
        m_terms[i].add(rows.terms[i]);
}

void MetricAccumulator::merge(const MetricAccumulator &later)
{
    m_rows += later.m_rows;
    m_levels = std::max(m_levels, later.m_levels);
    m_moments.merge(later.m_moments);
    m_confusion.merge(later.m_confusion);
    append<double>(m_truth, later.m_truth);
    append<double>(m_estimate, later.m_estimate);
    append<int>(m_truthLevel, later.m_truthLevel);
    append<int>(m_estimateLevel, later.m_estimateLevel);
    append<double>(m_probabilities, later.m_probabilities);
    append<double>(m_weights, later.m_weights);
    m_terms.resize(later.m_terms.size());
    for (std::size_t i = 0; i < m_terms.size(); ++i)
        m_terms[i].merge(later.m_terms[i]);
}

void MetricAccumulator::renumber(std::span<const int> codes)
{
    const auto renumbered = [&](int code) { return code < 0 ? code : codes[static_cast<std::size_t>(code)]; };
    m_levels = std::max(m_levels, static_cast<int>(codes.size()));
    if (m_needs.confusion) {
        m_confusion.grow(m_levels);
        m_confusion = m_confusion.renumbered(codes);
    }
    for (int &level : m_truthLevel)
        level = renumbered(level);
    for (int &level : m_estimateLevel)
        level = renumbered(level);
}

void MetricAccumulator::complementProbabilities()
{
    for (double &probability : m_probabilities)
        probability = 1 - probability;
}

MetricEvaluation MetricAccumulator::evaluation(const MetricOptions &options) const
{
    MetricRows rows;
    rows.truth = m_truth;
    rows.estimate = m_estimate;
    rows.truthLevel = m_truthLevel;
    rows.estimateLevel = m_estimateLevel;
    rows.probabilities = m_probabilities;
    rows.levels = m_levels;
    rows.columns = m_columns;
    rows.weights = m_weights;
    MetricEvaluation evaluation(rows, options);
    if (m_needs.moments)
        evaluation.use(m_moments);
    if (m_needs.confusion)
        evaluation.use(m_confusion);
    return evaluation;
}

} // namespace vitrine::monitor
