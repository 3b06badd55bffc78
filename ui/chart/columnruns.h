// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>

#include <vector>

class QColor;
class QImage;
class QPen;
class QPointF;

namespace vitrine::ui {

// What a line or an area covers of each column of a picture: one run of pixels from top to bottom, which is
// all there is to see of a line with as many points as columns. Filled row by row, several pixels at a time:
// QPainter takes many times as long for a ragged outline. For pictures of a view that moves.
class ColumnRuns final
{
public:
    explicit ColumnRuns(const QRect &clip); // in pixels of the picture, as all that follows

    // The pixels that a line of one pixel's width passes. Lines that touch a column extend its run.
    void addLine(const QPointF &from, const QPointF &to);
    // A line of any width with smooth edges above and below. `pen` has its width and dashes; `passed` is how
    // far along its dashes it begins, in pixels.
    void addStroke(const QPointF &from, const QPointF &to, const QPen &pen, double passed);
    // The area between two slanted edges that begin and end in the same columns: its top and its bottom.
    void addArea(const QPointF &topLeft, const QPointF &topRight, double bottomLeft, double bottomRight);
    void clear();

    // Paints over what is there, as strongly as the colour is opaque. `image` is RGB32.
    void fill(QImage *image, const QColor &ink) const;

private:
    void extend(int column, double top, double bottom);
    template<bool isOpaque>
    void fillWhole(QImage *image, const QColor &ink) const;
    void fillEnds(QImage *image, const QColor &ink) const;

    QRect m_clip;
    std::vector<float> m_top;    // by column of the clip; of the run, in rows
    std::vector<float> m_bottom; // not above `m_top` where there is one
};

} // namespace vitrine::ui
