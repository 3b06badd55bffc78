// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/fault.h"
#include "core/serving/frame.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// A request's body with the number of bytes behind it that may be read (not used), as SIMD parsing wants.
// 0 is allowed: the body is then copied.
struct BodyText {
    std::string_view text;
    std::size_t readableBeyond = 0;
};

// What is accepted beyond records with named columns.
enum class RowLists {
    Refused,  // a list of lists does not say which column is which
    Accepted, // values in the schema's order
};

// What it means that a record lacks a column that other records of the request have.
enum class AbsentCells {
    Refused, // a mistake, as to pydantic
    Missing, // a missing value, as to jsonlite, which leaves NA out by default
};

struct RowRules {
    RowRules(RowLists allowedLists = RowLists::Refused, AbsentCells absentCells = AbsentCells::Refused)
        : lists(allowedLists)
        , absent(absentCells)
    {
    }
    RowLists lists;
    AbsentCells absent;
};

// Reads JSON bodies into frames and notes every fault of every row.
//
// Accepted: a list of records, one record, columns of lists ({"a":[1,2]}), pandas' columns of objects.
// Lenient as vetiver's servers are: numbers and booleans as text, whole numbers where numbers are wanted,
// true as 1, "NA" and null as missing, levels that are numbers; `_row` and columns that the model does not
// know are passed over. A duplicate key counts as its last value. NaN and Infinity as Python's json writes
// them are read as numbers.
//
// Belongs to one thread; keeps its buffers from request to request. Texts in the frame may point into the
// body and into this parser until the next call.
class RequestParser final
{
public:
    RequestParser();
    ~RequestParser();

    // The frame holds what could be read even when there are faults.
    void readRows(BodyText body, const Schema &schema, RowRules rules, Frame &frame, Faults &faults);

    // MLflow's scoring request: exactly one of dataframe_split, dataframe_records, instances, inputs.
    void readMlflow(BodyText body, const Schema &schema, Frame &frame, Faults &faults);

    // A record, or with `lists` a list of values, a line.
    void readJsonLines(BodyText body, const Schema &schema, RowRules rules, Frame &frame, Faults &faults);

    // A header line and rows; see csvreader.h.
    void readCsvRows(std::string_view body, const Schema &schema, Frame &frame, Faults &faults);

    // When the structure of the last body was known: before that it was parsed, after that its values were
    // checked and put into the frame.
    std::chrono::steady_clock::time_point openedAt() const { return m_openedAt; }

    // Names in the last request that the schema does not know (at most 32 of them).
    const std::vector<std::string> &ignoredColumns() const { return m_ignored; }

private:
    struct Json;
    bool open(BodyText body, Faults &faults);

    std::unique_ptr<Json> m_json;
    std::vector<std::string> m_ignored;
    std::string m_list; // JSON lines as a list
    std::chrono::steady_clock::time_point m_openedAt;
};

} // namespace vitrine::serving
