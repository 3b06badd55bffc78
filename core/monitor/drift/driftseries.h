// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/problem.h"
#include "core/monitor/drift/comparison.h"
#include "core/monitor/period.h"

#include <QDateTime>

namespace vitrine::monitor {

// The drift of one period against the reference.
struct DriftPeriod {
    QDateTime start; // of the period
    QDateTime end;   // exclusive
    QDateTime index; // time of its first row
    qint64 rows = 0;
    DriftComparison comparison;
};

// Drift over time: one entry for every period that has rows, ascending.
struct DriftSeries {
    QList<DriftPeriod> periods;
    DatasetProblems problems; // of the reading
    qint64 withoutTime = 0;   // rows that belong to no period
    QStringList notes;        // what was left out or assumed, one sentence each
};

} // namespace vitrine::monitor
