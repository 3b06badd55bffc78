// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/sketch/columnsketch.h"

#include <QList>

namespace vitrine::monitor {

// The data that a version was trained on, as far as drift asks about it: one sketch a column, no rows. Stored
// beside the version as reference.json:
//
//   {"format": "vitrine-reference", "formatVersion": 1, "rows": 17379, "columns": [COLUMN, …]}
//
//   COLUMN of numbers: {"name", "kind": "number", "role": "feature" | "prediction" | "target",
//       "rows", "missing", "infinite", "min", "max", "mean", "squares": Σ (x - mean)²,
//       "values": [[value, count], …]      when there are at most 64 distinct values: exact
//       "quantiles": {"k", "count", "roundings", "levels": [[…], …]}, "rankError"    else}
//       A value in levels[h] stands for 2^h values; a rank is off by at most rankError × count with a
//       probability of 99 % (see QuantileSketch).
//   COLUMN of texts: {"name", "kind": "category", "role", "rows", "missing",
//       "levels": {"capacity", "count", "countError", "levels": {level: count, …}}}
//       Counts are too low by at most countError, which is 0 up to `capacity` levels (see LevelSketch).
struct ReferenceSketch {
    qint64 rows = 0;
    QList<ColumnSketch> columns;
    DatasetProblems problems; // of the reading; not stored

    QList<ColumnProfile> profiles() const;
    // Sketches of disjoint rows become that of both: columns of the same name merge, others are added.
    Result<> merge(const ReferenceSketch &other);

    QByteArray toJson() const;
    // Corrupt, or Unsupported when a newer version wrote it.
    static Result<ReferenceSketch> fromJson(const QByteArray &json);
};

// Sketches every number and text column of a dataset in one pass and bounded memory; times and ids are left
// out. `roles` say which columns are the prediction and the truth.
Result<ReferenceSketch> captureReference(const Dataset &dataset, const Roles &roles, const Job &job = {});
// The roles guessed.
Result<ReferenceSketch> captureReference(const Dataset &dataset, const Job &job = {});

} // namespace vitrine::monitor
