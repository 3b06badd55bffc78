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
#include <limits>
#include <tuple>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int smallest = 132;
constexpr int pixelsPerGridLine = 34;
constexpr int mostSmoothPoints = 1200; // in all; wide antialiased lines of more take too long
constexpr int settleMs = 120;
constexpr double backInk = 0.28;

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
    connect(&m_settling, &QTimer::timeout, this, &MetricChart::settle);
    const auto repaint = [this] { viewport()->update(); };
    connect(picture->scene(), &QGraphicsScene::changed, this, [this] { m_stale = true; });
    connect(axis, &TimeAxis::windowChanged, this, [this] {
        if (isVisible())
            m_settling.start();
        refresh();
    });
    connect(axis, &TimeAxis::marginsChanged, this, &MetricChart::refresh);
    connect(axis, &TimeAxis::cursorChanged, this, repaint);
    m_gestures->setReserved([this](const QPointF &at) { return isNearThreshold(at); });
    connect(m_gestures, &ChartGestures::hovered, this, &MetricChart::hovered);
    connect(m_gestures, &ChartGestures::left, this, [this] {
        hover({});
        emit left();
    });
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

void MetricChart::setStage(const QList<StageBand> &stage)
{
    if (stage == m_stage)
        return;
    m_stage = stage;
    repaintAll();
}

// QtCharts paints series in the order in which they were added.
void MetricChart::arrange()
{
    if (paintOrder() == m_arranged)
        return;
    m_arranged = paintOrder();
    for (const qsizetype i : std::as_const(m_arranged)) {
        QLineSeries *line = m_drawn[i].line;
        chart()->removeSeries(line);
        chart()->addSeries(line);
        line->attachAxis(m_timeAxis);
        line->attachAxis(m_valueAxis);
    }
}

QList<qsizetype> MetricChart::paintOrder() const
{
    QList<qsizetype> order;
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (isShown(i))
            order << i;
    }
    std::stable_partition(order.begin(), order.end(),
                          [this](qsizetype i) { return m_metric.series[i].name != m_highlighted; });
    return order;
}

SeriesStyle MetricChart::styleOf(qsizetype series) const
{
    const Tokens &t = tokens(palette());
    SeriesStyle style = seriesStyle(m_metric.series[series].look, t.dark);
    if (!leads(series))
        style.colour = mixed(t.surface, style.colour, backInk);
    return style;
}

bool MetricChart::leads(qsizetype series) const
{
    return m_highlighted.isEmpty() || m_highlighted == m_metric.series[series].name;
}

void MetricChart::setOccurrences(const QList<monitor::Occurrence> &occurrences)
{
    m_occurrences = occurrences;
    repaintAll();
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

QRect MetricChart::plot() const
{
    const int top = QFontMetrics(vitrine::ui::font(TextRole::Body)).height() + Space::s;
    return {m_axis->left(), top, std::max(1, viewport()->width() - m_axis->left() - m_axis->right()),
            std::max(1, viewport()->height() - top - Space::s)};
}

PlotFrame MetricChart::frame() const
{
    return {plot(), m_axis->window(), m_scale.low, m_scale.high};
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
        m_drawn << Drawn{};
        m_drawn.last().line = line;
    }
    m_arranged.clear();
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
        if (!m_drawn[i].banded)
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
    if (changed)
        emit scaleChanged();
}

void MetricChart::refresh()
{
    const TimeSpan window = m_axis->window();
    const auto width = size_t(plot().width());
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        Drawn &one = m_drawn[i];
        const PlotLine &line = *m_metric.series[i].line;
        std::tie(one.first, one.last) = line.reduction.indexes(window.from, window.to);
        one.dots = one.last - one.first <= width / ChartSize::pointEvery;
        one.banded = !line.low.empty() && one.last - one.first <= width;
    }
    fitValues();
    reduce();
    if (isMoving())
        return repaintAll();
    settle();
}

void MetricChart::reduce()
{
    const TimeSpan window = m_axis->window();
    m_points = 0;
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        Drawn &one = m_drawn[i];
        one.points.clear();
        one.inChart = false;
        if (!isShown(i))
            continue;
        one.points = m_metric.series[i].line->reduction.points(window.from, window.to, plot().width());
        m_points += one.points.size();
    }
}

void MetricChart::settle()
{
    // QtCharts clips to the plot area; a line along the edge keeps its full width this way.
    chart()->setPlotArea(QRectF(plot()));
    m_timeAxis->setRange(m_axis->window().from, m_axis->window().to);
    m_valueAxis->setRange(m_scale.low, m_scale.high);
    restyle();
}

bool MetricChart::isSmooth() const
{
    return m_points <= mostSmoothPoints;
}

void MetricChart::repaintAll()
{
    m_stale = true;
    viewport()->update();
}

void MetricChart::restyle()
{
    if (isMoving())
        return repaintAll();
    const bool smooth = isSmooth();
    arrange();
    setRenderHint(QPainter::Antialiasing, smooth);
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        const QPen pen = penOf(i);
        m_drawn[i].line->setPen(pen);
        const bool inChart = smooth && (pen.style() == Qt::SolidLine || !isBroken(m_drawn[i].points));
        if (inChart != m_drawn[i].inChart || (!inChart && m_drawn[i].line->count() > 0)) {
            m_drawn[i].line->replace(inChart ? m_drawn[i].points : QList<QPointF>());
            m_drawn[i].inChart = inChart;
        }
    }
    repaintAll();
}

QPen MetricChart::penOf(qsizetype series) const
{
    const SeriesStyle style = styleOf(series);
    return m_metric.series[series].estimated ? estimatedPen(style) : linePen(style);
}

int MetricChart::neededLeft() const
{
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    int widest = 0;
    for (const ValueTick &tick : m_scale.ticks)
        widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    return widest + Space::s + Space::xs;
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
