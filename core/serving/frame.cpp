// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/frame.h"

#include <algorithm>
#include <limits>

namespace vitrine::serving {

namespace {

void grow(ColumnBuffer &buffer, CellType cell, std::size_t room)
{
    switch (cell) {
    case CellType::Number:
        if (buffer.numbers.size() < room)
            buffer.numbers.resize(room);
        return;
    case CellType::Integer:
    case CellType::Boolean:
        if (buffer.integers.size() < room)
            buffer.integers.resize(room);
        return;
    case CellType::Text:
        if (buffer.texts.size() < room)
            buffer.texts.resize(room);
        return;
    }
}

} // namespace

void Frame::reset(const Schema &schema)
{
    m_schema = &schema;
    m_columnCount = schema.columns.size();
    if (m_columns.size() < m_columnCount)
        m_columns.resize(m_columnCount);
    for (ColumnBuffer &buffer : m_columns)
        buffer.missing.clear();
    m_kept.clear();
    m_rows = 0;
    m_room = 0;
}

void Frame::setRows(std::size_t rows)
{
    if (rows > m_room) {
        m_room = std::max<std::size_t>(rows, m_room == 0 ? 16 : m_room * 2);
        for (std::size_t i = 0; i < m_columnCount; ++i)
            grow(m_columns[i], m_schema->columns[i].cell, m_room);
    }
    m_rows = rows;
}

void Frame::setMissing(std::size_t column, std::size_t row)
{
    ColumnBuffer &buffer = m_columns[column];
    switch (m_schema->columns[column].cell) {
    case CellType::Number: buffer.numbers[row] = std::numeric_limits<double>::quiet_NaN(); break;
    case CellType::Integer:
    case CellType::Boolean: buffer.integers[row] = 0; break;
    case CellType::Text: buffer.texts[row] = {}; break;
    }
    if (buffer.missing.empty() || buffer.missing.back() != row)
        buffer.missing.push_back(row);
}

void Frame::clearMissing(std::size_t column, std::size_t row)
{
    auto &missing = m_columns[column].missing;
    if (!missing.empty() && missing.back() == row)
        missing.pop_back();
}

void Frame::append(const Frame &other, std::size_t first, std::size_t count)
{
    const std::size_t begin = m_rows;
    setRows(begin + count);
    const auto copy = [&](const auto &from, auto &to) {
        std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(first), count,
                    to.begin() + static_cast<std::ptrdiff_t>(begin));
    };
    for (std::size_t i = 0; i < m_columnCount; ++i) {
        const ColumnBuffer &from = other.column(i);
        ColumnBuffer &to = m_columns[i];
        switch (m_schema->columns[i].cell) {
        case CellType::Number: copy(from.numbers, to.numbers); break;
        case CellType::Integer:
        case CellType::Boolean: copy(from.integers, to.integers); break;
        case CellType::Text: copy(from.texts, to.texts); break;
        }
        for (const std::size_t row : from.missing) {
            if (row >= first && row - first < count)
                to.missing.push_back(begin + row - first);
        }
    }
}

bool Frame::isMissing(std::size_t column, std::size_t row) const
{
    const auto &missing = m_columns[column].missing;
    return std::find(missing.begin(), missing.end(), row) != missing.end();
}

bool Frame::anyMissing() const
{
    return missingCells() > 0;
}

std::size_t Frame::missingCells() const
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < m_columnCount; ++i)
        count += m_columns[i].missing.size();
    return count;
}

std::string_view Frame::keep(std::string text)
{
    return m_kept.emplace_back(std::move(text));
}

} // namespace vitrine::serving
