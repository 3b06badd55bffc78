// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/metricchart.h"

#include "ui/chart/chartgestures.h"
#include "ui/chart/chartpaint.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QChart>
#include <QEvent>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QLineSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <iterator>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int smallest = 132;
constexpr int pixelsPerGridLine = 34;
constexpr int mostSmoothPoints = 1200; // in all; wide antialiased lines of more take too long
constexpr int mostMovingPoints = 240;  // the same while the view moves
constexpr int settleMs = 120;
constexpr double backInk = 0.28;
constexpr size_t mostCounted = 200'000; // points that a threshold is compared with while it moves
constexpr double nudge = 1.0 / 50;      // of what the axis shows

bool isBroken(const QList<QPointF> &points)
{
    return std::any_of(points.begin(), points.end(), [](const QPointF &p) { return std::isnan(p.y()); });
}

} // namespace

MetricChart::MetricChart(TimeAxis *axis, QWidget *parent)
    : QChartView(new QChart, parent)
    , m_axis(axis)
    , m_gestures(new ChartGestures(axis, viewport()))
    , m_timeAxis(new QValueAxis(this))
    , m_valueAxis(new QValueAxis(this))
{
    QChart *picture = chart();
    picture->legend()->hide();
    picture->setMargins({});
    picture->setBackgroundVisible(false);
    picture->setPlotAreaBackgroundVisible(false);
    picture->layout()->setContentsMargins(0, 0, 0, 0);
    picture->addAxis(m_timeAxis, Qt::AlignBottom);
    picture->addAxis(m_valueAxis, Qt::AlignLeft);
    m_timeAxis->setVisible(false);
    m_valueAxis->setVisible(false);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportUpdateMode(FullViewportUpdate);
    setMinimumHeight(smallest);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::NoFocus);
    setContextMenuPolicy(Qt::NoContextMenu);
    viewport()->setAutoFillBackground(false);
    setBackgroundBrush(Qt::NoBrush);
    m_settling.setSingleShot(true);
    m_settling.setInterval(settleMs);
    connect(&m_settling, &QTimer::timeout, this, &MetricChart::restyle);
    const auto repaint = [this] { viewport()->update(); };
    connect(picture->scene(), &QGraphicsScene::changed, this, [this] { m_still = {}; });
    connect(axis, &TimeAxis::windowChanged, this, [this] {
        if (isVisible())
            m_settling.start();
        refresh();
    });
    connect(axis, &TimeAxis::marginsChanged, this, &MetricChart::refresh);
    connect(axis, &TimeAxis::cursorChanged, this, repaint);
    m_gestures->setReserved([this](const QPointF &at) { return isNearThreshold(at); });
    connect(m_gestures, &ChartGestures::hovered, this, &MetricChart::hovered);
    connect(m_gestures, &ChartGestures::left, this, &MetricChart::left);
    connect(m_gestures, &ChartGestures::clicked, this, &MetricChart::click);
}

void MetricChart::setMetric(const PlotMetric &metric)
{
    m_metric = metric;
    m_focused = {};
    setObjectName(u"metricChart_"_s + metric.info.name);
    setAccessibleName(metric.info.title);
    rebuild();
}

void MetricChart::setHidden(const QSet<QString> &names)
{
    m_hidden = names;
    refresh();
}

void MetricChart::setHighlighted(const QString &name)
{
    if (name == m_highlighted)
        return;
    m_highlighted = name;
    restyle();
}

void MetricChart::setOccurrences(const QList<monitor::Occurrence> &occurrences)
{
    m_occurrences = occurrences;
    repaintAll();
}

void MetricChart::setThreshold(std::optional<Threshold> threshold)
{
    m_threshold = threshold;
    refresh();
}

void MetricChart::setFocusedPoint(PlotHit hit)
{
    m_focused = hit;
    viewport()->update();
}

bool MetricChart::isShown(qsizetype series) const
{
    return !m_hidden.contains(m_metric.series[series].name);
}

bool MetricChart::hasVisibleBand(const PlotLine &line) const
{
    const auto [first, last] = line.reduction.indexes(m_axis->window().from, m_axis->window().to);
    return !line.low.empty() && last - first <= size_t(plot().width());
}

QRect MetricChart::plot() const
{
    const int top = QFontMetrics(vitrine::ui::font(TextRole::Body)).height() + Space::s;
    return {m_axis->left(), top, std::max(1, viewport()->width() - m_axis->left() - m_axis->right()),
            std::max(1, viewport()->height() - top - Space::s)};
}

double MetricChart::y(double value) const
{
    const QRect area = plot();
    return area.top() + (m_scale.high - value) / (m_scale.high - m_scale.low) * area.height();
}

double MetricChart::valueAt(double at) const
{
    const QRect area = plot();
    return m_scale.high - (at - area.top()) / area.height() * (m_scale.high - m_scale.low);
}

void MetricChart::rebuild()
{
    chart()->removeAllSeries();
    m_drawn.clear();
    for (qsizetype i = 0; i < m_metric.series.size(); ++i) {
        auto *line = new QLineSeries;
        chart()->addSeries(line);
        line->attachAxis(m_timeAxis);
        line->attachAxis(m_valueAxis);
        m_drawn << Drawn{line, {}, false};
    }
    refresh();
}

