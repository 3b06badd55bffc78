// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/monitorpage.h"

#include "ui/chart/chartexport.h"
#include "ui/chart/chartstack.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/labels.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QSettings>
#include <QSignalBlocker>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr auto periodKey = "monitor/period";
constexpr double dayMs = 24.0 * 3600 * 1000;

double milliseconds(const QDateTime &time)
{
    return static_cast<double>(time.toMSecsSinceEpoch());
}

// The series of the view as charts: one a metric, in the order in which the metrics came.
QList<PlotMetric> plotMetrics(const MonitorView &view)
{
    QList<PlotMetric> metrics;
    for (const monitor::MetricSeries &series : view.series) {
        auto metric =
            std::ranges::find(metrics, series.metric, [](const PlotMetric &one) { return one.info.name; });
        if (metric == metrics.end()) {
            PlotMetric fresh;
            fresh.info = monitor::metricInfo(series.metric);
            fresh.unit = fresh.info.unitOfTruth ? view.target.unit : QString();
            metrics.append(fresh);
            metric = std::prev(metrics.end());
        }
        PlotSeries line;
        line.name = series.version;
        line.look = static_cast<int>(std::max<qsizetype>(0, view.versions.indexOf(series.version)));
        line.line = lineOf(series);
        metric->series.append(line);
    }
    return metrics;
}

QList<StageBand> bandsOf(const MonitorView &view)
{
    QList<StageBand> bands;
    for (const registry::StageInterval &interval : view.production) {
        bands.append(
            {interval.version,
             static_cast<int>(std::max<qsizetype>(0, view.versions.indexOf(interval.version))),
             milliseconds(interval.begin),
             interval.end.isValid() ? milliseconds(interval.end) : std::numeric_limits<double>::infinity()});
    }
    return bands;
}

qint64 observations(const MonitorView &view)
{
    qint64 most = 0;
    for (const monitor::MetricSeries &series : view.series) {
        qint64 n = 0;
        for (const monitor::MetricPoint &point : series.points)
            n += point.n;
        most = std::max(most, n);
    }
    return most;
}

QComboBox *choice(const QString &name, const QString &accessible, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

} // namespace

MonitorPage::MonitorPage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(choice(u"monitorModel"_s, tr("Model"), this))
    , m_period(choice(u"monitorPeriod"_s, tr("Period"), this))
    , m_metric(choice(u"monitorMetric"_s, tr("Metrics"), this))
    , m_table(new QAction(tr("As a table"), this))
    , m_provenance(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
    , m_charts(new ChartStack(this))
{
    setObjectName(u"monitorPage"_s);
    m_charts->setObjectName(u"monitorCharts"_s);
    m_charts->setAccessibleName(tr("Metrics over time"));
    build();
}

void MonitorPage::build()
{
    m_faces = new FaceStack(m_charts, u"monitor"_s, this);
    m_faces->setEmptyText(
        u"monitor"_s, tr("No labelled data yet"),
        tr("What came true can be sent to a running deployment or be imported; then every version's "
           "performance over time appears here."));
    connect(m_faces, &FaceStack::retryRequested, this, &MonitorPage::load);
    connect(m_charts, &ChartStack::versionActivated, this,
            [this](const QString &version) { emit versionActivated(m_view.model, version); });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::xl, Space::l, Space::xl, Space::m);
    layout->setSpacing(Space::m);
    layout->addWidget(buildToolbar());
    layout->addWidget(m_faces, 1);
    layout->addWidget(m_provenance);
}

QWidget *MonitorPage::buildToolbar()
{
    for (const auto &[text, unit] : {std::pair{tr("by day"), monitor::PeriodUnit::Day},
                                     {tr("by week"), monitor::PeriodUnit::IsoWeek},
                                     {tr("by month"), monitor::PeriodUnit::Month},
                                     {tr("by quarter"), monitor::PeriodUnit::Quarter},
                                     {tr("by year"), monitor::PeriodUnit::Year}})
        m_period->addItem(text, static_cast<int>(unit));
    const int remembered =
        m_services.settings.value(QLatin1StringView(periodKey), static_cast<int>(monitor::PeriodUnit::Month))
            .toInt();
    m_period->setCurrentIndex(std::max(0, m_period->findData(remembered)));
    m_metric->addItem(tr("usual metrics"), QString());
    for (const monitor::MetricInfo &info : monitor::metricCatalogue())
        m_metric->addItem(info.name, info.name);
    connect(m_model, &QComboBox::currentIndexChanged, this, &MonitorPage::load);
    connect(m_metric, &QComboBox::currentIndexChanged, this, &MonitorPage::load);
    connect(m_period, &QComboBox::currentIndexChanged, this, [this] {
        m_services.settings.setValue(QLatin1StringView(periodKey), m_period->currentData());
        load();
    });

    m_table->setObjectName(u"monitorAsTable"_s);
    m_table->setCheckable(true);
    connect(m_table, &QAction::toggled, m_charts, &ChartStack::setTableShown);
    auto *menu = new QMenu(this);
    for (const auto &[suffix, text] : {std::pair{u"png"_s, tr("Picture (PNG)…")},
                                       {u"svg"_s, tr("Drawing (SVG)…")},
                                       {u"pdf"_s, tr("Document (PDF)…")},
                                       {u"csv"_s, tr("Numbers (CSV)…")}}) {
        QAction *action = menu->addAction(text);
        action->setObjectName(u"monitorExport_"_s + suffix);
        connect(action, &QAction::triggered, this, [this, suffix = suffix] { exportAs(suffix); });
    }
    auto *more = new QToolButton(this);
    more->setObjectName(u"monitorExport"_s);
    more->setText(tr("Export"));
    more->setAccessibleName(tr("Export what is visible"));
    more->setMenu(menu);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *asTable = new QToolButton(this);
    asTable->setObjectName(u"monitorTable"_s);
    asTable->setDefaultAction(m_table);
    asTable->setAccessibleName(m_table->text());

    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::s);
    row->addWidget(m_model);
    row->addWidget(m_metric);
    row->addWidget(m_period);
    row->addStretch(1);
    row->addWidget(rangeButton(u"monitorRange30"_s, tr("30 days"), 30));
    row->addWidget(rangeButton(u"monitorRange90"_s, tr("90 days"), 90));
    row->addWidget(rangeButton(u"monitorRange365"_s, tr("A year"), 365));
    auto *since = rangeButton(u"monitorRangeDeployed"_s, tr("Since deployed"), {});
    since->disconnect();
    connect(since, &QToolButton::clicked, this, &MonitorPage::showSinceDeployment);
    row->addWidget(since);
    row->addWidget(rangeButton(u"monitorRangeAll"_s, tr("All"), {}));
    row->addWidget(asTable);
    row->addWidget(more);
    return bar;
}

