// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/csvdialect.h"
#include "core/monitor/dataset/parsedpiece.h"

namespace vitrine::monitor {

// What to take from a file, shared by all who parse parts of it.
struct CsvPlan {
    CsvDialect dialect;
    std::size_t width = 0;       // cells of a row
    std::vector<int> wanted;     // columns, ascending and distinct
    std::vector<CellForm> forms; // of the wanted
    QStringList names;           // of the wanted
    MissingTexts missing{{}};
    QTimeZone zone = QTimeZone::utc();
    qsizetype keptProblems = 100;
};

// Parses whole rows of delimited text; the columns come in the order of the plan. A quote that is still open
// at the end makes its row a bad one.
ParsedPiece parseCsv(std::string_view bytes, const CsvPlan &plan);

} // namespace vitrine::monitor
