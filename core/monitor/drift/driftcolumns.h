// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/roles.h"
#include "core/monitor/drift/columnprofile.h"

namespace vitrine::monitor {

// A column of a dataset that drift is asked about.
struct DriftColumn {
    QString name;
    ColumnKind kind = ColumnKind::Number;
    ColumnRole role = ColumnRole::Feature;
    bool operator==(const DriftColumn &) const = default;
};

// Features, the prediction with its probabilities, and the truth, in file order; not times, ids and weights.
QList<DriftColumn> driftColumns(const QList<ColumnInfo> &columns, const Roles &roles);

} // namespace vitrine::monitor
