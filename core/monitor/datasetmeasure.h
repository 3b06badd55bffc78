// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/metric/expression.h"
#include "core/monitor/metric/interval.h"
#include "core/monitor/metric/options.h"
#include "core/monitor/period.h"
#include "core/monitor/series.h"

#include <optional>

namespace vitrine::monitor {

// A metric of one's own.
struct CustomMetric {
    QString name;
    Expression expression;
};

// What to measure in a dataset that holds both truth and estimates.
struct MeasureRequest {
    // The truth, and the estimate or probabilities, unless all metrics are custom ones; others as wished.
    Roles roles;
    std::optional<Periods> periods; // none: one point over all rows
    bool windowsFromFirst = false;  // vetiver-Python's: the first row's time is the origin
    QStringList metrics;            // empty: the usual ones of the task, unless there are custom ones
    QList<CustomMetric> custom;     // behind them; over any columns
    MetricOptions options;
    IntervalOptions intervals;
    QStringList levels;                 // of a classification, event first; empty: found and sorted
    std::optional<bool> classification; // not set: by types of columns, levels and probabilities
};

struct Measurement {
    // One series a metric, in the order asked; with a group, those of the first group's values first. Model
    // and version are left empty.
    QList<MetricSeries> series;
    bool classification = false;
    QStringList levels;
    DatasetProblems problems; // also rows without a time
    QStringList notes;        // what was assumed or put right
};

// vetiver_compute_metrics() over a file of any size: one pass, in memory that depends on the periods and not
// on the rows where rows come in time order or metrics need no rows kept. Where rows are out of order, they
// are put in order and a note says so. Blocking.
Result<Measurement> measureDataset(const Dataset &dataset, const MeasureRequest &request,
                                   const Job &job = {});

} // namespace vitrine::monitor
