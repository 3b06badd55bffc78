// SPDX-License-Identifier: GPL-3.0-or-later
// What lies behind the points of the Monitor page: their rows, their estimates, and where they are laid out.
#include "core/monitor/store.h"
#include "core/sample/samplelibrary.h"
#include "tests/core/monitor/recording.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/charttable.h"
#include "ui/chart/crosshaircard.h"
#include "ui/chart/xyplot.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftgrid.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/groupfigures.h"
#include "ui/monitor/monitorpage.h"
#include "ui/monitor/pointrowsdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr qint64 day = 86'400'000;
const QString model = u"seattle-tmax"_s;

qint64 msOf(int year, int month)
{
    return QDateTime(QDate(year, month, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
}

// Half a year of requests after the observations of the sample; the truth of the last 60 days is not known.
std::vector<test::RecordedRow> servedDays()
{
    const qint64 first = QDateTime(QDate(2016, 1, 1), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
    std::vector<test::RecordedRow> rows;
    for (int i = 0; i < 182; ++i) {
        const double wind = i % 9;
        const double truth = 10 + i / 20.0;
        const double error = (wind - 4) * 0.5 + ((i * 5) % 3 - 1) * 0.3; // wrong where the wind is strong
        test::RecordedRow row;
        row.timeMs = first + i * day;
        row.inputs =
            "{\"wind\":[" + std::to_string(wind) + "],\"sky\":[\"" + (i % 3 == 0 ? "sun" : "rain") + "\"]}";
        row.outputs = "{\".pred\":[" + std::to_string(truth + error) + "]}";
        if (i < 122)
            row.truth = truth;
        rows.push_back(row);
    }
    return rows;
}

} // namespace

class tst_MonitorPoints final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aClickOnAPointShowsItsRows();
    void returnOpensTheVersionOfThePoint();
    void aPointIsDiagnosedAndZoomedTo();
    void theAxisIsChosenByMenuAndKeyAndKept();
    void aThresholdIsDraggedAndMovedByKeys();
    void firedAlertsAreOnTheSameAxis();
    void estimatesAreShownAsSuch();
    void aPartlyLabelledMonthSaysWhichIsWhich();
    void residualsByARecordedFeature();
    void residualsByAFeatureOfAFile();
    void diagnosticsAreSplitByARecordedColumn();
    void diagnosticsAreSplitByAColumnOfAFile();
    void classesAreSplitByProbabilityAndAccuracy();
    void withoutAColumnToGroupByTheNextStepIsSaid();
    void driftOfWhatServersRecorded();
    void rowsThatAreGoneSayWhy();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    ChartStack *charts() const { return m_page->charts(); }
    void open();
    void record();
    void groupBy(const QString &column) const;
    QMenu *pointMenu() const;
    void choose(const char *action) const;
    PointRowsDialog *rowsDialog() const;
    void clickPoint(const QString &version, size_t row) const;
    QString storePath() const { return m_library->dataDir() + u"/monitor.sqlite"_s; }

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
    bool m_recorded = false;
};

void tst_MonitorPoints::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
}

void tst_MonitorPoints::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1280, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_MonitorPoints::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_MonitorPoints::open()
{
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE(find<FaceStack>("monitorFaces")->face(), FaceStack::Face::Filled);
    QTRY_COMPARE(charts()->title(), model);
}

void tst_MonitorPoints::record()
{
    if (!std::exchange(m_recorded, true))
        test::record(storePath(), model.toStdString(), "v2.2.0", servedDays());
}

QMenu *tst_MonitorPoints::pointMenu() const
{
    for (QMenu *menu : m_page->findChildren<QMenu *>(u"monitorPointMenu"_s)) {
        if (menu->isVisible())
            return menu;
    }
    return nullptr;
}

// By keys, as somebody without a mouse does.
void tst_MonitorPoints::choose(const char *action) const
{
    QMenu *menu = nullptr;
    QTRY_VERIFY((menu = pointMenu()));
    auto *wanted = menu->findChild<QAction *>(QString::fromLatin1(action));
    QVERIFY2(wanted, action);
    for (qsizetype i = 0; i < menu->actions().size() && menu->activeAction() != wanted; ++i)
        QTest::keyClick(menu, Qt::Key_Down);
    QCOMPARE(menu->activeAction(), wanted);
    QTest::keyClick(menu, Qt::Key_Return);
}

