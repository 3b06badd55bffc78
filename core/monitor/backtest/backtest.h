// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/backtest/predictor.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/metric/options.h"
#include "core/monitor/period.h"
#include "core/monitor/series.h"

#include <optional>

namespace vitrine::monitor {

struct BacktestRequest {
    QString model;                  // only to be named in the series
    Roles roles;                    // truth; time and weight as wished. What the model needs, it says itself
    std::optional<Periods> periods; // none: one point over all rows
    QStringList metrics;            // empty: the usual ones of the task
    MetricOptions options;
    QStringList
        levels; // of a classification, the event first; empty: those of the truth and the model, sorted
    QString cachePath;                  // of the monitoring store; empty: nothing is kept
    qint64 memory = 256'000'000;        // bytes of rows to keep instead of reading them again
    qint64 modelMemory = 1'000'000'000; // bytes of model files to have loaded at once
};

// The version × time matrix.
struct Backtest {
    // By version in the order asked, then by metric; every version has the same periods.
    QList<MetricSeries> series;
    struct Failure {
        QString version;
        QString why; // one sentence
    };
    QList<Failure> failures; // versions that could not be tested; they have no series
    DatasetProblems problems;
    qint64 withoutTime = 0;
    QStringList notes;
    qint64 predictedRows = 0; // by all versions together
    qint64 cachedCells = 0;   // of version, period and metric, that were known from earlier
};

// What every version would have predicted for every period, and how good that was. The rows are read once, or
// twice when they do not fit into memory; versions are run side by side on all processors. What was measured
// before for the same version and the same rows of a period is not measured again, whichever file they come
// from. Blocking; cancellable.
Result<Backtest> backtest(const Dataset &dataset, const QList<BacktestVersion> &versions,
                          const BacktestRequest &request, const Job &job = {});

} // namespace vitrine::monitor
