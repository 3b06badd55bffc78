// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/metric/confusion.h"
#include "core/monitor/metric/interval.h"
#include "core/monitor/metric/moments.h"
#include "core/monitor/metric/options.h"
#include "core/monitor/metric/probability.h"

#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace vitrine::monitor {

// Rows to measure: columns side by side, in time order. Missing values are NaN and -1. Regression fills the
// numbers; classification the levels and, when known, the probabilities. A level index at or above `columns`
// is one that the model does not know; it counts as a mistake, and has no probability. It borrows; the owner
// of the columns outlives it.
struct MetricRows {
    std::span<const double> truth;
    std::span<const double> estimate;
    std::span<const int> truthLevel;
    std::span<const int> estimateLevel;
    std::span<const double> probabilities; // row by row, `columns` each; empty: not known
    int levels = 0;
    int columns = 0;
    std::span<const double> weights;            // case weights; empty: all 1
    std::vector<std::span<const double>> terms; // of expressions, one after the other

    bool isClassification() const { return levels > 0; }
    std::size_t size() const { return isClassification() ? truthLevel.size() : truth.size(); }
    MetricRows slice(qsizetype first, qsizetype last) const;
};

// yardstick's metrics(): rmse, rsq, mae | accuracy, kap and, with probabilities, mn_log_loss and roc_auc.
QStringList defaultMetrics(bool classification, bool withProbabilities);
// InvalidArgument for the first name that is no metric of this kind of target.
Result<> checkMetrics(const QStringList &metrics, bool classification);

// Metrics of one set of rows; what several of them share (moments, confusion matrix) is taken once.
class MetricEvaluation final
{
public:
    MetricEvaluation(const MetricRows &rows, const MetricOptions &options) : m_rows(rows), m_options(options)
    {
    }

    // Takes these instead of making them from the rows, which may then be left out.
    void use(const NumericMoments &moments) { m_moments = moments; }
    void use(const ConfusionMatrix &matrix) { m_confusion = matrix; }

    MetricValue value(const QString &metric);
    // One for each metric: by formula, else by a bootstrap, for which metrics of numbers need the rows.
    QList<Interval> intervals(const QStringList &metrics, const IntervalOptions &options);

private:
    std::optional<Interval> intervalByFormula(const QString &metric, const IntervalOptions &options);
    void takeMoments(unsigned parts);
    void takeConfusion();
    MetricValue ofProbabilities(const QString &metric);
    MetricValue ofRows(const QString &metric);

    MetricRows m_rows;
    MetricOptions m_options;
    std::optional<NumericMoments> m_moments;
    std::optional<ConfusionMatrix> m_confusion;
};

} // namespace vitrine::monitor
