// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/dataset/celltext.h"
#include "core/monitor/dataset/datasetoptions.h"

#include <QList>

namespace vitrine::monitor {

// The punctuation of a file of delimited text. RFC 4180, and what is found in its place: other delimiters,
// comment lines, blank lines, bare quotes inside a cell, lines that end with CR LF.
struct CsvDialect {
    char delimiter = ',';
    char quote = '"';
    char comment = '\0'; // none
    bool header = true;
};

// What the beginning of a file says about all of it.
struct CsvLayout {
    CsvDialect dialect;
    QList<ColumnInfo> columns;
    std::vector<CellForm> forms; // one a column
    QStringList notes;
    bool empty = false;          // no row of data in the sample
    qint64 headerLines = 0;      // lines up to the first row of data
    std::size_t headerBytes = 0; // and their bytes
};

// `sample`: whole lines from the beginning of the file, or all of it. Corrupt when it has no columns.
Result<CsvLayout> csvLayout(std::string_view sample, const DatasetOptions &options);

} // namespace vitrine::monitor
