// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/requestparser.h"

#include "core/serving/csvreader.h"
#include "core/serving/rowreader.h"
#include "core/serving/rowsplitter.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace vitrine::serving {

using simdjson::error_code;
using simdjson::SUCCESS;

struct RequestParser::Json {
    ondemand::parser parser;
    ondemand::document document;
    RowReader::Scratch scratch;
    std::string copy; // of a body without room behind it
    std::string_view text;

    // False, with a fault, when there is nothing to read or it is broken at first sight.
    bool open(BodyText body, Faults &faults);
    // After the value was read: nothing may follow it.
    void close(error_code error, const RowReader &reader, Faults &faults);
    error_code scalar(Faults &faults);
    error_code mlflow(RowReader &reader, const Schema &schema, Faults &faults);
    error_code mlflowField(ondemand::field field, std::string_view key, RowReader &reader, Faults &faults);
    error_code split(ondemand::object object, RowReader &reader, Faults &faults);
};

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void malformed(Faults &faults, std::size_t at, std::string_view why)
{
    faults.clear();
    faults.add(Fault{FaultKind::JsonInvalid, Fault::wholeBody, -1, {}, std::string(why), at});
}

void notRows(Faults &faults, std::string why, std::string_view input = {})
{
    faults.add(Fault{FaultKind::NotRows, Fault::wholeBody, -1, checkedInput(input), std::move(why), 0});
}

} // namespace

bool RequestParser::Json::open(BodyText body, Faults &faults)
{
    text = body.text;
    std::size_t beyond = body.readableBeyond;
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    if (isBlank(text)) {
        faults.add(Fault{FaultKind::BodyMissing, Fault::wholeBody, -1, {}, {}, 0});
        return false;
    }
    if (beyond < simdjson::SIMDJSON_PADDING) {
        copy.reserve(text.size() + simdjson::SIMDJSON_PADDING);
        copy.assign(text);
        text = copy;
        beyond = simdjson::SIMDJSON_PADDING;
    }
    const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + beyond);
    if (const error_code error = parser.iterate(padded).get(document); error != SUCCESS) {
        malformed(faults, 0, simdjson::error_message(error));
        return false;
    }
    return true;
}

void RequestParser::Json::close(error_code error, const RowReader &reader, Faults &faults)
{
    if (error != SUCCESS)
        malformed(faults, reader.position(), simdjson::error_message(error));
    else if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        malformed(faults, reader.position(), "something follows the end of the document");
}

// The body is one text, number, truth value or null.
error_code RequestParser::Json::scalar(Faults &faults)
{
    std::string_view token;
    if (const error_code error = document.raw_json_token().get(token); error != SUCCESS)
        return error;
    bool isNull = false;
    bool truth = false;
    double number = 0;
    std::string_view string;
    if (document.get_string().get(string) == SUCCESS || document.get_double().get(number) == SUCCESS ||
        document.get_bool().get(truth) == SUCCESS || (document.is_null().get(isNull) == SUCCESS && isNull)) {
        notRows(faults, {}, token);
        return SUCCESS;
    }
    return simdjson::TAPE_ERROR;
}

bool RequestParser::open(BodyText body, Faults &faults)
{
    m_ignored.clear();
    const bool opened = m_json->open(body, faults);
    m_openedAt = std::chrono::steady_clock::now();
    return opened;
}

RequestParser::RequestParser() : m_json(std::make_unique<Json>()) {}
RequestParser::~RequestParser() = default;

void RequestParser::readRows(BodyText body, const Schema &schema, RowRules rules, Frame &frame,
                             Faults &faults)
{
    frame.reset(schema);
    if (!open(body, faults))
        return;
    RowReader reader(m_json->text, m_json->document, schema, frame, faults, m_ignored, m_json->scratch);
    if (rules.absent == AbsentCells::Missing)
        reader.takeAbsentAsMissing();
    ondemand::array list;
    ondemand::object object;
    error_code error = SUCCESS;
    ondemand::json_type type{};
    if (error = m_json->document.type().get(type); error != SUCCESS) {
        malformed(faults, 0, simdjson::error_message(error));
        return;
    }
    switch (type) {
    case ondemand::json_type::array:
        if (error = m_json->document.get_array().get(list); error == SUCCESS)
            error = reader.rows(list, rules.lists == RowLists::Accepted);
        break;
    case ondemand::json_type::object:
        if (error = m_json->document.get_object().get(object); error == SUCCESS)
            error = reader.recordOrColumns(object);
        break;
    default: error = m_json->scalar(faults); break;
    }
    m_json->close(error, reader, faults);
}

