// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/monitorpage.h"

#include "core/monitor/store.h"
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/matrixgrid.h"
#include "ui/chart/xyplot.h"
#include "ui/monitor/alert/alertsdialog.h"
#include "ui/monitor/confusiongrid.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftgrid.h"
#include "ui/monitor/driftview.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QSlider>
#include <QSplitter>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_MonitorPage final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void tabsShowTheViewsOfTheSameModel();
    void theMatrixSaysWhatWouldHaveBeen();
    void aCellOpensItsVersionItsPeriodAndItsDiagnosis();
    void diagnosticsLayTwoVersionsOverEachOther();
    void theSliderMovesTheOperatingPoint();
    void driftOfNewDataIsMapped();
    void dataThatCannotBeComparedSaysWhy();
    void everyViewHasATable();
    void aThresholdIsSetRingedKeptAndRemoved();
    void aThresholdBecomesAnAlert();
    void aViewThatWasHiddenWhileThePageReadIsFilled();
    void notesAreWrittenChangedRemovedAndUndone();
    void chartsAreReorderedAndTheOrderIsKept();
    void theTeamsViewIsPartOfTheRepository();
    void changesOfTheViewAreUndoneByKeys();
    void aDraggedHandleIsOneStepBack();
    void aNewerViewOfTheTeamIsOffered();
    void liveReadsWhatIsWrittenWithoutMovingTheView();
    void theReportHoldsEverything();
    void theModelsAgeIsSaid();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    FaceStack *faces() const { return find<FaceStack>("monitorFaces"); }
    ChartStack *charts() const { return m_page->charts(); }
    void open(const QString &model);
    void trigger(const char *menu, const char *action) const;
    QStringList chartNames() const;
    QString storePath() const { return m_library->dataDir() + u"/monitor.sqlite"_s; }
    QDialog *dialog(const QString &name) const;

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
};

void tst_MonitorPage::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
}

void tst_MonitorPage::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_services->clock.time = QDateTime(QDate(2016, 1, 1), QTime(0, 0), Qt::UTC);
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
}

void tst_MonitorPage::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_MonitorPage::open(const QString &model)
{
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QTRY_COMPARE(charts()->title(), model);
}

void tst_MonitorPage::trigger(const char *menu, const char *action) const
{
    auto *of = find<QMenu>(menu);
    QVERIFY2(of, menu);
    auto *found = of->findChild<QAction *>(QString::fromLatin1(action));
    QVERIFY2(found && found->isEnabled(), action);
    found->trigger();
}

QStringList tst_MonitorPage::chartNames() const
{
    QStringList names;
    for (const PlotMetric &metric : charts()->metrics())
        names << metric.info.name;
    return names;
}

QDialog *tst_MonitorPage::dialog(const QString &name) const
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *found = qobject_cast<QDialog *>(widget);
            found && found->objectName() == name && found->isVisible())
            return found;
    }
    return nullptr;
}

void tst_MonitorPage::tabsShowTheViewsOfTheSameModel()
{
    open(u"seattle-tmax"_s);
    auto *tabs = find<QTabBar>("monitorViews");
    QVERIFY(charts()->isVisible());
    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Right);
    QVERIFY(find<DriftView>("driftView")->isVisible());
    QTest::keyClick(tabs, Qt::Key_Right);
    QVERIFY(find<MatrixGrid>("matrixGrid")->isVisible());
    QVERIFY(!find<QToolButton>("monitorRange")->isEnabled()); // the matrix shows all of the time
    QTest::keyClick(tabs, Qt::Key_Right);
    QTRY_COMPARE(find<FaceStack>("diagnosisFaces")->face(), FaceStack::Face::Filled);
    QCOMPARE(m_services->settings.value(u"monitor/view"_s).toInt(), 3);
}

