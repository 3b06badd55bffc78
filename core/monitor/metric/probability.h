// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/options.h"

#include <optional>
#include <span>
#include <vector>

namespace vitrine::monitor {

// Known levels and predicted probabilities, without missing values.
struct ProbabilityRows {
    std::span<const int> truth;
    std::span<const double> probabilities; // row by row, `columns` each
    int levels = 0;
    int columns = 0; // `levels`; or 1 for two levels: the event's
    std::span<const double> weights;

    double weight(std::size_t row) const { return weights.empty() ? 1 : weights[row]; }
    int eventLevel(const MetricOptions &options) const
    {
        return options.event == EventLevel::First ? 0 : levels - 1;
    }
    // With two levels always by way of the event's, as yardstick reads one column.
    double probability(std::size_t row, int level, const MetricOptions &options) const;
    std::vector<double> truthTotals() const;
    QString naturalEstimator() const; // "binary" or "multiclass"
};

// Metrics of the order of probabilities: roc_auc, roc_aunp, roc_aunu, pr_auc, average_precision,
// gain_capture, ks_separation. And of the probabilities themselves: mn_log_loss, brier_class,
// classification_cost, ranked_prob_score, ece, top2_accuracy. Formulas: the documentation of yardstick 1.4;
// Hand and Till (2001); ece has 10 bins of equal width of the event's probability (Guo et al., 2017).
bool isRankMetric(const QString &metric);
MetricValue rankMetric(const QString &metric, const ProbabilityRows &rows, const MetricOptions &options);
bool isProbabilityMetric(const QString &metric); // of either kind
MetricValue probabilityMetric(const QString &metric, const ProbabilityRows &rows,
                              const MetricOptions &options);

// Of a metric that is the mean of a value of every row, those values; nothing of any other.
std::optional<std::vector<double>> rowTerms(const QString &metric, const ProbabilityRows &rows,
                                            const MetricOptions &options);

} // namespace vitrine::monitor
