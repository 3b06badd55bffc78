// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotseries.h"

#include <QList>
#include <QString>

namespace vitrine::ui {

// What the points of stacked charts are laid out along.
enum class AxisScale {
    Time,
    Version,     // each version's own stretch of time, one version after the other
    Observation, // how many observations of the version there had been so far
};

QString axisScaleName(AxisScale scale);   // as it is stored: "time", "version", "observation"
AxisScale axisScale(const QString &name); // Time for an unknown one
QString axisScaleText(AxisScale scale);   // for menus: "By time"
AxisScale nextAxisScale(AxisScale scale); // in the order above, round and round

// Where a version lies on an axis by versions.
struct AxisStretch {
    QString version;
    double from = 0;
    double to = 0;
    bool operator==(const AxisStretch &) const = default;
};

// Metrics whose points lie where a scale puts them. On a scale by observations there are neither gaps nor
// estimates: nothing was observed in them. Pure; O(points).
struct AxisLayout {
    QList<PlotMetric> metrics;
    QList<AxisStretch> stretches; // ascending; of AxisScale::Version only
};
AxisLayout laidOut(const QList<PlotMetric> &metrics, AxisScale scale);

} // namespace vitrine::ui
