// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/period.h"

#include <QJsonValue>
#include <QStringList>

#include <optional>

namespace vitrine::monitor {

// What to do when an alert fires or ends. Neither runs unless it was allowed on this computer, because
// model.yaml may have come from anywhere (see AlertStore::isAllowed).
struct AlertHook {
    QStringList command; // program and arguments, no shell; {model} {rule} … are replaced (see AlertNotice)
    QString webhook;     // http or https; the notice is posted as JSON
    QString webhookFrom; // name of an environment variable that holds the address instead
    QString tokenFrom;   // name of an environment variable: Authorization: Bearer …
    bool operator==(const AlertHook &) const = default;

    QString fingerprint() const; // SHA-256 of what it is, to be allowed
    QString label() const;       // for people and logs: the program's or the host's name, nothing secret
};

// A number, or a share of the reference: "120%" is relative 1.2.
struct AlertBound {
    double value = 0;
    bool relative = false;
    bool operator==(const AlertBound &) const = default;
};

// What "100%" means.
struct AlertReference {
    enum class Kind {
        Registration, // the metric in model.yaml at the registered version
        Value,
        First,   // the mean of the first `periods`
        Previous // the mean of the `periods` before
    } kind = Kind::Registration;
    double value = 0;
    int periods = 0;
    bool operator==(const AlertReference &) const = default;
};

// One rule. In model.yaml:
//
//   alerts:
//     - name: rmse-high          letters, digits, . _ -; once in a model
//       metric: rmse             or  drift: COLUMN | share
//                                or  volume: observations | labelled | requests
//                                or  latency: p50 | p90 | p95 | p99 | mean | max      in milliseconds
//                                or  staleness: observations | labelled | requests    in hours
//       stage: production        or version: v1.2.0; else what is in production, else the newest observed
//       period: day              as in monitor metrics; not of staleness. Default: day
//       every: 1
//       above: 4.2               or below, or both: outside of them. A number, 120% of the reference, or a
//                                duration (staleness 36h, 2d; latency 250ms). Of drift both may be left out:
//                                then the drift test itself decides, of `share` 0.5 and more
//       change: 0.01             instead: a shift of the level within the last 60 periods that has at most
//       this
//                                p-value (see changepoint.h)
//       reference: registration  or a number, first 3, previous 7. Default: registration; of all but metrics,
//                                previous 7
//       clear: 4.0               hysteresis: ends only beyond it. Default: the bound itself
//       for: 3                   periods in a row. Default: 1
//       minimum: 30              rows that a period needs to count. Default: 1
//       severity: critical       or warning. Default: warning
//       message: What to do.
//       notify:
//         - command: [notify-send, Vitrine, "{text}"]
//         - webhook: https://example.org/hook      or {env: NAME}; token: {env: NAME}
//       enabled: false
struct AlertRule {
    enum class Subject { Metric, Drift, Volume, Latency, Staleness } subject = Subject::Metric;
    enum class Severity { Warning, Critical } severity = Severity::Warning;

    QString name;
    QString of;    // "rmse"; a column or "share"; "observations"; "p95"
    QString stage; // neither of the two: see above
    QString version;
    Periods periods;
    std::optional<AlertBound> above;
    std::optional<AlertBound> below;
    std::optional<AlertBound> clear;
    std::optional<double> change; // significance
    AlertReference reference;
    int times = 1;      // for
    qint64 minimum = 1; // rows
    QString message;
    QList<AlertHook> hooks;
    bool enabled = true;

    bool isRelative() const { return (above && above->relative) || (below && below->relative); }
};

QString alertSubjectName(AlertRule::Subject subject);    // "metric", …
QStringList alertRowKinds();                             // that volume and staleness are of
QStringList alertLatencies();                            // "p50", …
QString alertSeverityName(AlertRule::Severity severity); // "warning", "critical"

// The value of `alerts` in model.yaml; undefined or null: no rules. InvalidArgument names the rule, the key
// and what it takes.
Result<QList<AlertRule>> alertRules(const QJsonValue &alerts);

} // namespace vitrine::monitor
