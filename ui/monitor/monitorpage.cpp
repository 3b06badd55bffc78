// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/monitorpage.h"

#include "core/base/clock.h"
#include "core/monitor/store.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/matrixgrid.h"
#include "ui/monitor/apiview.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftgrid.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/exploreview.h"
#include "ui/monitor/matrixview.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/labels.h"

#include <QDir>
#include <QFileInfo>
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

// Models of the library, and those that have been observed but are not in it.
Result<QStringList> readModelNames(const registry::Library &library, const Job &job)
{
    VT_TRY(const QList<registry::Model> models, library.models(job));
    QStringList names;
    for (const registry::Model &model : models)
        names << model.name;
    const QString path = QDir(library.dataDir()).filePath(u"monitor.sqlite"_s);
    if (QFileInfo::exists(path)) {
        VT_TRY(monitor::Store store, monitor::Store::open(path));
        VT_TRY(const QStringList observed, store.models());
        for (const QString &name : observed) {
            if (!names.contains(name))
                names << name;
        }
    }
    return names;
}

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
        tr("Wheel: zoom · drag: pan · Shift+drag: choose a range · click: pin the crosshair, or ask about "
           "a point · Ctrl+click: compare with a moment · arrow keys: walk the points · X: another "
           "axis"));
    m_hint->setWordWrap(true);

    m_tabs->setObjectName(u"monitorViews"_s);
    m_tabs->setAccessibleName(tr("Views of the performance"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Metrics"));
    m_tabs->addTab(tr("Drift"));
    m_tabs->addTab(tr("Versions × time"));
    m_tabs->addTab(tr("Diagnostics"));
    m_tabs->addTab(tr("Data"));
    m_tabs->addTab(tr("API"));
    for (QWidget *view : {static_cast<QWidget *>(m_charts), static_cast<QWidget *>(m_drift),
                          static_cast<QWidget *>(m_matrix), static_cast<QWidget *>(m_diagnostics),
                          static_cast<QWidget *>(m_explore), static_cast<QWidget *>(m_api)})
        m_views->addWidget(view);

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

void MonitorPage::connectViews()
{
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_views->setCurrentIndex(index);
        m_services.settings.setValue(u"monitor/view"_s, index);
        m_hint->setVisible(view() == View::Metrics && !m_view.isEmpty());
        m_toolbar->setRangeEnabled(view() == View::Metrics && !m_view.isEmpty(),
                                   m_charts->axis()->scale() == AxisScale::Time);
        if (!m_shown.isEmpty() && m_faces->face() != FaceStack::Face::Failed)
            showFace();
        refreshView();
    });
    connect(m_api, &ApiView::serveRequested, this, &MonitorPage::serveRequested);
    connect(m_matrix, &MatrixView::versionRequested, this,
            [this](const QString &version) { emit versionActivated(m_shown, version); });
    connect(m_matrix, &MatrixView::periodRequested, this, &MonitorPage::showPeriod);
    connect(m_matrix, &MatrixView::metricChosen, this,
            [this](const QString &metric) { m_services.settings.setValue(key(u"matrixMetric"_s), metric); });
    connect(m_matrix, &MatrixView::diagnosisRequested, this,
            [this](const QString &version, qint64 start, qint64 end) {
                m_diagnostics->setVersion(version);
                m_diagnostics->setSpan(std::pair(start, end));
                showView(View::Diagnostics);
            });
    const int last = m_services.settings.value(u"monitor/view"_s, 0).toInt();
    m_tabs->setCurrentIndex(std::clamp(last, 0, m_tabs->count() - 1));
}

// Views read when they are seen, which they are not behind the face that says that something is read.
void MonitorPage::refreshView()
{
    if (view() == View::Diagnostics)
        m_diagnostics->refresh();
    if (view() == View::Drift)
        m_drift->refresh();
    if (view() == View::Data)
        m_explore->refresh();
    if (view() == View::Api)
        m_api->refresh();
}

// The period with as much time before and after it, so that it is seen among its neighbours.
void MonitorPage::showPeriod(qint64 start, qint64 end)
{
    if (m_charts->axis()->scale() != AxisScale::Time)
        useScale(AxisScale::Time);
    const double length = double(end - start);
    m_charts->axis()->setWindow({double(start) - length, double(end) + length});
    m_charts->axis()->setCursor((double(start) + double(end)) / 2);
    m_charts->axis()->setLocked(true);
    showView(View::Metrics);
}

// What was observed is looked at by some views only; the others say themselves what they miss.
void MonitorPage::showFace()
{
    const bool ofObservations =
        view() == View::Metrics || view() == View::Matrix || view() == View::Diagnostics;
    if (m_view.isEmpty() && ofObservations)
        m_faces->showEmpty();
    else
        m_faces->showFilled();
}

void MonitorPage::showView(View view)
{
    offerPage(int(view), true); // somebody asked for what the dashboard leaves out
    m_tabs->setCurrentIndex(int(view));
}

