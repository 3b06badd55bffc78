// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/bootstrap.h"

#include "core/monitor/metric/accumulator.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace vitrine::monitor {

namespace {

constexpr int fewestReplicates = 100;
constexpr double mostDraws = 2e8;

int replicatesFor(std::size_t rows, const IntervalOptions &options)
{
    const double affordable = mostDraws / std::max<double>(1, double(rows));
    return std::min(options.replicates, std::max(fewestReplicates, static_cast<int>(affordable)));
}

// Columns drawn from those of other rows.
class DrawnRows final
{
public:
    explicit DrawnRows(const MetricRows &rows) : m_rows(rows) {}

    MetricRows draw(std::mt19937_64 &random)
    {
        const std::size_t count = m_rows.size();
        m_places.resize(count);
        for (std::size_t &place : m_places)
            place = static_cast<std::size_t>(random() % count);
        MetricRows drawn = m_rows;
        drawn.truth = take(m_rows.truth, m_truth);
        drawn.estimate = take(m_rows.estimate, m_estimate);
        drawn.truthLevel = take(m_rows.truthLevel, m_truthLevel);
        drawn.estimateLevel = take(m_rows.estimateLevel, m_estimateLevel);
        drawn.weights = take(m_rows.weights, m_weights);
        drawn.probabilities = takeProbabilities();
        return drawn;
    }

private:
    template<typename T>
    std::span<const T> take(std::span<const T> from, std::vector<T> &to)
    {
        to.clear();
        if (from.empty())
            return to;
        for (const std::size_t place : m_places)
            to.push_back(from[place]);
        return to;
    }
    std::span<const double> takeProbabilities()
    {
        m_probabilities.clear();
        if (m_rows.probabilities.empty())
            return {};
        const auto width = static_cast<std::size_t>(m_rows.columns);
        for (const std::size_t place : m_places) {
            const auto from = m_rows.probabilities.begin() + static_cast<qsizetype>(place * width);
            m_probabilities.insert(m_probabilities.end(), from, from + static_cast<qsizetype>(width));
        }
        return m_probabilities;
    }

    const MetricRows &m_rows;
    std::vector<std::size_t> m_places;
    std::vector<double> m_truth;
    std::vector<double> m_estimate;
    std::vector<int> m_truthLevel;
    std::vector<int> m_estimateLevel;
    std::vector<double> m_probabilities;
    std::vector<double> m_weights;
};

// Counts of as many rows as there are, drawn cell by cell: each holds a binomial share of what is left.
ConfusionMatrix drawMatrix(const ConfusionMatrix &matrix, std::mt19937_64 &random)
{
    ConfusionMatrix drawn(matrix.levels());
    auto rowsLeft = static_cast<qint64>(std::llround(matrix.total()));
    double weightLeft = matrix.total();
    for (int e = 0; e < matrix.levels() && rowsLeft > 0; ++e) {
        for (int t = 0; t < matrix.levels() && rowsLeft > 0; ++t) {
            const double share = weightLeft > 0 ? std::min(1.0, matrix.at(e, t) / weightLeft) : 0;
            if (share <= 0)
                continue;
            std::binomial_distribution<qint64> binomial(rowsLeft, share);
            const qint64 count = share >= 1 ? rowsLeft : binomial(random);
            if (count > 0)
                drawn.add(t, e, static_cast<double>(count));
            rowsLeft -= count;
            weightLeft -= matrix.at(e, t);
        }
    }
    return drawn;
}

QList<Interval> percentiles(const std::vector<std::vector<double>> &values, double level)
{
    QList<Interval> intervals;
    for (const std::vector<double> &one : values)
        intervals.append(percentileInterval(one, level));
    return intervals;
}

} // namespace

QList<Interval> bootstrapIntervals(const QStringList &metrics, const MetricRows &rows,
                                   const MetricOptions &metricOptions, const IntervalOptions &options)
{
    std::vector<std::vector<double>> values(static_cast<std::size_t>(metrics.size()));
    if (rows.size() < 2)
        return QList<Interval>(metrics.size());
    std::mt19937_64 random(options.seed);
    DrawnRows drawn(rows);
    for (int replicate = replicatesFor(rows.size(), options); replicate > 0; --replicate) {
        MetricEvaluation evaluation(drawn.draw(random), metricOptions);
        for (qsizetype i = 0; i < metrics.size(); ++i) {
            if (!dependsOnOrder(metrics[i]))
                values[static_cast<std::size_t>(i)].push_back(evaluation.value(metrics[i]).value);
        }
    }
    return percentiles(values, options.level);
}

QList<Interval> bootstrapIntervals(const QStringList &metrics, const ConfusionMatrix &matrix,
                                   const MetricOptions &metricOptions, const IntervalOptions &options)
{
    std::vector<std::vector<double>> values(static_cast<std::size_t>(metrics.size()));
    if (matrix.total() < 2)
        return QList<Interval>(metrics.size());
    std::mt19937_64 random(options.seed);
    for (int replicate = options.replicates; replicate > 0; --replicate) {
        const ConfusionMatrix drawn = drawMatrix(matrix, random);
        for (qsizetype i = 0; i < metrics.size(); ++i)
            values[static_cast<std::size_t>(i)].push_back(
                classMetric(metrics[i], drawn, metricOptions).value);
    }
    return percentiles(values, options.level);
}

} // namespace vitrine::monitor
