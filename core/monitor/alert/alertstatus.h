// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QString>

#include <limits>

namespace vitrine::monitor {

// Where a rule stands. Pending: beyond its bound, but not for long enough yet. Acknowledged and snoozed
// alerts are still beyond it; somebody knows.
enum class AlertState { Ok, Pending, Firing, Acknowledged, Snoozed };
QString alertStateName(AlertState state);   // "ok", "pending", …
AlertState alertState(const QString &name); // Ok for an unknown one

struct AlertStatus {
    AlertState state = AlertState::Ok;
    QDateTime since;        // of this state
    QDateTime incident;     // start of the first period of the incident that is open; invalid: none is
    QDateTime lastPeriod;   // start of the period judged last
    QDateTime snoozedUntil; // Snoozed
    QString by;             // who acknowledged or snoozed
    double value = std::numeric_limits<double>::quiet_NaN();     // of the period judged last
    double threshold = std::numeric_limits<double>::quiet_NaN(); // that it is compared with
    QString why; // one sentence when the rule could not be judged

    bool isOpen() const { return state != AlertState::Ok && state != AlertState::Pending; }
};

// Conflict when no incident is open.
Result<AlertStatus> acknowledged(const AlertStatus &status, const QString &by, const QDateTime &now);
Result<AlertStatus> snoozed(const AlertStatus &status, const QString &by, const QDateTime &now,
                            const QDateTime &until);
// Firing again, without another notice.
Result<AlertStatus> reopened(const AlertStatus &status, const QDateTime &now);

} // namespace vitrine::monitor
