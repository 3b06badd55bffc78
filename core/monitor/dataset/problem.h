// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace vitrine::monitor {

// Something in a dataset that could not be read, and where.
struct DatasetProblem {
    qint64 line = 0;          // from 1; of SQLite: the row's ordinal
    QString column;           // empty: the row as a whole
    QString text;             // what stands there, shortened
    QString why;              // "has 5 cells instead of 4", "is not a number"
    QString sentence() const; // "Line 17 has 5 cells instead of 4."
    bool operator==(const DatasetProblem &) const = default;
};

// What one pass over a dataset could not read: all of it counted, the first of it located. A row without the
// right shape is dropped; a cell that does not fit its column's type reads as missing.
struct DatasetProblems {
    qint64 droppedRows = 0;
    qint64 unreadableCells = 0;
    // Without an offset and in an hour that the clock skipped or showed twice: taken as before the change.
    qint64 unclearTimes = 0;
    QList<DatasetProblem> first; // in file order

    bool isEmpty() const { return droppedRows == 0 && unreadableCells == 0 && unclearTimes == 0; }
    // How many, and the first of them; empty when all was well.
    QString summary() const;
};

} // namespace vitrine::monitor
