// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/plotlane.h"

#include "ui/chart/chartgestures.h"
#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
#include "ui/chart/timeaxis.h"
#include "ui/chart/valueticks.h"
#include "ui/theme/tokens.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int tickLength = 4;
}

PlotLane::PlotLane(TimeAxis *axis, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_axis(axis)
    , m_gestures(new ChartGestures(axis, this))
{
    setObjectName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(axis, &TimeAxis::windowChanged, this, qOverload<>(&QWidget::update));
    connect(axis, &TimeAxis::marginsChanged, this, qOverload<>(&QWidget::update));
    connect(axis, &TimeAxis::cursorChanged, this, qOverload<>(&QWidget::update));
    connect(m_gestures, &ChartGestures::hovered, this, &PlotLane::hovered);
    connect(m_gestures, &ChartGestures::left, this, &PlotLane::left);
}

QRect PlotLane::plot() const
{
    return {m_axis->left(), 0, std::max(1, width() - m_axis->left() - m_axis->right()), height()};
}

double PlotLane::x(double time) const
{
    return m_axis->x(time, width());
}

void PlotLane::paintName(QPainter *painter, const QRect &rows, const QString &name) const
{
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(tokens(palette()).muted);
    const QRect box(0, rows.top(), m_axis->left() - Space::s, rows.height());
    const QString shown = painter->fontMetrics().elidedText(name, Qt::ElideRight, box.width());
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, shown);
}

void PlotLane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(&painter);
    if (hasFocus())
        paintFocus(&painter);
}

void PlotLane::paintFocus(QPainter *painter) const
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(tokens(palette()).accent, 2));
    painter->drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Size::radius, Size::radius);
}

void PlotLane::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void PlotLane::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void PlotLane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        updateGeometry();
}

AxisLane::AxisLane(TimeAxis *axis, QWidget *parent) : PlotLane(axis, u"chartTimeAxis"_s, parent)
{
    setAccessibleName(tr("Time axis"));
}

QSize AxisLane::sizeHint() const
{
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    return {320, tickLength + 2 * metrics.height() + Space::xs};
}

void AxisLane::paint(QPainter *painter) const
{
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(tokens(palette()).border);
    painter->drawLine(plot().left(), 0, plot().right(), 0);
    switch (axis()->scale()) {
    case AxisScale::Time: return paintDates(painter);
    case AxisScale::Version: return paintVersions(painter);
    case AxisScale::Observation: return paintNumbers(painter);
    }
}

void AxisLane::paintTick(QPainter *painter, double at, const QString &label) const
{
    const QFontMetrics metrics = painter->fontMetrics();
    painter->setPen(tokens(palette()).border);
    painter->drawLine(QPointF(at, 0), QPointF(at, tickLength));
    painter->setPen(tokens(palette()).muted);
    const double wide = metrics.horizontalAdvance(label);
    painter->drawText(QPointF(std::min(at - wide / 2, width() - wide), tickLength + metrics.ascent()), label);
}

void AxisLane::paintUnit(QPainter *painter, const QString &unit) const
{
    const QFontMetrics metrics = painter->fontMetrics();
    painter->setPen(tokens(palette()).muted);
    painter->drawText(QPointF(width() - Space::xs - metrics.horizontalAdvance(unit),
                              tickLength + metrics.height() + metrics.ascent()),
                      unit);
}

void AxisLane::paintDates(QPainter *painter) const
{
    const QFontMetrics metrics = painter->fontMetrics();
    const TimeSpan window = axis()->window();
    const auto widthOf = [&metrics](const QString &text) { return double(metrics.horizontalAdvance(text)); };
    const QList<DateTick> ticks =
        dateTicks(qint64(std::ceil(window.from)), qint64(window.to), axis()->zone(), plot().width(), widthOf);
    const QString zone = zoneName(axis()->zone());
    const double zoneLeft = width() - Space::xs - widthOf(zone);
    for (const DateTick &tick : ticks) {
        const double at = std::round(x(double(tick.time)));
        paintTick(painter, at, tick.label);
        const double contextLeft = at - widthOf(tick.label) / 2;
        if (!tick.context.isEmpty() && contextLeft + widthOf(tick.context) + Space::s < zoneLeft)
            painter->drawText(QPointF(contextLeft, tickLength + metrics.height() + metrics.ascent()),
                              tick.context);
    }
    paintUnit(painter, zone);
}

void AxisLane::paintVersions(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QFontMetrics metrics = painter->fontMetrics();
    const QRect area = plot();
    for (const AxisStretch &stretch : axis()->stretches()) {
        const double left = std::max(x(stretch.from), double(area.left()));
        const double right = std::min(x(stretch.to), area.right() + 1.0);
        if (right - left < 1)
            continue;
        painter->setPen(t.border);
        if (x(stretch.from) >= area.left())
            painter->drawLine(QPointF(std::round(left), 0), QPointF(std::round(left), height()));
        painter->setPen(t.muted);
        const QRectF room(left + Space::xs, tickLength, right - left - Space::s, metrics.height());
        painter->drawText(room, Qt::AlignCenter,
                          metrics.elidedText(stretch.version, Qt::ElideMiddle, int(room.width())));
    }
    paintUnit(painter, tr("version after version"));
}

void AxisLane::paintNumbers(QPainter *painter) const
{
    constexpr int pixelsPerTick = 90;
    const TimeSpan window = axis()->window();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const ValueScale scale = valueScale(std::max(0.0, window.from), window.to,
                                        std::max(2, plot().width() / pixelsPerTick), {0, infinity});
    for (const ValueTick &tick : scale.ticks) {
        if (window.contains(tick.value))
            paintTick(painter, std::round(x(tick.value)), tick.label);
    }
    paintUnit(painter, tr("observations of the version so far"));
}

} // namespace vitrine::ui