void tst_MonitorPage::theMatrixSaysWhatWouldHaveBeen()
{
    open(u"seattle-tmax"_s);
    m_page->showView(MonitorPage::View::Matrix);
    auto *grid = find<MatrixGrid>("matrixGrid");
    const VersionMatrix &matrix = grid->matrix();
    QCOMPARE(matrix.versions.size(), 5);
    QCOMPARE(matrix.stage, u"production"_s);
    int harmful = -1;
    for (int row = 0; row < matrix.versions.size(); ++row)
        harmful = matrix.versions[row].name == u"v2.1.0" ? row : harmful;
    QVERIFY(harmful >= 0);
    int used = -1;
    for (int column = 0; column < matrix.periods.size(); ++column) {
        QVERIFY(matrix.periods[column].best != harmful); // the mistake of units was never the best
        if (matrix.periods[column].inStage == harmful)
            used = column;
    }
    QVERIFY(used >= 0); // but in production for a while
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellRect(harmful, used).center());
    QVERIFY(find<QLabel>("matrixChosen")->text().contains(u"was in production"));
    QVERIFY(find<QLabel>("matrixWhatIf")->text().contains(u"worse"));
    QVERIFY(find<XyPlot>("matrixLine")->picture().title.contains(u"v2.1.0"));
    auto *metric = find<QComboBox>("matrixMetric");
    metric->setFocus();
    QTest::keyClick(metric, Qt::Key_Down);
    QCOMPARE(grid->matrix().info.name, metric->currentData().toString());
    QVERIFY(grid->matrix().info.name != u"rmse");
}

void tst_MonitorPage::aCellOpensItsVersionItsPeriodAndItsDiagnosis()
{
    open(u"seattle-tmax"_s);
    m_page->showView(MonitorPage::View::Matrix);
    auto *grid = find<MatrixGrid>("matrixGrid");
    QSignalSpy opened(m_page.get(), &MonitorPage::versionActivated);
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellRect(0, 3).center());
    QTest::mouseClick(find<QPushButton>("matrixOpenVersion"), Qt::LeftButton);
    QCOMPARE(opened.last(), QVariantList({u"seattle-tmax"_s, u"v1.0.0"_s}));

    const VersionMatrix::Period period = grid->matrix().periods[3];
    QTest::mouseClick(find<QPushButton>("matrixDiagnose"), Qt::LeftButton);
    QCOMPARE(m_page->view(), MonitorPage::View::Diagnostics);
    auto *diagnostics = find<DiagnosticsView>("diagnosticsView");
    QTRY_COMPARE(find<FaceStack>("diagnosisFaces")->face(), FaceStack::Face::Filled);
    QCOMPARE(find<QComboBox>("diagnosisVersion")->currentText(), u"v1.0.0"_s);
    QCOMPARE(qint64(diagnostics->pictures().first().layers.front().points.size()), grid->matrix().at(0, 3).n);

    m_page->showView(MonitorPage::View::Matrix);
    QTest::mouseClick(find<QPushButton>("matrixOpenPeriod"), Qt::LeftButton);
    QCOMPARE(m_page->view(), MonitorPage::View::Metrics);
    QVERIFY(charts()->axis()->window().contains(double(period.start)));
    QVERIFY(!charts()->axis()->showsEverything());
}

void tst_MonitorPage::diagnosticsLayTwoVersionsOverEachOther()
{
    open(u"seattle-tmax"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    auto *diagnostics = find<DiagnosticsView>("diagnosticsView");
    QTRY_COMPARE(diagnostics->pictures().size(), 4);
    QCOMPARE(diagnostics->pictures().first().layers.size(), size_t(1));
    auto *other = find<QComboBox>("diagnosisOther");
    other->setFocus();
    QTest::keyClick(other, Qt::Key_End);
    QTRY_COMPARE(diagnostics->pictures().first().layers.size(), size_t(2));
    QCOMPARE(diagnostics->pictures().first().layers[1].name, other->currentData().toString());
    auto *plot = find<XyPlot>("diagnosisFirst");
    QSignalSpy said(plot, &XyPlot::spoken);
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Right);
    QTest::keyClick(plot, Qt::Key_Down);
    QVERIFY(said.last().first().toString().startsWith(other->currentData().toString()));
}

