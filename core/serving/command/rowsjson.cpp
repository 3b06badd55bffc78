// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/command/rowsjson.h"

#include "core/serving/jsontext.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrine::serving {

namespace {

namespace dom = simdjson::dom;

void appendCell(std::string &out, const Frame &frame, std::size_t column, std::size_t row)
{
    const ColumnBuffer &buffer = frame.column(column);
    if (std::find(buffer.missing.begin(), buffer.missing.end(), row) != buffer.missing.end()) {
        out += "null";
        return;
    }
    switch (frame.schema().columns[column].cell) {
    case CellType::Number: appendNumber(out, buffer.numbers[row]); return;
    case CellType::Integer: appendInteger(out, buffer.integers[row]); return;
    case CellType::Boolean: out += buffer.integers[row] != 0 ? "true" : "false"; return;
    case CellType::Text: appendText(out, buffer.texts[row]); return;
    }
}

void appendRecords(std::string &out, const Frame &frame)
{
    std::vector<std::string> keys(frame.columnCount());
    for (std::size_t i = 0; i < keys.size(); ++i)
        appendKey(keys[i], frame.schema().columns[i].name);
    out += '[';
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        out += row > 0 ? ",{" : "{";
        for (std::size_t i = 0; i < keys.size(); ++i) {
            out += i > 0 ? "," : "";
            out += keys[i];
            appendCell(out, frame, i, row);
        }
        out += '}';
    }
    out += ']';
}

std::string_view oipType(CellType cell)
{
    switch (cell) {
    case CellType::Number: return "FP64";
    case CellType::Integer: return "INT64";
    case CellType::Boolean: return "BOOL";
    case CellType::Text: break;
    }
    return "BYTES";
}

void appendTensors(std::string &out, const Frame &frame)
{
    out += "{\"parameters\":{\"content_type\":\"pd\"},\"inputs\":[";
    for (std::size_t i = 0; i < frame.columnCount(); ++i) {
        const ColumnSpec &column = frame.schema().columns[i];
        out += i > 0 ? ",{\"name\":" : "{\"name\":";
        appendText(out, column.name);
        out += ",\"datatype\":\"";
        out += oipType(column.cell);
        out += "\",\"shape\":[";
        appendUnsigned(out, frame.rows());
        out += "],\"data\":[";
        for (std::size_t row = 0; row < frame.rows(); ++row) {
            out += row > 0 ? "," : "";
            appendCell(out, frame, i, row);
        }
        out += "]}";
    }
    out += "]}";
}

// The values of one output, nested or not, appended one by one.
class ColumnFiller final
{
public:
    explicit ColumnFiller(OutputColumn &column) : m_column(column) { m_column.clear(); }

    bool add(dom::element value)
    {
        switch (value.type()) {
        case dom::element_type::ARRAY: {
            const dom::array list = value.get_array();
            return std::all_of(list.begin(), list.end(), [this](dom::element each) { return add(each); });
        }
        case dom::element_type::INT64:
        case dom::element_type::UINT64:
        case dom::element_type::DOUBLE: return addNumber(value);
        case dom::element_type::BOOL:
            m_booleans = true;
            m_column.integers.push_back(bool(value.get_bool()) ? 1 : 0);
            m_column.numbers.push_back(static_cast<double>(m_column.integers.back()));
            return !m_texts;
        case dom::element_type::STRING:
            m_texts = true;
            m_column.texts.emplace_back(std::string_view(value.get_string()));
            return m_column.numbers.empty() || m_gaps == m_column.numbers.size();
        case dom::element_type::NULL_VALUE:
            ++m_gaps;
            m_column.missing.push_back(count());
            m_column.numbers.push_back(std::numeric_limits<double>::quiet_NaN());
            m_column.integers.push_back(0);
            m_column.texts.emplace_back();
            return true;
        case dom::element_type::OBJECT: return false;
        }
        return false;
    }

    void finish(std::size_t rows)
    {
        m_column.width = rows > 0 ? count() / rows : 1;
        m_column.kind = m_texts                                    ? OutputColumn::Kind::Text
                        : m_booleans                               ? OutputColumn::Kind::Boolean
                        : m_fractions || m_column.integers.empty() ? OutputColumn::Kind::Double
                                                                   : OutputColumn::Kind::Integer;
        if (m_texts)
            m_column.role = OutputColumn::Role::Label;
    }

    std::size_t count() const { return m_texts ? m_column.texts.size() : m_column.numbers.size(); }

private:
    bool addNumber(dom::element value)
    {
        if (value.type() == dom::element_type::DOUBLE) // is_double() holds for whole numbers too
            m_fractions = true;
        std::int64_t whole = 0;
        if (value.get_int64().get(whole) != simdjson::SUCCESS)
            m_fractions = true;
        double number = 0;
        if (value.get_double().get(number) != simdjson::SUCCESS)
            number = static_cast<double>(whole);
        m_column.integers.push_back(whole);
        m_column.numbers.push_back(number);
        return !m_texts;
    }