PointRowsDialog *tst_MonitorPoints::rowsDialog() const
{
    return m_page->window()->findChild<PointRowsDialog *>();
}

void tst_MonitorPoints::clickPoint(const QString &version, size_t row) const
{
    MetricChart *chart = charts()->charts().first();
    const QList<PlotSeries> &all = chart->metric().series;
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (all[i].name != version || all[i].estimated)
            continue;
        const QPoint at = chart->pointOf({i, row}).toPoint();
        QTest::mouseMove(chart->viewport(), at);
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, at);
        return;
    }
    QFAIL("no such version");
}

void tst_MonitorPoints::aClickOnAPointShowsItsRows()
{
    open();
    charts()->legend()->isolate(u"v1.0.0"_s); // nothing lies on top of it
    const PlotLine &line = *charts()->metrics().first().series.first().line;
    clickPoint(u"v1.0.0"_s, 2);
    choose("pointRows");
    PointRowsDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = rowsDialog()));
    auto *faces = dialog->findChild<FaceStack *>(u"pointRowsFaces"_s);
    QTRY_COMPARE(faces->face(), FaceStack::Face::Filled);
    const auto *table = dialog->findChild<Table *>(u"pointRowsTable"_s);
    QCOMPARE(table->model()->rowCount(), int(line.n[2]));
    QVERIFY(dialog->findChild<QLabel *>(u"pointRowsFacts"_s)->text().contains(u"not recorded"));

    const QString path = m_dir.filePath(u"rows.csv"_s);
    dialog->exportTo(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), line.n[2] + 1);
    QCOMPARE(lines.first().trimmed(), QByteArray("time,truth,.pred,residual,id"));
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"pointRowsClose"_s), Qt::LeftButton);
    QTRY_VERIFY(!rowsDialog());
}

void tst_MonitorPoints::returnOpensTheVersionOfThePoint()
{
    open();
    QSignalSpy opened(m_page.get(), &MonitorPage::versionActivated);
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_Right); // to the nearest point of the first version
    QTest::keyClick(charts(), Qt::Key_Return);
    QTRY_VERIFY(pointMenu());
    QTest::keyClick(pointMenu(), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first(), QVariantList({model, u"v1.0.0"_s}));
}

void tst_MonitorPoints::aPointIsDiagnosedAndZoomedTo()
{
    open();
    charts()->legend()->isolate(u"v1.0.0"_s);
    const qint64 n = charts()->metrics().first().series.first().line->n[3];
    clickPoint(u"v1.0.0"_s, 3);
    choose("pointDiagnose");
    QCOMPARE(m_page->view(), MonitorPage::View::Diagnostics);
    auto *diagnostics = find<DiagnosticsView>("diagnosticsView");
    QTRY_COMPARE(diagnostics->pictures().size(), 4);
    QCOMPARE(find<QComboBox>("diagnosisVersion")->currentText(), u"v1.0.0"_s);
    QCOMPARE(qint64(diagnostics->pictures().first().layers.front().points.size()), n);

    m_page->showView(MonitorPage::View::Metrics);
    clickPoint(u"v1.0.0"_s, 3);
    choose("pointPeriod");
    QVERIFY(!charts()->axis()->showsEverything());
    QVERIFY(charts()->axis()->isLocked());
}

