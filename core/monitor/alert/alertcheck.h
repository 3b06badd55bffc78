// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/alert/alertevaluation.h"
#include "core/monitor/drift/driftseries.h"

#include <QMap>

#include <functional>
#include <optional>

namespace vitrine::monitor {

// The version that a rule is about.
struct AlertVersion {
    QString name;
    QMap<QString, double> registration; // metrics in model.yaml
};

// What the application knows and this folder may not look up: handed in.
struct AlertSources {
    // Of a rule's stage or version, else of what is in production; an empty name: the newest observed.
    std::function<Result<AlertVersion>(const AlertRule &)> version;
    // The reference data of a version; none when it has none.
    std::function<Result<QList<ColumnProfile>>(const QString &version)> reference;
    // Drift as it is measured elsewhere, in a file; unset: that of what the store observed.
    std::function<Result<DriftSeries>(const AlertRule &, const QString &version)> drift;
};

struct AlertCheckOptions {
    QDateTime now;
    bool dryRun = false;  // nothing is stored, nobody is told
    bool useHooks = true; // those that are allowed
    // Notices are for the desktop of this computer: of every incident once, whoever found it.
    bool forDesktop = false;
    QString localPath; // see AlertStore::open()
};

// One rule after it was checked.
struct CheckedAlert {
    AlertRule rule;
    QString version; // judged
    AlertStatus status;
    std::optional<AlertNotice> notice; // what is new: a window shows it
    QString text;                      // one sentence
    QStringList problems;              // hooks that failed
    QList<AlertHook> notAllowed;       // hooks that nobody allowed on this computer
};

// Checks the rules of a model that are enabled, in their order, against the monitoring store `where`.
// A rule that cannot be judged keeps its state and says why; only an error of the store is one. Blocking.
Result<QList<CheckedAlert>> checkAlerts(const QString &where, const QString &model,
                                        const QList<AlertRule> &rules, const AlertSources &sources,
                                        const AlertCheckOptions &options, const Job &job = {});

} // namespace vitrine::monitor
