// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/monitortoolbar.h"

#include "core/monitor/series.h"
#include "ui/monitor/toolbarbutton.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/flowlayout.h"

#include <QActionGroup>
#include <QComboBox>
#include <QMenu>
#include <QSignalBlocker>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int widestModel = 260;
constexpr int mostMetrics = 8; // charts that still can be read one below the other

using Unit = monitor::PeriodUnit;
constexpr std::array<Unit, 7> units = {Unit::Minute, Unit::Hour,    Unit::Day, Unit::IsoWeek,
                                       Unit::Month,  Unit::Quarter, Unit::Year};

QString unitText(Unit unit)
{
    switch (unit) {
    case Unit::Minute: return MonitorToolbar::tr("By minute");
    case Unit::Hour: return MonitorToolbar::tr("By hour");
    case Unit::Day: return MonitorToolbar::tr("By day");
    case Unit::IsoWeek: return MonitorToolbar::tr("By week");
    case Unit::Quarter: return MonitorToolbar::tr("By quarter");
    case Unit::Year: return MonitorToolbar::tr("By year");
    case Unit::Month: return MonitorToolbar::tr("By month");
    default: return MonitorToolbar::tr("By %1").arg(monitor::periodUnitName(unit)); // of a team's view
    }
}

} // namespace

MonitorToolbar::MonitorToolbar(QWidget *parent)
    : QWidget(parent)
    , m_model(makeCombo(u"monitorModel"_s, tr("Model")))
    , m_period(makeCombo(u"monitorPeriod"_s, tr("Period")))
    , m_metrics(new ToolbarButton(u"monitorMetrics"_s, u"monitor"_s, tr("Metrics"),
                                  tr("Choose what is plotted"), Qt::Key_M, this))
    , m_metricMenu(new QMenu(this))
    , m_stage(makeCombo(u"monitorStage"_s, tr("Stage whose changes are marked")))
    , m_thresholds(new ToolbarButton(u"monitorThresholds"_s, u"threshold"_s, tr("Thresholds"),
                                     tr("Choose which metrics have a line that they should not cross"),
                                     Qt::Key_H, this))
    , m_thresholdMenu(new QMenu(this))
    , m_views(new ToolbarButton(
          u"monitorPresets"_s, u"dashboard"_s, tr("View"),
          tr("Choose a ready-made view, what it is laid out along, or keep it for the team"), Qt::Key_V,
          this))
    , m_live(new ToolbarButton(u"monitorLive"_s, u"live"_s, tr("Live"),
                               tr("Read anew every second, without moving the view"), Qt::Key_L, this))
    , m_range(new ToolbarButton(u"monitorRange"_s, u"fit"_s, tr("Range"),
                                tr("Choose how much of the time is shown"), Qt::Key_R, this))
    , m_table(new ToolbarButton(u"monitorTable"_s, u"table"_s, tr("Table"), tr("Show the same as a table"),
                                Qt::Key_T, this))
    , m_export(new ToolbarButton(u"monitorExport"_s, u"export"_s, tr("Export"),
                                 tr("Save what is shown as a picture or as data"), Qt::Key_E, this))
{
    setObjectName(u"monitorToolbar"_s);
    m_model->setMaximumWidth(widestModel);
    m_stage->setToolTip(tr("Stage whose changes are marked"));
    for (const Unit unit : units)
        m_period->addItem(unitText(unit), int(unit));
    setPeriod(Unit::Month);
    m_metricMenu->setObjectName(u"monitorMetricMenu"_s);
    m_metricMenu->setToolTipsVisible(true);
    m_metrics->setMenu(m_metricMenu);
    m_table->setCheckable(true);
    m_live->setCheckable(true);
    m_thresholdMenu->setObjectName(u"monitorThresholdMenu"_s);
    m_thresholds->setMenu(m_thresholdMenu);
    addRanges();
    addExports();
    addPresets();

    // Nothing is cut: what does not fit into a line begins another one.
    m_choices = {m_model, m_period, m_metrics, m_stage};
    m_actions = {m_live, m_views, m_thresholds, m_range, m_table, m_export};
    auto *row = new FlowLayout(this, Space::s);
    for (QWidget *widget : std::as_const(m_choices))
        row->addWidget(widget);
    for (ToolbarButton *button : std::as_const(m_actions))
        row->addWidget(button);
    row->setLastAtEnd(int(m_actions.size()));

    connect(m_model, &QComboBox::activated, this, [this] { emit modelChosen(model()); });
    connect(m_period, &QComboBox::activated, this, [this] { emit periodChosen(period()); });
    connect(m_stage, &QComboBox::activated, this, [this] { emit stageChosen(m_stage->currentText()); });
    connect(m_live, &QToolButton::toggled, this, [this](bool live) {
        m_live->setLabel(live ? tr("Pause") : tr("Live"));
        m_live->setIcon(icon(live ? u"pause"_s : u"live"_s));
        adapt();
        emit liveToggled(live);
    });
    connect(m_table, &QToolButton::toggled, this, &MonitorToolbar::tableToggled);
    setStages({}, {});
    setFilled(false);
}

