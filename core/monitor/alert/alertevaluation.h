// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/alert/alertrule.h"
#include "core/monitor/alert/alertstatus.h"

#include <QList>

namespace vitrine::monitor {

// What a rule watches, in one period.
struct AlertSample {
    QDateTime start; // of the period
    QDateTime end;
    qint64 n = 0;                                                // rows
    double value = std::numeric_limits<double>::quiet_NaN();     // NaN: undefined, the period does not count
    double threshold = std::numeric_limits<double>::quiet_NaN(); // of drift: the test's own
    bool drift = false;                                          // of drift: what the test says
};

// All that a rule is judged by. Values only, so that judging is a pure function.
struct AlertEvidence {
    QString model;
    QString version;            // that the samples are of; empty: of none in particular
    QList<AlertSample> samples; // ascending, only of periods that are over
    double registration = std::numeric_limits<double>::quiet_NaN(); // the metric in model.yaml
    QString why; // one sentence when there is nothing to judge
};

// What there is to tell: once when an incident begins, once when it ends, and when it is still open at the
// end of a snooze.
struct AlertNotice {
    enum class Kind { Fired, StillFiring, Resolved } kind = Kind::Fired;
    QString model;
    QString version;
    QString rule;
    AlertRule::Severity severity = AlertRule::Severity::Warning;
    double value = std::numeric_limits<double>::quiet_NaN();
    double threshold = std::numeric_limits<double>::quiet_NaN();
    QDateTime period;
    QString text;    // one sentence
    QString message; // the rule's own
};
QString alertNoticeKindName(AlertNotice::Kind kind); // "firing", "still-firing", "resolved"

struct AlertOutcome {
    AlertStatus status;
    std::optional<AlertNotice> notice;
    QString text; // one sentence on where the rule stands
};

// Judges a rule. The samples decide whether it is beyond its bound now and since when: a period counts when
// it has at least `minimum` rows (but of volumes) and a defined value; `times` such periods in a row beyond
// the bound make an incident, which lasts until one is back behind `clear`. The status before decides what is
// new: an incident that overlaps the one that is open already is the same one, so that labels that arrive
// late do not tell of it twice. Without samples the state stays as it is.
AlertOutcome evaluateAlert(const AlertRule &rule, const AlertStatus &before, const AlertEvidence &evidence,
                           const QDateTime &now);

} // namespace vitrine::monitor
