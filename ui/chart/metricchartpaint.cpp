// SPDX-License-Identifier: GPL-3.0-or-later
// What MetricChart paints below and above QtCharts' lines.
#include "ui/chart/chartpaint.h"
#include "ui/chart/metricchart.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/palette.h"
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
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(viewport()->rect(), tokens(palette()).surface);
    paintGrid(painter);
    paintOccurrences(painter);
    paintBands(painter);
    painter->restore();
}

void MetricChart::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    paintThreshold(painter);
    paintCursors(painter, plot(), viewport()->width(), *m_axis, palette());
    paintPoints(painter);
    paintEndLabels(painter);
    paintTitle(painter);
    painter->restore();
}

void MetricChart::paint(QPainter *painter, const QRectF &target)
{
    render(painter, target, viewport()->rect(), Qt::IgnoreAspectRatio);
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
    const QRect area = plot();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const int height = painter->fontMetrics().height();
    painter->setPen(t.border);
    for (const AxisStretch &stretch : m_axis->stretches()) {
        const double at = std::round(m_axis->x(stretch.from, viewport()->width()));
        if (at > area.left() && at < area.right())
            painter->drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    }
    for (const ValueTick &tick : m_scale.ticks) {
        const int at = int(std::lround(y(tick.value)));
        painter->setPen(t.border);
        painter->drawLine(area.left(), at, area.right(), at);
        painter->setPen(t.muted);
        painter->drawText(QRect(0, at - height / 2, area.left() - Space::s, height),
                          Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

void MetricChart::paintOccurrences(QPainter *painter) const
{
    const QRect area = plot();
    for (const monitor::Occurrence &occurrence : m_occurrences) {
        const double time = double(occurrence.time.toMSecsSinceEpoch());
        if (!m_axis->window().contains(time))
            continue;
        const double at = std::round(m_axis->x(time, viewport()->width()));
        painter->setPen(occurrencePen(occurrence.kind, palette()));
        painter->drawLine(QPointF(at, area.top() - Space::xs), QPointF(at, area.bottom() + 1));
    }
}

// Where the values lie with 95 % confidence, behind the lines; only where single periods can be told apart.
void MetricChart::paintBands(QPainter *painter) const
{
    constexpr double alone = 0.15; // ink of one or two bands
    constexpr double among = 0.06; // of one among many, which would turn to mud
    qsizetype shown = 0;
    for (qsizetype i = 0; i < m_drawn.size(); ++i)
        shown += isShown(i) ? 1 : 0;
    const Tokens &t = tokens(palette());
    const TimeSpan window = m_axis->window();
    painter->setClipRect(plot());
    painter->setRenderHint(QPainter::Antialiasing);
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        const PlotLine &line = *m_metric.series[i].line;
        if (!isShown(i) || line.low.empty())
            continue;
        auto [first, last] = line.reduction.indexes(window.from, window.to);
        if (last - first > size_t(plot().width()))
            continue;
        first = first > 0 ? first - 1 : 0;
        last = std::min(last + 1, line.size());
        QColor colour = seriesStyle(m_metric.series[i].look, t.dark).colour;
        const bool leads = m_highlighted == m_metric.series[i].name;
        const bool estimated = m_metric.series[i].estimated;
        painter->setPen(estimated ? QPen(colour, 1, Qt::DotLine) : QPen(Qt::NoPen));
        colour.setAlphaF(float(leads || (shown <= 2 && m_highlighted.isEmpty()) ? alone : among));
        painter->setBrush(colour);
        QPolygonF above;
        QPolygonF below;
        const auto draw = [&] {
            std::reverse(below.begin(), below.end());
            painter->drawPolygon(std::exchange(above, {}) + std::exchange(below, {}));
        };
        for (size_t row = first; row < last; ++row) {
            if (std::isnan(line.low[row]) || std::isnan(line.high[row])) {
                draw();
                continue;
            }
            const double x = m_axis->x(line.time[row], viewport()->width());
            above << QPointF(x, y(line.high[row]));
            below << QPointF(x, y(line.low[row]));
        }
        draw();
    }
}

void MetricChart::paintThreshold(QPainter *painter) const
{
    if (!m_threshold)
        return;
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    const double at = std::round(y(m_threshold->value));
    if (at < area.top() - 1 || at > area.bottom() + 1)
        return;
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(t.warn, 1, Qt::DashLine));
    painter->drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
    const QString text = thresholdText();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    QRectF box(area.left() + Space::xs, at - metrics.height() - 1, metrics.horizontalAdvance(text) + Space::s,
               metrics.height());
    if (box.top() < area.top())
        box.moveTop(at + 2);
    QColor back = t.surface;
    back.setAlphaF(0.85F);
    painter->fillRect(box, back);
    painter->setPen(t.warn);
    painter->drawText(box, Qt::AlignCenter, text);
}

void MetricChart::paintPoints(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    const int reach = int(ChartSize::marker) + 3;
    painter->save();
    painter->setClipRect(area.adjusted(-reach, -reach, reach, reach));
    const int w = viewport()->width();
    const TimeSpan window = m_axis->window();
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i))
            continue;
        const PlotSeries &series = m_metric.series[i];
        SeriesStyle style = seriesStyle(series.look, t.dark);
        if (!m_highlighted.isEmpty() && m_highlighted != series.name)
            style.colour = mixed(t.surface, style.colour, 0.28);
        const auto paintRow = [&](size_t row, double radius) {
            if (std::isnan(series.line->value[row]))
                return;
            const QPointF at(m_axis->x(series.line->time[row], w), y(series.line->value[row]));
            if (series.estimated)
                paintHollowMarker(painter, at, style, radius, t.surface);
            else
                paintMarker(painter, at, style, radius, t.surface);
        };
        if (m_drawn[i].dots) {
            const auto [first, last] = series.line->reduction.indexes(window.from, window.to);
            for (size_t row = first; row < last; ++row) {
                paintRow(row, ChartSize::marker);
                if (!series.estimated && m_threshold &&
                    isBeyond(*m_threshold, m_metric.info.direction, series.line->value[row])) {
                    painter->setPen(QPen(t.bad, 1.4));
                    painter->setBrush(Qt::NoBrush);
                    painter->drawEllipse(pointOf({i, row}), ChartSize::marker + 3, ChartSize::marker + 3);
                }
            }
        }
        for (const auto &time : {m_axis->cursor(), m_axis->mark()}) {
            if (!time || !window.contains(*time))
                continue;
            if (const auto row = series.line->indexAt(*time); row && window.contains(series.line->time[*row]))
                paintRow(*row, ChartSize::marker + 1.4);
        }
    }
    painter->restore();
    if (m_focused.series >= 0 && m_focused.series < m_metric.series.size() && isShown(m_focused.series)) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(Qt::NoBrush);
        const QPointF at = pointOf(m_focused);
        if (!std::isnan(at.y()) && area.adjusted(-1, -1, 1, 1).contains(at.toPoint()))
            painter->drawEllipse(at, ChartSize::marker + 4.5, ChartSize::marker + 4.5);
    }
}

