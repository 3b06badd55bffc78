// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chartstack.h"

#include "ui/chart/charttable.h"
#include "ui/chart/countlane.h"
#include "ui/chart/crosshaircard.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"

#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ChartStack::ChartStack(QWidget *parent)
    : QWidget(parent)
    , m_axis(new TimeAxis(this))
    , m_legend(new Legend(this))
    , m_lane(new EventLane(m_axis, this))
    , m_counts(new CountLane(m_axis, this))
    , m_dates(new AxisLane(m_axis, this))
    , m_scroll(new QScrollArea(this))
    , m_column(new QSplitter(Qt::Vertical))
    , m_pages(new QStackedWidget(this))
    , m_tableView(new Table(u"chartTable"_s, tr("The charts as a table"), this))
    , m_tableModel(new ChartTable(this))
    , m_tableNote(new TextLabel({}, TextRole::Caption, Tone::Muted))
    , m_card(new CrosshairCard(this))
{
    setObjectName(u"chartStack"_s);
    setAccessibleName(tr("Metrics over time"));
    setFocusPolicy(Qt::StrongFocus);
    auto *charts = new QWidget(m_pages);
    m_body = new QVBoxLayout(charts);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(0);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(m_column);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_column->setAutoFillBackground(false);
    m_scroll->viewport()->installEventFilter(this);
    m_column->setObjectName(u"chartSplitter"_s);
    m_column->setChildrenCollapsible(false);
    m_column->setHandleWidth(Space::s);
    connect(m_column, &QSplitter::splitterMoved, this, &ChartStack::heightsChanged);
    m_body->addWidget(m_lane);
    m_body->addWidget(m_scroll, 1);
    m_body->addWidget(m_counts);
    m_body->addWidget(m_dates);

    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_tableModel);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_tableView->sortByColumn(ChartTable::Period, Qt::AscendingOrder);
    m_pages->addWidget(charts);
    m_tableNote->setObjectName(u"chartTableNote"_s);
    m_tableNote->setWordWrap(true);
    auto *twin = new QWidget(m_pages);
    auto *rows = new QVBoxLayout(twin);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(Space::s);
    rows->addWidget(m_tableView, 1);
    rows->addWidget(m_tableNote);
    m_pages->addWidget(twin);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::m, Space::s, Space::s, Space::s);
    layout->setSpacing(Space::s);
    layout->addWidget(m_legend);
    layout->addWidget(m_pages, 1);

    connect(m_axis, &TimeAxis::cursorChanged, this, &ChartStack::updateCard);
    connect(m_axis, &TimeAxis::windowChanged, this, [this] {
        updateTable();
        updateCard();
    });
    connect(m_legend, &Legend::hiddenChanged, this, [this](const QSet<QString> &versions) {
        hide(versions);
        emit hiddenChanged(versions);
    });
    connect(m_legend, &Legend::highlighted, this, [this](const QString &version) {
        m_legendVersion = version;
        updateHighlight();
    });
    connect(m_lane, &EventLane::activated, this, [this](const monitor::Occurrence &occurrence) {
        if (occurrence.kind == monitor::Occurrence::Kind::Note)
            emit noteActivated(occurrence);
        else if (!occurrence.version.isEmpty())
            emit versionActivated(occurrence.version);
    });
    connect(m_lane, &EventLane::focusedOccurrence, this, &ChartStack::spoken);
    for (PlotLane *lane : {static_cast<PlotLane *>(m_counts), static_cast<PlotLane *>(m_dates)}) {
        connect(lane, &PlotLane::hovered, this,
                [this, lane](const QPointF &at) { hoverAt(lane, at, m_leading); });
        connect(lane, &PlotLane::left, this, &ChartStack::leave);
    }
}

void ChartStack::setTitle(const QString &title)
{
    m_title = title;
}

void ChartStack::setMetrics(const QList<PlotMetric> &metrics)
{
    m_given = metrics;
    layOut();
}

void ChartStack::setScale(AxisScale scale)
{
    if (scale == m_axis->scale())
        return;
    if (m_axis->scale() == AxisScale::Time)
        m_timeWindow = m_axis->showsEverything() ? std::nullopt : std::optional(m_axis->window());
    m_axis->setScale(scale, {});
    m_lane->setVisible(scale == AxisScale::Time);
    m_counts->setVisible(scale != AxisScale::Observation); // there it would draw n over n
    layOut();
    setOccurrences(m_lane->occurrences());
    m_axis->reset();
    if (scale == AxisScale::Time && m_timeWindow)
        m_axis->setWindow(*m_timeWindow);
}

void ChartStack::setOccurrences(const QList<monitor::Occurrence> &occurrences)
{
    m_lane->setOccurrences(occurrences);
    for (MetricChart *chart : std::as_const(m_charts))
        chart->setOccurrences(m_axis->scale() == AxisScale::Time ? occurrences
                                                                 : QList<monitor::Occurrence>());
    updateBounds();
}

void ChartStack::setBands(const QString &stage, const QList<StageBand> &bands)
{
    m_stageBands = bands;
    m_lane->setBands(stage, bands);
    for (MetricChart *chart : std::as_const(m_charts))
        chart->setStage(stageOnAxis());
    updateMargins(false);
}

void ChartStack::setThresholds(const QMap<QString, double> &byMetric)
{
    m_thresholds = byMetric;
    for (MetricChart *chart : std::as_const(m_charts)) {
        const auto found = byMetric.constFind(chart->metric().info.name);
        chart->setThreshold(found == byMetric.cend() ? std::nullopt : std::optional(Threshold{*found}));
    }
}

