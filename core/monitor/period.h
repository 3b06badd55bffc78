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
    Millisecond,
    Count
};

// How observations are grouped in time: vetiver-R's period/every/origin/before/after/complete (as of slider),
// plus ISO weeks (Monday) and fixed counts. `Week` is 7-day blocks from the origin: Thursdays by default.
// `Count` makes groups of `every` rows in time order. Sliding windows are groups with `before` or `after`.
struct Periods {
    PeriodUnit unit = PeriodUnit::Month;
    int every = 1;
    std::optional<QDateTime> origin; // default 1970-01-01 00:00 in `zone`
    int before = 0;                  // groups
    int after = 0;
    bool complete = false;
    QTimeZone zone = QTimeZone::utc();
    // Fiscal calendars, for Year, Quarter and Month only: the month a year begins with (1–12) and the day a
    // month begins on (1–28). With monthStart 26, "March" runs from 26 February to 25 March's end.
    int yearStart = 1;
    int monthStart = 1;
};

Result<PeriodUnit> periodUnit(const QString &name); // "month", "isoweek", …
QString periodUnitName(PeriodUnit unit);

// InvalidArgument when a number is out of its range or the time zone is unknown.
Result<> checkPeriods(const Periods &periods);

// vetiver-Python's windows: consecutive half-open stretches of `seconds` from the first observation. Unlike
// vetiver-Python's, rows on the last boundary are kept and empty windows are skipped.
Periods windowsFrom(const QDateTime &first, int seconds);

// The number of the period that a time falls into, counted from the origin; floor for times before it.
// `Count` has no periods in time: 0.
qint64 periodDistance(const Periods &periods, const QDateTime &time);
// The bounds of that period: [start, end), in the time zone of `periods`.
std::pair<QDateTime, QDateTime> periodBounds(const Periods &periods, qint64 distance);

} // namespace vitrine::monitor
