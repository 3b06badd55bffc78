// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

class QPainter;
class QPalette;
class QRect;

namespace vitrine::ui {

// The colours and marks of cells, which a grid and its legend share.

// From 0, hardly a shade, to 1, the strongest; each step is seen beside the next on light and dark.
QColor cellFill(double strength, const QPalette &palette);
// What is written on it.
QColor cellInk(const QColor &fill, const QPalette &palette);

// Shapes that are told apart without colour.
enum class CellMark {
    Corner, // a filled corner
    Frame,  // all around
    Bar,    // at the foot, joined to that of the next cell
    Dash,   // in place of a value
};
// `strong`: a frame that is told from the borders that all cells have in high contrast.
void paintCellMark(QPainter *painter, const QRect &cell, CellMark mark, const QColor &ink,
                   bool strong = false);

} // namespace vitrine::ui
