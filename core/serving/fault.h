// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/schema.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// What can be wrong with a request's body. The names in JSON are pydantic's, which vetiver's clients know.
enum class FaultKind : std::uint8_t {
    None,
    JsonInvalid,    // not JSON; `at` is the byte
    BodyMissing,    // nothing was sent
    NotRows,        // JSON, but neither a list of records nor columns
    NotARecord,     // a row that is not an object (or list, where lists are allowed)
    ColumnMissing,  // the row lacks a column (row == wholeBody: every row does)
    NotNumber,      // text that is no number, or another type
    NumberTooLarge, // beyond a double
    NotInteger,
    FractionForInteger,
    IntegerTooLarge, // beyond 64 bits, or what the model takes
    NotText,
    NotBoolean,
    NotDate,
    NotDateTime,
    UnknownLevel,
    ValueMissing, // null or "NA" in a column for which the model cannot take a missing value
    RowLength,    // a row given as a list has the wrong number of values
    ColumnLength, // a column has another number of values than the first one
};

struct Fault {
    static constexpr std::size_t wholeBody = static_cast<std::size_t>(-1);

    FaultKind kind = FaultKind::None;
    std::size_t row = wholeBody;
    int column = -1;     // index in the schema; -1: of the row or body as a whole
    std::string input;   // what came, as JSON; shortened to stay readable JSON; empty: nothing
    std::string context; // of JsonInvalid: what the reader said; of lengths: "3 instead of 4"
    std::size_t at = 0;  // byte offset, of JsonInvalid
};

// All that is wrong with one request.
struct Faults {
    static constexpr std::size_t kept = 1000; // more are counted, not kept

    std::vector<Fault> list;
    std::size_t count = 0;

    void clear();
    void add(Fault fault);
    bool isEmpty() const { return count == 0; }
    bool isMalformed() const; // the body could not be read at all
};

// For people: "2 problems: row 1 lacks the column 'disp'; row 2, column 'cyl': expected a number, got "six"."
std::string faultMessage(const Faults &faults, const Schema &schema);

// The members of FastAPI's `detail` list: type, loc, msg, input, and ctx with what was expected.
void appendFaultDetail(std::string &out, const Faults &faults, const Schema &schema);

// A piece of JSON short enough to be shown, valid JSON itself.
std::string shownInput(std::string_view json);

} // namespace vitrine::serving
