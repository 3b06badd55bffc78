// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving: the only header that shows simdjson.

#include "core/serving/cellwriter.h"

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

namespace ondemand = simdjson::ondemand;

// Puts JSON values into the cells of a frame. A simdjson error that it returns means that the body is not
// JSON; everything else that is wrong goes to `faults`.
class RowReader final
{
public:
    // Kept from request to request, so that reading one allocates nothing.
    struct Scratch {
        std::vector<std::size_t> seen; // column → 1 + the row in which it was seen last
        std::vector<int> schemaOrder;
    };
    RowReader(std::string_view body, ondemand::document &document, const Schema &schema, Frame &frame,
              Faults &faults, std::vector<std::string> &ignored, Scratch &scratch);

    // A column that some records lack is missing there; only one that all of them lack is a fault.
    void takeAbsentAsMissing() { m_absentIsMissing = true; }

    simdjson::error_code rows(ondemand::array rows, bool allowLists);
    simdjson::error_code recordOrColumns(ondemand::object object);
    // Rows as lists of values; `order[i]` is the schema's column of the i-th value, -1 for one that is
    // ignored.
    simdjson::error_code table(ondemand::array rows, const std::vector<int> &order);

    // Where reading stopped, for the message about a body that is not JSON.
    std::size_t position() const;
    // The schema's column of a name, noting unknown ones.
    int columnOf(std::string_view name);
    CellWriter &cells() { return m_cells; }

private:
    simdjson::error_code row(ondemand::value value, bool allowLists);
    simdjson::error_code record(ondemand::object object, std::string_view start);
    simdjson::error_code list(ondemand::array values, const std::vector<int> &order);
    simdjson::error_code field(ondemand::field field);
    simdjson::error_code columnCells(ondemand::value value, int column);
    simdjson::error_code cell(ondemand::value &value, std::size_t column, std::size_t row);
    simdjson::error_code unusualCell(ondemand::value &value, std::size_t column, std::size_t row);
    simdjson::error_code nestedCell(ondemand::value &value, std::size_t column, std::size_t row);
    void beginRow();
    void endRow(std::string_view start);
    void refuseNeverSeen();
    int fieldColumn(ondemand::field &field, simdjson::error_code &error);
    void fault(FaultKind kind, std::size_t row, int column, std::string_view input, std::string context = {});
    void refuse(FaultKind kind, std::size_t column, std::size_t row, std::string_view input);
    std::string_view textFrom(std::string_view start) const;

    std::string_view m_body;
    ondemand::document &m_document;
    const Schema &m_schema;
    Frame &m_frame;
    Faults &m_faults;
    CellWriter m_cells;
    std::vector<std::string> &m_ignored;
    std::vector<std::size_t> &m_seen;
    std::vector<int> &m_schemaOrder;
    std::size_t m_row = 0;    // being read
    std::size_t m_next = 0;   // the column that most likely comes next
    std::size_t m_filled = 0; // columns seen in this row
    bool m_absentIsMissing = false;
};

// What came, short enough to be shown, as valid JSON: values that were passed over on the way were not
// checked, so they are read again; what is no JSON is shown as text.
std::string checkedInput(std::string_view input);

} // namespace vitrine::serving
