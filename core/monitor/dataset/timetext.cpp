// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/timetext.h"

#include "core/monitor/localdays.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace vitrine::monitor {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What is left of a text, eaten from the front. Every function says whether it found what it wants.
class Cursor final
{
public:
    explicit Cursor(std::string_view text) : m_text(text) {}

    bool atEnd() const { return m_text.empty(); }
    char front() const { return m_text.empty() ? '\0' : m_text.front(); }
    bool skip(char c)
    {
        if (front() != c)
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    bool skipOneOf(std::string_view characters, char &which)
    {
        which = front();
        return which != '\0' && characters.find(which) != std::string_view::npos && skip(which);
    }
    void skipSpaces()
    {
        while (skip(' ')) {
        }
    }
    bool number(int leastDigits, int mostDigits, int &value)
    {
        int digits = 0;
        value = 0;
        while (digits < mostDigits && isDigit(front())) {
            value = value * 10 + (front() - '0');
            m_text.remove_prefix(1);
            ++digits;
        }
        return digits >= leastDigits;
    }
    std::size_t digitsAhead() const
    {
        std::size_t count = 0;
        while (count < m_text.size() && isDigit(m_text[count]))
            ++count;
        return count;
    }
    std::string_view word()
    {
        std::size_t length = 0;
        while (length < m_text.size() && isLetter(m_text[length]))
            ++length;
        const std::string_view word = m_text.substr(0, length);
        m_text.remove_prefix(length);
        return word;
    }

private:
    std::string_view m_text;
};

struct Date {
    int year = 0;
    int month = 0;
    int day = 0;
};

std::optional<qint64> startOf(const Date &date)
{
    using namespace std::chrono;
    const year_month_day ymd(year(date.year), month(static_cast<unsigned>(date.month)),
                             day(static_cast<unsigned>(date.day)));
    if (!ymd.ok())
        return {};
    return qint64(sys_days(ymd).time_since_epoch().count()) * msPerDay;
}

// POSIX: 69–99 are of the last century.
int fullYear(int year, std::size_t digits)
{
    if (digits > 2)
        return year;
    return year + (year < 69 ? 2000 : 1900);
}

bool yearAhead(Cursor &cursor, int &year)
{
    const std::size_t digits = cursor.digitsAhead();
    if ((digits != 2 && digits != 4) || !cursor.number(2, 4, year))
        return false;
    year = fullYear(year, digits);
    return true;
}

bool monthNamed(std::string_view word, int &month)
{
    constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
    if (word.size() < 3)
        return false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        bool same = word.size() <= names[i].size();
        for (std::size_t k = 0; k < word.size() && same; ++k)
            same = (word[k] | 0x20) == names[i][k];
        if (same) {
            month = static_cast<int>(i) + 1;
            return true;
        }
    }
    return false;
}

bool yearFirst(Cursor &cursor, Date &date)
{
    char separator = 0;
    char second = 0;
    return cursor.number(4, 4, date.year) && cursor.skipOneOf("-/.", separator) &&
           cursor.number(1, 2, date.month) && cursor.skipOneOf("-/.", second) && separator == second &&
           cursor.number(1, 2, date.day);
}

bool yearLast(Cursor &cursor, int &first, int &second, int &year)
{
    char separator = 0;
    char other = 0;
    return cursor.number(1, 2, first) && cursor.skipOneOf("-/.", separator) && cursor.number(1, 2, second) &&
           cursor.skipOneOf("-/.", other) && separator == other && yearAhead(cursor, year);
}

bool compact(Cursor &cursor, Date &date)
{
    const std::size_t digits = cursor.digitsAhead();
    return (digits == 8 || digits == 14) && cursor.number(4, 4, date.year) &&
           cursor.number(2, 2, date.month) && cursor.number(2, 2, date.day);
}

bool monthName(Cursor &cursor, Date &date)
{
    char ignored = 0;
    if (isLetter(cursor.front())) {
        std::string_view word = cursor.word();
        if (!monthNamed(word, date.month)) { // a weekday
            if (word.size() < 3 || (!cursor.skip(',') && cursor.front() != ' '))
                return false;
            cursor.skipSpaces();
            if (isLetter(cursor.front()) && !monthNamed(cursor.word(), date.month))
                return false;
        }
        if (date.month != 0) { // March 31, 2024
            cursor.skipSpaces();
            if (!cursor.number(1, 2, date.day))
                return false;
            cursor.skip(',');
            cursor.skipSpaces();
            return yearAhead(cursor, date.year);
        }
    }
    if (!cursor.number(1, 2, date.day) || !cursor.skipOneOf(" -/.", ignored))
        return false;
    cursor.skipSpaces();
    if (!monthNamed(cursor.word(), date.month) || !cursor.skipOneOf(" -/.", ignored))
        return false;
    cursor.skipSpaces();
    return yearAhead(cursor, date.year);
}

bool dateAhead(Cursor &cursor, TimeForm form, Date &date)
{
    switch (form) {
    case TimeForm::YearFirst: return yearFirst(cursor, date);
    case TimeForm::DayFirst: return yearLast(cursor, date.day, date.month, date.year);
    case TimeForm::MonthFirst: return yearLast(cursor, date.month, date.day, date.year);
    case TimeForm::MonthName: return monthName(cursor, date);
    case TimeForm::Compact: return compact(cursor, date);
    default: return false;
    }
}

