// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/options.h"

#include <span>

namespace vitrine::monitor {

// Known levels and predicted probabilities, without missing values.
struct ProbabilityRows {
    std::span<const int> truth;
    std::span<const double> probabilities; // row by row, `columns` each
    int levels = 0;
    int columns = 0; // `levels`; or 1 for two levels: the event's
    std::span<const double> weights;
};

// Metrics of predicted probabilities: roc_auc, roc_aunp, roc_aunu, pr_auc, average_precision, gain_capture,
// mn_log_loss, brier_class, classification_cost, ranked_prob_score, ece, ks_separation, top2_accuracy.
// Formulas: the documentation of yardstick 1.4; Hand and Till (2001); ece has 10 bins of equal width of the
// event's probability (Guo et al., 2017).
bool isProbabilityMetric(const QString &metric);
MetricValue probabilityMetric(const QString &metric, const ProbabilityRows &rows,
                              const MetricOptions &options);

} // namespace vitrine::monitor
