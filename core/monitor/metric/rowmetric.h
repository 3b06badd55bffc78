// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/options.h"

#include <span>

namespace vitrine::monitor {

// Metrics of regressions that need the rows themselves: mase, rpiq, gini_coef, median_ae, d2_absolute_error.
// Without missing values, in time order (mase). Formulas: yardstick 1.4; sklearn.metrics for the last two.
bool isRowMetric(const QString &metric);
MetricValue rowMetric(const QString &metric, std::span<const double> truth, std::span<const double> estimate,
                      std::span<const double> weights, const MetricOptions &options);

// R's quantile(type = 7) of ascending values.
double quantileOfSorted(std::span<const double> sorted, double share);

} // namespace vitrine::monitor