// Times are places on the axis of time only; on the others the stage is whose it is now.
QList<StageBand> ChartStack::stageOnAxis() const
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    switch (m_axis->scale()) {
    case AxisScale::Time: return m_stageBands;
    case AxisScale::Version: break;
    case AxisScale::Observation:
        if (m_stageBands.isEmpty() || std::isfinite(m_stageBands.last().end))
            return {};
        return {{m_stageBands.last().version, m_stageBands.last().look, -infinity, infinity}};
    }
    QList<StageBand> all; // versions side by side do not lie on each other
    for (const Legend::Entry &entry : m_legend->entries())
        all << StageBand{entry.version, entry.look, -infinity, infinity};
    return all;
}

// The pointer is asked before the keyboard.
void ChartStack::updateHighlight()
{
    QString version = m_pointedLine.isEmpty() ? m_legendVersion : m_pointedLine;
    if (version.isEmpty() && m_walked.series >= 0)
        version = m_metrics[m_leading].series[m_walked.series].name;
    if (hidden().contains(version))
        version.clear();
    m_legend->setHighlighted(version);
    for (MetricChart *chart : std::as_const(m_charts))
        chart->setHighlighted(version);
}

void ChartStack::toggleThreshold(const QString &metric)
{
    for (MetricChart *chart : std::as_const(m_charts)) {
        if (chart->metric().info.name != metric)
            continue;
        if (chart->threshold()) {
            m_thresholds.remove(metric);
            chart->setThreshold({});
            emit thresholdChanged(metric, std::numeric_limits<double>::quiet_NaN());
            return;
        }
        const double value = chart->suggestedThreshold();
        m_thresholds.insert(metric, value);
        chart->setThreshold(Threshold{value});
        emit thresholdChanged(metric, value);
    }
}

void ChartStack::setHidden(const QSet<QString> &versions)
{
    m_legend->setHidden(versions);
    hide(versions);
}

void ChartStack::hide(const QSet<QString> &versions)
{
    for (MetricChart *chart : std::as_const(m_charts))
        chart->setHidden(versions);
    updateHighlight();
    m_counts->setSeries(shownSeries());
    updateTable();
    updateCard();
}

void ChartStack::setTableShown(bool shown)
{
    if (shown == isTableShown())
        return;
    m_pages->setCurrentIndex(shown ? 1 : 0);
    updateTable();
    updateCard();
}

void ChartStack::setHeights(const QList<int> &heights)
{
    if (heights.isEmpty()) // all alike, again
        m_column->setSizes(QList<int>(m_charts.size(), std::max(1, m_column->height())));
    else if (heights.size() == m_charts.size())
        m_column->setSizes(heights);
}

QList<int> ChartStack::heights() const
{
    return m_column->sizes();
}

bool ChartStack::isTableShown() const
{
    return m_pages->currentIndex() == 1;
}

void ChartStack::updateTable()
{
    if (!isTableShown())
        return;
    m_tableModel->show(m_metrics, hidden(), m_axis->window(), m_axis->zone());
    m_tableView->resizeColumnsToContents();
    const qint64 shown = m_tableModel->rows().size();
    m_tableNote->setVisible(m_tableModel->leftOut() > 0);
    m_tableNote->setText(
        tr("The first %1 of %2 rows. Zoom in to see others, or export the data as CSV to have all "
           "that are in view.")
            .arg(QLocale().toString(shown), QLocale().toString(shown + m_tableModel->leftOut())));
}

void ChartStack::hoverAt(QWidget *widget, const QPointF &at, qsizetype metric)
{
    m_pointer = widget->mapTo(this, at.toPoint());
    m_leading = metric;
    if (m_axis->isLocked())
        return;
    const bool inPlot = at.x() >= m_axis->left() && at.x() <= widget->width() - m_axis->right();
    m_axis->setCursor(inPlot ? std::optional(m_axis->timeAt(at.x(), widget->width())) : std::nullopt);
}

QString ChartStack::placeText(double at) const
{
    if (m_axis->scale() != AxisScale::Observation)
        return {}; // the period says it
    return tr("Observation %1 of each version").arg(QLocale().toString(qint64(std::max(0.0, at)) + 1));
}

void ChartStack::leave()
{
    if (!m_axis->isLocked())
        m_axis->setCursor({});
}

void ChartStack::updateCard()
{
    const auto time = m_axis->cursor();
    if (!time || isTableShown() || m_charts.isEmpty() || !m_axis->window().contains(*time) ||
        m_axis->band()) {
        m_card->hide();
        return;
    }
    Readout readout = readoutAt(m_metrics, hidden(), m_leading, *time, m_axis->mark(), m_axis->zone());
    if (const QString place = placeText(*time); !place.isEmpty()) {
        readout.when = place;
        if (m_axis->mark())
            readout.marked = placeText(*m_axis->mark());
    }
    m_card->show(readout, m_leading, m_axis->isLocked());
    const QPoint origin = m_dates->mapTo(this, QPoint(0, 0));
    const int x = origin.x() + int(m_axis->x(*time, m_dates->width()));
    m_card->placeBeside({x, m_pointer.y()}, rect().adjusted(Space::s, Space::s, -Space::s, -Space::s));
}

bool ChartStack::eventFilter(QObject *watched, QEvent *event)
{
    // The lanes are as wide as the charts, whether there is a scroll bar or not.
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize) {
        const int bar = m_scroll->width() - m_scroll->viewport()->width();
        for (QWidget *lane : {static_cast<QWidget *>(m_lane), static_cast<QWidget *>(m_counts),
                              static_cast<QWidget *>(m_dates)})
            lane->setMaximumWidth(std::max(1, m_scroll->width() - bar));
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace vitrine::ui