int MonitorToolbar::neededWidth() const
{
    int width = -Space::s;
    for (const QWidget *widget : m_choices)
        width +=
            widget->isHidden() ? 0 : Space::s + std::min(widget->sizeHint().width(), widget->maximumWidth());
    for (const ToolbarButton *button : m_actions)
        width += Space::s + button->sizeHint().width();
    return width;
}

// One line is worth more than words beside the icons, as long as one line is what comes of it: the charts
// need the height.
void MonitorToolbar::adapt()
{
    if (m_actions.isEmpty())
        return; // it is being made
    const auto show = [this](bool words, bool view) {
        for (ToolbarButton *button : std::as_const(m_actions))
            button->setToolButtonStyle(words || (view && button == m_views) ? Qt::ToolButtonTextBesideIcon
                                                                            : Qt::ToolButtonIconOnly);
        return neededWidth() <= width();
    };
    if (!show(true, true) && !show(false, true) && !show(false, false))
        show(true, true);
    layout()->activate(); // at once, or it would be seen in between
}

void MonitorToolbar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    adapt();
}

QComboBox *MonitorToolbar::makeCombo(const QString &name, const QString &accessibleName)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(name);
    combo->setAccessibleName(accessibleName);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return combo;
}

void MonitorToolbar::addRanges()
{
    auto *menu = new QMenu(m_range);
    menu->setObjectName(u"monitorRangeMenu"_s);
    const auto add = [&](Range range, const QString &name, const QString &text) {
        QAction *action = menu->addAction(text, this, [this, range] { emit rangeChosen(range); });
        action->setObjectName(name);
    };
    add(Range::Hour, u"rangeHour"_s, tr("Last hour"));
    add(Range::Day, u"rangeDay"_s, tr("Last 24 hours"));
    add(Range::Days7, u"range7"_s, tr("Last 7 days"));
    add(Range::Days30, u"range30"_s, tr("Last 30 days"));
    add(Range::Days90, u"range90"_s, tr("Last 90 days"));
    add(Range::Year, u"rangeYear"_s, tr("Last year"));
    add(Range::SinceDeployment, u"rangeDeployment"_s, tr("Since the last deployment"));
    menu->addSeparator();
    add(Range::All, u"rangeAll"_s, tr("Everything"));
    m_range->setMenu(menu);
}