MonitorPage::View MonitorPage::view() const
{
    return static_cast<View>(m_tabs->currentIndex());
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

void MonitorPage::readModels()
{
    m_models.ask(runAsync(&m_services.readers,
                          [library = *m_library](const Job &job) { return readModelNames(library, job); }),
                 this, [this](const Result<QStringList> &names) {
                     if (!names) {
                         if (names.error().code != Error::Code::Cancelled)
                             m_faces->showFailed(names.error());
                         return;
                     }
                     m_toolbar->setModels(*names);
                     const QString last = m_services.settings.value(u"monitor/model"_s).toString();
                     if (!m_wanted.isEmpty())
                         m_toolbar->setModel(std::exchange(m_wanted, {}));
                     else if (m_shown.isEmpty() && names->contains(last))
                         m_toolbar->setModel(last);
                     ask();
                 });
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

void MonitorPage::refresh()
{
    if (m_library)
        readModels();
}

void MonitorPage::ask(bool quietly)
{
    if (!m_library || model().isEmpty()) {
        m_faces->showEmpty();
        m_toolbar->setFilled(false);
        m_hint->hide();
        return;
    }
    const MonitorQuestion question{
        model(), dashboardFrom(m_services.settings.value(key(u"dashboard"_s)).toJsonObject())};
    if (!quietly)
        m_faces->showLoading(tr("Measuring %1").arg(question.model));
    m_answer.ask(runAsync(&m_services.readers,
                          [library = *m_library, question](const Job &job) {
                              return readMonitor(library, question, job);
                          }),
                 this, [this](const Result<MonitorView> &view) {
                     if (view)
                         return showAnswer(*view);
                     if (view.error().code == Error::Code::Cancelled)
                         return;
                     m_toolbar->setFilled(false);
                     m_hint->hide();
                     m_faces->showFailed(view.error());
                 });
}

void MonitorPage::showAnswer(const MonitorView &view)
{
    m_view = view;
    showAge();
    const bool another = m_shown != view.model;
    m_shown = view.model;
    if (const auto period = monitor::periodUnit(view.used.period))
        m_toolbar->setPeriod(*period);
    m_toolbar->setMetrics(view.offered, view.chosen);
    m_toolbar->setStages(view.stages, view.stage);
    m_toolbar->setFilled(!view.isEmpty());
    const AxisScale scale = axisScale(view.used.axis);
    m_toolbar->setAxisScale(scale);
    m_toolbar->setEstimates(view.used.estimates);
    m_toolbar->setRangeEnabled(this->view() == View::Metrics && !view.isEmpty(), scale == AxisScale::Time);
    m_hint->setVisible(this->view() == View::Metrics && !view.isEmpty());
    arrangePages(view.used.pages);
    m_explore->setView(*m_library, view);
    const bool staged = !view.bands.isEmpty() && std::isinf(view.bands.last().end);
    m_api->setModel(*m_library, view.model, staged ? view.stage : QString(),
                    view.isEmpty() ? QString() : view.metrics.first().series.last().name);
    m_drift->setModel(*m_library, view.model, m_toolbar->period(), m_charts->axis()->zone());
    if (view.isEmpty()) {
        m_charts->setMetrics({});
        showFace();
        refreshView();
        return;
    }
    const QStringList hidden = m_services.settings.value(key(u"hidden"_s)).toStringList();
    m_toolbar->setTeamView(!view.team.isEmpty(), view.used != view.team);
    m_toolbar->setThresholds(view.chosen, view.used.thresholds.keys());
    m_charts->setTitle(view.model);
    m_charts->setThresholds(view.used.thresholds);
    m_charts->setBands(view.stage, view.bands);
    m_charts->setOccurrences(view.occurrences);
    m_charts->setScale(scale);
    askForEstimates();
    m_charts->setMetrics(withEstimates(view, m_estimates));
    m_charts->setHidden({hidden.begin(), hidden.end()});
    m_charts->setHeights(view.used.heights);
    m_matrix->setView(view, m_charts->axis()->zone());
    if (another)
        m_matrix->setMetric(m_services.settings.value(key(u"matrixMetric"_s)).toString());
    m_diagnostics->setView(*m_library, view, m_charts->axis()->zone());
    if (another) {
        m_charts->axis()->reset();
        const QVariantList window = m_services.settings.value(key(u"window"_s)).toList();
        if (window.size() == 2 && scale == AxisScale::Time)
            m_charts->axis()->setWindow({window[0].toDouble(), window[1].toDouble()});
    }
    showFace();
    refreshView();
}

// vetiver's dashboard begins with the model's age, too: an old one is the first suspect.
void MonitorPage::showAge()
{
    m_age->clear();
    if (m_view.bands.isEmpty() || !std::isinf(m_view.bands.last().end))
        return;
    const StageBand &now = m_view.bands.last();
    const auto days = (m_services.clock.now().toMSecsSinceEpoch() - qint64(now.begin)) / qint64(day);
    m_age->setText(tr("%1 has been in %2 for %n day(s)", nullptr, int(std::max<qint64>(0, days)))
                       .arg(now.version, m_view.stage));
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
