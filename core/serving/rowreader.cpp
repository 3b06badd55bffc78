// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/rowreader.h"

#include "core/serving/celltext.h"
#include "core/serving/jsontext.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::serving {

using simdjson::error_code;
using simdjson::SUCCESS;

namespace {

constexpr std::size_t mostIgnored = 32;

std::string_view tokenOf(ondemand::value &value)
{
    std::string_view token = value.raw_json_token();
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
        token.remove_suffix(1);
    return token;
}

} // namespace

std::string checkedInput(std::string_view input)
{
    if (input.empty())
        return {};
    static thread_local simdjson::dom::parser parser;
    std::string shown = shownInput(input);
    if (parser.parse(shown).error() == SUCCESS)
        return shown;
    std::string text;
    appendText(text, shown);
    return text;
}

RowReader::RowReader(std::string_view body, ondemand::document &document, const Schema &schema, Frame &frame,
                     Faults &faults, std::vector<std::string> &ignored, Scratch &scratch)
    : m_body(body)
    , m_document(document)
    , m_schema(schema)
    , m_frame(frame)
    , m_faults(faults)
    , m_cells(schema, frame, faults)
    , m_ignored(ignored)
    , m_seen(scratch.seen)
    , m_schemaOrder(scratch.schemaOrder)
{
    m_seen.assign(schema.columns.size(), 0);
    m_schemaOrder.resize(schema.columns.size());
    std::iota(m_schemaOrder.begin(), m_schemaOrder.end(), 0);
}

std::size_t RowReader::position() const
{
    const char *location = nullptr;
    if (m_document.current_location().get(location) != SUCCESS)
        return m_body.size();
    return std::min(m_body.size(), static_cast<std::size_t>(location - m_body.data()));
}

void RowReader::fault(FaultKind kind, std::size_t row, int column, std::string_view input,
                      std::string context)
{
    m_faults.add(Fault{kind, row, column, checkedInput(input), std::move(context), 0});
}

void RowReader::refuse(FaultKind kind, std::size_t column, std::size_t row, std::string_view input)
{
    if (kind != FaultKind::None)
        m_cells.refuse(kind, column, row, checkedInput(input));
}

int RowReader::columnOf(std::string_view name)
{
    const int column = m_schema.find(name);
    // R's jsonlite adds the row names of a data frame as _row.
    if (column < 0 && name != "_row" && m_ignored.size() < mostIgnored &&
        std::find(m_ignored.begin(), m_ignored.end(), name) == m_ignored.end())
        m_ignored.emplace_back(name);
    return column;
}

error_code RowReader::rows(ondemand::array rows, bool allowLists)
{
    for (auto element : rows) {
        ondemand::value value;
        if (const error_code error = std::move(element).get(value); error != SUCCESS)
            return error;
        if (const error_code error = row(value, allowLists); error != SUCCESS)
            return error;
    }
    if (m_absentIsMissing && m_row > 0)
        refuseNeverSeen();
    return SUCCESS;
}

void RowReader::refuseNeverSeen()
{
    for (std::size_t i = 0; i < m_schema.columns.size(); ++i) {
        if (m_seen[i] == 0)
            fault(FaultKind::ColumnMissing, Fault::wholeBody, static_cast<int>(i), {});
    }
}

error_code RowReader::row(ondemand::value value, bool allowLists)
{
    beginRow();
    const std::string_view start = value.raw_json_token();
    ondemand::object object;
    if (value.get_object().get(object) == SUCCESS)
        return record(object, start);
    ondemand::array array;
    if (allowLists && value.get_array().get(array) == SUCCESS)
        return list(array, m_schemaOrder);
    if (value.get_array().get(array) == SUCCESS) {
        std::string_view text;
        if (const error_code error = array.raw_json().get(text); error != SUCCESS)
            return error;
        fault(FaultKind::NotARecord, m_row, -1, text);
    } else {
        const std::string_view token = tokenOf(value);
        const bool scalar = isJsonNumber(token) || token.front() == '"' || token == "null" ||
                            token == "true" || token == "false";
        std::string_view text;
        if (!scalar || (token.front() == '"' && value.get_string().get(text) != SUCCESS))
            return simdjson::TAPE_ERROR;
        fault(FaultKind::NotARecord, m_row, -1, token);
    }
    ++m_row;
    return SUCCESS;
}

void RowReader::beginRow()
{
    m_frame.setRows(m_row + 1);
    m_next = 0;
    m_filled = 0;
}

void RowReader::endRow(std::string_view start)
{
    if (m_filled < m_schema.columns.size()) {
        const std::string_view text = textFrom(start);
        for (std::size_t i = 0; i < m_schema.columns.size(); ++i) {
            if (m_seen[i] == m_row + 1)
                continue;
            if (m_absentIsMissing) {
                refuse(m_cells.missing(i, m_row), i, m_row, {});
                continue;
            }
            m_frame.setMissing(i, m_row);
            fault(FaultKind::ColumnMissing, m_row, static_cast<int>(i), text);
        }
    }
    ++m_row;
}

