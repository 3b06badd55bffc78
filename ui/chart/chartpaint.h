// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store.h"
#include "ui/theme/tokens.h"

#include <QPen>

class QPainter;
class QPalette;
class QRect;
class QRectF;

namespace vitrine::ui {

class TimeAxis;

// Sizes that all charts share, in pixels.
struct ChartSize {
    static constexpr double line = 1.6;
    static constexpr double marker = 3.6; // radius
    static constexpr int pointEvery = 8;  // points are shown when they are fewer than one in so many pixels
    static constexpr int reach = 9;       // how near the pointer must come to a point
    static constexpr int labelGap = 6;
};

// The pen of a line in its version's look.
QPen linePen(const SeriesStyle &style, double width = ChartSize::line);

// A point in its version's look: filled shapes, with a rim of the surface so that overlapping ones stay
// apart.
void paintMarker(QPainter *painter, const QPointF &centre, const SeriesStyle &style, double radius,
                 const QColor &surface);

// The same of what was estimated: a rim without a filling, and a line of short dashes.
void paintHollowMarker(QPainter *painter, const QPointF &centre, const SeriesStyle &style, double radius,
                       const QColor &surface);
QPen estimatedPen(const SeriesStyle &style);

// What a version looks like, in a legend: a piece of its line with its marker.
void paintSample(QPainter *painter, const QRectF &rect, const SeriesStyle &style, const QColor &surface,
                 bool estimated = false);

// How an occurrence is told apart: by its drawing and by its colour.
QColor occurrenceColour(monitor::Occurrence::Kind kind, const QPalette &palette);
void paintOccurrence(QPainter *painter, const QRectF &rect, monitor::Occurrence::Kind kind,
                     const QColor &ink);
QPen occurrencePen(monitor::Occurrence::Kind kind, const QPalette &palette);
// "Rolled back production to v2.0.0"
QString occurrenceText(const monitor::Occurrence &occurrence);
QString occurrenceKindText(monitor::Occurrence::Kind kind);

// The crosshair, the second cursor and the rubber band over `plot`, in the coordinates of a widget `width`
// wide.
void paintCursors(QPainter *painter, const QRect &plot, int width, const TimeAxis &axis,
                  const QPalette &palette);

} // namespace vitrine::ui
