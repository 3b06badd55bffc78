// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/alert/alertevaluation.h"
#include "core/monitor/drift/driftseries.h"
#include "core/monitor/store/connection.h"

namespace vitrine::monitor {

// What the log of predictions knows of one version, for alert rules. Requests that were refused do not count.
// Read-only.

// Requests by period, from the first period with one to the last that is over at `now`; periods without any
// count 0.
Result<QList<AlertSample>> loggedVolume(StoreConnection &store, const QString &model, const QString &version,
                                        const Periods &periods, const QDateTime &now);

// Arrival of the newest request; invalid when there is none.
Result<QDateTime> newestLogged(StoreConnection &store, const QString &model, const QString &version);

// Latency in milliseconds by period that is over at `now`: "p50", "p90", "p95", "p99", "mean" or "max".
Result<QList<AlertSample>> loggedLatency(StoreConnection &store, const QString &model, const QString &version,
                                         const QString &which, const Periods &periods, const QDateTime &now);

// Drift of the inputs of requests against the columns of a reference that have their names. No periods when
// the log holds none of them.
Result<DriftSeries> loggedDrift(StoreConnection &store, const QString &model, const QString &version,
                                const QList<ColumnProfile> &reference, const Periods &periods,
                                const DriftOptions &options, const Job &job = {});

} // namespace vitrine::monitor
