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
        double most = 0; // its largest effect, in multiples of what is called large
        int drifted = 0; // periods
    };
    struct Period {
        qint64 start = 0;          // ms since 1970
        qint64 end = 0;            // exclusive
        qint64 referenceStart = 0; // of the earlier period that it was compared with
        qint64 referenceEnd = 0;   // exclusive; 0: compared with one reference for all
        qint64 rows = 0;
        int compared = 0; // columns
        double share = 0; // of them that drifted
        bool drift = false;
    };
    // Effects of one name are told apart up to `most`: a round value that few of them exceed, so that what is
    // small in these data is pale and what is large is not all the same.
    struct Scale {
        QString effect; // see monitor::effectOf()
        double most = 1;
        double threshold = 0; // from which on such a distance is drift, when all columns share one; else 0
    };
    QList<Row> rows;
    QList<Period> periods;
    QList<Scale> scales;
    std::vector<std::optional<monitor::DriftFinding>> cells; // row by row; nothing: not compared then

    // 0..1 of its scale; NaN when nothing was measured.
    double strength(const monitor::DriftFinding &finding) const;
    bool isEmpty() const { return rows.isEmpty() || periods.isEmpty(); }
    const std::optional<monitor::DriftFinding> &at(int row, int column) const
    {
        return cells[size_t(row) * size_t(periods.size()) + size_t(column)];
    }
};

// With the thresholds of single columns in place of those of the tests; all else as it was measured.
DriftMatrix driftMatrix(const monitor::DriftSeries &series, const QMap<QString, double> &thresholds);

} // namespace vitrine::ui