void tst_MonitorPoints::theAxisIsChosenByMenuAndKeyAndKept()
{
    open();
    TimeAxis *axis = charts()->axis();
    axis->setWindow({axis->bounds().from, axis->bounds().from + 90 * double(day)});
    const TimeSpan quarter = axis->window();
    charts()->setFocus();
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(charts(), Qt::Key_X);
    QCOMPARE(axis->scale(), AxisScale::Time);
    QCOMPARE(axis->window(), quarter); // once round, and back in the same place
    auto *menu = find<QMenu>("monitorPresetMenu");
    menu->findChild<QAction *>(u"axis_version"_s)->trigger();
    QCOMPARE(axis->scale(), AxisScale::Version);
    QCOMPARE(axis->stretches().size(), 5);
    QVERIFY(axis->showsEverything());
    QVERIFY(!charts()->lane()->isVisible()); // events are of times
    QVERIFY(!find<QToolButton>("monitorRange")->isEnabled());
    m_page->refresh();
    QTRY_COMPARE(find<FaceStack>("monitorFaces")->face(), FaceStack::Face::Filled);
    QCOMPARE(axis->scale(), AxisScale::Version);

    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_X);
    QCOMPARE(axis->scale(), AxisScale::Observation);
    QVERIFY(menu->findChild<QAction *>(u"axis_observation"_s)->isChecked());
    qint64 most = 0;
    for (const PlotSeries &series : charts()->metrics().first().series) {
        qint64 n = 0;
        for (const qint64 each : series.line->n)
            n += each;
        most = std::max(most, n);
    }
    QCOMPARE(axis->bounds(), (TimeSpan{0, double(most)}));
    axis->setCursor(100.5);
    QVERIFY2(charts()->card()->readout().when.contains(u"101"), qPrintable(charts()->card()->readout().when));
    QCOMPARE(charts()->card()->readout().rows.size(), 5); // all had as many

    m_page = std::make_unique<MonitorPage>(m_services->services); // another day
    m_page->show();
    open();
    QCOMPARE(charts()->axis()->scale(), AxisScale::Observation);
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_X);
    QCOMPARE(charts()->axis()->scale(), AxisScale::Time);
    QVERIFY(charts()->lane()->isVisible());
}

void tst_MonitorPoints::aThresholdIsDraggedAndMovedByKeys()
{
    open();
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_T);
    MetricChart *chart = charts()->charts().first();
    QVERIFY(chart->threshold());
    const QRect plot = chart->plot();
    const auto lineAt = [&] {
        const double value = chart->threshold()->value;
        const ValueScale &scale = chart->scale();
        return plot.top() + int((scale.high - value) / (scale.high - scale.low) * plot.height());
    };
    const ThresholdReach before = *chart->thresholdReach();
    QSignalSpy kept(charts(), &ChartStack::thresholdChanged);
    const QPoint grip(plot.left() + plot.width() / 3, lineAt());
    QTest::mouseMove(chart->viewport(), grip);
    QTest::mousePress(chart->viewport(), Qt::LeftButton, {}, grip);
    QTest::mouseMove(chart->viewport(), QPoint(grip.x(), plot.bottom() - 4));
    const ThresholdReach during = *chart->thresholdReach(); // counted while it moves
    QVERIFY(during.periods > before.periods);
    QVERIFY(during.incidents > 0 && during.incidents <= during.periods);
    QTest::mouseRelease(chart->viewport(), Qt::LeftButton, {}, QPoint(grip.x(), plot.bottom() - 4));
    QCOMPARE(kept.size(), 1);
    QVERIFY(charts()->axis()->showsEverything()); // the drag moved the line, not the view

    const double value = chart->threshold()->value;
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(chart->threshold()->value > value);
    QTest::keyClick(charts(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(charts(), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(chart->threshold()->value < value);
    QCOMPARE(kept.size(), 4);
    QCOMPARE(charts()->thresholds().value(u"rmse"_s), chart->threshold()->value);
}

void tst_MonitorPoints::firedAlertsAreOnTheSameAxis()
{
    auto store = monitor::Store::open(storePath());
    const QDateTime when(QDate(2014, 3, 1), QTime(0, 0), Qt::UTC);
    QVERIFY(store && store->note({monitor::Occurrence::Kind::Alert,
                                  when,
                                  model,
                                  u"v1.1.0"_s,
                                  {},
                                  u"rmse-high: rmse 5.1 is above 4"_s}));
    open();
    const auto fired = std::find_if(charts()->occurrences().begin(), charts()->occurrences().end(),
                                    [&](const monitor::Occurrence &each) { return each.time == when; });
    QVERIFY(fired != charts()->occurrences().end());
    charts()->axis()->setWindow({double(when.toMSecsSinceEpoch()) - 10 * double(day),
                                 double(when.toMSecsSinceEpoch()) + 10 * double(day)});
    const QList<EventLane::Flag> flags = charts()->lane()->flags();
    QVERIFY(std::any_of(flags.begin(), flags.end(), [&](const EventLane::Flag &flag) {
        return charts()->occurrences()[flag.first].kind == monitor::Occurrence::Kind::Alert;
    }));
}

void tst_MonitorPoints::estimatesAreShownAsSuch()
{
    record();
    open();
    const auto estimated = [this] {
        for (const PlotSeries &series : charts()->metrics().first().series) {
            if (series.estimated && series.name == u"v2.2.0")
                return series;
        }
        return PlotSeries();
    };
    QTRY_COMPARE(estimated().name, u"v2.2.0"_s);
    const PlotSeries series = estimated();
    const size_t last = series.line->size() - 1;
    QVERIFY(series.line->low[last] < series.line->value[last]);
    QVERIFY(series.line->high[last] > series.line->value[last]);
    charts()->axis()->setCursor(series.line->time[last]);
    const Readout readout = charts()->card()->readout();
    const auto row = std::find_if(readout.rows.begin(), readout.rows.end(), [](const Readout::Row &each) {
        return each.estimated && each.version == u"v2.2.0";
    });
    QVERIFY(row != readout.rows.end());
    QCOMPARE(row->label, u"v2.2.0 estimated"_s);
    QVERIFY(spoken(readout).contains(u"v2.2.0 estimated: rmse"));
    QVERIFY(spoken(readout).contains(u"–")); // the band

    // Its rows are predictions without a truth.
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_Down);
    for (int i = 0; i < 14 && !charts()->accessibleDescription().contains(u"v2.2.0 estimated"); ++i)
        QTest::keyClick(charts(), Qt::Key_Down);
    QVERIFY(charts()->accessibleDescription().contains(u"v2.2.0 estimated"));
    QTest::keyClick(charts(), Qt::Key_End);
    QTest::keyClick(charts(), Qt::Key_Return);
    choose("pointRows");
    PointRowsDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = rowsDialog()));
    QTRY_COMPARE(dialog->findChild<FaceStack *>(u"pointRowsFaces"_s)->face(), FaceStack::Face::Filled);
    const auto *table = dialog->findChild<Table *>(u"pointRowsTable"_s);
    QCOMPARE(table->model()->rowCount(), int(series.line->n[last]));
    QCOMPARE(table->model()->index(0, 1).data().toString(), u"–"_s); // not known yet
    dialog->close();

    find<QMenu>("monitorPresetMenu")->findChild<QAction *>(u"monitorEstimates"_s)->trigger();
    QTRY_VERIFY(estimated().name.isEmpty());
}

