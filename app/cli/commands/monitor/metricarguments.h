// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/datasetmeasure.h"

#include <QCommandLineParser>

namespace vitrine::cli {

// --metrics, --averaging, --convention, --event, --levels, --classes, --custom, --ci: what is measured and
// how.
void addMetricOptions(QCommandLineParser &parser);

// Fills everything of the request but roles and periods. InvalidArgument names the option that makes no
// sense: wrong use.
Result<> setMetrics(monitor::MeasureRequest &request, const QCommandLineParser &options);

// `all` becomes every metric of the task, and scikit-learn's names become ours.
QStringList namedMetrics(const QStringList &names, bool classification, bool withProbabilities);

} // namespace vitrine::cli
