// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/cellwriter.h"

#include "core/serving/celltext.h"

#include <algorithm>
#include <cmath>

namespace vitrine::serving {

FaultKind wrongType(const ColumnSpec &column)
{
    switch (column.type) {
    case format::ColumnType::Number: return FaultKind::NotNumber;
    case format::ColumnType::Integer: return FaultKind::NotInteger;
    case format::ColumnType::Boolean: return FaultKind::NotBoolean;
    case format::ColumnType::Date: return FaultKind::NotDate;
    case format::ColumnType::DateTime: return FaultKind::NotDateTime;
    case format::ColumnType::Category:
    case format::ColumnType::OrderedCategory:
        return column.levels.empty() ? FaultKind::NotText : FaultKind::UnknownLevel;
    case format::ColumnType::String: break;
    }
    return FaultKind::NotText;
}

void CellWriter::refuse(FaultKind kind, std::size_t column, std::size_t row, std::string input)
{
    if (kind == FaultKind::None)
        return;
    if (kind != FaultKind::ValueMissing)
        m_frame.setMissing(column, row);
    m_faults.add(Fault{kind, row, static_cast<int>(column), std::move(input), {}, 0});
}

void CellWriter::refuseAbsent(const std::vector<int> &order)
{
    for (std::size_t i = 0; i < m_schema.columns.size(); ++i) {
        if (std::find(order.begin(), order.end(), static_cast<int>(i)) == order.end())
            m_faults.add(Fault{FaultKind::ColumnMissing, Fault::wholeBody, static_cast<int>(i), {}, {}, 0});
    }
}

FaultKind CellWriter::missing(std::size_t column, std::size_t row)
{
    m_frame.setMissing(column, row);
    return m_schema.columns[column].acceptsMissing ? FaultKind::None : FaultKind::ValueMissing;
}

FaultKind CellWriter::boolean(bool value, std::size_t column, std::size_t row)
{
    switch (m_schema.columns[column].cell) {
    case CellType::Number: m_frame.setNumber(column, row, value ? 1 : 0); return FaultKind::None;
    case CellType::Integer: return integer(value ? 1 : 0, column, row);
    case CellType::Boolean: m_frame.setInteger(column, row, value ? 1 : 0); return FaultKind::None;
    case CellType::Text: break;
    }
    return wrongType(m_schema.columns[column]);
}

FaultKind CellWriter::integer(std::int64_t value, std::size_t column, std::size_t row)
{
    const ColumnSpec &spec = m_schema.columns[column];
    if (value < spec.least || value > spec.most)
        return FaultKind::IntegerTooLarge;
    m_frame.setInteger(column, row, value);
    return FaultKind::None;
}

FaultKind CellWriter::number(std::string_view token, std::size_t column, std::size_t row)
{
    const ColumnSpec &spec = m_schema.columns[column];
    switch (spec.cell) {
    case CellType::Number:
        // Everything that a double can hold was read before this.
        return FaultKind::NumberTooLarge;
    case CellType::Integer: {
        if (const auto whole = integerFromText(token))
            return integer(*whole, column, row);
        const auto parsed = numberFromText(token);
        return parsed && *parsed != std::floor(*parsed) ? FaultKind::FractionForInteger
                                                        : FaultKind::IntegerTooLarge;
    }
    case CellType::Boolean: {
        const auto parsed = numberFromText(token);
        if (!parsed || (*parsed != 0.0 && *parsed != 1.0))
            return FaultKind::NotBoolean;
        m_frame.setInteger(column, row, *parsed == 1.0 ? 1 : 0);
        return FaultKind::None;
    }
    case CellType::Text: break;
    }
    // A category of numbers ("4", "6", "8") whose values came as numbers.
    const bool category =
        spec.type == format::ColumnType::Category || spec.type == format::ColumnType::OrderedCategory;
    if (category && spec.hasLevel(token)) {
        m_frame.setText(column, row, token);
        return FaultKind::None;
    }
    return wrongType(spec);
}

FaultKind CellWriter::text(std::string_view text, std::size_t column, std::size_t row)
{
    const ColumnSpec &spec = m_schema.columns[column];
    if (spec.type == format::ColumnType::String) {
        m_frame.setText(column, row, text);
        return FaultKind::None;
    }
    const bool isLevel = spec.cell == CellType::Text && spec.hasLevel(text);
    if (text == "NA" && !isLevel)
        return missing(column, row);
    switch (spec.type) {
    case format::ColumnType::Number:
        if (const auto number = numberFromText(text)) {
            if (std::isnan(*number))
                return missing(column, row);
            m_frame.setNumber(column, row, *number);
            return FaultKind::None;
        }
        return FaultKind::NotNumber;
    case format::ColumnType::Integer:
        if (const auto whole = integerFromText(text))
            return integer(*whole, column, row);
        return FaultKind::NotInteger;
    case format::ColumnType::Boolean:
        if (const auto truth = booleanFromText(text)) {
            m_frame.setInteger(column, row, *truth ? 1 : 0);
            return FaultKind::None;
        }
        return FaultKind::NotBoolean;
    case format::ColumnType::Date:
        if (!daysFromText(text))
            return FaultKind::NotDate;
        break;
    case format::ColumnType::DateTime:
        if (!secondsFromText(text))
            return FaultKind::NotDateTime;
        break;
    case format::ColumnType::Category:
    case format::ColumnType::OrderedCategory:
        if (!spec.levels.empty() && !isLevel)
            return FaultKind::UnknownLevel;
        break;
    case format::ColumnType::String: break;
    }
    m_frame.setText(column, row, text);
    return FaultKind::None;
}

} // namespace vitrine::serving