// The JSON from `start` up to where the document has been read.
std::string_view RowReader::textFrom(std::string_view start) const
{
    const auto begin = static_cast<std::size_t>(start.data() - m_body.data());
    const std::size_t end = m_body.rfind('}', position() == 0 ? 0 : position() - 1);
    return end == std::string_view::npos || end < begin ? std::string_view()
                                                        : m_body.substr(begin, end - begin + 1);
}

error_code RowReader::record(ondemand::object object, std::string_view start)
{
    for (auto element : object) {
        ondemand::field each;
        if (const error_code error = std::move(element).get(each); error != SUCCESS)
            return error;
        if (const error_code error = field(each); error != SUCCESS)
            return error;
    }
    endRow(start);
    return SUCCESS;
}

int RowReader::fieldColumn(ondemand::field &field, error_code &error)
{
    error = SUCCESS;
    if (m_next < m_schema.columns.size()) {
        const ColumnSpec &likely = m_schema.columns[m_next];
        // The padding behind the body makes the comparison of longer names safe.
        if (likely.plainName && likely.name.size() < simdjson::SIMDJSON_PADDING &&
            field.key().unsafe_is_equal(likely.name))
            return static_cast<int>(m_next);
    }
    std::string_view name;
    error = field.unescaped_key().get(name);
    return error == SUCCESS ? columnOf(name) : -1;
}

error_code RowReader::field(ondemand::field field)
{
    error_code error = SUCCESS;
    const int column = fieldColumn(field, error);
    if (error != SUCCESS || column < 0)
        return error;
    const auto index = static_cast<std::size_t>(column);
    if (m_seen[index] == m_row + 1) {
        m_frame.clearMissing(index, m_row);
    } else {
        m_seen[index] = m_row + 1;
        ++m_filled;
    }
    m_next = index + 1;
    return cell(field.value(), index, m_row);
}

error_code RowReader::list(ondemand::array values, const std::vector<int> &order)
{
    std::size_t count = 0;
    for (auto element : values) {
        ondemand::value value;
        if (const error_code error = std::move(element).get(value); error != SUCCESS)
            return error;
        const int column = count < order.size() ? order[count] : -1;
        ++count;
        if (column < 0)
            continue;
        m_seen[static_cast<std::size_t>(column)] = m_row + 1;
        if (const error_code error = cell(value, static_cast<std::size_t>(column), m_row); error != SUCCESS)
            return error;
    }
    if (count != order.size()) {
        for (std::size_t i = count; i < order.size(); ++i) {
            if (order[i] >= 0)
                m_frame.setMissing(static_cast<std::size_t>(order[i]), m_row);
        }
        fault(FaultKind::RowLength, m_row, -1, {},
              std::to_string(count) + " instead of " + std::to_string(order.size()));
    }
    ++m_row;
    return SUCCESS;
}

error_code RowReader::table(ondemand::array rows, const std::vector<int> &order)
{
    for (auto element : rows) {
        ondemand::value value;
        if (const error_code error = std::move(element).get(value); error != SUCCESS)
            return error;
        beginRow();
        ondemand::array values;
        if (value.get_array().get(values) == SUCCESS) {
            if (const error_code error = list(values, order); error != SUCCESS)
                return error;
        } else {
            fault(FaultKind::RowLength, m_row, -1, {}, "no list of");
            ++m_row;
        }
    }
    return SUCCESS;
}

error_code RowReader::recordOrColumns(ondemand::object object)
{
    enum class Form { Unknown, Record, Columns } form = Form::Unknown;
    std::vector<int> columns;
    std::size_t rowCount = 0;
    for (auto element : object) {
        ondemand::field each;
        if (const error_code error = std::move(element).get(each); error != SUCCESS)
            return error;
        const char first = *each.value().raw_json_token().data();
        if (form == Form::Unknown) {
            form = first == '[' || first == '{' ? Form::Columns : Form::Record;
            beginRow();
        }
        if (form == Form::Record) {
            if (const error_code error = field(each); error != SUCCESS)
                return error;
            continue;
        }
        std::string_view name;
        if (const error_code error = each.unescaped_key().get(name); error != SUCCESS)
            return error;
        const int column = columnOf(name);
        if (column < 0)
            continue;
        m_row = 0;
        if (const error_code error = columnCells(each.value(), column); error != SUCCESS)
            return error;
        if (columns.empty())
            rowCount = m_row;
        else if (m_row != rowCount)
            fault(FaultKind::ColumnLength, Fault::wholeBody, column, {},
                  std::to_string(m_row) + " instead of " + std::to_string(rowCount));
        columns.push_back(column);
    }
    if (form == Form::Columns) {
        m_frame.setRows(columns.empty() ? 0 : rowCount);
        m_cells.refuseAbsent(columns);
        return SUCCESS;
    }
    if (form == Form::Unknown)
        beginRow();
    endRow(m_body);
    return SUCCESS;
}

