// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/driftseries.h"

#include <QList>
#include <QMap>

#include <optional>
#include <vector>

namespace vitrine::ui {

// Drift of every column in every period, the column that changed most first. Values only.
struct DriftMatrix {
    struct Row {
        QString column;
        monitor::ColumnRole role = monitor::ColumnRole::Feature;
        double most = 0; // largest effect of its periods
        int drifted = 0; // periods
    };
    struct Period {
        qint64 start = 0; // ms since 1970
        qint64 end = 0;   // exclusive
        qint64 rows = 0;
        double share = 0; // of the columns that drifted
        bool drift = false;
    };
    QList<Row> rows;
    QList<Period> periods;
    std::vector<std::optional<monitor::DriftFinding>> cells; // row by row; nothing: not compared then

    bool isEmpty() const { return rows.isEmpty() || periods.isEmpty(); }
    const std::optional<monitor::DriftFinding> &at(int row, int column) const
    {
        return cells[size_t(row) * size_t(periods.size()) + size_t(column)];
    }
};

// With the thresholds of single columns in place of those of the tests; all else as it was measured.
DriftMatrix driftMatrix(const monitor::DriftSeries &series, const QMap<QString, double> &thresholds);

} // namespace vitrine::ui
