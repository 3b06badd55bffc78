// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/moments.h"
#include "core/monitor/metric/options.h"

#include <QString>

#include <optional>

namespace vitrine::monitor {

// Metrics of regressions. Formulas: the documentation of yardstick 1.4 and of sklearn.metrics (max_error,
// explained_variance, rmsle, pinball_loss, poisson_deviance).

// Whether a metric follows from NumericMoments alone, and which parts of them it needs.
std::optional<unsigned> momentsPart(const QString &metric);

MetricValue numericMetric(const QString &metric, const NumericMoments &moments, const MetricOptions &options);

} // namespace vitrine::monitor
