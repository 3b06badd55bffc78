// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"

#include <QHash>
#include <QStringList>
#include <QTimeZone>

#include <optional>

namespace vitrine::monitor {

enum class DatasetFormat { Csv, JsonLines, JsonArray, Sqlite };

// 3/4/2024
enum class DateOrder { DayFirst, MonthFirst };

// Everything here is guessed from the beginning of the file unless it is set.
struct DatasetOptions {
    std::optional<DatasetFormat> format;
    std::optional<char> delimiter; // CSV: , ; tab | space …
    std::optional<bool> header;    // CSV: whether the first row names the columns
    std::optional<char> comment;   // CSV: lines that begin with it are skipped
    std::optional<char> decimal;   // '.' or ','
    QString encoding;              // "utf-8", "utf-16", "latin1"
    std::optional<DateOrder> dateOrder;
    QTimeZone zone = QTimeZone::utc(); // of times that say none
    QStringList missing;               // texts that mean missing; empty: NA, NaN, null, None, … and nothing
    QHash<QString, ColumnType> types;  // by name of the column
    QString table;                     // SQLite: table or view; may be left out when there is only one
    QString query;                     // SQLite: one SELECT instead of a table
    qsizetype keptProblems = 100;      // how many are located
    int threads = 0;                   // that parse; 0: as many as the machine has
};

} // namespace vitrine::monitor
