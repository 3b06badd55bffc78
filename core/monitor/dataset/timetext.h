// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/wallclock.h"

#include <optional>
#include <string_view>

namespace vitrine::monitor {

// How the times of one column are written. A time of day may follow every form of date (10:15, 10:15:30.123,
// 3:15 PM), and Z or an offset every time of day.
enum class TimeForm {
    YearFirst,  // 2024-03-31, 2024/3/31, 2024.03.31; with a T or spaces before the time of day
    DayFirst,   // 31.03.2024, 31/3/24
    MonthFirst, // 03/31/2024
    MonthName,  // 31 Mar 2024, 31-Mar-2024, March 31, 2024, Sun, 31 Mar 2024 …
    Compact,    // 20240331, 20240331T101530Z
    Seconds,    // since 1970-01-01 UTC
    Milliseconds,
    Microseconds,
    Nanoseconds
};

// Reads the times of one column. Milliseconds UTC; finer digits are cut off.
class TimeText final
{
public:
    TimeText(TimeForm form, const QTimeZone &zone) : m_form(form), m_clock(zone) {}

    std::optional<qint64> parse(std::string_view text);
    qint64 unclear() const { return m_clock.unclear(); } // see WallClock

private:
    TimeForm m_form;
    WallClock m_clock;
    // Rows of one day follow each other nearly always.
    char m_dateText[10] = {};
    qint64 m_dateMs = 0;
};

} // namespace vitrine::monitor