error_code RowReader::columnCells(ondemand::value value, int column)
{
    const auto index = static_cast<std::size_t>(column);
    m_frame.clearMissing(index);
    const auto take = [&](ondemand::value each) {
        if (m_row >= m_frame.rows())
            m_frame.setRows(m_row + 1);
        const error_code error = cell(each, index, m_row);
        ++m_row;
        return error;
    };
    ondemand::array values;
    if (value.get_array().get(values) == SUCCESS) {
        for (auto element : values) {
            ondemand::value each;
            if (const error_code error = std::move(element).get(each); error != SUCCESS)
                return error;
            if (const error_code error = take(each); error != SUCCESS)
                return error;
        }
        return SUCCESS;
    }
    // pandas' to_json() without orient: {"a":{"0":1,"1":2}}.
    ondemand::object entries;
    if (value.get_object().get(entries) == SUCCESS) {
        for (auto element : entries) {
            ondemand::field each;
            if (const error_code error = std::move(element).get(each); error != SUCCESS)
                return error;
            if (const error_code error = take(each.value()); error != SUCCESS)
                return error;
        }
        return SUCCESS;
    }
    fault(FaultKind::NotRows, Fault::wholeBody, column, tokenOf(value),
          "some columns are lists and the column '" + m_schema.columns[index].name + "' is a single value");
    return SUCCESS;
}

error_code RowReader::cell(ondemand::value &value, std::size_t column, std::size_t row)
{
    switch (m_schema.columns[column].cell) {
    case CellType::Number: {
        double number = 0;
        if (value.get_double().get(number) == SUCCESS) {
            m_frame.setNumber(column, row, number);
            return SUCCESS;
        }
        break;
    }
    case CellType::Integer: {
        std::int64_t number = 0;
        if (value.get_int64().get(number) == SUCCESS) {
            if (const FaultKind kind = m_cells.integer(number, column, row); kind != FaultKind::None)
                refuse(kind, column, row, tokenOf(value));
            return SUCCESS;
        }
        break;
    }
    case CellType::Boolean: {
        bool truth = false;
        if (value.get_bool().get(truth) == SUCCESS) {
            m_frame.setInteger(column, row, truth ? 1 : 0);
            return SUCCESS;
        }
        break;
    }
    case CellType::Text: {
        std::string_view text;
        if (value.get_string().get(text) == SUCCESS) {
            refuse(m_cells.text(text, column, row), column, row, tokenOf(value));
            return SUCCESS;
        }
        break;
    }
    }
    return unusualCell(value, column, row);
}

error_code RowReader::unusualCell(ondemand::value &value, std::size_t column, std::size_t row)
{
    const std::string_view token = tokenOf(value);
    switch (token.empty() ? '\0' : token.front()) {
    case '"': {
        std::string_view text;
        if (const error_code error = value.get_string().get(text); error != SUCCESS)
            return error;
        refuse(m_cells.text(text, column, row), column, row, token);
        return SUCCESS;
    }
    case '{':
    case '[': return nestedCell(value, column, row);
    case 'n':
        if (token != "null")
            return simdjson::N_ATOM_ERROR;
        refuse(m_cells.missing(column, row), column, row, token);
        return SUCCESS;
    case 't':
    case 'f':
        if (token != "true" && token != "false")
            return simdjson::T_ATOM_ERROR;
        refuse(m_cells.boolean(token == "true", column, row), column, row, token);
        return SUCCESS;
    default: break;
    }
    // As Python's json module writes what JSON has no numbers for.
    if (token == "NaN" || token == "Infinity" || token == "-Infinity") {
        refuse(m_cells.text(token, column, row), column, row, '"' + std::string(token) + '"');
        return SUCCESS;
    }
    if (!isJsonNumber(token))
        return simdjson::NUMBER_ERROR;
    refuse(m_cells.number(token, column, row), column, row, token);
    return SUCCESS;
}

error_code RowReader::nestedCell(ondemand::value &value, std::size_t column, std::size_t row)
{
    std::string_view text;
    ondemand::array array;
    ondemand::object object;
    error_code error = SUCCESS;
    if (value.get_array().get(array) == SUCCESS)
        error = array.raw_json().get(text);
    else if (error = value.get_object().get(object); error == SUCCESS)
        error = object.raw_json().get(text);
    if (error != SUCCESS)
        return error;
    refuse(wrongType(m_schema.columns[column]), column, row, text);
    return SUCCESS;
}

} // namespace vitrine::serving
