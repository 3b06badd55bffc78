// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of MetricChart: what QtCharts draws, with what lies below and above; or all of it by hand.
#include "ui/chart/chartpaint.h"
#include "ui/chart/metricchart.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void MetricChart::drawBackground(QPainter *painter, const QRectF &)
{
    painter->save();
    paintPaper(painter);
    for (const auto &[series, ink] : bandInks())
        paintBand(painter, frame(), *m_metric.series[series].line, ink);
    painter->restore();
}

void MetricChart::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    if (!isSmooth())
        paintQuickLines(painter);
    else
        paintBrokenLines(painter);
    paintLonePoints(painter);
    paintPoints(painter);
    paintNothing(painter);
    paintEndLabels(painter);
    paintTitle(painter);
    painter->restore();
}

void MetricChart::paintPaper(QPainter *painter) const
{
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(viewport()->rect(), tokens(palette()).surface);
    paintGrid(painter);
    paintOccurrences(painter);
}

void MetricChart::paintEvent(QPaintEvent *)
{
    const double ratio = devicePixelRatioF();
    const QSize pixels = viewport()->size() * ratio;
    if (m_still.size() != pixels || m_still.devicePixelRatio() != ratio) {
        m_still = QImage(pixels, QImage::Format_RGB32);
        m_still.setDevicePixelRatio(ratio);
        m_stale = true;
    }
    if (std::exchange(m_stale, false))
        isMoving() ? paintMoving() : paintStill();
    QPainter painter(viewport());
    painter.drawImage(QPoint(0, 0), m_still);
    paintRings(&painter);
    paintThreshold(&painter);
    paintCursors(&painter, plot(), viewport()->width(), *m_axis, palette());
    paintPointed(&painter);
}

void MetricChart::paintStill()
{
    m_still.fill(tokens(palette()).surface);
    QPainter painter(&m_still);
    painter.setRenderHints(renderHints());
    render(&painter, QRectF(QPointF(), viewport()->size()), viewport()->rect(), Qt::IgnoreAspectRatio);
}

// The same without QtCharts and its scene, which take several times as long: lines and bands as runs of
// pixels. Steep pieces of a line are a little thinner.
void MetricChart::paintMoving()
{
    const double ratio = m_still.devicePixelRatio();
    QPainter painter(&m_still);
    painter.setFont(font());
    paintPaper(&painter);
    painter.end(); // before the pixels are written
    for (const auto &[series, ink] : bandInks())
        fillBand(&m_still, ratio, frame(), *m_metric.series[series].line, ink);
    fillLines(&m_still, ratio);
    painter.begin(&m_still);
    painter.setRenderHint(QPainter::Antialiasing, isSmooth());
    paintLonePoints(&painter);
    paintPoints(&painter);
    paintNothing(&painter);
    paintEndLabels(&painter);
    paintTitle(&painter);
}

void MetricChart::paint(QPainter *painter, const QRectF &target)
{
    if (isMoving()) {
        m_settling.stop();
        settle();
    }
    render(painter, target, viewport()->rect(), Qt::IgnoreAspectRatio);
    painter->save();
    painter->translate(target.topLeft());
    painter->scale(target.width() / viewport()->width(), target.height() / viewport()->height());
    paintRings(painter);
    paintThreshold(painter);
    painter->restore();
}

void MetricChart::paintTitle(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const monitor::MetricInfo &info = m_metric.info;
    QStringList notes;
    if (info.title.compare(info.name, Qt::CaseInsensitive) != 0)
        notes << info.name;
    if (!m_metric.unit.isEmpty())
        notes << tr("in %1").arg(m_metric.unit);
    switch (info.direction) {
    case monitor::Direction::Minimise: notes << tr("lower is better"); break;
    case monitor::Direction::Maximise: notes << tr("higher is better"); break;
    case monitor::Direction::Zero: notes << tr("nearer to zero is better"); break;
    }
    if (std::any_of(m_metric.series.begin(), m_metric.series.end(),
                    [](const PlotSeries &series) { return series.estimated; }))
        notes << tr("dashed and hollow: estimated, the truth is not known yet");
    QFont bold = vitrine::ui::font(TextRole::Body);
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(t.text);
    const QRect area = plot();
    const QRect row(Space::xs, 0, viewport()->width() - 2 * Space::xs, area.top() - Space::xs);
    const QString title = painter->fontMetrics().elidedText(info.title, Qt::ElideRight, row.width());
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
    const QRect rest = row.adjusted(painter->fontMetrics().horizontalAdvance(title) + Space::m, 0, 0, 0);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(t.muted);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(notes.join(u" · "_s), Qt::ElideRight, rest.width()));
}

void MetricChart::paintGrid(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const PlotFrame f = frame();
    const QRect area = f.area;
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const int height = painter->fontMetrics().height();
    painter->setPen(t.border);
    for (const AxisStretch &stretch : m_axis->stretches()) {
        const double at = std::round(f.x(stretch.from));
        if (at > area.left() && at < area.right())
            painter->drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    }
    for (const ValueTick &tick : m_scale.ticks) {
        const int at = int(std::lround(f.y(tick.value)));
        painter->setPen(t.border);
        painter->drawLine(area.left(), at, area.right(), at);
        painter->setPen(t.muted);
        painter->drawText(QRect(0, at - height / 2, area.left() - Space::s, height),
                          Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

void MetricChart::paintOccurrences(QPainter *painter) const
{
    const PlotFrame f = frame();
    const QRect area = f.area;
    for (const monitor::Occurrence &occurrence : m_occurrences) {
        const double time = double(occurrence.time.toMSecsSinceEpoch());
        if (!f.window.contains(time))
            continue;
        const double at = std::round(f.x(time));
        painter->setPen(occurrencePen(occurrence.kind, palette()));
        painter->drawLine(QPointF(at, area.top() - Space::xs), QPointF(at, area.bottom() + 1));
    }
}

} // namespace vitrine::ui
