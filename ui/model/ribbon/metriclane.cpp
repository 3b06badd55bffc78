// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/metriclane.h"

#include "ui/chart/chartpaint.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int leastHeight = 44;
constexpr int usualHeight = 84;
constexpr int padding = 6; // above and below the values
constexpr int pixelsPerTick = 26;
constexpr double valueRoom = 0.06; // above and below the values, of their range
constexpr int markRadius = 3;
constexpr double faint = 0.3;       // of a line outside of the main stage
constexpr double pixelsPerMark = 7; // marks that are closer are left to the line

} // namespace

MetricLane::MetricLane(TimeAxis *axis, QWidget *parent) : PlotLane(axis, u"ribbonMetric"_s, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("The main metric over time"));
}

void MetricLane::setStory(const std::shared_ptr<const RibbonStory> &story)
{
    m_story = story;
    std::vector<double> times;
    std::vector<double> values;
    m_looks.clear();
    for (const RibbonVersion &each : story->versions) {
        const auto value = each.version.metrics.constFind(story->metric);
        if (value == each.version.metrics.constEnd() || !std::isfinite(*value) || each.version.deregistered)
            continue;
        times.push_back(each.time);
        values.push_back(*value);
        m_looks.push_back(each.look);
    }
    m_registered = lineOf(std::move(times), std::move(values));
    setAccessibleDescription(
        hasValues() ? tr("%1, %n version(s) with a value at registration", nullptr, int(m_looks.size()))
                          .arg(story->metric)
                    : QString());
    update();
}

void MetricLane::setSelected(const QString &version)
{
    m_selected = version;
    update();
}

bool MetricLane::hasValues() const
{
    return m_story && !m_story->metric.isEmpty() && (!m_looks.empty() || !m_story->monitored.isEmpty());
}

QSize MetricLane::sizeHint() const
{
    return {320, usualHeight};
}

QSize MetricLane::minimumSizeHint() const
{
    return {120, leastHeight};
}

QRectF MetricLane::band() const
{
    return QRectF(plot()).adjusted(0, padding, 0, -padding);
}

ValueScale MetricLane::scaleNow() const
{
    const TimeSpan window = axis()->window();
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](const Reduction &reduction) {
        const auto [least, most] = reduction.range(window.from, window.to);
        if (std::isfinite(least)) {
            low = std::min(low, least);
            high = std::max(high, most);
        }
    };
    include(m_registered->reduction);
    for (const PlotSeries &series : m_story->monitored)
        include(series.line->reduction);
    const monitor::MetricInfo info = monitor::metricInfo(m_story->metric);
    const ValueLimits limits{info.lower, info.upper};
    const int wanted = std::max(2, int(band().height()) / pixelsPerTick);
    ValueScale scale = valueScale(low, high, wanted, limits);
    if (!(low < high))
        return scale;
    // The lane is low: it shows the values and nothing around them, with as many round ones as are wanted.
    const double room = (high - low) * valueRoom;
    const double bottom = std::max(limits.lower, low - room);
    const double top = std::min(limits.upper, high + room);
    for (int ticks = wanted; ticks <= 3 * wanted + 2; ++ticks) {
        scale = valueScale(low, high, ticks, limits);
        scale.ticks.removeIf([=](const ValueTick &tick) { return tick.value < bottom || tick.value > top; });
        if (scale.ticks.size() >= wanted)
            break;
    }
    scale.low = bottom;
    scale.high = top;
    return scale;
}

double MetricLane::yOf(double value, const ValueScale &scale) const
{
    const QRectF area = band();
    return area.bottom() - (value - scale.low) / (scale.high - scale.low) * area.height();
}

void MetricLane::paint(QPainter *painter) const
{
    if (!hasValues())
        return;
    const ValueScale scale = scaleNow();
    paintGrid(painter, scale);
    painter->save();
    painter->setClipRect(plot().adjusted(-markRadius, 0, markRadius, 0));
    paintMonitored(painter, scale);
    paintRegistered(painter, scale);
    painter->restore();
    paintCursors(painter, plot(), width(), *axis(), palette());
}

void MetricLane::paintGrid(QPainter *painter, const ValueScale &scale) const
{
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const int half = painter->fontMetrics().height() / 2;
    for (const ValueTick &tick : scale.ticks) {
        const int y = int(std::lround(yOf(tick.value, scale)));
        painter->setPen(t.border);
        painter->drawLine(area.left(), y, area.right(), y);
        const int top = std::clamp(y - half, 0, std::max(0, height() - 2 * half));
        painter->setPen(t.muted);
        painter->drawText(QRect(0, top, area.left() - Space::s, 2 * half), Qt::AlignRight | Qt::AlignVCenter,
                          tick.label);
    }
}

