// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <limits>
#include <string>
#include <vector>

namespace vitrine::monitor {

enum class ColumnType { Number, Text, Time };

inline constexpr qint64 missingTime = std::numeric_limits<qint64>::min();
inline constexpr qint32 missingText = -1;

// A column as found when a dataset is opened: what its first rows look like, or what the caller said.
struct ColumnInfo {
    QString name;
    ColumnType type = ColumnType::Text;
    bool whole = false; // Number: the first rows hold whole numbers only
    bool share = false; // Number: the first rows lie between 0 and 1
    bool operator==(const ColumnInfo &) const = default;
};

// The cells of one column in one chunk; only the vectors of its type are filled, all as long as the chunk.
struct Column {
    ColumnType type = ColumnType::Number;
    std::vector<double> numbers;    // Number: NaN is missing; infinities are kept
    std::vector<qint64> times;      // Time: milliseconds UTC, or missingTime
    std::vector<qint32> codes;      // Text: index into `texts`, or missingText
    std::vector<std::string> texts; // Text: the distinct texts of this chunk, UTF-8, by first appearance
};

// Consecutive good rows of a dataset. Column by column, in the order that was asked for.
struct Chunk {
    qint64 firstRow = 0; // place of its first row among all good rows
    std::size_t rows = 0;
    std::vector<Column> columns;
    std::vector<qint64> lines; // where each row begins in the file, from 1; of SQLite: the row's ordinal
};

} // namespace vitrine::monitor
