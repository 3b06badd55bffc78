// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotframe.h"

#include <QColor>
#include <QList>
#include <QRect>

class QImage;
class QPainter;

namespace vitrine::ui {

struct PlotLine;

// How strongly a band is painted, and where: between these pixels.
struct BandInk {
    QColor colour; // with its opacity
    QRect clip;
    bool dotted = false; // an outline of dots: of what was estimated
};

// Where the values of a line lie with 95 % confidence, on any device.
void paintBand(QPainter *painter, const PlotFrame &frame, const PlotLine &line, const BandInk &ink);

// The same into a picture of a view that moves, whose pixels are `ratio` times smaller: fast, without the
// outline.
void fillBand(QImage *image, double ratio, const PlotFrame &frame, const PlotLine &line, const BandInk &ink);

} // namespace vitrine::ui