void MetricLane::paintLine(QPainter *painter, const PlotSeries &series, const ValueScale &scale,
                           bool strong) const
{
    const SeriesStyle style = seriesStyle(series.look, tokens(palette()).dark);
    QPen pen(style.colour, strong ? ChartSize::line + 0.4 : 1.0);
    pen.setJoinStyle(Qt::RoundJoin);
    painter->setPen(pen);
    QPolygonF piece;
    const auto flush = [&] {
        if (piece.size() > 1)
            painter->drawPolyline(piece);
        else if (piece.size() == 1)
            painter->drawPoint(piece.first());
        piece.clear();
    };
    const TimeSpan window = axis()->window();
    for (const QPointF &point : series.line->reduction.points(window.from, window.to, plot().width())) {
        if (std::isfinite(point.y()))
            piece << QPointF(x(point.x()), yOf(point.y(), scale));
        else
            flush();
    }
    flush();
}

// The line again, strong, where the version was in the main stage.
void MetricLane::paintDuring(QPainter *painter, const PlotSeries &series, const ValueScale &scale) const
{
    const RibbonLane *lane = m_story->mainLane();
    const QRectF area = QRectF(plot());
    for (const RibbonStay &stay : lane->stays) {
        if (stay.version != series.name)
            continue;
        const double left = std::max(area.left(), x(stay.begin));
        const double right = std::isfinite(stay.end) ? std::min(area.right(), x(stay.end)) : area.right() + 1;
        if (right <= left)
            continue;
        painter->save();
        painter->setClipRect(QRectF(left, 0, right - left, height()), Qt::IntersectClip);
        paintLine(painter, series, scale, true);
        painter->restore();
    }
}

void MetricLane::paintMonitored(QPainter *painter, const ValueScale &scale) const
{
    painter->setRenderHint(QPainter::Antialiasing);
    const bool known = m_story->mainLane() != nullptr;
    for (const PlotSeries &series : m_story->monitored) {
        const bool strong = !known || series.name == m_selected;
        painter->setOpacity(strong ? 1 : faint);
        paintLine(painter, series, scale, strong);
    }
    painter->setOpacity(1);
    for (const PlotSeries &series : m_story->monitored) {
        if (known)
            paintDuring(painter, series, scale);
    }
}

void MetricLane::paintRegistered(QPainter *painter, const ValueScale &scale) const
{
    const Tokens &t = tokens(palette());
    painter->setRenderHint(QPainter::Antialiasing);
    const TimeSpan window = axis()->window();
    const auto [first, last] = m_registered->reduction.indexes(window.from, window.to);
    const bool dense = double(last - first) * pixelsPerMark > plot().width();
    // Values at registration are steps from one version to the next, not a measurement in between.
    painter->setPen(QPen(mixed(t.surface, t.muted, 0.6), 1, dense ? Qt::SolidLine : Qt::DotLine));
    QPolygonF line;
    for (const QPointF &point : m_registered->reduction.points(window.from, window.to, plot().width()))
        line << QPointF(x(point.x()), yOf(point.y(), scale));
    painter->drawPolyline(line);
    for (size_t at = first; at < last && !dense; ++at) {
        const QPointF centre(x(m_registered->time[at]), yOf(m_registered->value[at], scale));
        paintMarker(painter, centre, seriesStyle(m_looks[at], t.dark), markRadius, t.surface);
    }
}

QString MetricLane::valueAt(double time) const
{
    const RibbonLane *lane = m_story ? m_story->mainLane() : nullptr;
    const RibbonStay *stay = lane ? lane->stayAt(time) : nullptr;
    if (!hasValues() || !stay)
        return {};
    for (const PlotSeries &series : m_story->monitored) {
        if (series.name != stay->version)
            continue;
        const auto at = series.line->indexAt(time);
        if (at && std::isfinite(series.line->value[*at]))
            return tr("%1 %2 (n = %3)")
                .arg(m_story->metric, shortNumber(series.line->value[*at]),
                     QLocale().toString(series.line->countOf(*at)));
    }
    return {};
}

bool MetricLane::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return PlotLane::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (!hasValues() || m_looks.empty() || !plot().contains(help->pos())) {
        QToolTip::hideText();
        return true;
    }
    const ValueScale scale = scaleNow();
    const auto nearest = m_registered->indexAt(axis()->timeAt(help->pos().x(), width()));
    const QPointF mark(x(m_registered->time[*nearest]), yOf(m_registered->value[*nearest], scale));
    const auto version = std::find_if(m_story->versions.begin(), m_story->versions.end(),
                                      [&](const auto &each) { return each.look == m_looks[*nearest]; });
    if (QLineF(mark, help->pos()).length() < ChartSize::reach && version != m_story->versions.end())
        QToolTip::showText(
            help->globalPos(),
            tr("%1 of %2 at registration: %3")
                .arg(m_story->metric, version->version.name, fullNumber(m_registered->value[*nearest])),
            this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace vitrine::ui
