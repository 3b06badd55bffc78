// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/historyribbon.h"

#include "ui/chart/eventlane.h"
#include "ui/model/ribbon/metriclane.h"
#include "ui/model/ribbon/stagelanes.h"
#include "ui/model/ribbon/versionlane.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int leastLeft = 64; // of the plots: room for the names of the lanes
constexpr int mostLeft = 150;
constexpr int right = 16;
constexpr double buttonZoom = 0.5;

QToolButton *makeButton(const QString &name, const QString &drawing, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(icon(drawing));
    button->setIconSize({Size::icon, Size::icon});
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

HistoryRibbon::HistoryRibbon(QWidget *parent)
    : QWidget(parent)
    , m_story(std::make_shared<RibbonStory>())
    , m_axis(new TimeAxis(this))
    , m_metric(new MetricLane(m_axis, this))
    , m_stages(new StageLanes(m_axis, this))
    , m_events(new EventLane(m_axis, this))
    , m_versions(new VersionLane(m_axis, this))
    , m_dates(new AxisLane(m_axis, this))
{
    setObjectName(u"historyRibbon"_s);
    m_events->setObjectName(u"ribbonEvents"_s);
    m_dates->setObjectName(u"ribbonDates"_s);
    buildTop();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::s, Space::xs, Space::s, Space::xs);
    layout->setSpacing(0);
    layout->addWidget(m_top);
    layout->addWidget(m_metric, 1);
    layout->addWidget(m_stages);
    layout->addWidget(m_events);
    layout->addWidget(m_versions);
    layout->addWidget(m_dates);
    layout->addStretch();
    connectLanes();
    clear();
}

void HistoryRibbon::buildTop()
{
    m_top = new QWidget(this);
    m_line = new ElidedLabel({}, m_top, TextRole::Caption, Tone::Muted);
    m_line->setObjectName(u"ribbonLine"_s);
    m_line->setElideMode(Qt::ElideRight);
    m_zoomOut = makeButton(u"ribbonZoomOut"_s, u"minus"_s, tr("Show more time (−)"), m_top);
    m_zoomIn = makeButton(u"ribbonZoomIn"_s, u"plus"_s, tr("Show less time (+)"), m_top);
    m_fit = makeButton(u"ribbonFit"_s, u"fit"_s, tr("Show everything (Home)"), m_top);
    auto *row = new QHBoxLayout(m_top);
    row->setContentsMargins(Space::xs, 0, 0, 0);
    row->setSpacing(Space::xs);
    row->addWidget(m_line, 1);
    row->addSpacing(Space::xs);
    for (QToolButton *button : {m_zoomOut, m_zoomIn, m_fit})
        row->addWidget(button);
    const auto middle = [this] { return (m_axis->window().from + m_axis->window().to) / 2; };
    connect(m_zoomOut, &QToolButton::clicked, this,
            [this, middle] { m_axis->zoom(1 / buttonZoom, middle()); });
    connect(m_zoomIn, &QToolButton::clicked, this, [this, middle] { m_axis->zoom(buttonZoom, middle()); });
    connect(m_fit, &QToolButton::clicked, m_axis, &TimeAxis::fit);
}

void HistoryRibbon::connectLanes()
{
    const QList<PlotLane *> lanes{m_metric, m_stages, m_events, m_versions};
    for (PlotLane *lane : lanes) {
        connect(lane, &PlotLane::hovered, this, &HistoryRibbon::showMoment);
        connect(lane, &PlotLane::left, this, [this] {
            m_axis->setCursor({});
            showReadout({});
        });
    }
    connect(m_axis, &TimeAxis::windowChanged, this, [this] {
        m_zoomOut->setEnabled(!m_axis->showsEverything());
        m_fit->setEnabled(!m_axis->showsEverything());
    });
    connect(m_stages, &StageLanes::versionActivated, this, &HistoryRibbon::versionActivated);
    connect(m_stages, &StageLanes::roomWanted, this, &HistoryRibbon::roomWanted);
    connect(m_events, &EventLane::activated, this, [this](const monitor::Occurrence &occurrence) {
        if (m_story->indexOf(occurrence.version) >= 0)
            emit versionActivated(occurrence.version);
    });
    connect(m_events, &EventLane::focusedOccurrence, this, &HistoryRibbon::showReadout);
    connect(m_versions, &VersionLane::inspected, this, &HistoryRibbon::versionActivated);
    connect(m_versions, &VersionLane::moveRequested, this, &HistoryRibbon::moveRequested);
    connect(m_versions, &VersionLane::newStageRequested, this, &HistoryRibbon::newStageRequested);
    connect(m_versions, &VersionLane::menuRequested, this, &HistoryRibbon::menuRequested);
    connect(m_versions, &VersionLane::walked, this, &HistoryRibbon::showReadout);
    connect(m_versions, &VersionLane::dragHinted, this, &HistoryRibbon::showReadout);
}

