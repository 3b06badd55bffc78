// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/confidenceband.h"

#include "ui/chart/columnruns.h"
#include "ui/chart/plotseries.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::ui {

namespace {

constexpr int pixelsPerPoint = 8; // below it a band is painted column by column

// Rows in view, and one more on each side.
std::pair<size_t, size_t> rowsOf(const PlotFrame &frame, const PlotLine &line, const QRect &clip)
{
    const auto [first, last] =
        line.reduction.indexes(frame.timeAt(clip.left()), frame.timeAt(clip.right() + 1));
    return {first > 0 ? first - 1 : 0, std::min(last + 1, line.size())};
}

bool hasBand(const PlotLine &line, size_t row)
{
    return !std::isnan(line.low[row]) && !std::isnan(line.high[row]);
}

void paintArea(QPainter *painter, const PlotFrame &frame, const PlotLine &line, size_t first, size_t last)
{
    QPolygonF above;
    QPolygonF below;
    const auto draw = [&] {
        std::reverse(below.begin(), below.end());
        painter->drawPolygon(std::exchange(above, {}) + std::exchange(below, {}));
    };
    for (size_t row = first; row < last; ++row) {
        if (!hasBand(line, row)) {
            draw();
            continue;
        }
        const double x = frame.x(line.time[row]);
        above << QPointF(x, frame.y(line.high[row]));
        below << QPointF(x, frame.y(line.low[row]));
    }
    draw();
}

// A ragged outline costs many times as much.
void paintColumns(QPainter *painter, const PlotFrame &frame, const PlotLine &line, size_t first, size_t last)
{
    const QRect area = frame.area;
    QList<QRectF> columns;
    columns.reserve(area.width());
    for (size_t row = first; row + 1 < last; ++row) {
        if (!hasBand(line, row) || !hasBand(line, row + 1))
            continue;
        const double left = frame.x(line.time[row]);
        const double right = frame.x(line.time[row + 1]);
        const double high = frame.y(line.high[row]);
        const double low = frame.y(line.low[row]);
        const double highSlope = (frame.y(line.high[row + 1]) - high) / (right - left);
        const double lowSlope = (frame.y(line.low[row + 1]) - low) / (right - left);
        const int from = int(std::clamp(std::ceil(left), double(area.left()), area.right() + 1.0));
        const int to = int(std::clamp(std::ceil(right), 0.0, area.right() + 1.0));
        for (int x = from; x < to; ++x) {
            const double top = high + highSlope * (x - left);
            columns << QRectF(x, top, 1, low + lowSlope * (x - left) - top);
        }
    }
    painter->setPen(Qt::NoPen);
    painter->drawRects(columns);
}

} // namespace

void paintBand(QPainter *painter, const PlotFrame &frame, const PlotLine &line, const BandInk &ink)
{
    if (line.low.empty() || ink.clip.isEmpty())
        return;
    const auto [first, last] = rowsOf(frame, line, ink.clip);
    painter->save();
    painter->setClipRect(ink.clip);
    // Smooth edges of faint areas are not seen, but cost twenty times as much.
    painter->setRenderHint(QPainter::Antialiasing, false);
    QColor outline = ink.colour;
    outline.setAlpha(255);
    painter->setPen(ink.dotted ? QPen(outline, 1, Qt::DotLine) : QPen(Qt::NoPen));
    painter->setBrush(ink.colour);
    if (last - first > size_t(ink.clip.width() / pixelsPerPoint))
        paintColumns(painter, frame, line, first, last);
    else
        paintArea(painter, frame, line, first, last);
    painter->restore();
}

void fillBand(QImage *image, double ratio, const PlotFrame &frame, const PlotLine &line, const BandInk &ink)
{
    if (line.low.empty() || ink.clip.isEmpty())
        return;
    const QRect pixels(
        QPoint(int(std::lround(ink.clip.left() * ratio)), int(std::lround(ink.clip.top() * ratio))),
        QPoint(int(std::lround((ink.clip.right() + 1) * ratio)) - 1,
               int(std::lround((ink.clip.bottom() + 1) * ratio)) - 1));
    ColumnRuns runs(pixels & image->rect());
    const auto [first, last] = rowsOf(frame, line, ink.clip);
    const auto at = [&](size_t row, double value) {
        return QPointF(frame.x(line.time[row]), frame.y(value)) * ratio;
    };
    for (size_t row = first; row + 1 < last; ++row) {
        if (hasBand(line, row) && hasBand(line, row + 1))
            runs.addArea(at(row, line.high[row]), at(row + 1, line.high[row + 1]), at(row, line.low[row]).y(),
                         at(row + 1, line.low[row + 1]).y());
    }
    runs.fill(image, ink.colour);
}

} // namespace vitrine::ui
