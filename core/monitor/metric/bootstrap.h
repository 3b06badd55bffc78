// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/evaluation.h"

namespace vitrine::monitor {

// Percentile intervals (Efron, 1979) of metrics that have no formula for one, from rows drawn again and
// again. The same rows and seed give the same intervals. Metrics of an order of rows (mase) have none.
QList<Interval> bootstrapIntervals(const QStringList &metrics, const MetricRows &rows,
                                   const MetricOptions &metricOptions, const IntervalOptions &options);

// The same of class metrics, for which the counts are enough. Weights count as repeated rows.
QList<Interval> bootstrapIntervals(const QStringList &metrics, const ConfusionMatrix &matrix,
                                   const MetricOptions &metricOptions, const IntervalOptions &options);

} // namespace vitrine::monitor
