// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/schema.h"

#include <algorithm>

namespace vitrine::serving {

namespace {

CellType cellTypeOf(format::ColumnType type)
{
    switch (type) {
    case format::ColumnType::Number: return CellType::Number;
    case format::ColumnType::Integer: return CellType::Integer;
    case format::ColumnType::Boolean: return CellType::Boolean;
    case format::ColumnType::String:
    case format::ColumnType::Date:
    case format::ColumnType::DateTime:
    case format::ColumnType::Category:
    case format::ColumnType::OrderedCategory: break;
    }
    return CellType::Text;
}

std::string listOfLevels(const std::vector<std::string> &levels)
{
    constexpr std::size_t shown = 12;
    std::string text = "one of ";
    for (std::size_t i = 0; i < std::min(levels.size(), shown); ++i)
        text += (i > 0 ? ", '" : "'") + levels[i] + "'";
    if (levels.size() > shown)
        text += " and " + std::to_string(levels.size() - shown) + " more";
    return text;
}

std::string expectation(const ColumnSpec &column)
{
    switch (column.type) {
    case format::ColumnType::Number: return "a number";
    case format::ColumnType::Integer: return "a whole number";
    case format::ColumnType::Boolean: return "true or false";
    case format::ColumnType::Date: return "a date such as 2024-01-31";
    case format::ColumnType::DateTime: return "a date and time such as 2024-01-31T12:00:00Z";
    case format::ColumnType::Category:
    case format::ColumnType::OrderedCategory:
        return column.levels.empty() ? "text" : listOfLevels(column.levels);
    case format::ColumnType::String: break;
    }
    return "text";
}

} // namespace

bool ColumnSpec::hasLevel(std::string_view text) const
{
    return std::find(levels.begin(), levels.end(), text) != levels.end();
}

int Schema::find(std::string_view name) const
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name)
            return static_cast<int>(i);
    }
    return -1;
}

ColumnSpec columnSpec(const format::Column &column)
{
    ColumnSpec spec;
    spec.name = column.name.toStdString();
    spec.type = column.type;
    spec.cell = cellTypeOf(column.type);
    for (const QString &level : column.levels)
        spec.levels.push_back(level.toStdString());
    spec.plainName = std::none_of(spec.name.begin(), spec.name.end(), [](char c) {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    });
    spec.expected = expectation(spec);
    return spec;
}

Schema schemaOf(const format::Prototype &prototype)
{
    Schema schema;
    schema.columns.reserve(static_cast<std::size_t>(prototype.columns.size()));
    for (const format::Column &column : prototype.columns)
        schema.columns.push_back(columnSpec(column));
    return schema;
}

} // namespace vitrine::serving