void tst_MonitorPage::theSliderMovesTheOperatingPoint()
{
    open(u"seattle-rain"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    auto *diagnostics = find<DiagnosticsView>("diagnosticsView");
    QTRY_COMPARE(diagnostics->pictures().size(), 3);
    auto *slider = find<QSlider>("diagnosisThreshold");
    auto *roc = find<XyPlot>("diagnosisFirst");
    auto *confusion = find<ConfusionGrid>("confusionGrid");
    QTRY_VERIFY(slider->isVisible());
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Home); // everything is an event
    QCOMPARE(roc->picture().marked, QPointF(1, 1));
    const QString before = confusion->describe(0, 0);
    QTest::keyClick(slider, Qt::Key_End); // nothing is
    QCOMPARE(roc->picture().marked, QPointF(0, 0));
    QVERIFY(confusion->describe(0, 0) != before);
}

void tst_MonitorPage::driftOfNewDataIsMapped()
{
    QFile data(m_dir.filePath(u"new.csv"_s));
    QVERIFY(data.open(QIODevice::WriteOnly));
    data.write("date,steady,shifted,kind\n");
    for (int day = 0; day < 240;
         ++day) { // in the last two months `shifted` lies higher and a new kind appears
        const bool late = day >= 180;
        data.write(u"%1,%2,%3,%4\n"_s.arg(QDate(2015, 1, 1).addDays(day).toString(Qt::ISODate))
                       .arg(day % 7)
                       .arg(day % 7 + (late ? 20 : 0))
                       .arg(late ? u"new"_s : (day % 2 ? u"odd"_s : u"even"_s))
                       .toUtf8());
    }
    data.close();
    open(u"seattle-tmax"_s);
    m_page->showView(MonitorPage::View::Drift);
    auto *faces = find<FaceStack>("driftFaces");
    QTRY_COMPARE(faces->face(), FaceStack::Face::Empty); // nothing was chosen yet
    auto *drift = find<DriftView>("driftView");
    drift->setData(data.fileName());
    QTRY_COMPARE(faces->face(), FaceStack::Face::Filled);
    auto *grid = find<DriftGrid>("driftGrid");
    QCOMPARE(grid->rowCount(), 3);
    QCOMPARE(grid->columnCount(), 8);
    QCOMPARE(grid->matrix().rows.first().column, u"shifted"_s); // what changed most comes first
    const auto drifted = [grid](const QString &name, int column) {
        for (int row = 0; row < grid->rowCount(); ++row) {
            if (grid->matrix().rows[row].column == name)
                return grid->matrix().at(row, column)->drift;
        }
        return false;
    };
    QVERIFY(drifted(u"shifted"_s, 7) && drifted(u"kind"_s, 7));
    QVERIFY(!drifted(u"steady"_s, 7) && !drifted(u"shifted"_s, 3));

    auto *plot = find<XyPlot>("driftDistributions");
    QTRY_COMPARE(plot->picture().title, u"shifted"_s); // chosen at once: what changed most, now
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Down);
    const QString second = grid->matrix().rows[1].column;
    QTRY_COMPARE(plot->picture().title, second);
    QCOMPARE(find<XyPlot>("driftTrend")->picture().layers.size(), size_t(3)); // with what drifted

    auto *threshold = find<QDoubleSpinBox>("driftThreshold");
    const bool before = grid->matrix().at(1, 7)->drift;
    threshold->setFocus();
    threshold->selectAll();
    QTest::keyClicks(threshold, before ? u"0"_s : u"1"_s);
    QTest::keyClick(threshold, Qt::Key_Return);
    QTRY_VERIFY(grid->matrix().at(grid->row(), 7)->threshold != 0.05);
    QTest::mouseClick(find<QToolButton>("monitorTable"), Qt::LeftButton);
    QTRY_VERIFY(find<Table>("driftTable")->isVisible());
    QCOMPARE(find<Table>("driftTable")->model()->rowCount(), 24);
}