// Seconds and their fraction in milliseconds.
bool secondsAhead(Cursor &cursor, qint64 &ms)
{
    int second = 0;
    if (!cursor.number(2, 2, second) || second > 60)
        return false;
    ms += qint64(second) * 1000;
    if (!cursor.skip('.') && !cursor.skip(','))
        return true;
    if (!isDigit(cursor.front()))
        return false;
    for (int scale = 100; isDigit(cursor.front()); scale /= 10) {
        ms += qint64(cursor.front() - '0') * scale;
        cursor.skip(cursor.front());
    }
    return true;
}

bool timeOfDay(Cursor &cursor, qint64 &ms, bool compactForm)
{
    int hour = 0;
    int minute = 0;
    if (!cursor.number(compactForm ? 2 : 1, 2, hour) || hour > 24)
        return false;
    const bool colons = cursor.skip(':');
    if (!colons && !compactForm)
        return false;
    if (!cursor.number(2, 2, minute) || minute > 59)
        return false;
    ms = (qint64(hour) * 60 + minute) * 60'000;
    if (colons ? cursor.skip(':') : isDigit(cursor.front())) {
        if (!secondsAhead(cursor, ms))
            return false;
    }
    Cursor behind = cursor;
    behind.skipSpaces();
    const std::string_view half = behind.word();
    if (half == "PM" || half == "pm" || half == "AM" || half == "am") {
        if (hour < 1 || hour > 12)
            return false;
        const bool afternoon = (half[0] | 0x20) == 'p';
        ms += (afternoon ? (hour == 12 ? 0 : 12) : (hour == 12 ? -12 : 0)) * qint64(3'600'000);
        cursor = behind;
    }
    return ms <= msPerDay;
}

// Z, UTC, GMT, +01, +0100, -01:30. Nothing: no offset.
bool offsetAhead(Cursor &cursor, std::optional<qint64> &offset)
{
    cursor.skipSpaces();
    if (cursor.atEnd())
        return true;
    if (isLetter(cursor.front())) {
        const std::string_view word = cursor.word();
        if (word != "Z" && word != "z" && word != "UTC" && word != "GMT")
            return false;
        offset = 0;
        if (cursor.atEnd())
            return true;
    }
    char sign = 0;
    int hours = 0;
    int minutes = 0;
    if (!cursor.skipOneOf("+-", sign) || !cursor.number(2, 2, hours))
        return false;
    cursor.skip(':');
    if (!cursor.atEnd() && !cursor.number(2, 2, minutes))
        return false;
    offset = (qint64(hours) * 60 + minutes) * (sign == '-' ? -60'000 : 60'000);
    return cursor.atEnd() && hours < 24 && minutes < 60;
}

std::optional<qint64> sinceEpoch(std::string_view text, double unitsPerMs)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return {};
    const double ms = std::floor(value / unitsPerMs + 1e-6);
    constexpr double furthest = 8.64e15; // ±275,000 years
    if (std::abs(ms) > furthest)
        return {};
    return static_cast<qint64>(ms);
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

} // namespace

std::optional<qint64> TimeText::parse(std::string_view text)
{
    text = trimmed(text);
    switch (m_form) {
    case TimeForm::Seconds: return sinceEpoch(text, 1e-3);
    case TimeForm::Milliseconds: return sinceEpoch(text, 1);
    case TimeForm::Microseconds: return sinceEpoch(text, 1e3);
    case TimeForm::Nanoseconds: return sinceEpoch(text, 1e6);
    default: break;
    }
    const bool knownDate = m_form == TimeForm::YearFirst && text.size() >= sizeof m_dateText &&
                           std::memcmp(text.data(), m_dateText, sizeof m_dateText) == 0;
    Cursor cursor(knownDate ? text.substr(sizeof m_dateText) : text);
    qint64 start = m_dateMs;
    if (!knownDate) {
        Date date;
        if (!dateAhead(cursor, m_form, date))
            return {};
        const auto first = startOf(date);
        if (!first)
            return {};
        start = *first;
        // Only full forms, so that ten equal bytes are the same date.
        if (m_form == TimeForm::YearFirst && text.size() >= sizeof m_dateText && isDigit(text[6]) &&
            !isDigit(text[7]) && isDigit(text[9]) && (text.size() == 10 || !isDigit(text[10]))) {
            std::memcpy(m_dateText, text.data(), sizeof m_dateText);
            m_dateMs = start;
        }
    } else if (isDigit(cursor.front())) {
        return {};
    }
    qint64 ofDay = 0;
    std::optional<qint64> offset;
    if (!cursor.atEnd()) {
        const bool compactForm = m_form == TimeForm::Compact;
        const bool separated = cursor.skip('T') || cursor.skip('t') || cursor.skip(',');
        const bool spaced = cursor.front() == ' ';
        cursor.skipSpaces();
        if (!separated && !spaced && !compactForm)
            return {};
        if (!timeOfDay(cursor, ofDay, compactForm) || !offsetAhead(cursor, offset))
            return {};
    }
    return offset ? start + ofDay - *offset : m_clock.utc(start + ofDay);
}

} // namespace vitrine::monitor
