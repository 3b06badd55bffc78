// SPDX-License-Identifier: GPL-3.0-or-later
// What XyPlot paints around its points: title, legend, axes and the labels of lines.
#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
#include "ui/chart/xyplot.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int padding = Space::m; // inside of the card
constexpr int sampleWidth = 18;
} // namespace

void XyPlot::paintTitle(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    QFont bold = vitrine::ui::font(TextRole::Body);
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(t.text);
    const QRect row(padding, padding - Space::xs, width() - 2 * padding, painter->fontMetrics().height());
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter, m_picture.title);
    const Heading heading = this->heading();
    QRect rest = row.adjusted(painter->fontMetrics().horizontalAdvance(m_picture.title) + Space::m, 0, 0, 0);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const int line = painter->fontMetrics().height() + Space::xs;
    if (heading.noteBelow)
        rest = QRect(row.left(), row.bottom() + 1, row.width(), line);
    painter->setPen(t.muted);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(m_picture.note, Qt::ElideRight, rest.width()));
    if (!heading.legend.empty())
        paintLegend(painter, row.bottom() + 1 + (heading.noteBelow ? line : 0));
}

void XyPlot::paintLegend(QPainter *painter, int top) const
{
    const Tokens &t = tokens(palette());
    const QFontMetrics metrics = painter->fontMetrics();
    const std::vector<size_t> layers = heading().legend;
    const auto textOf = [this](size_t l, bool withFact) {
        const XyLayer &layer = m_picture.layers[l];
        return withFact && !layer.fact.isEmpty() ? layer.name + u' ' + layer.fact : layer.name;
    };
    int all = 2 * padding - Space::s;
    for (const size_t l : layers)
        all += sampleWidth + Space::xs + metrics.horizontalAdvance(textOf(l, true)) + Space::s;
    const bool withFacts = all <= width(); // else the note of each point tells
    int left = padding;
    for (const size_t l : layers) {
        const XyLayer &layer = m_picture.layers[l];
        const QString text = textOf(l, withFacts);
        const int room = width() - padding - left - sampleWidth - Space::xs;
        if (room < metrics.averageCharWidth() * 4)
            return;
        paintSample(painter, QRectF(left, top, sampleWidth, metrics.height() + Space::xs),
                    seriesStyle(layer.look, t.dark), t.surface);
        painter->setPen(t.text);
        left += sampleWidth + Space::xs;
        painter->drawText(QRect(left, top, room, metrics.height() + Space::xs),
                          Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, room));
        left += metrics.horizontalAdvance(text) + Space::s;
    }
}

// What lines are, side by side above them: with two of them each on its own side.
void XyPlot::paintLabels(QPainter *painter) const
{
    std::vector<const XyLayer *> labelled;
    for (const XyLayer &layer : m_picture.layers) {
        if (!layer.label.isEmpty() && !layer.points.empty() && std::isfinite(layer.points.front().x()))
            labelled.push_back(&layer);
    }
    std::stable_sort(labelled.begin(), labelled.end(), [](const XyLayer *a, const XyLayer *b) {
        return a->points.front().x() < b->points.front().x();
    });
    const Tokens &t = tokens(palette());
    const QRectF area = plot();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    for (size_t i = 0; i < labelled.size(); ++i) {
        const double wide = metrics.horizontalAdvance(labelled[i]->label);
        const double at = toPixels(labelled[i]->points.front()).x();
        const bool before = i == 0 && labelled.size() > 1;
        double left = before ? at - wide : at;
        left = std::clamp(left, double(padding), std::max<double>(padding, width() - padding - wide));
        painter->setPen(t.text); // the colours of series are too light for words
        painter->drawText(QPointF(left, area.top() - Space::xs - metrics.descent()), labelled[i]->label);
    }
}

void XyPlot::paintAxes(QPainter *painter) const
{
    const QRectF area = plot();
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    if (m_picture.y.names.isEmpty())
        paintValueRows(painter);
    else
        paintNameRows(painter);
    paintXLabels(painter);
    painter->drawText(
        QRectF(area.left(), area.bottom() + 2 * Space::xs + metrics.height(), area.width(), metrics.height()),
        Qt::AlignCenter, metrics.elidedText(m_picture.x.title, Qt::ElideRight, int(area.width())));
    if (!m_picture.y.names.isEmpty())
        return;
    // Longer than the axis where the plot is low: the card has the room.
    const double room = height() - area.top() - padding;
    const double wide = std::min(double(metrics.horizontalAdvance(m_picture.y.title)), room);
    const double end =
        std::clamp(area.center().y() + wide / 2, area.top() + wide, height() - double(padding));
    painter->save();
    painter->translate(padding, end);
    painter->rotate(-90);
    painter->drawText(QRectF(0, 0, wide + 1, metrics.height()), Qt::AlignCenter,
                      metrics.elidedText(m_picture.y.title, Qt::ElideRight, int(room)));
    painter->restore();
}

void XyPlot::paintValueRows(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRectF area = plot();
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
}

// A row a name, with how many there are of it at its end; the values go along x.
void XyPlot::paintNameRows(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRectF area = plot();
    const QFontMetrics metrics = painter->fontMetrics();
    for (const ValueTick &tick : m_x.ticks) {
        const double at = std::round(toPixels({tick.value, 0}).x());
        painter->setPen(t.border);
        painter->drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    }
    const QRectF side(area.right() + Space::xs, 0, width() - padding - area.right() - Space::xs, 0);
    for (qsizetype i = 0; i < m_picture.y.names.size(); ++i) {
        const double at = toPixels({m_x.low, double(i) + 0.5}).y() - metrics.height() / 2.0;
        const QRectF name(padding, at, area.left() - padding - Space::s, metrics.height());
        painter->setPen(t.text);
        painter->drawText(name, Qt::AlignRight | Qt::AlignVCenter,
                          metrics.elidedText(m_picture.y.names[i], Qt::ElideMiddle, int(name.width())));
        painter->setPen(t.muted);
        painter->drawText(QRectF(side.left(), at, side.width(), metrics.height()),
                          Qt::AlignRight | Qt::AlignVCenter, m_picture.y.counts.value(i));
        painter->setPen(mixed(t.surface, t.border, 0.6));
        const double line = std::round(toPixels({m_x.low, double(i) + 1}).y());
        painter->drawLine(QPointF(padding, line), QPointF(width() - padding, line));
    }
    painter->setPen(t.muted);
    painter->drawText(
        QRectF(side.left(), area.top() - Space::xs - metrics.height(), side.width(), metrics.height()),
        Qt::AlignRight | Qt::AlignBottom, m_picture.y.countsTitle);
}

void XyPlot::paintXLabels(QPainter *painter) const
{
    const QRectF area = plot();
    const QFontMetrics metrics = painter->fontMetrics();
    painter->setPen(tokens(palette()).muted);
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
        double end = 0; // of the label before
        for (const ValueTick &tick : m_x.ticks) {
            const double half = metrics.horizontalAdvance(tick.label) / 2.0;
            const double at = toPixels({tick.value, m_y.low}).x();
            if (at - half < end + Space::xs)
                continue;
            label(tick.value, tick.label);
            end = at + half;
        }
    }
}

} // namespace vitrine::ui
