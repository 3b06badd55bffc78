// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/celltext.h"
#include "core/monitor/dataset/datasetoptions.h"

#include <span>

namespace vitrine::monitor {

// The cells of a column at the beginning of a file, as texts.
using CellTexts = std::vector<std::string>;

// What the columns of a file hold and how their numbers and times are written.
struct ColumnGuesses {
    QList<ColumnInfo> columns;
    std::vector<CellForm> forms; // one a column
    QStringList notes;
};

// A column is of numbers or times when at least nine in ten of its cells are: the others are then mistakes to
// report. `commaCells`: the file's delimiter leaves commas to the cells.
ColumnGuesses guessColumns(const QStringList &names, std::span<const CellTexts> columns,
                           const DatasetOptions &options, bool commaCells);

// Distinct and not empty: "x", "x_2", "column_3".
QStringList distinctNames(const QStringList &names);

} // namespace vitrine::monitor