void MonitorToolbar::addPresets()
{
    auto *menu = new QMenu(m_views);
    menu->setObjectName(u"monitorPresetMenu"_s);
    const auto add = [&](Preset preset, const QString &name, const QString &text) {
        QAction *action = menu->addAction(text, this, [this, preset] { emit presetChosen(preset); });
        action->setObjectName(name);
        return action;
    };
    m_useUsual = add(Preset::Usual, u"presetUsual"_s, tr("The usual metrics, by month"));
    m_useVetiver =
        add(Preset::Vetiver, u"presetVetiver"_s, tr("vetiver's dashboard: metrics by week, data, API"));
    m_useTeam = add(Preset::Team, u"presetTeam"_s, tr("The team's view"));
    m_useOwn = menu->addAction(tr("My own"));
    m_useOwn->setObjectName(u"presetOwn"_s);
    auto *group = new QActionGroup(this);
    for (QAction *action : {m_useUsual, m_useVetiver, m_useTeam, m_useOwn}) {
        action->setCheckable(true);
        group->addAction(action);
    }
    menu->addSeparator();
    m_undoView = menu->addAction(icon(u"undo"_s), tr("Undo the last change of the view"), this,
                                 &MonitorToolbar::viewUndoRequested);
    m_undoView->setObjectName(u"viewUndo"_s);
    m_undoView->setShortcut(QKeySequence::Undo);
    m_undoView->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (parentWidget())
        parentWidget()->addAction(m_undoView); // from wherever one is on the page
    m_saveTeam =
        menu->addAction(tr("Keep this as the team's view"), this, &MonitorToolbar::teamViewSaveRequested);
    m_saveTeam->setObjectName(u"presetSaveTeam"_s);
    setView(ViewKind::Usual, false, false);
    menu->addSeparator();
    addAxisScales(menu);
    m_estimates = menu->addAction(tr("Estimates where the truth is not known yet"));
    m_estimates->setObjectName(u"monitorEstimates"_s);
    m_estimates->setCheckable(true);
    connect(m_estimates, &QAction::toggled, this, &MonitorToolbar::estimatesToggled);
    m_views->setMenu(menu);
}

void MonitorToolbar::addAxisScales(QMenu *menu)
{
    auto *group = new QActionGroup(this);
    for (const AxisScale scale : {AxisScale::Time, AxisScale::Version, AxisScale::Observation}) {
        QAction *action =
            menu->addAction(axisScaleText(scale), this, [this, scale] { emit axisScaleChosen(scale); });
        action->setObjectName(u"axis_"_s + axisScaleName(scale));
        action->setCheckable(true);
        group->addAction(action);
        m_scales << action;
    }
    menu->addSeparator();
}

void MonitorToolbar::setAxisScale(AxisScale scale)
{
    m_scales[qsizetype(scale)]->setChecked(true);
}

void MonitorToolbar::setEstimates(bool shown)
{
    const QSignalBlocker quiet(m_estimates);
    m_estimates->setChecked(shown);
}

void MonitorToolbar::setTeamView(bool exists, bool canBeSaved)
{
    m_useTeam->setEnabled(exists);
    m_saveTeam->setEnabled(canBeSaved);
}

void MonitorToolbar::setView(ViewKind kind, bool canUndo, bool behind)
{
    QAction *const actions[] = {m_useUsual, m_useTeam, m_useVetiver, m_useOwn}; // as ViewKind
    actions[std::size_t(kind)]->setChecked(true);
    m_useOwn->setEnabled(kind == ViewKind::Own);
    m_undoView->setEnabled(canUndo);
    m_useTeam->setText(behind ? tr("The team's view (changed since yours)") : tr("The team's view"));
    m_views->setLabel(tr("View: %1").arg(viewKindName(kind)));
    adapt();
}

void MonitorToolbar::addExports()
{
    auto *menu = new QMenu(m_export);
    menu->setObjectName(u"monitorExportMenu"_s);
    const auto add = [&](const QString &suffix, const QString &text) {
        QAction *action = menu->addAction(text, this, [this, suffix] { emit exportRequested(suffix); });
        action->setObjectName(u"export_"_s + suffix);
    };
    add(u"png"_s, tr("Picture (PNG)…"));
    add(u"svg"_s, tr("Drawing (SVG)…"));
    add(u"pdf"_s, tr("Document (PDF)…"));
    menu->addSeparator();
    add(u"csv"_s, tr("Data (CSV)…"));
    add(u"html"_s, tr("Report (HTML)…"));
    m_export->setMenu(menu);
}

void MonitorToolbar::setModels(const QStringList &models)
{
    const QString before = model();
    const QSignalBlocker quiet(m_model);
    m_model->clear();
    m_model->addItems(models);
    m_model->setCurrentIndex(int(std::max<qsizetype>(0, models.indexOf(before))));
    m_model->setEnabled(!models.isEmpty());
    adapt();
}

void MonitorToolbar::setModel(const QString &model)
{
    const QSignalBlocker quiet(m_model);
    if (m_model->findText(model) < 0)
        m_model->addItem(model);
    m_model->setCurrentIndex(m_model->findText(model));
    m_model->setToolTip(model);
}