void MetricChart::fitValues()
{
    const TimeSpan window = m_axis->window();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = low;
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i))
            continue;
        const auto [least, most] = m_metric.series[i].line->reduction.range(window.from, window.to);
        low = std::isnan(low) ? least : std::fmin(low, least);
        high = std::isnan(high) ? most : std::fmax(high, most);
        const PlotLine &line = *m_metric.series[i].line;
        if (!hasVisibleBand(line))
            continue;
        low = std::fmin(low, line.lowest.range(window.from, window.to).first);
        high = std::fmax(high, line.highest.range(window.from, window.to).second);
    }
    if (m_threshold && std::isfinite(low)) {
        low = std::min(low, m_threshold->value);
        high = std::max(high, m_threshold->value);
    }
    const int most = std::max(2, plot().height() / pixelsPerGridLine + 1);
    const ValueScale scale = valueScale(low, high, most, {m_metric.info.lower, m_metric.info.upper});
    const bool changed = scale.ticks != m_scale.ticks;
    m_scale = scale;
    m_valueAxis->setRange(scale.low, scale.high);
    if (changed)
        emit scaleChanged();
}

void MetricChart::refresh()
{
    const TimeSpan window = m_axis->window();
    const QRect area = plot();
    // QtCharts clips to the plot area; a line along the edge keeps its full width this way.
    chart()->setPlotArea(QRectF(area));
    m_timeAxis->setRange(window.from, window.to);
    fitValues();
    m_points = 0;
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        Drawn &one = m_drawn[i];
        const PlotLine &line = *m_metric.series[i].line;
        one.points =
            isShown(i) ? line.reduction.points(window.from, window.to, area.width()) : QList<QPointF>();
        const auto [first, last] = line.reduction.indexes(window.from, window.to);
        one.dots = last - first <= size_t(area.width() / ChartSize::pointEvery);
        one.inChart = false;
        m_points += one.points.size();
    }
    restyle();
}

bool MetricChart::isSmooth() const
{
    return m_points <= (m_settling.isActive() ? mostMovingPoints : mostSmoothPoints);
}

void MetricChart::repaintAll()
{
    m_still = {};
    viewport()->update();
}

void MetricChart::restyle()
{
    const Tokens &t = tokens(palette());
    const bool smooth = isSmooth();
    setRenderHint(QPainter::Antialiasing, smooth);
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        SeriesStyle style = seriesStyle(m_metric.series[i].look, t.dark);
        const bool back = !m_highlighted.isEmpty() && m_highlighted != m_metric.series[i].name;
        if (back)
            style.colour = mixed(t.surface, style.colour, backInk);
        const QPen pen = m_metric.series[i].estimated ? estimatedPen(style) : linePen(style);
        m_drawn[i].line->setPen(pen);
        const bool inChart = smooth && (pen.style() == Qt::SolidLine || !isBroken(m_drawn[i].points));
        if (inChart != m_drawn[i].inChart || (!inChart && m_drawn[i].line->count() > 0)) {
            m_drawn[i].line->replace(inChart ? m_drawn[i].points : QList<QPointF>());
            m_drawn[i].inChart = inChart;
        }
    }
    repaintAll();
}

int MetricChart::neededLeft() const
{
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    int widest = 0;
    for (const ValueTick &tick : m_scale.ticks)
        widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    return widest + Space::s + Space::xs;
}

PlotHit MetricChart::hitAt(const QPointF &at) const
{
    PlotHit best;
    double nearest = ChartSize::reach;
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i))
            continue;
        const PlotLine &line = *m_metric.series[i].line;
        const int w = viewport()->width();
        const auto [first, last] = line.reduction.indexes(m_axis->timeAt(at.x() - ChartSize::reach, w),
                                                          m_axis->timeAt(at.x() + ChartSize::reach, w));
        if (last - first > 64)
            continue; // points of a pixel cannot be told apart
        for (size_t row = first; row < last; ++row) {
            if (std::isnan(line.value[row]))
                continue;
            const QPointF point(m_axis->x(line.time[row], w), y(line.value[row]));
            const double distance = std::hypot(point.x() - at.x(), point.y() - at.y());
            if (distance <= nearest) {
                nearest = distance;
                best = {i, row};
            }
        }
    }
    return best;
}

QPointF MetricChart::pointOf(const PlotHit &hit) const
{
    if (hit.series < 0 || hit.series >= m_metric.series.size() ||
        hit.row >= m_metric.series[hit.series].line->size())
        return {};
    const PlotLine &line = *m_metric.series[hit.series].line;
    return {m_axis->x(line.time[hit.row], viewport()->width()), y(line.value[hit.row])};
}

std::optional<ThresholdReach> MetricChart::thresholdReach() const
{
    ThresholdReach all;
    if (!m_threshold)
        return all;
    const TimeSpan window = m_axis->window();
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i) || m_metric.series[i].estimated)
            continue;
        const PlotLine &line = *m_metric.series[i].line;
        const auto [first, last] = line.reduction.indexes(window.from, window.to);
        if (last - first > mostCounted)
            return {};
        all += reachOf(*m_threshold, m_metric.info.direction, line, first, last);
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
    return m_threshold && plot().contains(at.toPoint()) && std::abs(y(m_threshold->value) - at.y()) <= 5;
}

QString MetricChart::summary() const
{
    const int lines =
        int(std::count_if(m_metric.series.begin(), m_metric.series.end(),
                          [this](const PlotSeries &series) { return !m_hidden.contains(series.name); }));
    return tr("%1, %n version(s), from %2 to %3", nullptr, lines)
        .arg(m_metric.info.title, shortNumber(m_scale.low), shortNumber(m_scale.high));
}

} // namespace vitrine::ui