namespace {

constexpr std::string_view mlflowKeys[] = {"dataframe_split", "dataframe_records", "instances", "inputs"};

std::string mlflowKeyList()
{
    return "'dataframe_split', 'dataframe_records', 'instances' or 'inputs'";
}

error_code rowsOrColumns(ondemand::value value, bool lists, RowReader &reader, Faults &faults)
{
    ondemand::array rows;
    if (value.get_array().get(rows) == SUCCESS)
        return reader.rows(rows, lists);
    ondemand::object columns;
    if (value.get_object().get(columns) == SUCCESS)
        return reader.recordOrColumns(columns);
    notRows(faults, "the rows are neither a list nor named columns");
    return SUCCESS;
}

} // namespace

void RequestParser::readMlflow(BodyText body, const Schema &schema, Frame &frame, Faults &faults)
{
    frame.reset(schema);
    if (!open(body, faults))
        return;
    RowReader reader(m_json->text, m_json->document, schema, frame, faults, m_ignored, m_json->scratch);
    m_json->close(m_json->mlflow(reader, schema, faults), reader, faults);
}

void RequestParser::readJsonLines(BodyText body, const Schema &schema, RowRules rules, Frame &frame,
                                  Faults &faults)
{
    if (body.text.starts_with(byteOrderMark))
        body.text.remove_prefix(byteOrderMark.size());
    RowSplitter splitter(RowSplitter::Form::Lines);
    splitter.feed(body.text);
    if (!splitter.takeRest(m_list))
        m_list.clear(); // nothing at all
    readRows({m_list, 0}, schema, rules, frame, faults);
    for (Fault &fault : faults.list) {
        if (fault.kind == FaultKind::JsonInvalid && fault.at > 0)
            --fault.at; // the bracket in front is ours
    }
}

void RequestParser::readCsvRows(std::string_view body, const Schema &schema, Frame &frame, Faults &faults)
{
    m_openedAt = std::chrono::steady_clock::now();
    readCsv(body, schema, frame, faults, m_ignored);
}

error_code RequestParser::Json::mlflow(RowReader &reader, const Schema &, Faults &faults)
{
    ondemand::object object;
    if (document.get_object().get(object) != SUCCESS) {
        notRows(faults, "the body is not an object with one of " + mlflowKeyList());
        std::string_view rest;
        return document.raw_json().get(rest);
    }
    std::size_t found = 0;
    std::string names;
    for (auto element : object) {
        ondemand::field each;
        if (const error_code error = std::move(element).get(each); error != SUCCESS)
            return error;
        std::string_view key;
        if (const error_code error = each.unescaped_key().get(key); error != SUCCESS)
            return error;
        if (std::find(std::begin(mlflowKeys), std::end(mlflowKeys), key) == std::end(mlflowKeys))
            continue;
        names += (names.empty() ? "'" : ", '") + std::string(key) + "'";
        if (++found > 1)
            continue;
        if (const error_code error = mlflowField(each, key, reader, faults); error != SUCCESS)
            return error;
    }
    if (found != 1) {
        faults.clear();
        notRows(faults, "the body must have exactly one of " + mlflowKeyList() +
                            (found > 1 ? ", and has " + names : ""));
    }
    return SUCCESS;
}

error_code RequestParser::Json::mlflowField(ondemand::field field, std::string_view key, RowReader &reader,
                                            Faults &faults)
{
    if (key != "dataframe_split")
        return rowsOrColumns(field.value(), key != "dataframe_records", reader, faults);
    ondemand::object object;
    if (field.value().get_object().get(object) != SUCCESS) {
        notRows(faults, "'dataframe_split' is not an object with 'columns' and 'data'");
        return SUCCESS;
    }
    return split(object, reader, faults);
}

error_code RequestParser::Json::split(ondemand::object object, RowReader &reader, Faults &faults)
{
    // Looked up in any order: pandas may write the data before the columns.
    std::vector<int> order;
    ondemand::array columns;
    if (object["columns"].get_array().get(columns) != SUCCESS) {
        notRows(faults, "'dataframe_split' has no list 'columns'");
        return SUCCESS;
    }
    for (auto element : columns) {
        std::string_view name;
        if (std::move(element).get_string().get(name) != SUCCESS) {
            notRows(faults, "a name in 'columns' is not text");
            return SUCCESS;
        }
        order.push_back(reader.columnOf(name));
    }
    reader.cells().refuseAbsent(order);
    ondemand::array data;
    if (object["data"].get_array().get(data) != SUCCESS) {
        notRows(faults, "'dataframe_split' has no list 'data'");
        return SUCCESS;
    }
    return reader.table(data, order);
}

} // namespace vitrine::serving
