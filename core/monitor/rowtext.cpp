// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/rowtext.h"

#include <QDateTime>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace vitrine::monitor {

namespace {

void appendDigits(int value, int digits, std::string &out)
{
    std::array<char, 8> text;
    for (int i = digits; i-- > 0; value /= 10)
        text[std::size_t(i)] = char('0' + value % 10);
    out.append(text.data(), std::size_t(digits));
}

// QDateTime takes ten times as long, which of millions of rows is seconds.
void appendTime(qint64 ms, std::string &out)
{
    namespace chrono = std::chrono;
    const chrono::sys_time<chrono::milliseconds> time{chrono::milliseconds(ms)};
    const auto midnight = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date(midnight);
    const chrono::hh_mm_ss clock(time - midnight);
    if (int(date.year()) < 0 || int(date.year()) > 9999) {
        out += QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs).toStdString();
        return;
    }
    appendDigits(int(date.year()), 4, out);
    out += '-';
    appendDigits(int(unsigned(date.month())), 2, out);
    out += '-';
    appendDigits(int(unsigned(date.day())), 2, out);
    out += 'T';
    appendDigits(int(clock.hours().count()), 2, out);
    out += ':';
    appendDigits(int(clock.minutes().count()), 2, out);
    out += ':';
    appendDigits(int(clock.seconds().count()), 2, out);
    if (clock.subseconds().count() != 0) {
        out += '.';
        appendDigits(int(clock.subseconds().count()), 3, out);
    }
    out += 'Z';
}

} // namespace

void appendCell(const Column &column, std::size_t row, std::string &out)
{
    if (column.type == ColumnType::Text) {
        if (column.codes[row] != missingText)
            out += column.texts[std::size_t(column.codes[row])];
        return;
    }
    if (column.type == ColumnType::Time) {
        if (column.times[row] == missingTime)
            return;
        return appendTime(column.times[row], out);
    }
    const double value = column.numbers[row];
    if (std::isnan(value))
        return;
    std::array<char, 32> digits;
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), written.ptr);
}

void appendCsvField(const std::string &text, std::string &out)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        out += c;
        if (c == '"')
            out += c;
    }
    out += '"';
}

} // namespace vitrine::monitor
