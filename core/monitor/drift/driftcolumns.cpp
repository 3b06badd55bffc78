// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/driftcolumns.h"

#include <algorithm>

namespace vitrine::monitor {

namespace {

ColumnRole roleOf(const QString &name, const Roles &roles)
{
    if (name == roles.truth)
        return ColumnRole::Target;
    const bool isProbability =
        std::any_of(roles.probabilities.begin(), roles.probabilities.end(),
                    [&](const Roles::Probability &probability) { return probability.column == name; });
    return isProbability || name == roles.estimate ? ColumnRole::Prediction : ColumnRole::Feature;
}

} // namespace

QList<DriftColumn> driftColumns(const QList<ColumnInfo> &columns, const Roles &roles)
{
    QList<DriftColumn> result;
    for (const ColumnInfo &column : columns) {
        const bool isKey =
            column.name == roles.time || column.name == roles.id || column.name == roles.weight;
        if (isKey || column.type == ColumnType::Time)
            continue;
        result.append({column.name,
                       column.type == ColumnType::Number ? ColumnKind::Number : ColumnKind::Category,
                       roleOf(column.name, roles)});
    }
    return result;
}

} // namespace vitrine::monitor