bool MetricChart::isCovered(const QRectF &rect, qsizetype except) const
{
    const int w = viewport()->width();
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (i == except)
            continue;
        QPointF before(std::nan(""), std::nan(""));
        for (const QPointF &raw : m_drawn[i].points) {
            const QPointF point(m_axis->x(raw.x(), w), y(raw.y()));
            if (rect.contains(point))
                return true;
            // A line between two points may cross the words without a point among them.
            if (!std::isnan(before.y()) && !std::isnan(point.y()) && before.x() < rect.right() &&
                point.x() > rect.left()) {
                const double share = (rect.center().x() - before.x()) / (point.x() - before.x());
                const double middle = before.y() + std::clamp(share, 0.0, 1.0) * (point.y() - before.y());
                if (middle > rect.top() && middle < rect.bottom())
                    return true;
            }
            before = point;
        }
    }
    return false;
}

void MetricChart::paintEndLabels(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    const TimeSpan window = m_axis->window();
    const int w = viewport()->width();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    QList<QRectF> taken;
    for (qsizetype i = m_drawn.size() - 1; i >= 0; --i) {
        const QList<QPointF> &points = m_drawn[i].points;
        const auto last = std::find_if(points.rbegin(), points.rend(), [&](const QPointF &p) {
            return !std::isnan(p.y()) && window.contains(p.x());
        });
        if (!isShown(i) || last == points.rend())
            continue;
        const QString name = m_metric.series[i].label();
        const QPointF end(m_axis->x(last->x(), w), y(last->y()));
        const QRectF box(end.x() + ChartSize::marker + 4, end.y() - metrics.height() / 2.0,
                         metrics.horizontalAdvance(name) + 2, metrics.height());
        const bool fits =
            box.right() <= w && box.top() >= area.top() - 4 && box.bottom() <= area.bottom() + 5;
        const bool free =
            std::none_of(taken.begin(), taken.end(), [&](const QRectF &r) { return r.intersects(box); });
        if (!fits || !free || isCovered(box, i))
            continue;
        taken << box;
        const bool leads = m_highlighted.isEmpty() || m_highlighted == m_metric.series[i].name;
        painter->setPen(leads ? t.text : t.muted);
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter, name);
    }
}

} // namespace vitrine::ui
