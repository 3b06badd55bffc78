// SPDX-License-Identifier: GPL-3.0-or-later
// MetricChart's threshold: what it would have warned of, and how it is moved.
#include "ui/chart/chartpaint.h"
#include "ui/chart/metricchart.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace vitrine::ui {

namespace {
constexpr size_t mostCounted = 200'000; // points that a threshold is compared with while it moves
constexpr double nudge = 1.0 / 50;      // of what the axis shows
} // namespace

void MetricChart::setThreshold(std::optional<Threshold> threshold)
{
    m_threshold = threshold;
    refresh();
}

std::optional<ThresholdReach> MetricChart::thresholdReach() const
{
    ThresholdReach all;
    if (!m_threshold)
        return all;
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i) || m_metric.series[i].estimated)
            continue;
        const Drawn &one = m_drawn[i];
        if (one.last - one.first > mostCounted)
            return {};
        all += reachOf(*m_threshold, m_metric.info.direction, *m_metric.series[i].line, one.first, one.last);
    }
    return all;
}

void MetricChart::moveThreshold(double value)
{
    m_threshold->value = std::clamp(value, m_metric.info.lower, m_metric.info.upper);
    emit thresholdMoved(m_threshold->value);
    viewport()->update();
}

void MetricChart::nudgeThreshold(int steps)
{
    if (!m_threshold)
        return;
    moveThreshold(m_threshold->value + steps * nudge * (m_scale.high - m_scale.low));
    emit thresholdMoveFinished(m_threshold->value);
    refresh();
}

QString MetricChart::thresholdText() const
{
    const double step = m_scale.ticks.size() > 1 ? m_scale.ticks[1].value - m_scale.ticks[0].value : 1;
    const int decimals = std::max(0, 1 - int(std::floor(std::log10(step))));
    const QString value = axisNumber(m_threshold->value, decimals);
    const auto reach = thresholdReach();
    if (!reach)
        return tr("threshold %1 · zoom in to count what lies beyond").arg(value);
    if (reach->periods == 0)
        return tr("threshold %1 · nothing beyond").arg(value);
    return tr("threshold %1 · %2 beyond, %3")
        .arg(value, tr("%n period(s)", nullptr, reach->periods),
             tr("%n alert(s)", nullptr, reach->incidents));
}

double MetricChart::suggestedThreshold() const
{
    constexpr double usual = 0.9; // of the periods
    const bool low = m_metric.info.direction == monitor::Direction::Maximise;
    std::vector<double> values;
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i))
            continue;
        const PlotLine &line = *m_metric.series[i].line;
        std::copy_if(line.value.begin(), line.value.end(), std::back_inserter(values),
                     [](double value) { return !std::isnan(value); });
    }
    if (values.empty())
        return (m_scale.low + m_scale.high) / 2;
    const auto at = values.begin() + qsizetype((low ? 1 - usual : usual) * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

bool MetricChart::isNearThreshold(const QPointF &at) const
{
    return m_threshold && plot().contains(at.toPoint()) &&
           std::abs(frame().y(m_threshold->value) - at.y()) <= 5;
}

void MetricChart::paintThreshold(QPainter *painter) const
{
    if (!m_threshold)
        return;
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    const double at = std::round(frame().y(m_threshold->value));
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

// Around each point that a threshold would have warned of.
void MetricChart::paintRings(QPainter *painter) const
{
    if (!m_threshold)
        return;
    const double radius = ChartSize::marker + 3;
    const PlotFrame f = frame();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tokens(palette()).bad, 1.4));
    painter->setBrush(Qt::NoBrush);
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i) || !m_drawn[i].dots || m_metric.series[i].estimated)
            continue;
        const PlotLine &line = *m_metric.series[i].line;
        for (size_t row = m_drawn[i].first; row < m_drawn[i].last; ++row) {
            if (isBeyond(*m_threshold, m_metric.info.direction, line.value[row]))
                painter->drawEllipse(QPointF(f.x(line.time[row]), f.y(line.value[row])), radius, radius);
        }
    }
    painter->restore();
}

} // namespace vitrine::ui
