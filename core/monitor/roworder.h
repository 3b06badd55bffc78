// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/rowpages.h"

#include <QString>

namespace vitrine::monitor {

// Which rows, and in which order.
struct RowQuestion {
    // A condition as in expressions, wind > 5 and weather == "rain", when its columns are there; else a text
    // that some cell of a row has, whatever its case. Empty: all rows.
    QString filter;
    int sortedBy = -1; // column; -1: as they are
    bool descending = false;

    bool isAll() const { return filter.trimmed().isEmpty() && sortedBy < 0; }
    bool operator==(const RowQuestion &) const = default;
};

// Places of rows among all of them.
using RowOrder = std::vector<quint32>;

// Four bytes a row that is found, and while it sorts a key for each. Missing values come last either way;
// equal ones stay in their order. InvalidArgument for a condition that compares a column with what it is not.
Result<RowOrder> orderedRows(const RowPages &pages, const RowQuestion &question, const Job &job = {});

// RFC 4180 with the names of the columns: numbers in full, times in ISO 8601 (UTC), missing values empty.
// `order`: which rows; null: all. Blocking; streamed, and written whole or not at all.
Result<> writeRows(const RowPages &pages, const RowOrder *order, const QString &path, const Job &job = {});

} // namespace vitrine::monitor
