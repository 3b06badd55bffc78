// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/monitorpage.h"

#include "core/base/clock.h"
#include "ui/chart/chartstack.h"
#include "ui/monitor/apiview.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/exploreview.h"
#include "ui/monitor/matrixview.h"
#include "ui/monitor/modelage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/wording.h"

#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr double day = 86400000;
} // namespace

MonitorPage::MonitorPage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_toolbar(new MonitorToolbar(this))
    , m_tabs(new QTabBar(this))
    , m_charts(new ChartStack)
    , m_drift(new DriftView(services))
    , m_matrix(new MatrixView)
    , m_diagnostics(new DiagnosticsView(services))
    , m_explore(new ExploreView(services))
    , m_api(new ApiView(services))
    , m_views(new QStackedWidget)
    , m_faces(new FaceStack(m_views, u"monitor"_s, this))
    , m_age(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_hint(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
{
    setObjectName(u"monitorPage"_s);
    m_faces->setEmptyText(u"monitor"_s, tr("No labelled data yet"),
                          tr("Import a CSV, or send feedback to a running deployment."));
    m_faces->showEmpty();
    m_hint->setObjectName(u"monitorHint"_s);
    m_hint->setText(
        tr("Wheel: zoom · drag: pan · Shift+drag: choose a range · click: pin, or ask about a point · "
           "Ctrl+click: compare with a moment · point at a line or its name: bring it forward · arrow keys: "
           "walk the points · X: another axis"));
    m_hint->setWordWrap(true);

    makeTabs();
    auto *heading = new TextLabel(tr("Monitor"), TextRole::Title, Tone::Neutral, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::m);
    layout->setSpacing(Space::m);
    m_age->setObjectName(u"monitorAge"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(Space::m);
    top->addWidget(heading);
    top->addWidget(m_age, 1, Qt::AlignBottom);
    layout->addLayout(top);
    layout->addWidget(m_toolbar);
    layout->addWidget(m_tabs);
    layout->addWidget(m_faces, 1);
    layout->addWidget(m_hint);
    m_hint->hide();

    connectToolbar();
    connectViews();
    connect(m_faces, &FaceStack::retryRequested, this, &MonitorPage::refresh);
    connectCharts();
    connectNotes();
    connectPoints();
    connect(&m_live, &LiveWatch::changed, this, [this] { ask(true); });
    connect(&m_live, &LiveWatch::failed, this, &MonitorPage::showProblem);
    watchPatience();
}

MonitorPage::~MonitorPage()
{
    saveWindow();
}

void MonitorPage::connectToolbar()
{
    connect(m_toolbar, &MonitorToolbar::modelChosen, this, &MonitorPage::showModel);
    connect(m_toolbar, &MonitorToolbar::periodChosen, this, [this](monitor::PeriodUnit period) {
        changeDashboard([period](Dashboard &own) { own.period = monitor::periodUnitName(period); });
    });
    connect(m_toolbar, &MonitorToolbar::metricsChosen, this, [this](const QStringList &metrics) {
        changeDashboard([&metrics](Dashboard &own) {
            own.metrics = metrics;
            own.heights.clear();
        });
    });
    connect(m_toolbar, &MonitorToolbar::stageChosen, this, [this](const QString &stage) {
        changeDashboard([&stage](Dashboard &own) { own.stage = stage; });
    });
    connect(m_toolbar, &MonitorToolbar::thresholdToggled, m_charts, &ChartStack::toggleThreshold);
    connect(m_toolbar, &MonitorToolbar::presetChosen, this, &MonitorPage::useDashboard);
    connect(m_toolbar, &MonitorToolbar::teamViewSaveRequested, this, &MonitorPage::saveTeamDashboard);
    connect(m_toolbar, &MonitorToolbar::viewUndoRequested, this, &MonitorPage::undoDashboard);
    connect(m_toolbar, &MonitorToolbar::liveToggled, this, &MonitorPage::setLive);
    connect(m_toolbar, &MonitorToolbar::alertsRequested, this, &MonitorPage::showAlerts);
    connect(m_toolbar, &MonitorToolbar::rangeChosen, this, &MonitorPage::showRange);
    connect(m_toolbar, &MonitorToolbar::tableToggled, this, [this](bool shown) {
        m_charts->setTableShown(shown);
        m_drift->setTableShown(shown);
        m_matrix->setTableShown(shown);
        m_diagnostics->setTableShown(shown);
        m_explore->setTableShown(shown);
    });
    connect(m_toolbar, &MonitorToolbar::exportRequested, this, &MonitorPage::chooseExport);
}

QString MonitorPage::key(const QString &name) const
{
    const QString library = m_library ? m_library->name() : QString();
    const auto safe = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    return u"monitor/%1/%2/%3"_s.arg(safe(library), safe(model()), name);
}

QString MonitorPage::model() const
{
    return m_toolbar->model();
}

void MonitorPage::setLibrary(const registry::Library &library)
{
    saveWindow();
    m_toolbar->setLive(false);
    m_library = library;
    m_shown.clear();
    m_wanted.clear();
    m_toolbar->setModels({});
    m_toolbar->setFilled(false);
    m_faces->showLoading(tr("Reading the observations"));
    readModels();
}

void MonitorPage::showModel(const QString &model)
{
    if (!m_library || model.isEmpty())
        return;
    if (m_models.isRunning())
        m_wanted = model;
    saveWindow();
    m_toolbar->setModel(model);
    m_services.settings.setValue(u"monitor/model"_s, model);
    ask();
}

// vetiver's dashboard begins with the model's age, too: an old one is the first suspect.
void MonitorPage::showAge()
{
    m_age->clear();
    m_age->setToolTip({});
    if (m_view.bands.isEmpty() || !std::isinf(m_view.bands.last().end))
        return;
    const StageBand &now = m_view.bands.last();
    const QDateTime since = QDateTime::fromMSecsSinceEpoch(qint64(now.begin), Qt::UTC);
    m_age->setText(tr("%1 has been in %2 for %3")
                       .arg(now.version, m_view.stage, durationText(since, m_services.clock.now())));
    m_age->setToolTip(tr("Since %1").arg(exactTime(since)));
}

void MonitorPage::saveWindow()
{
    if (m_shown.isEmpty() || m_view.isEmpty() || m_shown != model() ||
        m_charts->axis()->scale() != AxisScale::Time)
        return;
    const TimeSpan window = m_charts->axis()->window();
    if (m_charts->axis()->showsEverything())
        m_services.settings.remove(key(u"window"_s));
    else
        m_services.settings.setValue(key(u"window"_s), QVariantList{window.from, window.to});
}

void MonitorPage::showRange(MonitorToolbar::Range range)
{
    TimeAxis *axis = m_charts->axis();
    const TimeSpan all = axis->bounds();
    const auto last = [&](double days) { axis->setWindow({all.to - days * day, all.to}); };
    switch (range) {
    case MonitorToolbar::Range::Hour: return last(1.0 / 24);
    case MonitorToolbar::Range::Day: return last(1);
    case MonitorToolbar::Range::Days7: return last(7);
    case MonitorToolbar::Range::Days30: return last(30);
    case MonitorToolbar::Range::Days90: return last(90);
    case MonitorToolbar::Range::Year: return last(365);
    case MonitorToolbar::Range::All: return axis->fit();
    case MonitorToolbar::Range::SinceDeployment: break;
    }
    for (auto it = m_view.occurrences.crbegin(); it != m_view.occurrences.crend(); ++it) {
        const bool deployed = it->kind == monitor::Occurrence::Kind::Deployed ||
                              it->kind == monitor::Occurrence::Kind::RolledBack;
        const double time = double(it->time.toMSecsSinceEpoch());
        if (deployed && time < all.to)
            return axis->setWindow({time, all.to});
    }
    emit message({tr("%1 was not deployed yet").arg(m_shown), {}, {}, false, {}});
}

} // namespace vitrine::ui
