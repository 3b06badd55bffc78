// SPDX-License-Identifier: GPL-3.0-or-later
// What XyPlot paints.
#include "ui/chart/chartpaint.h"
#include "ui/chart/xyplot.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr size_t tellableApart = 1500; // points
constexpr int densityCell = 3;         // pixels
constexpr double barInk = 0.55;
constexpr double overlaidInk = 0.22; // of bars over others, which have an outline
constexpr double faintInk = 0.35;
constexpr int cap = 3;             // pixels to either side of the end of a bar
constexpr size_t manyPoints = 300; // from which on they lie over each other
constexpr double faintestCell = 0.25;
} // namespace

void XyPlot::paint(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(hasFocus() ? QPen(t.accent, 2) : QPen(t.border, 1));
    painter->setBrush(t.surface);
    const double inset = hasFocus() ? 1 : 0.5;
    painter->drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), Size::cardRadius,
                             Size::cardRadius);
    paintTitle(painter);
    if (m_picture.isEmpty()) {
        painter->setFont(vitrine::ui::font(TextRole::Body));
        painter->setPen(t.muted);
        painter->drawText(QRectF(rect()).adjusted(Space::l, 0, -Space::l, 0),
                          Qt::AlignCenter | Qt::TextWordWrap, m_picture.empty);
        return;
    }
    paintAxes(painter);
    paintReference(painter);
    painter->save();
    const int reach = int(ChartSize::marker) + 1;
    painter->setClipRect(plot().adjusted(-reach, -reach, reach, reach));
    for (const XyLayer &layer : m_picture.layers)
        paintLayer(painter, layer);
    if (isOverlaid()) {
        for (const XyLayer &layer : m_picture.layers) {
            if (layer.kind == XyLayer::Kind::Steps)
                paintOutline(painter, layer);
        }
    }
    painter->restore();
    if (!std::isnan(m_picture.marked.x())) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(t.surface);
        painter->setPen(QPen(t.text, 2));
        painter->drawEllipse(toPixels(m_picture.marked), 6, 6);
    }
    paintLabels(painter);
}

// Several versions as bars in one plot.
bool XyPlot::isOverlaid() const
{
    return m_picture.legend &&
           std::count_if(m_picture.layers.begin(), m_picture.layers.end(),
                         [](const XyLayer &layer) { return layer.kind == XyLayer::Kind::Steps; }) > 1;
}

void XyPlot::paintReference(QPainter *painter) const
{
    if (m_picture.reference == XyPicture::Reference::None)
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tokens(palette()).muted, 1, Qt::DashLine));
    if (m_picture.reference == XyPicture::Reference::Zero) {
        const bool along = m_picture.y.names.isEmpty();
        painter->drawLine(along ? toPixels({m_x.low, 0}) : toPixels({0, m_y.low}),
                          along ? toPixels({m_x.high, 0}) : toPixels({0, m_y.high}));
        return;
    }
    const double low = std::max(m_x.low, m_y.low);
    const double high = std::min(m_x.high, m_y.high);
    painter->drawLine(toPixels({low, low}), toPixels({high, high}));
}

