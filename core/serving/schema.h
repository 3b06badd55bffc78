// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/prototype.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// How the cells of a column are held while a request is answered.
enum class CellType : std::uint8_t { Number, Integer, Boolean, Text };

// One column of the input schema in the form that the data path works with.
struct ColumnSpec {
    std::string name;
    format::ColumnType type = format::ColumnType::Number;
    CellType cell = CellType::Number;
    std::vector<std::string> levels; // of a category, in order; empty: any text
    // Of an Integer cell: what the engine can take.
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    bool acceptsMissing = true; // the engine can take a missing value here
    bool plainName = true;      // the name needs no escapes in JSON
    std::string expected;       // for messages: "a number", "one of 'a', 'b'"

    bool hasLevel(std::string_view text) const;
};

// The columns that a request must have, in the model's order. Immutable once a version is served, so that
// any number of threads may read it.
struct Schema {
    std::vector<ColumnSpec> columns;
    bool fromPrototype =
        true; // false: derived from the model's own inputs, because nothing else describes them

    // Index of the column, or -1.
    int find(std::string_view name) const;
};

Schema schemaOf(const format::Prototype &prototype);
ColumnSpec columnSpec(const format::Column &column);

} // namespace vitrine::serving