// The sample's labels end on 15 November 2015: that month is measured and estimated, December estimated only.
void tst_MonitorPoints::aPartlyLabelledMonthSaysWhichIsWhich()
{
    open();
    const auto isEstimated = [this] {
        const QList<PlotSeries> &series = charts()->metrics().first().series;
        return std::any_of(series.begin(), series.end(),
                           [](const PlotSeries &one) { return one.estimated && one.name == u"v1.0.0"; });
    };
    QTRY_VERIFY(isEstimated());
    ChartTable table;
    table.show(charts()->metrics(), {}, charts()->axis()->bounds(), QTimeZone::utc());
    QStringList rows;
    for (int row = 0; row < table.rowCount(); ++row) {
        const auto text = [&](int column) { return table.index(row, column).data().toString(); };
        if (text(1).startsWith(u"v1.0.0") && table.rows()[row].start >= msOf(2015, 10) &&
            table.rows()[row].start < msOf(2016, 1))
            rows << QStringList{text(0), text(1), text(2)}.join(u' ');
    }
    QCOMPARE(rows.join(u'\n'),
             u"October 2015 v1.0.0 31\nNovember 2015 v1.0.0 15\nNovember 2015 v1.0.0 estimated 15\n"
             "December 2015 v1.0.0 estimated 31"_s);
    charts()->axis()->setCursor(double(msOf(2015, 11) + 14 * day));
    QStringList labels;
    for (const Readout::Row &row : charts()->card()->readout().rows) {
        if (row.version == u"v1.0.0")
            labels << u"%1 n %2"_s.arg(row.label).arg(row.n);
    }
    labels.sort();
    QCOMPARE(labels, QStringList({u"v1.0.0 estimated n 15"_s, u"v1.0.0 n 15"_s}));
}

