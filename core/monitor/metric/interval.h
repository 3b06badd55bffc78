// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/confusion.h"
#include "core/monitor/metric/moments.h"
#include "core/monitor/metric/probability.h"

#include <QString>

#include <optional>

namespace vitrine::monitor {

// How sure a metric is. Rows are taken as independent draws.
struct IntervalOptions {
    double level = 0;      // 0.95 for the usual interval; 0: none
    int replicates = 1000; // of a bootstrap; fewer, but at least 100, when there are millions of rows
    quint64 seed = 20240229;

    bool wanted() const { return level > 0 && level < 1; }
};

// NaN where there is none.
struct Interval {
    double lower = std::numeric_limits<double>::quiet_NaN();
    double upper = std::numeric_limits<double>::quiet_NaN();
    bool operator==(const Interval &) const = default;
};

// By formula, where a well-known one exists; nothing where only a bootstrap helps:
// - mae, msd, mse, mn_log_loss, brier_class, classification_cost, ranked_prob_score: Student's t of a mean;
//   rmse: the root of mse's
// - rsq: Fisher's z of the correlation, squared
// - accuracy and the shares of two levels (sens, recall, spec, precision, ppv, npv, detection_prevalence,
//   fall_out, miss_rate): Wilson's score interval (1927)
// - roc_auc of two levels: DeLong, DeLong and Clarke-Pearson (1988)
std::optional<Interval> numericInterval(const QString &metric, const NumericMoments &moments,
                                        const IntervalOptions &options);
std::optional<Interval> classInterval(const QString &metric, const ConfusionMatrix &matrix,
                                      const MetricOptions &metricOptions, const IntervalOptions &options);
std::optional<Interval> probabilityInterval(const QString &metric, const ProbabilityRows &rows,
                                            const MetricOptions &metricOptions,
                                            const IntervalOptions &options);
// Whether numericInterval() knows the metric, so that its rows need not be kept.
bool hasNumericInterval(const QString &metric);

// `successes` of `trials`.
Interval wilsonInterval(double successes, double trials, double level);
// The middle share `level` of values, without the undefined ones; none when those are more than half.
Interval percentileInterval(std::vector<double> values, double level);

} // namespace vitrine::monitor
