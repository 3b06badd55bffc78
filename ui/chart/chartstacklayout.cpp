// SPDX-License-Identifier: GPL-3.0-or-later
// How ChartStack lays out what it was given: a chart a metric, the legend, and an axis with room for all.
#include "ui/chart/chartstack.h"
#include "ui/chart/countlane.h"
#include "ui/theme/tokens.h"

#include <QFontMetrics>
#include <QLocale>
#include <QSplitter>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int widestName = 122; // of the margins, with its leader
constexpr int leader = 12;
constexpr double nearBounds = 0.05;
} // namespace

void ChartStack::layOut()
{
    AxisLayout layout = laidOut(m_given, m_axis->scale());
    m_metrics = std::move(layout.metrics);
    m_axis->setScale(m_axis->scale(), layout.stretches);
    m_leading = std::clamp<qsizetype>(m_leading, 0, std::max<qsizetype>(0, m_metrics.size() - 1));
    m_walked = {};
    makeCharts();
    updateLegend();
    for (MetricChart *chart : std::as_const(m_charts))
        chart->setStage(stageOnAxis());
    updateHighlight();
    updateBounds();
    m_counts->setSeries(shownSeries());
    updateMargins(true);
    updateTable();
    updateCard();
}

void ChartStack::addChart()
{
    const qsizetype index = m_charts.size();
    auto *chart = new MetricChart(m_axis, m_column);
    m_column->addWidget(chart);
    m_column->setStretchFactor(int(index), 1);
    connect(chart, &MetricChart::hovered, this,
            [this, chart, index](const QPointF &at) { hoverAt(chart, at, index); });
    connect(chart, &MetricChart::left, this, &ChartStack::leave);
    connect(chart, &MetricChart::lineHovered, this, [this](const QString &version) {
        m_pointedLine = version;
        updateHighlight();
    });
    connect(chart, &MetricChart::pointActivated, this, &ChartStack::pointActivated);
    connect(chart, &MetricChart::scaleChanged, this, [this] { updateMargins(false); });
    connect(chart, &MetricChart::thresholdMoveFinished, this, [this, chart](double value) {
        m_thresholds.insert(chart->metric().info.name, value);
        emit thresholdChanged(chart->metric().info.name, value);
    });
    chart->setOccurrences(m_axis->scale() == AxisScale::Time ? m_lane->occurrences()
                                                             : QList<monitor::Occurrence>());
    chart->setHidden(hidden());
    m_charts << chart;
}

void ChartStack::makeCharts()
{
    while (m_charts.size() > m_metrics.size())
        delete m_charts.takeLast();
    while (m_charts.size() < m_metrics.size())
        addChart();
    for (qsizetype i = 0; i < m_metrics.size(); ++i) {
        const auto threshold = m_thresholds.constFind(m_metrics[i].info.name);
        m_charts[i]->setThreshold(threshold == m_thresholds.cend() ? std::nullopt
                                                                   : std::optional(Threshold{*threshold}));
        m_charts[i]->setMetric(m_metrics[i]);
        m_charts[i]->setFocusedPoint({});
    }
}

QList<PlotSeries> ChartStack::shownSeries() const
{
    QList<PlotSeries> shown;
    if (!m_metrics.isEmpty()) {
        for (const PlotSeries &series : m_metrics.first().series) {
            if (!series.estimated && !hidden().contains(series.name))
                shown << series;
        }
    }
    return shown;
}

void ChartStack::updateLegend()
{
    QList<Legend::Entry> entries;
    for (const PlotMetric &metric : std::as_const(m_metrics)) {
        for (const PlotSeries &series : metric.series) {
            const bool known = std::any_of(entries.begin(), entries.end(),
                                           [&](const Legend::Entry &e) { return e.version == series.name; });
            if (known)
                continue;
            const qint64 n = series.estimated ? 0 : series.line->countBetween(0, series.line->size());
            entries << Legend::Entry{series.name, series.look,
                                     n > 0 ? tr("n %1").arg(QLocale().toString(n)) : QString()};
        }
    }
    std::sort(entries.begin(), entries.end(),
              [](const Legend::Entry &a, const Legend::Entry &b) { return a.look < b.look; });
    m_legend->setEntries(entries);
}

void ChartStack::updateBounds()
{
    TimeSpan all{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const PlotMetric &metric : std::as_const(m_metrics)) {
        for (const PlotSeries &series : metric.series) {
            if (series.line->size() == 0)
                continue;
            all.from = std::min(all.from, series.line->leftOf(0));
            all.to = std::max(all.to, series.line->rightOf(series.line->size() - 1));
        }
    }
    if (const QList<AxisStretch> &stretches = m_axis->stretches(); !stretches.isEmpty())
        all = {stretches.first().from, stretches.last().to};
    if (!(all.to >= all.from))
        return;
    if (m_axis->scale() != AxisScale::Time)
        return m_axis->setBounds(all);
    const TimeSpan observed = all;
    for (const monitor::Occurrence &occurrence : m_lane->occurrences()) {
        const double time = double(occurrence.time.toMSecsSinceEpoch());
        if (time > observed.from - observed.length() * nearBounds &&
            time < observed.to + observed.length() * nearBounds) {
            all.from = std::min(all.from, time);
            all.to = std::max(all.to, time);
        }
    }
    m_axis->setBounds(all);
}

void ChartStack::updateMargins(bool mayShrink)
{
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    int left = metrics.horizontalAdvance(tr("production")) + Space::s + Space::xs;
    int right = Space::l;
    for (const MetricChart *chart : std::as_const(m_charts))
        left = std::max(left, chart->neededLeft());
    for (const Legend::Entry &entry : m_legend->entries())
        right = std::max(right,
                         std::min(widestName, metrics.horizontalAdvance(entry.version) + leader + Space::l));
    if (!mayShrink) {
        left = std::max(left, m_axis->left());
        right = std::max(right, m_axis->right());
    }
    m_axis->setMargins(left, right);
}

} // namespace vitrine::ui
