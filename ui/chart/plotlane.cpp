// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/plotlane.h"

#include "ui/chart/chartgestures.h"
#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/tokens.h"

#include <QEvent>
#include <QPainter>

#include <cmath>

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
    if (!hasFocus())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens(palette()).accent, 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Size::radius, Size::radius);
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
    const Tokens &t = tokens(palette());
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    const QRect area = plot();
    const TimeSpan window = axis()->window();
    painter->setPen(t.border);
    painter->drawLine(area.left(), 0, area.right(), 0);
    const auto widthOf = [&metrics](const QString &text) { return double(metrics.horizontalAdvance(text)); };
    const QList<DateTick> ticks =
        dateTicks(qint64(std::ceil(window.from)), qint64(window.to), axis()->zone(), area.width(), widthOf);
    const QString zone = zoneName(axis()->zone());
    const double zoneLeft = width() - Space::xs - widthOf(zone);
    for (const DateTick &tick : ticks) {
        const double at = std::round(x(double(tick.time)));
        painter->setPen(t.border);
        painter->drawLine(QPointF(at, 0), QPointF(at, tickLength));
        painter->setPen(t.muted);
        const double half = widthOf(tick.label) / 2;
        const double labelLeft = std::min(at - half, width() - 2 * half);
        painter->drawText(QPointF(labelLeft, tickLength + metrics.ascent()), tick.label);
        const double contextLeft = at - half;
        if (!tick.context.isEmpty() && contextLeft + widthOf(tick.context) + Space::s < zoneLeft)
            painter->drawText(QPointF(contextLeft, tickLength + metrics.height() + metrics.ascent()),
                              tick.context);
    }
    painter->setPen(t.muted);
    painter->drawText(QPointF(zoneLeft, tickLength + metrics.height() + metrics.ascent()), zone);
}

} // namespace vitrine::ui
