// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/drift/driftcolumns.h"
#include "core/monitor/drift/driftseries.h"

namespace vitrine::monitor {

inline constexpr qint64 driftMemory = 300'000'000; // bytes of values, before sketches take their place

// What drift is measured against: one profile a column, of raw values or of sketches.
struct DriftReference {
    QList<ColumnProfile> columns;
    DatasetProblems problems; // of the reading
    QStringList notes;
    QDateTime start = {}; // of the first period it is made of; invalid: not known
    QDateTime end = {};   // of the last one, exclusive
};

// For `count` of firstPeriodsOf(): as many as make a year when the rows span two years or more, so that every
// season is among them; else three.
inline constexpr int usualFirstPeriods = 0;

// All rows of a dataset, or those of its first `count` periods that have rows, as a reference. Exact while
// the values take less than `memory`, else sketches. InvalidArgument when there are no rows.
Result<DriftReference> referenceOf(const Dataset &dataset, const Roles &roles, qint64 memory = driftMemory,
                                   const Job &job = {});
Result<DriftReference> firstPeriodsOf(const Dataset &dataset, const Roles &roles, const Periods &periods,
                                      int count, qint64 memory = driftMemory, const Job &job = {});

struct DriftRequest {
    QString time; // column; empty: all rows are one period
    Periods periods;
    QStringList columns; // empty: all that the reference and the dataset have, but for texts that are nearly
                         // all different (names, ids)
    DriftOptions options;
    qint64 memory = driftMemory;
    DriftBaseline baseline = DriftBaseline::Reference;
};

// Drift of a dataset period by period. Rows may be in any order; in time order they need the memory of a few
// periods only (of a year of them for YearBefore), exact while it is less than `memory`, else sketches. With
// another baseline than Reference, `reference` only says which columns there are: of all rows, say; a period
// without an earlier one has findings without a value, which say why.
//
// InvalidArgument when no column is in both, a named column is missing, its kind differs, or there is no
// earlier period by the unit. Blocking; compares on all processors while it reads.
Result<DriftSeries> driftOverTime(const Dataset &dataset, const DriftReference &reference,
                                  const DriftRequest &request, const Job &job = {});

} // namespace vitrine::monitor
