// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/csvdialect.h"

#include <cstdint>
#include <string_view>

namespace vitrine::monitor {

// Where cells and rows end in a stretch of delimited text that begins with a row.
struct CsvMarks {
    std::vector<std::uint32_t> ends; // delimiters and line feeds outside of quotes
    bool quotes = false;             // there may be quoted cells
    bool open = false;               // the stretch ends inside a quoted cell
};
void scanCsv(std::string_view bytes, const CsvDialect &dialect, CsvMarks &marks);

// The bytes up to the end of the last whole row of such a stretch; 0 when there is none.
std::size_t wholeCsvRows(std::string_view bytes, const CsvDialect &dialect);

// A cell as it stands in the file, without its quotes; `scratch` holds it when it had doubled quotes.
std::string_view csvCell(std::string_view raw, char quote, std::string &scratch);

} // namespace vitrine::monitor