    OutputColumn &m_column;
    std::size_t m_gaps = 0;
    bool m_texts = false;
    bool m_booleans = false;
    bool m_fractions = false;
};

bool addColumn(Output &output, std::string_view name, dom::element values, std::size_t rows)
{
    OutputColumn &column = output.columns.emplace_back();
    column.name = name;
    ColumnFiller filler(column);
    if (!filler.add(values) || (rows > 0 && filler.count() % rows != 0) || (rows > 0 && filler.count() == 0))
        return false;
    filler.finish(rows);
    return true;
}

// [{"a":1,"b":"x"},…]: one output a key of the first record.
bool readRecords(dom::array records, std::size_t rows, Output &output)
{
    if (records.size() != rows)
        return false;
    dom::object firstRecord;
    if (rows == 0 || records.at(0).get_object().get(firstRecord) != simdjson::SUCCESS)
        return rows == 0;
    for (const auto [key, value] : firstRecord) {
        OutputColumn &column = output.columns.emplace_back();
        column.name = key;
        ColumnFiller filler(column);
        for (const dom::element record : records) {
            dom::element cell;
            if (record.at_key(key).get(cell) != simdjson::SUCCESS || !filler.add(cell))
                return false;
        }
        filler.finish(rows);
    }
    return true;
}

bool isRecords(dom::element value)
{
    dom::array list;
    return value.get_array().get(list) == simdjson::SUCCESS && list.size() > 0 && list.at(0).is_object();
}

bool readList(std::string_view name, dom::element value, std::size_t rows, Output &output)
{
    dom::array list;
    if (isRecords(value) && value.get_array().get(list) == simdjson::SUCCESS)
        return readRecords(list, rows, output);
    return addColumn(output, name, value, rows);
}

bool readOutputs(dom::array outputs, std::size_t rows, Output &output)
{
    for (const dom::element each : outputs) {
        std::string_view name = "predict";
        dom::element data;
        if (each.at_key("data").get(data) != simdjson::SUCCESS)
            return false;
        if (each.at_key("name").get_string().get(name) != simdjson::SUCCESS)
            return false;
        if (!addColumn(output, name, data, rows))
            return false;
    }
    return !output.columns.empty();
}

bool readDocument(dom::element document, std::size_t rows, Output &output)
{
    if (document.is_array())
        return readList("predict", document, rows, output);
    dom::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS)
        return false;
    dom::array outputs;
    if (object.at_key("outputs").get_array().get(outputs) == simdjson::SUCCESS)
        return readOutputs(outputs, rows, output);
    dom::element value;
    for (const std::string_view key : {"predictions", "predict", ".pred"}) {
        if (object.at_key(key).get(value) == simdjson::SUCCESS)
            return readList("predict", value, rows, output);
    }
    // A custom endpoint of vetiver: one key with a list.
    for (const auto [key, list] : object) {
        if (list.is_array())
            return readList(key, list, rows, output);
    }
    return false;
}

} // namespace

std::string requestBody(const Frame &frame, CommandSpec::Form form)
{
    std::string body;
    switch (form) {
    case CommandSpec::Form::Mlflow:
        body = "{\"dataframe_records\":";
        appendRecords(body, frame);
        body += '}';
        return body;
    case CommandSpec::Form::Vetiver: appendRecords(body, frame); return body;
    case CommandSpec::Form::Oip: appendTensors(body, frame); return body;
    case CommandSpec::Form::Own: break;
    }
    return body;
}

bool readAnswerBody(std::string_view body, std::size_t rows, Output &output, std::string &why)
{
    static thread_local dom::parser parser;
    dom::element document;
    output.columns.clear();
    output.rows = rows;
    if (parser.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS) {
        why = "the program that serves this model did not answer with JSON";
        return false;
    }
    if (!readDocument(document, rows, output)) {
        why = "the answer of the program that serves this model does not have one prediction a row";
        return false;
    }
    return true;
}

std::string errorMessage(std::string_view body)
{
    constexpr std::size_t longest = 500;
    dom::parser parser;
    dom::element document;
    if (parser.parse(body.data(), body.size()).get(document) == simdjson::SUCCESS) {
        for (const std::string_view key : {"message", "error", "detail"}) {
            std::string_view text;
            if (document.at_key(key).get_string().get(text) == simdjson::SUCCESS)
                return std::string(text.substr(0, longest));
        }
    }
    return std::string(body.substr(0, longest));
}

} // namespace vitrine::serving
