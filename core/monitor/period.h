// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace vitrine::monitor {

enum class PeriodUnit {
    Year,
    Quarter,
    Month,
    Week,
    IsoWeek,
    YWeek,
    MWeek,
    Day,
    YDay,
    MDay,
    Hour,
    Minute,
    Second,
    Count
};

// How observations are grouped in time: vetiver-R's period/every/origin/before/after/complete (as of slider),
// plus ISO weeks (Monday) and fixed counts. `Week` is 7-day blocks from the origin: Thursdays by default.
struct Periods {
    PeriodUnit unit = PeriodUnit::Month;
    int every = 1;
    std::optional<QDateTime> origin; // default 1970-01-01 00:00 in `zone`
    int before = 0;                  // groups
    int after = 0;
    bool complete = false;
    QTimeZone zone = QTimeZone::utc();
};

Result<PeriodUnit> periodUnit(const QString &name); // "month", "isoweek", …
QString periodUnitName(PeriodUnit unit);

// The number of the period that a time falls into, counted from the origin; floor for times before it.
qint64 periodDistance(const Periods &periods, const QDateTime &time);
// The bounds of that period: [start, end).
std::pair<QDateTime, QDateTime> periodBounds(const Periods &periods, qint64 distance);

} // namespace vitrine::monitor
