// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/alert/alertevaluation.h"
#include "core/monitor/drift/driftseries.h"
#include "core/monitor/store/connection.h"

#include <map>

namespace vitrine::monitor {

// What the monitoring store knows of one version beyond its metrics, for alert rules. Read-only.

enum class RowKind { Observations, Labelled };

// Rows by period, from the first period with rows to the last that is over at `now`; periods without rows
// count 0.
Result<QList<AlertSample>> observedVolume(StoreConnection &store, const QString &model,
                                          const QString &version, RowKind kind, const Periods &periods,
                                          const QDateTime &now);

// Counts by distance of their period, as samples up to what is over at `now`; the gaps count 0.
QList<AlertSample> volumeSamples(const std::map<qint64, qint64> &counts, const Periods &periods,
                                 const QDateTime &now);

// Time of the newest row; invalid when there is none.
Result<QDateTime> newestObserved(StoreConnection &store, const QString &model, const QString &version,
                                 RowKind kind);

// Drift of what was predicted and what came true against those columns of a reference: by their roles,
// whatever their names are. No periods when the reference has neither.
Result<DriftSeries> observedDrift(StoreConnection &store, const QString &model, const QString &version,
                                  const QList<ColumnProfile> &reference, const Periods &periods,
                                  const DriftOptions &options, const Job &job = {});

// Findings of the same periods together, decided anew.
DriftSeries joined(const DriftSeries &first, const DriftSeries &second, const DriftOptions &options);

// One column, or "share": that of the drifted columns. Periods that are over at `now`.
QList<AlertSample> driftSamples(const DriftSeries &series, const QString &column, const QDateTime &now);

} // namespace vitrine::monitor
