// SPDX-License-Identifier: GPL-3.0-or-later
// The single points of MetricChart: painted, pointed at and walked to.
#include "ui/chart/chartpaint.h"
#include "ui/chart/metricchart.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace vitrine::ui {

namespace {

// Pixels from a place to the nearest piece of a line.
double distanceTo(const QList<QPointF> &line, const PlotFrame &frame, const QPointF &at)
{
    constexpr double reach = 6;
    const auto byTime = [](const QPointF &point, double time) { return point.x() < time; };
    auto next = std::lower_bound(line.begin(), line.end(), frame.timeAt(at.x() - reach), byTime);
    double nearest = std::numeric_limits<double>::infinity();
    if (next == line.begin() && next != line.end())
        ++next;
    for (; next != line.end() && std::prev(next)->x() <= frame.timeAt(at.x() + reach); ++next) {
        const QPointF from(frame.x(std::prev(next)->x()), frame.y(std::prev(next)->y()));
        const QPointF to(frame.x(next->x()), frame.y(next->y()));
        if (std::isnan(from.y()) || std::isnan(to.y()))
            continue;
        const QPointF along = to - from;
        const double length = QPointF::dotProduct(along, along);
        const double share =
            length > 0 ? std::clamp(QPointF::dotProduct(at - from, along) / length, 0.0, 1.0) : 0;
        const QPointF off = at - (from + share * along);
        nearest = std::min(nearest, std::hypot(off.x(), off.y()));
    }
    return nearest;
}

} // namespace

PlotHit MetricChart::hitAt(const QPointF &at) const
{
    PlotHit best;
    double nearest = ChartSize::reach;
    const PlotFrame f = frame();
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i))
            continue;
        const PlotLine &line = *m_metric.series[i].line;
        const auto [first, last] =
            line.reduction.indexes(f.timeAt(at.x() - ChartSize::reach), f.timeAt(at.x() + ChartSize::reach));
        if (last - first > 64)
            continue; // points of a pixel cannot be told apart
        for (size_t row = first; row < last; ++row) {
            if (std::isnan(line.value[row]))
                continue;
            const QPointF point(f.x(line.time[row]), f.y(line.value[row]));
            const double distance = std::hypot(point.x() - at.x(), point.y() - at.y());
            if (distance <= nearest) {
                nearest = distance;
                best = {i, row};
            }
        }
    }
    return best;
}

// Of the lines that pass near by the nearest; one that is highlighted already stays so, where lines meet.
QString MetricChart::lineAt(const QPointF &at) const
{
    constexpr double near = 5;
    const PlotFrame f = frame();
    if (!f.area.contains(at.toPoint()))
        return {};
    QString found;
    double nearest = near;
    for (const qsizetype i : paintOrder()) {
        const double distance = distanceTo(m_drawn[i].points, f, at);
        if (distance <= near && m_metric.series[i].name == m_hovered)
            return m_hovered;
        if (distance <= nearest) {
            nearest = distance;
            found = m_metric.series[i].name;
        }
    }
    return found;
}

QPointF MetricChart::pointOf(const PlotHit &hit) const
{
    if (hit.series < 0 || hit.series >= m_metric.series.size() ||
        hit.row >= m_metric.series[hit.series].line->size())
        return {};
    const PlotLine &line = *m_metric.series[hit.series].line;
    const PlotFrame f = frame();
    return {f.x(line.time[hit.row]), f.y(line.value[hit.row])};
}

void MetricChart::paintRow(QPainter *painter, const PlotFrame &frame, qsizetype series, size_t row,
                           double radius) const
{
    const PlotSeries &of = m_metric.series[series];
    if (std::isnan(of.line->value[row]))
        return;
    const QColor surface = tokens(palette()).surface;
    const QPointF at(frame.x(of.line->time[row]), frame.y(of.line->value[row]));
    if (of.estimated)
        paintHollowMarker(painter, at, styleOf(series), radius, surface);
    else
        paintMarker(painter, at, styleOf(series), radius, surface);
}

void MetricChart::paintPoints(QPainter *painter) const
{
    const int reach = int(ChartSize::marker) + 3;
    const PlotFrame f = frame();
    painter->save();
    painter->setClipRect(f.area.adjusted(-reach, -reach, reach, reach));
    for (const qsizetype i : paintOrder()) {
        if (!m_drawn[i].dots)
            continue;
        for (size_t row = m_drawn[i].first; row < m_drawn[i].last; ++row)
            paintRow(painter, f, i, row, ChartSize::marker);
    }
    painter->restore();
}

// The points at the cursors, and the one that the keyboard is at.
void MetricChart::paintPointed(QPainter *painter) const
{
    const PlotFrame f = frame();
    const QRect area = f.area;
    const int reach = int(ChartSize::marker) + 3;
    const TimeSpan window = f.window;
    painter->save();
    painter->setClipRect(area.adjusted(-reach, -reach, reach, reach));
    for (const qsizetype i : paintOrder()) {
        const PlotLine &line = *m_metric.series[i].line;
        for (const auto &time : {m_axis->cursor(), m_axis->mark()}) {
            if (!time || !window.contains(*time))
                continue;
            if (const auto row = line.indexAt(*time); row && window.contains(line.time[*row]))
                paintRow(painter, f, i, *row, ChartSize::marker + 1.4);
        }
    }
    painter->restore();
    if (m_focused.series < 0 || m_focused.series >= m_metric.series.size() || !isShown(m_focused.series))
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tokens(palette()).accent, 2));
    painter->setBrush(Qt::NoBrush);
    const QPointF at = pointOf(m_focused);
    if (!std::isnan(at.y()) && area.adjusted(-1, -1, 1, 1).contains(at.toPoint()))
        painter->drawEllipse(at, ChartSize::marker + 4.5, ChartSize::marker + 4.5);
}

} // namespace vitrine::ui
