// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/alert/alertcheck.h"
#include "core/monitor/alert/alertstore.h"
#include "core/registry/library.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace vitrine::lifecycle {

// A rule of a model with where it stands.
struct AlertEntry {
    QJsonObject json; // as in model.yaml, with keys that only its writer knows
    monitor::AlertRule rule;
    std::optional<monitor::CheckedAlert> checked; // none: switched off
};

// The alert rules of one model, judged, with what became of them.
struct AlertBook {
    QString model;
    QList<AlertEntry> entries;         // in their order in model.yaml
    QList<monitor::AlertEvent> events; // newest first
    QStringList stages;                // that a rule may be about
    QStringList metrics;               // that can be measured
    QStringList columns;               // whose drift can be measured
};

// Judges as AlertWatch does, with its notices and hooks. InvalidArgument when the rules cannot be read.
// Blocking, as everything here.
Result<AlertBook> readAlertBook(const registry::Library &library, const QString &model, const QDateTime &now,
                                const Job &job = {});

// What somebody did to the rules; each is one commit. `before` and `after` are the whole list.
struct AlertsChange {
    QString commit; // empty when nothing was to change
    QJsonArray before;
    QJsonArray after;
};
// Puts a rule in the place of the one named `replaces`; empty: a new one at the end. InvalidArgument when it
// is not a rule, Conflict when another one has its name, NotFound when there is none to replace.
Result<AlertsChange> keepAlert(const registry::Library &library, const QString &model,
                               const QString &replaces, const QJsonObject &rule);
Result<AlertsChange> removeAlert(const registry::Library &library, const QString &model, const QString &rule);
// Conflict when the rules are not those of `after` any more.
Result<AlertsChange> undoAlerts(const registry::Library &library, const QString &model,
                                const AlertsChange &change);

// What somebody says to an alert that fires.
enum class AlertAnswer { Acknowledge, Snooze, Reopen };
// By the Git identity when `by` is empty; `until` of Snooze. Conflict when no incident is open.
Result<monitor::AlertStatus> answerAlert(const registry::Library &library, const QString &model,
                                         const QString &rule, AlertAnswer answer, const QDateTime &now,
                                         const QDateTime &until = {}, const QString &by = {});

} // namespace vitrine::lifecycle