void tst_MonitorPoints::residualsByARecordedFeature()
{
    record();
    open();
    auto *diagnostics = find<DiagnosticsView>("diagnosticsView");
    diagnostics->setVersion(u"v2.2.0"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    QTRY_COMPARE(diagnostics->pictures().size(), 4);
    auto *feature = find<QComboBox>("diagnosisFeature");
    QTRY_VERIFY(feature->findData(u"wind"_s) > 0);
    feature->setFocus();
    QTest::keyClick(feature, Qt::Key_Home);
    for (int i = 0; i < feature->count() && feature->currentData() != u"wind"_s; ++i)
        QTest::keyClick(feature, Qt::Key_Down);
    QCOMPARE(feature->currentData().toString(), u"wind"_s);
    QTRY_COMPARE(diagnostics->pictures().last().title, u"Residuals by wind"_s);
    const XyPicture byWind = diagnostics->pictures().last();
    QCOMPARE(byWind.layers.size(), size_t(2));
    QCOMPARE(byWind.layers[0].points.size(), size_t(122)); // whose truth is known
    const XyLayer &means = byWind.layers[1];
    QVERIFY(means.points.front().y() < -1 && means.points.back().y() > 1); // where it is wrong
    QCOMPARE(find<XyPlot>("diagnosisFourth")->picture().title, byWind.title);
}

void tst_MonitorPoints::residualsByAFeatureOfAFile()
{
    const QString data = m_dir.filePath(u"weather.csv"_s);
    QVERIFY(QFile::exists(data) || QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, data));
    open();
    auto *diagnostics = find<DiagnosticsView>("diagnosticsView");
    diagnostics->setVersion(u"v1.1.0"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    QTRY_COMPARE(diagnostics->pictures().size(), 4);
    diagnostics->setFeatureFile(data);
    auto *feature = find<QComboBox>("diagnosisFeature");
    QTRY_VERIFY(feature->findData(u"weather"_s) > 0);
    feature->setCurrentIndex(feature->findData(u"weather"_s));
    emit feature->activated(feature->currentIndex());
    QTRY_COMPARE(diagnostics->pictures().last().title, u"Residuals by weather"_s);
    QVERIFY(diagnostics->pictures().last().x.names.contains(u"rain"_s));
    QCOMPARE(diagnostics->pictures().last().layers[0].points.size(),
             diagnostics->pictures().first().layers[0].points.size()); // a row of the file a day
}

void tst_MonitorPoints::groupBy(const QString &column) const
{
    auto *group = find<QComboBox>("diagnosisGroup");
    QTRY_VERIFY(group->findData(column) >= 0);
    group->setFocus();
    QTest::keyClick(group, Qt::Key_Home);
    for (int i = 0; i < group->count() && group->currentData() != column; ++i)
        QTest::keyClick(group, Qt::Key_Down);
    QCOMPARE(group->currentData().toString(), column);
}

void tst_MonitorPoints::diagnosticsAreSplitByARecordedColumn()
{
    record();
    open();
    find<DiagnosticsView>("diagnosticsView")->setVersion(u"v2.2.0"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    groupBy(u"sky"_s);
    auto *table = find<Table>("diagnosisGroups");
    QTRY_VERIFY(table->isVisible());
    QTRY_COMPARE(table->model()->rowCount(), 3);
    const auto cell = [table](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    QCOMPARE(cell(0, 1), u"all rows together"_s);
    QCOMPARE(cell(0, 2), u"122"_s);
    QCOMPARE(cell(1, 1), u"sun"_s); // the worse one first
    QCOMPARE(cell(1, 2), u"41"_s);
    QCOMPARE(cell(2, 1), u"rain"_s);
    QCOMPARE(cell(2, 2), u"81"_s);

    // The figures are those of the rows, taken here in another way.
    double squares = 0;
    int n = 0;
    const std::vector<test::RecordedRow> rows = servedDays();
    for (int i = 0; i < 122; i += 3, ++n) { // of sunny days
        const double error = (i % 9 - 4) * 0.5 + ((i * 5) % 3 - 1) * 0.3;
        squares += error * error;
    }
    QCOMPARE(n, 41);
    QCOMPARE(cell(1, 3).section(u' ', 0, 0).toDouble(), std::round(std::sqrt(squares / n) * 100) / 100);
    const XyPicture &picture = find<XyPlot>("diagnosisGroupPlot")->picture();
    QCOMPARE(picture.y.names, QStringList({u"sun"_s, u"rain"_s}));
    QCOMPARE(picture.y.counts, QStringList({u"41"_s, u"81"_s}));
    const XyLayer &marks = picture.layers.back();
    QCOMPARE(marks.points.size(), size_t(2));
    QCOMPARE(marks.points.front().x(), std::sqrt(squares / n));
    // The interval is that of the metrics over time.
    monitor::NumericMoments moments;
    std::vector<double> errors;
    for (int i = 0; i < 122; i += 3)
        errors.push_back((i % 9 - 4) * 0.5 + ((i * 5) % 3 - 1) * 0.3);
    moments.add(std::vector<double>(errors.size(), 0), errors);
    const auto interval = monitor::numericInterval(u"rmse"_s, moments, {0.95});
    QVERIFY(std::abs(marks.low.front() - interval->lower) < 1e-6);
    QVERIFY(std::abs(marks.high.front() - interval->upper) < 1e-6);
    QVERIFY(marks.low.front() < marks.points.front().x() && marks.points.front().x() < marks.high.front());

    groupBy(u"wind"_s); // a whole number with few values
    QTRY_COMPARE(table->model()->rowCount(), 10);
    auto *order = find<QComboBox>("diagnosisGroupOrder");
    order->setFocus();
    QTest::keyClick(order, Qt::Key_End);
    QCOMPARE(order->currentText(), u"By name"_s); // a number by its value
    QCOMPARE(cell(1, 1), u"0"_s);
    QCOMPARE(cell(9, 1), u"8"_s);
    QTest::mouseClick(find<QToolButton>("monitorTable"), Qt::LeftButton);
    QTRY_VERIFY(find<Table>("diagnosisTable")->isVisible()); // its twin has the groups, too
    QTest::mouseClick(find<QToolButton>("monitorTable"), Qt::LeftButton);
    QTRY_VERIFY(table->isVisible());
    groupBy(QString());
    QTRY_VERIFY(find<XyPlot>("diagnosisFirst")->isVisible());
}

void tst_MonitorPoints::diagnosticsAreSplitByAColumnOfAFile()
{
    const QString data = m_dir.filePath(u"weather.csv"_s);
    QVERIFY(QFile::exists(data) || QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, data));
    open();
    auto *diagnostics = find<DiagnosticsView>("diagnosticsView");
    diagnostics->setVersion(u"v1.1.0"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    QTRY_COMPARE(diagnostics->pictures().size(), 4);
    diagnostics->setFeatureFile(data);
    auto *other = find<QComboBox>("diagnosisOther");
    other->setFocus();
    QTest::keyClick(other, Qt::Key_End); // two versions beside each other
    groupBy(u"weather"_s);
    QTRY_COMPARE(diagnostics->pictures().size(), 5);
    const XyPicture picture = diagnostics->pictures().last();
    QVERIFY(picture.y.names.contains(u"rain"_s));
    QCOMPARE(picture.layers.size(), size_t(4));                // the line of all rows and marks, of each
    QVERIFY(picture.layers[1].look != picture.layers[3].look); // another colour, dash and marker
    QVERIFY(picture.layers[0].label.startsWith(u"v1.1.0, all rows "));
    auto *table = find<Table>("diagnosisGroups");
    qint64 parts = 0;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const qint64 n = QLocale().toLongLong(table->model()->index(row, 2).data().toString());
        parts += table->model()->index(row, 1).data() == u"all rows together"_s ? -n : n;
    }
    QCOMPARE(parts, 0); // the groups add up to all rows
}

void tst_MonitorPoints::classesAreSplitByProbabilityAndAccuracy()
{
    // The event came true where the residual is below zero.
    DiagnosedVersion version;
    version.diagnosis.version = u"v1"_s;
    version.diagnosis.target.classification = true;
    version.groups = monitor::FeatureResiduals{u"place"_s,
                                               {u"north"_s, u"south"_s},
                                               {0, 0, 0, 1},
                                               {-0.4, 0.3, 0.8, -0.9},
                                               {true, false, false, true}};
    const GroupedDiagnosis grouped = groupedDiagnosis(splitByGroup({version}), 0.5);
    QCOMPARE(grouped.groups, QStringList({u"north"_s, u"south"_s}));
    QCOMPARE(grouped.rows.size(), 3);
    const GroupFigures &north = grouped.rows[1];
    QCOMPARE(north.n, 3);
    QCOMPARE(north.values[0], (0.16 + 0.09 + 0.64) / 3); // Brier score
    QCOMPARE(north.values[1], 2.0 / 3);                  // 0.6 and 0.3 are right, 0.8 is not
    QCOMPARE(north.values[2], 0.5);                      // of 0.6 and 0.8 one came true
    QCOMPARE(north.values[3], 1.0);                      // and nothing was missed
    QCOMPARE(north.values[4], (-0.4 + 0.3 + 0.8) / 3);
    const monitor::Interval wilson = monitor::wilsonInterval(2, 3, 0.95);
    QCOMPARE(north.intervals[1], wilson);
    // From 0.7 on the first one is missed.
    const GroupFigures stricter = groupedDiagnosis(splitByGroup({version}), 0.7).rows[1];
    QCOMPARE(stricter.values[1], 1.0 / 3);
    QCOMPARE(stricter.values[3], 0.0);

    version.groups->levels.clear();
    version.groups->values = std::vector<double>(100);
    version.groups->residuals = std::vector<double>(100, 0.1);
    for (int i = 0; i < 100; ++i)
        version.groups->values[size_t(i)] = i;
    const GroupedDiagnosis tooMany = groupedDiagnosis(splitByGroup({version}), 0.5);
    QVERIFY(tooMany.rows.isEmpty());
    QVERIFY2(tooMany.remark.startsWith(u"place has 100 different values"), qPrintable(tooMany.remark));
}

void tst_MonitorPoints::withoutAColumnToGroupByTheNextStepIsSaid()
{
    m_page.reset(); // a model that nothing was recorded of
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
    m_page->setLibrary(*m_library);
    m_page->showModel(u"seattle-rain"_s);
    QTRY_COMPARE(charts()->title(), u"seattle-rain"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    QTRY_VERIFY(find<QLabel>("diagnosisFacts")->text().contains(u"there is no column to group by"));
    QVERIFY(!find<QComboBox>("diagnosisGroup")->isEnabled());
    QCOMPARE(find<QComboBox>("diagnosisGroup")->currentText(), u"No column to group by"_s);
}

void tst_MonitorPoints::driftOfWhatServersRecorded()
{
    record();
    open();
    m_page->showView(MonitorPage::View::Drift);
    auto *faces = find<FaceStack>("driftFaces");
    QTRY_COMPARE(faces->face(), FaceStack::Face::Filled); // nobody has to choose a file
    const auto *grid = find<DriftGrid>("driftGrid");
    QStringList columns;
    for (const auto &row : grid->matrix().rows)
        columns << row.column;
    QVERIFY2(columns.contains(u"wind"_s) && columns.contains(u"sky"_s) && columns.contains(u".pred"_s),
             qPrintable(columns.join(u' ')));
    QVERIFY2(!columns.contains(u"id"_s) && !columns.contains(u"version"_s), qPrintable(columns.join(u' ')));
    QTRY_VERIFY(!find<XyPlot>("driftDistributions")->picture().isEmpty());
    QCOMPARE(find<QPushButton>("driftData")->text(), u"What servers recorded"_s);
    QVERIFY(find<QLabel>("driftNumbers")->text().contains(u"95 %"));
}

void tst_MonitorPoints::rowsThatAreGoneSayWhy()
{
    open(); // with the rows, before they go
    const auto store = [this] { return monitor::Store::open(storePath()); };
    monitor::ChartRequest chart;
    chart.model = model;
    QVERIFY(store()->chart(chart).has_value());
    QVERIFY(store()->setRetention({100, 200, 300}));
    QVERIFY(store()->applyRetention(QDateTime(QDate(2017, 1, 1), QTime(0, 0), Qt::UTC)).value_or(0) > 0);
    charts()->legend()->isolate(u"v1.0.0"_s);
    clickPoint(u"v1.0.0"_s, 2);
    choose("pointRows");
    PointRowsDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = rowsDialog()));
    auto *faces = dialog->findChild<FaceStack *>(u"pointRowsFaces"_s);
    QTRY_COMPARE(faces->face(), FaceStack::Face::Empty);
    QString said;
    for (const QLabel *label : faces->findChildren<QLabel *>())
        said += label->text();
    QVERIFY2(said.contains(u"kept for 100 day"), qPrintable(said));
    QVERIFY(!dialog->findChild<QPushButton *>(u"pointRowsExport"_s)->isEnabled());
}

QTEST_MAIN(tst_MonitorPoints)
#include "tst_monitorpoints.moc"
