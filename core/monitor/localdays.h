// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QTimeZone>

#include <chrono>

namespace vitrine::monitor {

inline constexpr qint64 msPerDay = 86'400'000;

// Rounds towards minus infinity; `divisor` is positive.
constexpr qint64 floorDivide(qint64 value, qint64 divisor)
{
    const qint64 quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

// A month on an endless line: year * 12 + month - 1.
constexpr qint64 monthIndex(std::chrono::year_month_day date)
{
    return qint64(int(date.year())) * 12 + qint64(unsigned(date.month())) - 1;
}

// Days since 1970-01-01 of a day in a month; a day past the month's end becomes its last.
qint64 dayOfMonth(qint64 monthIndex, int day);
std::chrono::year_month_day dateOfDay(qint64 day);

// A time of that zone; plain UTC of UTC, which prints as "Z".
QDateTime timeAt(qint64 ms, const QTimeZone &zone);

// Local days of a time zone from milliseconds UTC and back. Remembers the stretch between two clock changes,
// so that ascending times cost a comparison each. One object belongs to one thread.
class LocalDays final
{
public:
    explicit LocalDays(const QTimeZone &zone);

    qint64 day(qint64 ms);               // since 1970-01-01, local
    qint64 startOfDay(qint64 day) const; // its first millisecond, UTC

private:
    void lookUp(qint64 ms);

    QTimeZone m_zone;
    bool m_fixed = false;
    qint64 m_offset = 0;
    qint64 m_from = 1; // the offset holds in [from, to)
    qint64 m_to = 0;
};

} // namespace vitrine::monitor
