// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/fault.h"
#include "core/serving/frame.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace vitrine::serving {

// Puts values that came as text, number or truth value into the cells of a frame, by the rules for their
// column, and notes what does not fit.
class CellWriter final
{
public:
    CellWriter(const Schema &schema, Frame &frame, Faults &faults)
        : m_schema(schema)
        , m_frame(frame)
        , m_faults(faults)
    {
    }

    // Each returns what is wrong; the cell is then to be noted with refuse().
    FaultKind text(std::string_view text, std::size_t column, std::size_t row);
    FaultKind number(std::string_view token, std::size_t column, std::size_t row); // one JSON number
    FaultKind integer(std::int64_t value, std::size_t column, std::size_t row);    // into an Integer cell
    FaultKind boolean(bool value, std::size_t column, std::size_t row);
    FaultKind missing(std::size_t column, std::size_t row);

    // Notes the fault, if it is one, and leaves the cell missing. `input`: what came, as JSON.
    void refuse(FaultKind kind, std::size_t column, std::size_t row, std::string input);
    // Columns of the schema that are not in `order` (indexes into the schema, -1: unknown).
    void refuseAbsent(const std::vector<int> &order);

private:
    const Schema &m_schema;
    Frame &m_frame;
    Faults &m_faults;
};

// What a value of the wrong type is called for a column.
FaultKind wrongType(const ColumnSpec &column);

} // namespace vitrine::serving
