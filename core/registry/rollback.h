// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/prototype.h"
#include "core/registry/version.h"

namespace vitrine::registry {

struct MetricChange {
    QString metric;
    double before = 0; // NaN: not recorded
    double after = 0;
    int better = 0; // 1 better, -1 worse, 0 the same or not comparable
};

struct PackageChange {
    QString package;
    QString before; // empty: not required
    QString after;
};

// What assigning `target` to `stage` would change.
struct RollbackPreview {
    QString model;
    QString stage;
    Version current; // name empty when the stage is not assigned
    Version target;
    format::PrototypeDifference prototype;
    QList<MetricChange> metrics;   // at registration
    QList<PackageChange> packages; // differing ones only
    QStringList files;             // one line each: "model.onnx 41.2 kB → 39.8 kB"
    // What could not be compared, one sentence each: metadata that cannot be read. The verdict is Breaking
    // then, because nothing says that it is not.
    QStringList problems;
    bool isRollback = false;     // the target was registered before the current version
    bool needsStageName = false; // a protected stage
    bool nothingToDo = false;    // the target is in the stage already
};

// What was written, and what undoes it.
struct StageChange {
    QString model;
    QString stage;
    QString from; // version before; empty when the stage was empty
    QString to;   // empty when unassigned
    QString tag;
    QString commit;
    QDateTime date;
    QStringList left; // versions that were unassigned, in the order in which undo assigns them again
};

} // namespace vitrine::registry
