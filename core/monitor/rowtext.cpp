// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/rowtext.h"

#include <QDateTime>

#include <array>
#include <charconv>
#include <cmath>

namespace vitrine::monitor {

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
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(column.times[row], Qt::UTC);
        out += time.toString(column.times[row] % 1000 == 0 ? Qt::ISODate : Qt::ISODateWithMs).toStdString();
        return;
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
