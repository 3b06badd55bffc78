// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/problem.h"
#include "core/monitor/drift/comparison.h"
#include "core/monitor/period.h"

#include <QDateTime>

namespace vitrine::monitor {

// What the periods of a dataset are compared with. Seasons make every winter differ from a reference of
// summers; a period of the same dataset, chosen well, has them as well.
//
// - Reference: one for all
// - PeriodBefore: the period just before; of sliding ones the last that shares no row with it
// - YearBefore: the same period a year earlier. Of years, quarters, months and what is counted within them it
//   is that of the same name; of weeks, days and shorter ones that of 52 weeks earlier, so that each weekday
//   meets itself. Not of fixed counts, which know no year.
enum class DriftBaseline { Reference, PeriodBefore, YearBefore };

// The drift of one period against what it was compared with.
struct DriftPeriod {
    QDateTime start;               // of the period
    QDateTime end;                 // exclusive
    QDateTime index;               // time of its first row
    QDateTime referenceStart = {}; // of the earlier period; invalid: compared with one reference for all
    QDateTime referenceEnd = {};   // exclusive
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
