// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/alert/alertevaluation.h"
#include "core/monitor/store/connection.h"

#include <QList>

#include <optional>

namespace vitrine::monitor {

// One change of a rule's state, for the history of an alert.
struct AlertEvent {
    QDateTime time;
    QString model;
    QString rule;
    AlertState from = AlertState::Ok;
    AlertState to = AlertState::Ok;
    double value = std::numeric_limits<double>::quiet_NaN();
    QString by; // who acknowledged or snoozed
    QString text;
};

// The states of alert rules, in tables of their own in the monitoring store. Belongs to one thread; any
// number may be open, in several processes: each evaluation is one transaction, so that of two that find the
// same incident one tells.
class AlertStore final
{
public:
    // `where` as of StoreConnection. What concerns this computer alone, such as which hooks may run on it,
    // lies in the file `local`; without one in the store itself, but never in a database that others share.
    static Result<AlertStore> open(const QString &where, const QString &local = {});

    Result<AlertStatus> status(const QString &model, const QString &rule); // Ok when never judged
    // Evaluates and keeps the state; a change is noted, and a firing alert is an Occurrence of the model.
    Result<AlertOutcome> evaluate(const AlertRule &rule, const AlertEvidence &evidence, const QDateTime &now);

    Result<AlertStatus> acknowledge(const QString &model, const QString &rule, const QString &by,
                                    const QDateTime &now);
    Result<AlertStatus> snooze(const QString &model, const QString &rule, const QString &by,
                               const QDateTime &now, const QDateTime &until);
    Result<AlertStatus> reopen(const QString &model, const QString &rule, const QDateTime &now);
    // Forgets the states of rules that are no longer in model.yaml.
    Result<> keepOnly(const QString &model, const QStringList &rules);

    Result<QList<AlertEvent>> events(const QString &model, int limit = 100); // newest first

    // Hooks run only when somebody on this computer allowed exactly them. Unsupported where there is no place
    // to keep that.
    Result<bool> isAllowed(const AlertHook &hook);
    Result<> allow(const AlertHook &hook, const QDateTime &now);
    // True for one of all that ask: who shows this incident on this computer's desktop.
    Result<bool> claimIncident(const QString &model, const QString &rule, const QDateTime &incident);

private:
    AlertStore(StoreConnection database, std::optional<StoreConnection> local)
        : m_database(std::move(database))
        , m_local(std::move(local))
    {
    }
    using Answer = Result<AlertStatus> (*)(const AlertStatus &, const QString &, const QDateTime &,
                                           const QDateTime &);
    Result<AlertStatus> answer(const QString &model, const QString &rule, const QString &by,
                               const QDateTime &now, const QDateTime &until, Answer change);
    Result<> save(const QString &model, const QString &rule, const AlertStatus &status);
    Result<> note(const AlertEvent &event);

    StoreConnection m_database;
    std::optional<StoreConnection> m_local;
};

} // namespace vitrine::monitor