void XyPlot::paintLayer(QPainter *painter, const XyLayer &layer) const
{
    const SeriesStyle style = seriesStyle(layer.look, tokens(palette()).dark);
    switch (layer.kind) {
    case XyLayer::Kind::Points:
        return layer.points.size() > tellableApart ? paintDensity(painter, layer)
                                                   : paintPoints(painter, layer);
    case XyLayer::Kind::Steps: return paintSteps(painter, layer);
    case XyLayer::Kind::Ranges: return paintRanges(painter, layer);
    case XyLayer::Kind::Line: break;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(linePen(style));
    QPolygonF line;
    for (const QPointF &point : layer.points) {
        if (std::isnan(point.y())) { // a gap stays one
            painter->drawPolyline(std::exchange(line, {}));
            continue;
        }
        const QPointF pixel = toPixels(point);
        if (line.isEmpty() ||
            std::abs(pixel.x() - line.last().x()) + std::abs(pixel.y() - line.last().y()) > 0.5)
            line << pixel;
    }
    painter->drawPolyline(line);
    if (!layer.markers || layer.points.size() * ChartSize::pointEvery > size_t(std::max(0.0, plot().width())))
        return;
    for (const QPointF &point : layer.points) {
        if (!std::isnan(point.y()))
            paintMarker(painter, toPixels(point), style, ChartSize::marker, tokens(palette()).surface);
    }
}

void XyPlot::paintPoints(QPainter *painter, const XyLayer &layer) const
{
    const Tokens &t = tokens(palette());
    SeriesStyle style = seriesStyle(layer.look, t.dark);
    // The more lie over each other, the less ink each has: where many are, it is dark.
    style.colour.setAlphaF(layer.points.size() > manyPoints || m_picture.layers.size() > 1 ? 0.5F : 0.7F);
    painter->setRenderHint(QPainter::Antialiasing);
    for (const QPointF &point : layer.points)
        paintMarker(painter, toPixels(point), style, ChartSize::marker - 1, Qt::transparent);
}

void XyPlot::paintDensity(QPainter *painter, const XyLayer &layer) const
{
    const QRectF area = plot();
    const int columns = int(area.width()) / densityCell + 1;
    const int rows = int(area.height()) / densityCell + 1;
    std::vector<quint32> counts(size_t(columns) * size_t(rows), 0);
    quint32 most = 1;
    for (const QPointF &point : layer.points) {
        const QPointF pixel = toPixels(point) - area.topLeft();
        const int column = int(pixel.x()) / densityCell;
        const int row = int(pixel.y()) / densityCell;
        if (column < 0 || row < 0 || column >= columns || row >= rows)
            continue;
        most = std::max(most, ++counts[size_t(row) * size_t(columns) + size_t(column)]);
    }
    QColor colour = seriesStyle(layer.look, tokens(palette()).dark).colour;
    painter->setRenderHint(QPainter::Antialiasing, false);
    const double range = std::log1p(double(most));
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const quint32 count = counts[size_t(row) * size_t(columns) + size_t(column)];
            if (count == 0)
                continue;
            colour.setAlphaF(float(faintestCell + (1 - faintestCell) * std::log1p(double(count)) / range));
            painter->fillRect(QRectF(area.left() + column * densityCell, area.top() + row * densityCell,
                                     densityCell, densityCell),
                              colour);
        }
    }
}

void XyPlot::paintSteps(QPainter *painter, const XyLayer &layer) const
{
    QColor colour = seriesStyle(layer.look, tokens(palette()).dark).colour;
    colour.setAlphaF(float(isOverlaid() ? overlaidInk : barInk));
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (size_t i = 0; i + 1 < layer.points.size(); ++i) {
        const QPointF topLeft = toPixels(layer.points[i]);
        const QPointF bottomRight = toPixels({layer.points[i + 1].x(), 0});
        painter->fillRect(QRectF(topLeft, bottomRight).normalized().adjusted(0.5, 0, -0.5, 0), colour);
    }
}

void XyPlot::paintOutline(QPainter *painter, const XyLayer &layer) const
{
    QPolygonF line;
    double before = 0;
    for (const QPointF &point : layer.points) {
        line << toPixels({point.x(), before}) << toPixels(point);
        before = point.y();
    }
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(linePen(seriesStyle(layer.look, tokens(palette()).dark)));
    painter->drawPolyline(line);
}

void XyPlot::paintRanges(QPainter *painter, const XyLayer &layer) const
{
    const Tokens &t = tokens(palette());
    const SeriesStyle style = seriesStyle(layer.look, t.dark);
    const bool along = !m_picture.y.names.isEmpty(); // x
    painter->setRenderHint(QPainter::Antialiasing);
    QPolygonF line;
    for (size_t i = 0; i < layer.points.size(); ++i) {
        const QPointF &point = layer.points[i];
        line << toPixels(point);
        if (!std::isfinite(layer.low[i]) || !std::isfinite(layer.high[i]))
            continue;
        QColor ink = style.colour;
        ink.setAlphaF(i < layer.faint.size() && layer.faint[i] ? float(faintInk) : 1.0F);
        const ValueScale &scale = along ? m_x : m_y;
        const auto end = [&](double value) {
            const double shown = std::clamp(value, scale.low, scale.high);
            return toPixels(along ? QPointF(shown, point.y()) : QPointF(point.x(), shown));
        };
        const QPointF aside = along ? QPointF(0, cap) : QPointF(cap, 0);
        painter->setPen(QPen(ink, 1.4));
        painter->drawLine(end(layer.low[i]), end(layer.high[i]));
        for (const double value : {layer.low[i], layer.high[i]}) {
            if (value >= scale.low && value <= scale.high) // else it goes on beyond the edge
                painter->drawLine(end(value) - aside, end(value) + aside);
        }
    }
    painter->setBrush(Qt::NoBrush);
    painter->setPen(linePen(style));
    if (layer.joined)
        painter->drawPolyline(line);
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (!std::isfinite(line[i].x()) || !std::isfinite(line[i].y()))
            continue;
        if (size_t(i) < layer.faint.size() && layer.faint[size_t(i)])
            paintHollowMarker(painter, line[i], style, ChartSize::marker, t.surface);
        else
            paintMarker(painter, line[i], style, along ? ChartSize::marker + 1 : ChartSize::marker,
                        t.surface);
    }
}

} // namespace vitrine::ui
