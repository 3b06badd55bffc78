// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/schema.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// The cells of one column. Buffers only ever grow, so that a thread that answers many requests stops
// allocating; the number of valid rows is the Frame's.
struct ColumnBuffer {
    std::vector<double> numbers;         // Number; NaN where missing
    std::vector<std::int64_t> integers;  // Integer, Boolean; 0 where missing
    std::vector<std::string_view> texts; // Text; empty where missing
    std::vector<std::size_t> missing;    // rows without a value, ascending unless a key came twice
};

// A batch of rows in columns, in the schema's order.
//
// Texts are views into the request's body, the parser's buffer or `keep()`: all live until the next request
// of the same thread begins. Belongs to one thread at a time.
class Frame final
{
public:
    // Empties the frame and shapes it for `schema`, which must outlive its use.
    void reset(const Schema &schema);

    const Schema &schema() const { return *m_schema; }
    std::size_t rows() const { return m_rows; }
    std::size_t columnCount() const { return m_columnCount; }
    const ColumnBuffer &column(std::size_t index) const { return m_columns[index]; }
    bool anyMissing() const;
    std::size_t missingCells() const;

    // Makes room for `rows` rows in every column; cells that were not there before are missing.
    void setRows(std::size_t rows);

    void setNumber(std::size_t column, std::size_t row, double value)
    {
        m_columns[column].numbers[row] = value;
    }
    void setInteger(std::size_t column, std::size_t row, std::int64_t value)
    {
        m_columns[column].integers[row] = value;
    }
    void setText(std::size_t column, std::size_t row, std::string_view value)
    {
        m_columns[column].texts[row] = value;
    }
    void setMissing(std::size_t column, std::size_t row);
    // The rows of another frame with the same schema, behind those that are there. Texts stay where they are.
    void append(const Frame &other) { append(other, 0, other.rows()); }
    void append(const Frame &other, std::size_t first, std::size_t count);
    void clearMissing(std::size_t column, std::size_t row); // of the row set last: its key came twice
    void clearMissing(std::size_t column) { m_columns[column].missing.clear(); }
    bool isMissing(std::size_t column, std::size_t row) const;

    // A copy that lives as long as the rows.
    std::string_view keep(std::string text);

private:
    const Schema *m_schema = nullptr;
    std::vector<ColumnBuffer> m_columns;
    std::size_t m_columnCount = 0;
    std::size_t m_rows = 0;
    std::size_t m_room = 0; // rows that every used buffer has
    std::deque<std::string> m_kept;
};

} // namespace vitrine::serving
