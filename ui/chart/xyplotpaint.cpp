// SPDX-License-Identifier: GPL-3.0-or-later
// What XyPlot paints.
#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
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
constexpr int padding = Space::m;      // inside of the card
constexpr size_t tellableApart = 1500; // points
constexpr int densityCell = 3;         // pixels
constexpr double barInk = 0.55;
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
    if (!std::isnan(m_picture.marked.x())) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(t.surface);
        painter->setPen(QPen(t.text, 2));
        painter->drawEllipse(toPixels(m_picture.marked), 6, 6);
    }
    painter->restore();
}

void XyPlot::paintTitle(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    QFont bold = vitrine::ui::font(TextRole::Body);
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(t.text);
    const QRect row(padding, padding - Space::xs, width() - 2 * padding, painter->fontMetrics().height());
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter, m_picture.title);
    const QRect rest =
        row.adjusted(painter->fontMetrics().horizontalAdvance(m_picture.title) + Space::m, 0, 0, 0);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(t.muted);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(m_picture.note, Qt::ElideRight, rest.width()));
}

void XyPlot::paintAxes(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRectF area = plot();
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    for (const ValueTick &tick : m_y.ticks) {
        const double at = std::round(toPixels({m_x.low, tick.value}).y());
        painter->setPen(t.border);
        painter->drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
        painter->setPen(t.muted);
        painter->drawText(
            QRectF(padding, at - metrics.height() / 2.0, area.left() - padding - Space::s, metrics.height()),
            Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter->setPen(t.muted);
    const double row = area.bottom() + Space::xs;
    const auto label = [&](double value, const QString &text) {
        const double wide = metrics.horizontalAdvance(text);
        const double at = std::clamp(toPixels({value, m_y.low}).x() - wide / 2, double(padding),
                                     std::max<double>(padding, width() - wide - padding));
        painter->drawText(QPointF(at, row + metrics.ascent()), text);
    };
    if (m_picture.x.isTime) {
        const auto widthOf = [&](const QString &text) { return double(metrics.horizontalAdvance(text)); };
        for (const DateTick &tick :
             dateTicks(qint64(m_x.low), qint64(m_x.high), QTimeZone::utc(), area.width() / 1.5, widthOf))
            label(double(tick.time), tick.context.isEmpty() ? tick.label : tick.label + u' ' + tick.context);
    } else if (!m_picture.x.names.isEmpty()) {
        const double room = area.width() / double(m_picture.x.names.size()) - Space::xs;
        for (qsizetype i = 0; i < m_picture.x.names.size(); ++i)
            label(double(i) + 0.5, metrics.elidedText(m_picture.x.names[i], Qt::ElideRight, int(room)));
    } else {
        for (const ValueTick &tick : m_x.ticks)
            label(tick.value, tick.label);
    }
    painter->drawText(QRectF(area.left(), row + metrics.height() + Space::xs, area.width(), metrics.height()),
                      Qt::AlignCenter, m_picture.x.title);
    painter->save();
    painter->translate(padding, area.bottom());
    painter->rotate(-90);
    painter->drawText(QRectF(0, 0, area.height(), metrics.height()), Qt::AlignCenter,
                      metrics.elidedText(m_picture.y.title, Qt::ElideRight, int(area.height())));
    painter->restore();
}

void XyPlot::paintReference(QPainter *painter) const
{
    if (m_picture.reference == XyPicture::Reference::None)
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tokens(palette()).muted, 1, Qt::DashLine));
    if (m_picture.reference == XyPicture::Reference::Zero) {
        painter->drawLine(toPixels({m_x.low, 0}), toPixels({m_x.high, 0}));
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
    style.colour.setAlphaF(0.7F);
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
    colour.setAlphaF(float(barInk));
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (size_t i = 0; i + 1 < layer.points.size(); ++i) {
        const QPointF topLeft = toPixels(layer.points[i]);
        const QPointF bottomRight = toPixels({layer.points[i + 1].x(), 0});
        painter->fillRect(QRectF(topLeft, bottomRight).normalized().adjusted(0.5, 0, -0.5, 0), colour);
    }
}

void XyPlot::paintRanges(QPainter *painter, const XyLayer &layer) const
{
    const Tokens &t = tokens(palette());
    const SeriesStyle style = seriesStyle(layer.look, t.dark);
    painter->setRenderHint(QPainter::Antialiasing);
    QPolygonF line;
    for (size_t i = 0; i < layer.points.size(); ++i) {
        line << toPixels(layer.points[i]);
        painter->setPen(QPen(style.colour, 1));
        painter->drawLine(toPixels({layer.points[i].x(), layer.low[i]}),
                          toPixels({layer.points[i].x(), layer.high[i]}));
    }
    painter->setBrush(Qt::NoBrush);
    painter->setPen(linePen(style));
    if (layer.joined)
        painter->drawPolyline(line);
    for (const QPointF &pixel : line)
        paintMarker(painter, pixel, style, ChartSize::marker, t.surface);
}

} // namespace vitrine::ui
