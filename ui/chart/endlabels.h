// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>
#include <QString>

class QFontMetricsF;

namespace vitrine::ui {

// Where a line ends, and what is to stand there.
struct LineEnd {
    qsizetype series = 0;
    QString name;
    QPointF at;
    int rank = 0; // where there is no room for all, the highest stay
};

// The name at the end of a line. Where names would lie on each other they are pushed apart, and a leader
// shows which line each belongs to.
struct EndLabel {
    qsizetype series = 0;
    QString text; // elided to the room there is
    QRectF box;
    QPointF end; // of its line
    bool led = false;
};

// Beside the ends that lie furthest to the right, in one column; `room` holds what must not be left. Ends
// further to the left are not among the answer: what is beside them depends on the other lines.
QList<EndLabel> labelsOf(const QList<LineEnd> &ends, const QRectF &room, const QFontMetricsF &metrics);

// Centres of boxes of one height, as near as possible to the wanted ones (ascending), without overlap and
// between `top` and `bottom`, where all of them must have room.
QList<double> spreadApart(const QList<double> &wanted, double height, double top, double bottom);

} // namespace vitrine::ui
