// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/cellmarks.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

namespace {
constexpr double faintest = 0.05; // of the accent
constexpr double strongest = 0.9;
constexpr int corner = 6;
constexpr double frame = 1.5;
constexpr double strongFrame = 3;
constexpr int bar = 3;
constexpr int dash = 3; // half its length
} // namespace

QColor cellFill(double strength, const QPalette &palette)
{
    const Tokens &t = tokens(palette);
    return mixed(t.surface, t.accent, faintest + (strongest - faintest) * std::clamp(strength, 0.0, 1.0));
}

QColor cellInk(const QColor &fill, const QPalette &palette)
{
    const Tokens &t = tokens(palette);
    return contrast(fill, t.text) >= contrast(fill, t.surface) ? t.text : t.surface;
}

void paintCellMark(QPainter *painter, const QRect &cell, CellMark mark, const QColor &ink, bool strong)
{
    switch (mark) {
    case CellMark::Corner: {
        const int size = std::min(corner, cell.width() / 2);
        const QPointF at = cell.topRight() + QPoint(1, 0);
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        painter->drawPolygon(QPolygonF({at, at - QPointF(size, 0), at + QPointF(0, size)}));
        return;
    }
    case CellMark::Frame: {
        const double width = strong ? strongFrame : frame;
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(ink, width, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter->drawRect(QRectF(cell).adjusted(width / 2, width / 2, -width / 2, -width / 2));
        return;
    }
    case CellMark::Bar:
        painter->fillRect(QRect(cell.left(), cell.bottom() + 1 - bar, cell.width() + 1, bar), ink);
        return;
    case CellMark::Dash:
        painter->setPen(ink);
        painter->drawLine(cell.center() - QPoint(dash, 0), cell.center() + QPoint(dash, 0));
        return;
    }
}

} // namespace vitrine::ui
