// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/roworder.h"

#include <QStringList>

#include <vector>

namespace vitrine::ui {

// One column of what is explored; only the vectors of its kind are filled, all as long as the rows.
struct ExploredColumn {
    enum class Kind { Number, Text, Time } kind = Kind::Number;
    QString name;
    std::vector<double> numbers; // NaN: missing
    std::vector<qint64> times;   // ms UTC, or monitor::missingTime
    std::vector<qint32> codes;   // indexes into `levels`, or monitor::missingText
    QStringList levels;          // by first appearance
    qint64 leftOut = 0;          // rows between those that were taken

    // Number or time as a number, NaN when it is missing; NaN of a text.
    double at(size_t row) const;
    QString level(size_t row) const; // of a text; empty: missing
};

ExploredColumn::Kind kindOf(monitor::ColumnType type);

// Columns as pictures take them. Of more than `most` rows every second, third … is taken, so that they are
// from all of the data. `order`: which rows; null: all. Blocking.
Result<QList<ExploredColumn>> sampledColumns(const monitor::RowPages &pages, const monitor::RowOrder *order,
                                             const QList<int> &columns, qint64 most, const Job &job = {});

} // namespace vitrine::ui