void tst_MonitorPage::dataThatCannotBeComparedSaysWhy()
{
    QFile data(m_dir.filePath(u"timeless.csv"_s));
    QVERIFY(data.open(QIODevice::WriteOnly));
    data.write("a,b\n1,x\n2,y\n");
    data.close();
    open(u"seattle-tmax"_s);
    m_page->showView(MonitorPage::View::Drift);
    auto *faces = find<FaceStack>("driftFaces");
    find<DriftView>("driftView")->setData(data.fileName());
    QTRY_COMPARE(faces->face(), FaceStack::Face::Failed);
    QString said;
    for (const QLabel *label : faces->findChildren<QLabel *>())
        said += label->text();
    QVERIFY2(said.contains(u"No column of timeless.csv holds times"), qPrintable(said));
}

void tst_MonitorPage::everyViewHasATable()
{
    open(u"seattle-tmax"_s);
    auto *button = find<QToolButton>("monitorTable");
    QTest::mouseClick(button, Qt::LeftButton);
    for (const auto &[view, name] : {std::pair(MonitorPage::View::Metrics, "chartTable"),
                                     std::pair(MonitorPage::View::Matrix, "matrixTable"),
                                     std::pair(MonitorPage::View::Diagnostics, "diagnosisTable")}) {
        m_page->showView(view);
        QTRY_VERIFY2(find<Table>(name)->isVisible() && find<Table>(name)->model()->rowCount() > 5, name);
    }
}

void tst_MonitorPage::aThresholdIsSetRingedKeptAndRemoved()
{
    open(u"seattle-tmax"_s);
    trigger("monitorThresholdMenu", "threshold_rmse");
    MetricChart *chart = charts()->charts().first();
    QVERIFY(chart->threshold());
    const double value = chart->threshold()->value;
    QVERIFY(chart->thresholdReach()->periods > 0); // those that it would have warned of
    m_page->refresh();
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QTRY_COMPARE(charts()->thresholds().value(u"rmse"_s), value);
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_T);
    QVERIFY(!charts()->charts().first()->threshold());
}

void tst_MonitorPage::aThresholdBecomesAnAlert()
{
    open(u"seattle-tmax"_s);
    trigger("monitorThresholdMenu", "threshold_rmse");
    charts()->toggleThreshold(u"rsq"_s);
    const double value = charts()->thresholds().value(u"rsq"_s);
    trigger("monitorThresholdMenu", "alertAt_rsq");
    auto *alerts = m_page->findChild<AlertsDialog *>();
    QVERIFY(alerts);
    QDialog *form = nullptr;
    QTRY_VERIFY((form = alerts->findChild<QDialog *>(u"alertRuleDialog"_s)));
    QCOMPARE(form->findChild<QComboBox *>(u"alertRuleOf"_s)->currentText(), u"rsq"_s);
    QCOMPARE(form->findChild<QComboBox *>(u"alertRulePeriod"_s)->currentText(), u"month"_s);
    QTest::keyClick(form, Qt::Key_Return);
    QTRY_COMPARE(m_library->metadata(u"seattle-tmax"_s)->all[u"alerts"_s].toArray().size(), 1);
    const QJsonValue rule = m_library->metadata(u"seattle-tmax"_s)->all[u"alerts"_s][0];
    QVERIFY(std::abs(rule[u"below"_s].toDouble() - value) < 0.005); // of R squared, less is worse
    QCOMPARE(rule[u"stage"_s].toString(), u"production"_s);
    alerts->close();
    QVERIFY(m_library->setKeys(u"seattle-tmax"_s, {}, {u"alerts"_s}));
}

