// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <span>

namespace vitrine::ui {

// Dots that stand so close that they would hide each other, drawn as one mark with their number.
struct DotCluster {
    qsizetype first = 0; // [first, last]
    qsizetype last = 0;
    double x = 0; // of the middle of its mark
    qsizetype size() const { return last - first + 1; }
    bool operator==(const DotCluster &) const = default;
};

struct DotPlace {
    double x = 0;
    int row = 0;            // 0 is the lowest
    qsizetype cluster = -1; // that it is part of; -1: it stands alone
    bool operator==(const DotPlace &) const = default;
};

struct DotRows {
    QList<DotPlace> dots;
    QList<DotCluster> clusters;
    bool operator==(const DotRows &) const = default;
};

// How much of a stretch the mark of a cluster takes; the rest keeps it off its neighbours.
inline constexpr double clusterShare = 0.75;

// Puts dots apart without moving them in time: neighbours that would touch (nearer than `distance`) go to the
// next row; where all rows are taken, stretches at most `widest` long become clusters. `x` ascending; O(n ·
// rows). What comes out depends on the distances between the dots alone, so that panning moves nothing.
DotRows placeDots(std::span<const double> x, double distance, int rows, double widest);

} // namespace vitrine::ui