QToolButton *MonitorPage::rangeButton(const QString &name, const QString &text, std::optional<int> days)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(days ? tr("Show the last %1").arg(text) : text);
    button->setAutoRaise(true);
    connect(button, &QToolButton::clicked, this, [this, days] { showRange(days); });
    return button;
}

void MonitorPage::setLibrary(const registry::Library &library)
{
    m_library = library;
    m_view = {};
    loadModels({});
}

QString MonitorPage::model() const
{
    return m_model->currentText();
}

void MonitorPage::showModel(const QString &model)
{
    const int index = m_model->findText(model);
    if (index >= 0)
        m_model->setCurrentIndex(index);
    else
        loadModels(model);
}

void MonitorPage::refresh()
{
    if (m_library)
        loadModels(model());
}

void MonitorPage::loadModels(const QString &wanted)
{
    const registry::Library library = *m_library;
    m_loadModels.ask(runAsync(&m_services.readers,
                              [library](const Job &job) { return fetchMonitoredModels(library, job); }),
                     this, [this, wanted](const Result<QStringList> &models) { showModels(models, wanted); });
}

void MonitorPage::showModels(const Result<QStringList> &models, const QString &wanted)
{
    if (!models) {
        if (models.error().code != Error::Code::Cancelled)
            m_faces->showFailed(models.error());
        return;
    }
    {
        const QSignalBlocker quiet(m_model);
        const QString current = wanted.isEmpty() ? model() : wanted;
        m_model->clear();
        m_model->addItems(*models);
        m_model->setCurrentIndex(std::max(0, m_model->findText(current)));
    }
    load();
}

void MonitorPage::load()
{
    if (!m_library || m_model->count() == 0) {
        m_provenance->clear();
        m_faces->showEmpty();
        return;
    }
    MonitorQuestion question;
    question.model = model();
    question.period = static_cast<monitor::PeriodUnit>(m_period->currentData().toInt());
    if (const QString metric = m_metric->currentData().toString(); !metric.isEmpty())
        question.metrics = {metric};
    m_faces->showLoading(tr("Computing the metrics of %1…").arg(question.model));
    const registry::Library library = *m_library;
    m_load.ask(
        runAsync(&m_services.readers,
                 [library, question](const Job &job) { return fetchMonitorView(library, question, job); }),
        this, [this](const Result<MonitorView> &view) { show(view); });
}

void MonitorPage::show(const Result<MonitorView> &view)
{
    if (!view) {
        if (view.error().code != Error::Code::Cancelled)
            m_faces->showFailed(view.error());
        return;
    }
    m_view = *view;
    const qint64 n = observations(m_view);
    if (n == 0) {
        m_provenance->clear();
        m_faces->showEmpty();
        return;
    }
    m_charts->setTitle(m_view.model);
    m_charts->setMetrics(plotMetrics(m_view));
    m_charts->setOccurrences(m_view.occurrences);
    m_charts->setBands(u"production"_s, bandsOf(m_view));
    m_faces->showFilled();
    m_provenance->setText(
        tr("%1 against what came true; up to %2 labelled observations a version. Times in UTC.")
            .arg(m_view.target.name.isEmpty() ? m_view.model : m_view.target.name)
            .arg(n));
}

void MonitorPage::showRange(std::optional<int> days)
{
    TimeAxis *axis = m_charts->axis();
    if (!days)
        axis->fit();
    else
        axis->setWindow({axis->bounds().to - *days * dayMs, axis->bounds().to});
}

void MonitorPage::showSinceDeployment()
{
    if (m_view.production.isEmpty())
        return;
    TimeAxis *axis = m_charts->axis();
    const double begin = milliseconds(m_view.production.last().begin);
    if (begin < axis->bounds().to)
        axis->setWindow({begin, axis->bounds().to});
}

void MonitorPage::exportAs(const QString &suffix)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *dialog = new QFileDialog(this, tr("Export %1").arg(m_view.model),
                                   u"%1/%2-metrics.%3"_s.arg(folder, m_view.model, suffix), u"*."_s + suffix);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"monitorExportDialog"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const Result<> written = exportCharts(*m_charts, path);
        if (written)
            emit message({tr("Wrote %1").arg(path), {}, {}, false, {}});
        else
            emit message(Message::failure(written.error()));
    });
    dialog->open();
}

} // namespace vitrine::ui
