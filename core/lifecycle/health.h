// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/series.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace vitrine::lifecycle {

// What is known of the version that is in production.
struct HealthEvidence {
    bool deprecated = false;
    QString version; // in production; empty: none is
    QDateTime since; // when it came there
    QDateTime alert; // the newest alert about the model; invalid: none
    QString alertText;
    QString warning;                    // a note that says not to use the version; empty: none
    QString metric;                     // the main one
    QList<monitor::MetricPoint> points; // of the version, ascending periods
};

// How a model is doing, in one word and one sentence that says why. Never a guess: without observations it is
// not known.
struct Health {
    enum class Kind { Unknown, Good, Watch, Bad } kind = Kind::Unknown;
    QString word;   // "healthy", "alert", "not monitored"
    QString reason; // one sentence
    bool operator==(const Health &) const = default;
};

// Bad: an alert since the version came into production, or a warning about it. Watch: the main metric of the
// newest period is worse than that of the periods before by more than three times their typical deviation
// (1.4826 · median absolute deviation, Hampel's identifier), of at least six periods. Else good.
Health healthOf(const HealthEvidence &evidence);

} // namespace vitrine::lifecycle
