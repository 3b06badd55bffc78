// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/modelfolder.h"
#include "core/registry/rollback.h"

namespace vitrine::registry {

// All metrics of either side, by name.
QList<MetricChange> metricChanges(const QMap<QString, double> &before, const QMap<QString, double> &after);

// Those that differ, by name.
QList<PackageChange> packageChanges(const QMap<QString, QString> &before,
                                    const QMap<QString, QString> &after);

// One line a file that is new, gone or has other content.
QStringList fileChanges(const QList<StoredFile> &before, const QList<StoredFile> &after);

} // namespace vitrine::registry