void tst_MonitorPage::aViewThatWasHiddenWhileThePageReadIsFilled()
{
    open(u"seattle-tmax"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    auto *diagnosis = find<FaceStack>("diagnosisFaces");
    QTRY_COMPARE(diagnosis->face(), FaceStack::Face::Filled);
    QSemaphore go; // reading takes longer than the page waits before it says so
    m_services->readers.setMaxThreadCount(1);
    m_services->readers.start([&go] { go.acquire(); });
    m_page->showModel(u"seattle-rain"_s);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Loading);
    go.release();
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QTRY_VERIFY(m_page->findChild<ConfusionGrid *>()->isVisible()); // of classification
    QTRY_COMPARE(diagnosis->face(), FaceStack::Face::Filled);
}

void tst_MonitorPage::notesAreWrittenChangedRemovedAndUndone()
{
    open(u"seattle-tmax"_s);
    const auto notes = [this] {
        QStringList texts;
        for (const monitor::Occurrence &each :
             monitor::Store::open(storePath())->occurrences(u"seattle-tmax"_s).value()) {
            if (each.kind == monitor::Occurrence::Kind::Note)
                texts << each.text;
        }
        texts.sort();
        return texts;
    };
    const QStringList before = notes();
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    const auto undo = [&said] { said.last().first().value<Message>().action(); };

    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_N);
    QDialog *box = nullptr;
    QTRY_VERIFY((box = dialog(u"monitorNoteDialog"_s)));
    QVERIFY(!box->findChild<QPushButton *>(u"monitorNoteSave"_s)->isEnabled()); // an empty note says nothing
    QTest::keyClicks(box->findChild<QPlainTextEdit *>(u"monitorNoteText"_s), u"Zensor replaced"_s);
    QTest::mouseClick(box->findChild<QPushButton *>(u"monitorNoteSave"_s), Qt::LeftButton);
    QTRY_COMPARE(notes().size(), before.size() + 1);
    QVERIFY(notes().contains(u"Zensor replaced"_s));

    QTRY_VERIFY(std::any_of(charts()->occurrences().begin(), charts()->occurrences().end(),
                            [](const auto &each) { return each.text == u"Zensor replaced"; }));
    const auto written = std::find_if(charts()->occurrences().begin(), charts()->occurrences().end(),
                                      [](const auto &each) { return each.text == u"Zensor replaced"; });
    emit charts()->noteActivated(*written);
    QTRY_VERIFY((box = dialog(u"monitorNoteDialog"_s)));
    QTest::mouseClick(box->findChild<QPushButton *>(u"monitorNoteRemove"_s), Qt::LeftButton);
    QTRY_COMPARE(notes(), before);
    QTRY_COMPARE(said.size(), 2);
    undo();
    QTRY_VERIFY(notes().contains(u"Zensor replaced"_s));
    QTRY_COMPARE(said.size(), 3);
    undo();
    QTRY_COMPARE(notes(), before);
}

void tst_MonitorPage::chartsAreReorderedAndTheOrderIsKept()
{
    open(u"seattle-tmax"_s);
    const QStringList before = chartNames();
    QVERIFY(before.size() > 1);
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_Down, Qt::ControlModifier);
    QStringList moved = before;
    moved.move(0, 1);
    QTRY_COMPARE(chartNames(), moved);
    m_page->refresh();
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(chartNames(), moved);
}

