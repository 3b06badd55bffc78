// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/store.h"

namespace vitrine::monitor {

// Which rows: those that one point of a chart was taken from.
struct PointRowsRequest {
    QString model;
    QString version;
    QDateTime from; // inclusive
    QDateTime to;   // exclusive
    // Known: what was measured. Open: what estimates are made of, recorded predictions too.
    Labels labels = Labels::Known;
    qsizetype most = 50'000;
};

// An observation with what its request asked about, as far as servers recorded it.
struct PointRow {
    Observation observation;
    QStringList inputs; // as PointRows::inputs; empty: not recorded
};

struct PointRows {
    Target target;
    QStringList inputs;   // names of the columns that were recorded; empty: none
    QList<PointRow> rows; // ascending in time
    qint64 leftOut = 0;   // beyond `most`
    // One sentence when there are no rows: the store kept only their sums, or never knew them.
    QString why;
};

// Observations of the store, joined with the recorded requests of the same ids. `where` as of
// StoreConnection. Blocking. NotFound when the store knows nothing of the model.
Result<PointRows> readPointRows(const QString &where, const PointRowsRequest &request, const Job &job = {});

} // namespace vitrine::monitor
