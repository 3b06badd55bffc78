// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotseries.h"

#include <QList>
#include <QSet>
#include <QTimeZone>

namespace vitrine::ui {

// What the charts say about one moment: a row a version, a column a metric.
struct Readout {
    struct Cell {
        double value = 0;  // NaN: undefined or nothing there
        double before = 0; // at the second cursor; NaN: not set
        QString why;
        double low = 0; // of an estimate: where the value is to be expected; NaN: not known
        double high = 0;
    };
    struct Row {
        QString version;
        int look = 0;
        qint64 n = 0;
        QList<Cell> cells; // as `metrics`
        bool estimated = false;
        QString label; // of the version, with "estimated"
    };
    QString when;   // the period or the moment
    QString marked; // that of the second cursor; empty: not set
    QStringList metrics;
    QList<monitor::Direction> directions;
    QList<Row> rows; // the best of the leading metric first; only versions that have a value or a reason
    bool isEmpty() const { return rows.isEmpty(); }
};

// `leading`: index of the metric that sorts.
Readout readoutAt(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, qsizetype leading,
                  double time, std::optional<double> mark, const QTimeZone &zone);

// " (2.1 – 3.4)" of an estimate; empty when there is no band.
QString bandText(const Readout::Cell &cell);

QString nothingObserved(); // of an empty one

// "v2.0.0: rmse 2.71, mae 2.1, n 31": for screen readers and the clipboard.
QString spoken(const Readout &readout);

// True when `one` is better than `other`; an undefined value is never better.
bool isBetter(monitor::Direction direction, double one, double other);

} // namespace vitrine::ui
