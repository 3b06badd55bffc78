// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/eventlane.h"
#include "ui/chart/plotseries.h"

#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace vitrine::ui {

// Every version against every period for one metric: which version was, and which would have been, the best.
// Values only.
struct VersionMatrix {
    struct Version {
        QString name;
        int look = 0;
    };
    struct Period {
        qint64 start = 0; // ms since 1970
        qint64 end = 0;   // exclusive
        int best = -1;    // row of the best value; -1: none is defined
        int inStage =
            -1; // row of the version that was in the stage for the longest part of it; -1: none of these
        bool operator==(const Period &) const = default;
    };
    struct Cell {
        double value = 0; // NaN: undefined, or nothing was observed
        qint64 n = 0;
        QString why;
    };

    monitor::MetricInfo info;
    QString unit;
    QString stage;
    QList<Version> versions; // rows, as they were registered
    QList<Period> periods;   // columns, ascending; only those with an observation
    std::vector<Cell> cells; // row by row

    bool isEmpty() const { return versions.isEmpty() || periods.isEmpty(); }
    const Cell &at(int row, int column) const
    {
        return cells[size_t(row) * size_t(periods.size()) + size_t(column)];
    }
    // What was delivered: the value of the version that was in the stage; NaN when it is not known.
    double delivered(int column) const;
    // 0 for the worst and 1 for the best of all values, by the middle ninety per cent of them, so that one
    // that went astray does not make all others look alike; NaN for an undefined one.
    double goodness(double value) const;
    // The values that goodness() is 0 and 1 at; NaN when none is defined.
    std::pair<double, double> range() const;

private:
    friend VersionMatrix versionMatrix(const PlotMetric &, const QString &, const QList<StageBand> &);
    double m_worst = std::numeric_limits<double>::quiet_NaN(); // badness, of the middle
    double m_best = std::numeric_limits<double>::quiet_NaN();
};

VersionMatrix versionMatrix(const PlotMetric &metric, const QString &stage, const QList<StageBand> &bands);

// "What if production had been this version?": means over the periods in which both are known, each weighted
// by its observations.
struct WhatIf {
    double delivered = 0;
    double instead = 0;
    int periods = 0;
    qint64 n = 0;
};
std::optional<WhatIf> whatIf(const VersionMatrix &matrix, int version);

// Distance to the ideal value, so that smaller is always better.
double badness(monitor::Direction direction, double value);

} // namespace vitrine::ui