QString MonitorToolbar::model() const
{
    return m_model->currentText();
}

void MonitorToolbar::setPeriod(monitor::PeriodUnit period)
{
    const QSignalBlocker quiet(m_period);
    if (m_period->findData(int(period)) < 0)
        m_period->addItem(unitText(period), int(period));
    m_period->setCurrentIndex(m_period->findData(int(period)));
}

monitor::PeriodUnit MonitorToolbar::period() const
{
    return static_cast<Unit>(m_period->currentData().toInt());
}

void MonitorToolbar::setMetrics(const QStringList &offered, const QStringList &chosen)
{
    m_chosen = chosen;
    m_metrics->setLabel(chosen.isEmpty() ? tr("Metrics") : tr("%n metric(s)", nullptr, int(chosen.size())));
    adapt();
    if (offered != m_offered) {
        m_offered = offered;
        m_metricMenu->clear();
        for (const QString &metric : offered) {
            const monitor::MetricInfo info = monitor::metricInfo(metric);
            QAction *action = m_metricMenu->addAction(u"%1  (%2)"_s.arg(info.title, metric));
            action->setObjectName(u"metric_"_s + metric);
            action->setCheckable(true);
            connect(action, &QAction::toggled, this,
                    [this, metric](bool shown) { toggleMetric(metric, shown); });
        }
    }
    const QList<QAction *> actions = m_metricMenu->actions();
    for (qsizetype i = 0; i < m_offered.size(); ++i) {
        const QSignalBlocker quiet(actions[i]);
        const bool shown = chosen.contains(m_offered[i]);
        actions[i]->setChecked(shown);
        // One chart always stays, and there are never more than can be read.
        actions[i]->setEnabled(shown ? chosen.size() > 1 : chosen.size() < mostMetrics);
    }
}

void MonitorToolbar::toggleMetric(const QString &metric, bool shown)
{
    QStringList chosen = m_chosen;
    chosen.removeAll(metric);
    if (shown)
        chosen << metric;
    setMetrics(m_offered, chosen);
    emit metricsChosen(chosen);
}

void MonitorToolbar::setStages(const QStringList &stages, const QString &stage)
{
    const QSignalBlocker quiet(m_stage);
    m_stage->clear();
    m_stage->addItems(stages);
    m_stage->setCurrentText(stage);
    m_stage->setVisible(stages.size() > 1);
    adapt();
}

void MonitorToolbar::setFilled(bool filled)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_range), static_cast<QWidget *>(m_thresholds),
                            static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_export),
                            static_cast<QWidget *>(m_live), static_cast<QWidget *>(m_metrics)})
        widget->setEnabled(filled);
    m_views->setEnabled(m_model->count() > 0); // which pages there are does not depend on observations
}

void MonitorToolbar::setRangeEnabled(bool charts, bool byTime)
{
    m_range->setEnabled(charts && byTime);
    m_thresholds->setEnabled(charts);
}

void MonitorToolbar::setThresholds(const QStringList &metrics, const QStringList &set)
{
    m_thresholdMenu->clear();
    for (const QString &metric : metrics) {
        QAction *action = m_thresholdMenu->addAction(monitor::metricInfo(metric).title);
        action->setObjectName(u"threshold_"_s + metric);
        action->setCheckable(true);
        action->setChecked(set.contains(metric));
        connect(action, &QAction::toggled, this, [this, metric] { emit thresholdToggled(metric); });
    }
    m_thresholdMenu->addSeparator();
    for (const QString &metric : set) {
        QAction *action = m_thresholdMenu->addAction(tr("Alert at the threshold of %1…").arg(metric), this,
                                                     [this, metric] { emit alertsRequested(metric); });
        action->setObjectName(u"alertAt_"_s + metric);
    }
    QAction *alerts = m_thresholdMenu->addAction(tr("Alerts…"), this, [this] { emit alertsRequested({}); });
    alerts->setObjectName(u"monitorAlerts"_s);
}

void MonitorToolbar::setLive(bool live)
{
    m_live->setChecked(live);
}

bool MonitorToolbar::isLive() const
{
    return m_live->isChecked();
}

void MonitorToolbar::setTableShown(bool shown)
{
    m_table->setChecked(shown);
}

} // namespace vitrine::ui