void HistoryRibbon::setStory(const RibbonStory &story, bool fresh)
{
    m_story = std::make_shared<const RibbonStory>(story);
    m_metric->setStory(m_story);
    m_metric->setVisible(m_metric->hasValues());
    m_stages->setStory(m_story);
    m_events->setOccurrences(m_story->occurrences);
    m_events->setVisible(!m_story->occurrences.isEmpty());
    m_versions->setStory(m_story);
    updateMargins();
    m_axis->setBounds(m_story->bounds);
    if (fresh)
        m_axis->reset();
    updateLegend();
}

void HistoryRibbon::clear()
{
    setStory({}, true);
}

void HistoryRibbon::setSelected(const QString &version)
{
    m_versions->setSelected(version);
    m_stages->setSelected(version);
    m_metric->setSelected(version);
}

void HistoryRibbon::setWithdrawnShown(bool shown)
{
    m_versions->setWithdrawnShown(shown);
}

QMenu *HistoryRibbon::makeMoveMenu(const QString &version, QWidget *parent)
{
    return m_versions->makeMoveMenu(version, parent);
}

void HistoryRibbon::updateMargins()
{
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    const int words = std::max({m_stages->nameWidth(), metrics.horizontalAdvance(tr("versions")),
                                metrics.horizontalAdvance(tr("events"))});
    m_axis->setMargins(std::clamp(words + Space::m + Space::xs, leastLeft, mostLeft), right);
}

void HistoryRibbon::updateLegend()
{
    QStringList parts;
    if (m_metric->hasValues()) {
        parts << (m_story->unit.isEmpty() ? m_story->metric
                                          : tr("%1 in %2").arg(m_story->metric, m_story->unit));
        parts << tr("marks: at registration");
        if (!m_story->monitored.isEmpty())
            parts << tr("line: monitored, strong while in %1")
                         .arg(m_story->mainLane() ? m_story->mainLane()->stage : tr("use"));
    }
    m_legend = parts.join(u" · "_s);
    showReadout({});
}

QString HistoryRibbon::momentText(double time) const
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(qint64(time)).toTimeZone(m_axis->zone());
    QStringList parts{QLocale().toString(moment.date(), u"d MMM yyyy"_s)};
    if (const QString holders = m_stages->holdersAt(time); !holders.isEmpty())
        parts << holders;
    if (const QString value = m_metric->valueAt(time); !value.isEmpty())
        parts << value;
    return parts.join(u" · "_s);
}

void HistoryRibbon::showMoment(const QPointF &at)
{
    if (m_versions->isDragging() || m_story->isEmpty())
        return;
    const bool inPlot = at.x() >= m_axis->left() && at.x() <= m_metric->width() - m_axis->right();
    if (!inPlot) {
        m_axis->setCursor({});
        showReadout({});
        return;
    }
    const double time = m_axis->timeAt(at.x(), m_versions->width());
    m_axis->setCursor(time);
    showReadout(momentText(time));
}

void HistoryRibbon::showReadout(const QString &text)
{
    m_line->setText(text.isEmpty() ? m_legend : text);
    m_line->setTone(text.isEmpty() ? Tone::Muted : Tone::Neutral);
}

void HistoryRibbon::saveState(QSettings &settings, const QString &key) const
{
    if (m_story->isEmpty() || m_axis->showsEverything()) {
        settings.remove(key);
        return;
    }
    settings.setValue(key, QVariantList{m_axis->window().from, m_axis->window().to});
}

void HistoryRibbon::restoreState(const QSettings &settings, const QString &key)
{
    const QVariantList window = settings.value(key).toList();
    if (window.size() == 2)
        m_axis->setWindow({window.at(0).toDouble(), window.at(1).toDouble()});
}

void HistoryRibbon::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateMargins();
}

} // namespace vitrine::ui
