// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/datasetcells.h"

#include <QDateTime>

#include <charconv>
#include <cmath>
#include <limits>

namespace vitrine::serving {

using monitor::Column;
using monitor::ColumnType;
using monitor::missingText;
using monitor::missingTime;

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

double parsedNumber(std::string_view text)
{
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size() ? value : absent;
}

// -1 for what is neither.
int parsedBoolean(std::string_view text)
{
    for (const std::string_view yes : {"true", "TRUE", "True", "T", "1", "yes"}) {
        if (text == yes)
            return 1;
    }
    for (const std::string_view no : {"false", "FALSE", "False", "F", "0", "no"}) {
        if (text == no)
            return 0;
    }
    return -1;
}

void setInteger(DatasetCells &cells, std::size_t row, double value)
{
    constexpr double exact = 9'007'199'254'740'992; // 2^53
    const bool isWhole = value == std::floor(value) && std::abs(value) <= exact;
    cells.states[row] = isWhole ? CellState::Good : CellState::Bad;
    cells.integers[row] = isWhole ? static_cast<std::int64_t>(value) : 0;
}

void setText(DatasetCells &cells, std::size_t row, std::string_view text, const ColumnSpec &spec)
{
    const bool isKnown = spec.levels.empty() || spec.hasLevel(text);
    cells.states[row] = isKnown ? CellState::Good : CellState::Bad;
    cells.texts[row] = text;
}

// Texts are looked at once each, not once a row.
void convertTexts(const Column &column, const ColumnSpec &spec, DatasetCells &cells)
{
    DatasetCells known;
    const std::size_t count = column.texts.size();
    known.states.assign(count, CellState::Good);
    known.numbers.resize(count);
    known.integers.resize(count);
    known.texts.resize(count);
    for (std::size_t code = 0; code < count; ++code) {
        const std::string_view text = column.texts[code];
        switch (spec.cell) {
        case CellType::Text: setText(known, code, text, spec); break;
        case CellType::Number:
            known.numbers[code] = parsedNumber(text);
            known.states[code] = std::isnan(known.numbers[code]) ? CellState::Bad : CellState::Good;
            break;
        case CellType::Integer: {
            const double number = parsedNumber(text);
            setInteger(known, code, number);
            break;
        }
        case CellType::Boolean:
            known.integers[code] = parsedBoolean(text);
            known.states[code] = known.integers[code] < 0 ? CellState::Bad : CellState::Good;
            break;
        }
    }
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
        if (column.codes[row] == missingText) {
            cells.states[row] = CellState::Missing;
            continue;
        }
        const auto code = static_cast<std::size_t>(column.codes[row]);
        cells.states[row] = known.states[code];
        if (spec.cell == CellType::Text)
            cells.texts[row] = known.texts[code];
        else if (spec.cell == CellType::Number)
            cells.numbers[row] = known.numbers[code];
        else
            cells.integers[row] = known.integers[code];
    }
}

void convertNumbers(const Column &column, const ColumnSpec &spec, Frame &frame, DatasetCells &cells)
{
    for (std::size_t row = 0; row < column.numbers.size(); ++row) {
        const double value = column.numbers[row];
        if (std::isnan(value)) {
            cells.states[row] = CellState::Missing;
            continue;
        }
        switch (spec.cell) {
        case CellType::Number: cells.numbers[row] = value; break;
        case CellType::Integer: setInteger(cells, row, value); break;
        case CellType::Boolean:
            cells.states[row] = value == 0 || value == 1 ? CellState::Good : CellState::Bad;
            cells.integers[row] = value == 1 ? 1 : 0;
            break;
        case CellType::Text: setText(cells, row, frame.keep(numberText(value)), spec); break;
        }
    }
}

void convertTimes(const Column &column, const ColumnSpec &spec, Frame &frame, DatasetCells &cells)
{
    for (std::size_t row = 0; row < column.times.size(); ++row) {
        if (column.times[row] == missingTime) {
            cells.states[row] = CellState::Missing;
            continue;
        }
        if (spec.cell != CellType::Text) {
            cells.states[row] = CellState::Bad;
            continue;
        }
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(column.times[row], Qt::UTC);
        const QString text = spec.type == format::ColumnType::Date ? time.date().toString(Qt::ISODate)
                                                                   : time.toString(Qt::ISODate);
        setText(cells, row, frame.keep(text.toStdString()), spec);
    }
}

} // namespace

std::string numberText(double value)
{
    char buffer[32];
    const auto [end, failure] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return std::string(buffer, end);
}

DatasetCells datasetCells(const Column &column, const ColumnSpec &spec, std::size_t rows, Frame &frame)
{
    DatasetCells cells;
    cells.states.assign(rows, CellState::Good);
    if (spec.cell == CellType::Text)
        cells.texts.resize(rows);
    else if (spec.cell == CellType::Number)
        cells.numbers.resize(rows);
    else
        cells.integers.resize(rows);
    switch (column.type) {
    case ColumnType::Number: convertNumbers(column, spec, frame, cells); break;
    case ColumnType::Text: convertTexts(column, spec, cells); break;
    case ColumnType::Time: convertTimes(column, spec, frame, cells); break;
    }
    return cells;
}

void fillColumn(Frame &frame, std::size_t column, const ColumnSpec &spec, const DatasetCells &cells,
                const std::vector<std::size_t> &rows)
{
    for (std::size_t to = 0; to < rows.size(); ++to) {
        const std::size_t from = rows[to];
        if (cells.states[from] == CellState::Missing)
            frame.setMissing(column, to);
        else if (spec.cell == CellType::Number)
            frame.setNumber(column, to, cells.numbers[from]);
        else if (spec.cell == CellType::Text)
            frame.setText(column, to, cells.texts[from]);
        else
            frame.setInteger(column, to, cells.integers[from]);
    }
}

} // namespace vitrine::serving
