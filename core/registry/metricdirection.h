// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vitrine::registry {

// Which way a metric improves. Known by the names of yardstick, scikit-learn and the usual abbreviations;
// prefixes and suffixes such as "val_" or "_test" are looked through.
enum class MetricDirection { Unknown, HigherIsBetter, LowerIsBetter, NearerToZero };
MetricDirection metricDirection(const QString &metric);

// 1: `after` is better than `before`, -1: worse, 0: the same, undefined (NaN) or of unknown direction.
int metricImprovement(const QString &metric, double before, double after);

} // namespace vitrine::registry
