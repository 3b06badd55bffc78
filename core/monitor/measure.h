// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/metric/evaluation.h"
#include "core/monitor/period.h"
#include "core/monitor/series.h"

namespace vitrine::monitor {

// The metrics of rows by period: one series a metric, in the order asked, one point a period that has rows.
// vetiver_compute_metrics() of R. `timesMs` is UTC, ascending and as long as the rows; model and version of
// the series are left empty. Blocking.
Result<QList<MetricSeries>> measure(std::span<const qint64> timesMs, const MetricRows &rows,
                                    const QStringList &metrics, const Periods &periods,
                                    const MetricOptions &options = {}, const Job &job = {},
                                    const IntervalOptions &intervals = {});

} // namespace vitrine::monitor
