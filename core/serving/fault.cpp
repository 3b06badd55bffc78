// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/fault.h"

#include "core/serving/jsontext.h"

#include <algorithm>

namespace vitrine::serving {

namespace {

struct FaultText {
    std::string_view type;
    std::string_view message;
};

// The types and texts of pydantic 2 where it has them.
FaultText textOf(FaultKind kind)
{
    switch (kind) {
    case FaultKind::None: break;
    case FaultKind::JsonInvalid: return {"json_invalid", "JSON decode error"};
    case FaultKind::BodyMissing: return {"missing", "Field required"};
    case FaultKind::NotRows: return {"list_type", "Input should be a valid list"};
    case FaultKind::NotARecord:
        return {"model_attributes_type",
                "Input should be a valid dictionary or object to extract fields from"};
    case FaultKind::ColumnMissing: return {"missing", "Field required"};
    case FaultKind::NotNumber: return {"float_parsing", "Input should be a valid number"};
    case FaultKind::NumberTooLarge: return {"finite_number", "Input should be a finite number"};
    case FaultKind::NotInteger: return {"int_parsing", "Input should be a valid integer"};
    case FaultKind::FractionForInteger:
        return {"int_from_float", "Input should be a valid integer, got a number with a fractional part"};
    case FaultKind::IntegerTooLarge:
        return {"int_parsing_size", "Input should be a valid integer, exceeded maximum size"};
    case FaultKind::NotText: return {"string_type", "Input should be a valid string"};
    case FaultKind::NotBoolean:
        return {"bool_parsing", "Input should be a valid boolean, unable to interpret input"};
    case FaultKind::NotDate: return {"date_parsing", "Input should be a valid date in the form YYYY-MM-DD"};
    case FaultKind::NotDateTime: return {"datetime_parsing", "Input should be a valid date and time"};
    case FaultKind::UnknownLevel: return {"literal_error", "Input should be one of the levels of the column"};
    case FaultKind::ValueMissing:
        return {"missing_value", "Input should not be missing: the model takes no missing value here"};
    case FaultKind::RowLength: return {"row_length", "Row should have one value for each column"};
    case FaultKind::ColumnLength:
        return {"column_length", "Column should have as many values as the first one"};
    }
    return {"value_error", "Input is not valid"};
}

std::string inQuotes(std::string_view name)
{
    return "'" + std::string(name) + "'";
}

std::string sentence(const Fault &fault, const Schema &schema)
{
    const std::string row =
        fault.row == Fault::wholeBody ? std::string() : "row " + std::to_string(fault.row + 1);
    const ColumnSpec *column =
        fault.column >= 0 ? &schema.columns[static_cast<std::size_t>(fault.column)] : nullptr;
    switch (fault.kind) {
    case FaultKind::JsonInvalid:
        return "the body is not valid JSON near byte " + std::to_string(fault.at) +
               (fault.context.empty() ? "" : " (" + fault.context + ")");
    case FaultKind::BodyMissing: return "the body is empty: send a list of records";
    case FaultKind::NotRows:
        return fault.context.empty() ? "the body is not a list of records" : fault.context;
    case FaultKind::NotARecord: return row + " is not a record with named columns";
    case FaultKind::ColumnMissing:
        return column == nullptr ? row + " lacks a column"
               : row.empty()     ? "the column " + inQuotes(column->name) + " is missing"
                                 : row + " lacks the column " + inQuotes(column->name);
    case FaultKind::RowLength: return row + " has " + fault.context + " values";
    case FaultKind::ColumnLength:
        return "the column " + (column ? inQuotes(column->name) : std::string()) + " has " + fault.context +
               " values";
    default: break;
    }
    std::string text = row;
    if (column != nullptr)
        text += (text.empty() ? "" : ", ") + ("column " + inQuotes(column->name)) + ": expected " +
                column->expected;
    if (fault.kind == FaultKind::NumberTooLarge)
        text += " that fits a double";
    if (fault.kind == FaultKind::ValueMissing)
        return text + ", got a missing value";
    return text + ", got " + (fault.input.empty() ? "nothing" : fault.input);
}

void appendLocation(std::string &out, const Fault &fault, const Schema &schema)
{
    out += "\"loc\":[\"body\"";
    if (fault.kind == FaultKind::JsonInvalid) {
        out += ',';
        appendUnsigned(out, fault.at);
    }
    if (fault.row != Fault::wholeBody) {
        out += ',';
        appendUnsigned(out, fault.row);
    }
    if (fault.column >= 0) {
        out += ',';
        appendText(out, schema.columns[static_cast<std::size_t>(fault.column)].name);
    }
    out += ']';
}

void appendContext(std::string &out, const Fault &fault, const Schema &schema)
{
    if (fault.kind == FaultKind::JsonInvalid || !fault.context.empty()) {
        out += ",\"ctx\":{\"error\":";
        appendText(out, fault.context);
        out += '}';
    } else if (fault.column >= 0) {
        out += ",\"ctx\":{\"expected\":";
        appendText(out, schema.columns[static_cast<std::size_t>(fault.column)].expected);
        out += '}';
    }
}

} // namespace

void Faults::clear()
{
    list.clear();
    count = 0;
}

void Faults::add(Fault fault)
{
    ++count;
    if (list.size() < kept)
        list.push_back(std::move(fault));
}

bool Faults::isMalformed() const
{
    return std::any_of(list.begin(), list.end(), [](const Fault &fault) {
        return fault.kind == FaultKind::JsonInvalid || fault.kind == FaultKind::BodyMissing;
    });
}

std::string faultMessage(const Faults &faults, const Schema &schema)
{
    constexpr std::size_t shown = 20;
    std::string text;
    if (faults.count > 1)
        text = std::to_string(faults.count) + " problems: ";
    for (std::size_t i = 0; i < std::min(faults.list.size(), shown); ++i)
        text += (i > 0 ? "; " : "") + sentence(faults.list[i], schema);
    if (faults.count > shown)
        text += "; and " + std::to_string(faults.count - shown) + " more";
    text += '.';
    if (text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

void appendFaultDetail(std::string &out, const Faults &faults, const Schema &schema)
{
    out += '[';
    bool first = true;
    for (const Fault &fault : faults.list) {
        out += first ? "{" : ",{";
        first = false;
        const FaultText text = textOf(fault.kind);
        appendKey(out, "type");
        appendText(out, text.type);
        out += ',';
        appendLocation(out, fault, schema);
        out += ',';
        appendKey(out, "msg");
        appendText(out, text.message);
        out += ',';
        appendKey(out, "input");
        out += fault.input.empty() ? "null" : fault.input;
        appendContext(out, fault, schema);
        out += '}';
    }
    out += ']';
}

std::string shownInput(std::string_view json)
{
    constexpr std::size_t longest = 256;
    while (!json.empty() && static_cast<unsigned char>(json.back()) <= ' ')
        json.remove_suffix(1);
    if (json.size() <= longest && !json.empty())
        return std::string(json);
    std::string text;
    appendText(text, std::string(json.substr(0, longest - 1)) + "…");
    return text;
}

} // namespace vitrine::serving