void tst_MonitorPage::theTeamsViewIsPartOfTheRepository()
{
    open(u"seattle-tmax"_s);
    auto *metrics = find<QMenu>("monitorMetricMenu");
    metrics->findChild<QAction *>(u"metric_mae"_s)->trigger(); // two are left
    QTRY_COMPARE(chartNames(), QStringList({u"rmse"_s, u"rsq"_s}));
    trigger("monitorPresetMenu", "presetSaveTeam");
    QTRY_VERIFY(m_library->metadataYaml(u"seattle-tmax"_s).value().contains("dashboard:"));

    // Somebody else, who never chose anything.
    m_services->settings.clear();
    m_page->refresh();
    QTRY_COMPARE(chartNames(), QStringList({u"rmse"_s, u"rsq"_s}));
    trigger("monitorPresetMenu", "presetUsual");
    QTRY_COMPARE(chartNames().size(), 3);
    trigger("monitorPresetMenu", "presetTeam");
    QTRY_COMPARE(chartNames().size(), 2);
    trigger("monitorPresetMenu", "presetVetiver");
    QTRY_COMPARE(find<QComboBox>("monitorPeriod")->currentText(), u"By week"_s);
    QVERIFY(m_library->setKeys(u"seattle-tmax"_s, {}, {u"dashboard"_s}));
}

void tst_MonitorPage::changesOfTheViewAreUndoneByKeys()
{
    open(u"seattle-tmax"_s);
    auto *button = find<QToolButton>("monitorPresets");
    QCOMPARE(button->text(), u"View: usual"_s);
    const QStringList before = chartNames();
    charts()->setFocus();
    QTest::keyClick(charts(), Qt::Key_Down, Qt::ControlModifier); // another order
    QTRY_VERIFY(chartNames() != before);
    const QStringList moved = chartNames();
    QTRY_COMPARE(button->text(), u"View: mine"_s);
    find<QMenu>("monitorMetricMenu")->findChild<QAction *>(u"metric_mae"_s)->trigger();
    QTRY_COMPARE(chartNames().size(), 2);
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QTest::keySequence(charts(), QKeySequence(QKeySequence::Undo));
    QTRY_COMPARE(chartNames(), moved);
    trigger("monitorPresetMenu", "viewUndo");
    QTRY_COMPARE(chartNames(), before);
    QTRY_COMPARE(button->text(), u"View: usual"_s);
    QTRY_VERIFY(!find<QMenu>("monitorPresetMenu")->findChild<QAction *>(u"viewUndo"_s)->isEnabled());
}

void tst_MonitorPage::aDraggedHandleIsOneStepBack()
{
    open(u"seattle-tmax"_s);
    auto *splitter = find<QSplitter>("chartSplitter");
    const auto spread = [splitter] {
        const QList<int> sizes = splitter->sizes();
        return *std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end());
    };
    m_page->resize(1200, 1200);
    QTRY_VERIFY(splitter->height() > 600);
    QTRY_VERIFY(spread() < 10); // all alike
    QSplitterHandle *handle = splitter->handle(1);
    QTest::mousePress(handle, Qt::LeftButton, {}, handle->rect().center());
    for (int step = 1; step <= 12; ++step)
        QTest::mouseMove(handle, handle->rect().center() + QPoint(0, 5));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, handle->rect().center());
    QTRY_VERIFY(spread() > 20);
    QTRY_COMPARE(find<QToolButton>("monitorPresets")->text(), u"View: mine"_s);
    trigger("monitorPresetMenu", "viewUndo");
    QTRY_VERIFY(spread() < 10);
    QTRY_COMPARE(find<QToolButton>("monitorPresets")->text(), u"View: usual"_s);
}

void tst_MonitorPage::aNewerViewOfTheTeamIsOffered()
{
    open(u"seattle-tmax"_s);
    find<QMenu>("monitorMetricMenu")->findChild<QAction *>(u"metric_mae"_s)->trigger(); // mine
    QTRY_COMPARE(chartNames(), QStringList({u"rmse"_s, u"rsq"_s}));
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    // Somebody of the team keeps another one.
    QVERIFY(m_library->setKeys(u"seattle-tmax"_s,
                               {{u"dashboard"_s, QJsonObject{{u"metrics"_s, QJsonArray{u"mae"_s}}}}}, {}));
    m_page->refresh();
    QTRY_COMPARE(said.size(), 1);
    const Message told = said.first().first().value<Message>();
    QVERIFY2(told.text.contains(u"team’s view of seattle-tmax has changed"), qPrintable(told.text));
    QCOMPARE(chartNames(), QStringList({u"rmse"_s, u"rsq"_s})); // nothing is taken away
    auto *team = find<QMenu>("monitorPresetMenu")->findChild<QAction *>(u"presetTeam"_s);
    QVERIFY(team->text().contains(u"changed since yours"));
    m_page->refresh();
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(said.size(), 1); // once
    told.action();
    QTRY_COMPARE(chartNames(), QStringList{u"mae"_s});
    QTRY_COMPARE(find<QToolButton>("monitorPresets")->text(), u"View: the team’s"_s);
    QVERIFY(team->isChecked());
    QVERIFY(m_library->setKeys(u"seattle-tmax"_s, {}, {u"dashboard"_s}));
}

