// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

namespace vitrine::registry {

// Which versions are worth keeping. A version stays when any rule keeps it. Whatever the rules say, the
// latest version stays, and so does every version that is in a stage.
struct RetentionRules {
    int last = 0;         // the newest n; 0: off
    bool staged = false;  // that a stage has ever held
    bool monthly = false; // the newest of each calendar month, in the time zone that was recorded
    int best = 0;         // the n best by `metric`; 0: off
    QString metric;       // empty: the model's main metric
    bool operator==(const RetentionRules &) const = default;

    // "last:5", "staged", "monthly", "best", "best:3", "best:rmse", "best:rmse:3"; InvalidArgument names the
    // wrong one.
    static Result<RetentionRules> parse(const QStringList &rules);
    QStringList texts() const;
};

struct RetentionDecision {
    Version version;
    QStringList reasons; // why it stays: "one of the last 3", "in production"; empty: it may go
    bool stays() const { return !reasons.isEmpty(); }
};

// A dry run: what the rules say of each registered version. Nothing is changed by it; deregister what may go,
// then reclaim.
struct RetentionPlan {
    QString model;
    QList<RetentionDecision> decisions; // newest first
    qint64 bytes = 0;                   // that reclaim() would then free
    QStringList leaving() const;        // versions that may go, newest first
};

// Pure. `versions` newest first; `mainMetric` for rules that name none. InvalidArgument when no rule is on,
// or when it is not known which way the metric improves. Versions without the metric are not among the best;
// of equal ones the newer counts.
Result<QList<RetentionDecision>> decideRetention(const QList<Version> &versions,
                                                 const QList<StageInterval> &intervals,
                                                 const QString &mainMetric, const RetentionRules &rules);

// Blocks; any thread.
Result<RetentionPlan> planRetention(const Library &library, const QString &model, const RetentionRules &rules,
                                    const Job &job = {});

} // namespace vitrine::registry
