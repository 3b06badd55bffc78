// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace vitrine::registry {
struct Metadata;
}

namespace vitrine::lifecycle {

// How often something is due, counted by the calendar: three months after 30 November is 28 or 29 February.
struct Cadence {
    int months = 0;
    int days = 0;
    bool operator==(const Cadence &) const = default;

    // "90 days", "2 weeks", "3 months", "1 year", "daily", "weekly", "monthly", "quarterly", "yearly", or a
    // date-only ISO 8601 duration such as P3M or P90D. InvalidArgument for anything else and for nothing.
    static Result<Cadence> parse(const QString &text);
    QDateTime after(const QDateTime &time) const;
};

// What model.yaml says below `retraining`:
//
//   retraining: monthly
//   retraining: {every: 90 days, command: python3 train.py}
struct RetrainingPolicy {
    Cadence every;
    QString command; // recorded for people and for schedulers; empty when there is none
    bool operator==(const RetrainingPolicy &) const = default;
};

// Nothing when the metadata has no policy; InvalidArgument, naming the key, when it has one that is none.
Result<std::optional<RetrainingPolicy>> retrainingPolicy(const registry::Metadata &metadata);

// Whether a model needs a new version. `DueSoon` from a tenth of the cadence before, at least a day.
struct RetrainingState {
    enum class Kind { UpToDate, DueSoon, Due } kind = Kind::UpToDate;
    QDateTime due; // when it is or was due
    bool operator==(const RetrainingState &) const = default;
};
// `last`: when the newest version was registered.
RetrainingState retrainingState(const RetrainingPolicy &policy, const QDateTime &last, const QDateTime &now);

} // namespace vitrine::lifecycle