void tst_MonitorPage::liveReadsWhatIsWrittenWithoutMovingTheView()
{
    open(u"seattle-tmax"_s);
    const auto observed = [this] {
        qint64 n = 0;
        for (const PlotSeries &series : charts()->metrics().first().series) {
            for (const qint64 each : series.line->n)
                n += series.estimated ? 0 : each;
        }
        return n;
    };
    const qint64 before = observed();
    TimeAxis *axis = charts()->axis();
    axis->setWindow({axis->bounds().to - 90 * 86400000.0, axis->bounds().to});
    const double length = axis->window().length();
    auto *live = find<QToolButton>("monitorLive");
    QTest::mouseClick(live, Qt::LeftButton);
    QCOMPARE(live->text(), u"Pause"_s);

    monitor::Observation observation;
    observation.timeMs = QDateTime(QDate(2016, 2, 10), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
    observation.truth = 10;
    observation.estimate = 11;
    auto store = monitor::Store::open(storePath());
    QVERIFY(store && store->append(u"seattle-tmax"_s, u"v2.2.0"_s, {observation}));
    QTRY_COMPARE_WITH_TIMEOUT(observed(), before + 1, 10000);
    QVERIFY(qAbs(axis->window().length() - length) < 1); // the same zoom
    QCOMPARE(axis->window().to, axis->bounds().to);      // the newest is in view

    QTest::mouseClick(live, Qt::LeftButton); // paused
    const TimeSpan middle{axis->bounds().from, axis->bounds().from + length};
    axis->setWindow(middle);
    m_page->refresh();
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(axis->window(), middle);
}

void tst_MonitorPage::theReportHoldsEverything()
{
    open(u"seattle-tmax"_s);
    m_page->showView(MonitorPage::View::Diagnostics);
    QTRY_COMPARE(find<DiagnosticsView>("diagnosticsView")->pictures().size(), 4);
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    const QString path = m_dir.filePath(u"report.html"_s);
    m_page->exportTo(path);
    QCOMPARE(said.size(), 1);
    QVERIFY(!said.first().first().value<Message>().isError);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray html = file.readAll();
    QCOMPARE(html.count("<svg"), 2 + 4); // charts, matrix, diagnostics
    QVERIFY(html.count("<table>") >= 7); // a twin for each, and what happened
    for (const char *text : {"seattle-tmax", "v2.1.0", "Predicted against actual", "Root mean squared error",
                             "In short", "In production", "worse 4.92"})
        QVERIFY2(html.contains(text), text);
    QVERIFY(!html.contains(QFile::encodeName(m_dir.path()))); // of this machine

    m_page->exportTo(m_dir.filePath(u"no/such/folder.html"_s));
    QVERIFY(said.last().first().value<Message>().isError);
}

void tst_MonitorPage::theModelsAgeIsSaid()
{
    open(u"seattle-tmax"_s);
    const QString age = find<QLabel>("monitorAge")->text();
    QVERIFY2(age.startsWith(u"v2.2.0 has been in production for "), qPrintable(age));
}

QTEST_MAIN(tst_MonitorPage)
#include "tst_monitorpage.moc"
