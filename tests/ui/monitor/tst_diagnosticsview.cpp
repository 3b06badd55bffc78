// SPDX-License-Identifier: GPL-3.0-or-later
// The diagnostics while the page is live: what somebody looks at stays where it is.
#include "core/monitor/store.h"
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/xyplot.h"
#include "ui/chart/xytable.h"
#include "ui/monitor/confusiongrid.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <limits>
#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

const QString rain = u"seattle-rain"_s;
const QString tmax = u"seattle-tmax"_s;

} // namespace

class tst_DiagnosticsView final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aLiveReadingKeepsListsOpen();
    void aLiveReadingKeepsTheFocusAndTheChoice();
    void aLiveReadingKeepsPointCellAndOperatingPoint();
    void aLiveReadingKeepsThePlaceInTables();
    void groupsFollowTheOperatingPoint();
    void groupsAreOrderedAndCompared();
    void aLiveReadingKeepsTheGroups();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void open(const QString &model);
    void choose(const char *combo, const QString &text) const;
    void observe(const QString &model, const QString &version);
    void readAnew(const QString &model);

    QTemporaryDir m_dir;
    QString m_weather = m_dir.filePath(u"weather.csv"_s);
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
    int m_observed = 0;
};

void tst_DiagnosticsView::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    QVERIFY(QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, m_weather));
}

void tst_DiagnosticsView::init()
{
    const auto library =
        sample::create(m_dir.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_DiagnosticsView::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_DiagnosticsView::open(const QString &model)
{
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE(find<FaceStack>("monitorFaces")->face(), FaceStack::Face::Filled);
    m_page->showView(MonitorPage::View::Diagnostics);
    QTRY_COMPARE(find<FaceStack>("diagnosisFaces")->face(), FaceStack::Face::Filled);
    QTRY_VERIFY(!find<DiagnosticsView>("diagnosticsView")->pictures().isEmpty());
    QTest::mouseClick(find<QToolButton>("monitorLive"), Qt::LeftButton);
    QTRY_VERIFY(find<QToolButton>("monitorLive")->isChecked());
}

// By keys.
void tst_DiagnosticsView::choose(const char *name, const QString &text) const
{
    auto *combo = find<QComboBox>(name);
    int wanted = -1;
    QTRY_VERIFY2((wanted = combo->findText(text)) >= 0, qPrintable(text));
    QTRY_VERIFY(combo->isEnabled());
    combo->setFocus();
    for (int step = 0; combo->currentIndex() != wanted && step < combo->count(); ++step)
        QTest::keyClick(combo, combo->currentIndex() < wanted ? Qt::Key_Down : Qt::Key_Up);
    QCOMPARE(combo->currentText(), text);
    QTRY_COMPARE(find<FaceStack>("diagnosisFaces")->face(), FaceStack::Face::Filled);
}

// As a running server does.
void tst_DiagnosticsView::observe(const QString &model, const QString &version)
{
    auto store = monitor::Store::open(m_library->dataDir() + u"/monitor.sqlite"_s);
    QVERIFY(store.has_value());
    const auto range = store->range(model);
    QVERIFY(range.has_value());
    monitor::Observation seen;
    seen.timeMs = range->second.toMSecsSinceEpoch() + 60'000;
    seen.id = u"seen%1"_s.arg(++m_observed);
    if (model == rain) {
        const auto target = store->target(model);
        QVERIFY(target.has_value());
        seen.truthLevel = seen.estimateLevel = target->levels.first();
        seen.probabilities = {0.625, 0.375};
    } else {
        seen.truth = 10;
        seen.estimate = 12.5;
    }
    QVERIFY(store->append(model, version, {seen}).has_value());
}

// One more observation of the version that is looked into, and what is shown has it.
void tst_DiagnosticsView::readAnew(const QString &model)
{
    const QString version = find<QComboBox>("diagnosisVersion")->currentText();
    const auto rows = [this] {
        double sum = 0;
        for (const XyPicture &picture : find<DiagnosticsView>("diagnosticsView")->pictures()) {
            for (const XyLayer &layer : picture.layers) {
                for (const QPointF &point : layer.points)
                    sum += std::isfinite(point.y()) ? point.x() + point.y() : 0;
            }
        }
        return sum;
    };
    const double before = rows();
    observe(model, version);
    QTRY_VERIFY(rows() != before);
}

void tst_DiagnosticsView::aLiveReadingKeepsListsOpen()
{
    open(tmax);
    find<DiagnosticsView>("diagnosticsView")->setFeatureFile(m_weather);
    QTRY_VERIFY(find<QComboBox>("diagnosisGroup")->isEnabled());
    for (const char *name : {"diagnosisVersion", "diagnosisOther", "diagnosisFeature", "diagnosisGroup"}) {
        auto *combo = find<QComboBox>(name);
        QSignalSpy removed(combo->model(), &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(combo->model(), &QAbstractItemModel::rowsInserted);
        combo->showPopup();
        QVERIFY2(combo->view()->isVisible(), name);
        QTest::keyClick(combo->view(), Qt::Key_Down);
        const QModelIndex chosen = combo->view()->currentIndex();
        readAnew(tmax);
        QVERIFY2(combo->view()->isVisible(), name);
        QCOMPARE(combo->view()->currentIndex(), chosen);
        QCOMPARE(removed.size() + inserted.size(), 0); // what is the same is not touched
        combo->hidePopup();
    }
    // A version more waits until the list is closed.
    auto *version = find<QComboBox>("diagnosisVersion");
    version->showPopup();
    const int count = version->count();
    observe(tmax, u"v9.0.0"_s);
    auto *matrix = find<QWidget>("matrixView");
    QVERIFY(matrix);
    readAnew(tmax);
    QCOMPARE(version->count(), count);
    QVERIFY(version->view()->isVisible());
    const QString before = version->currentText();
    version->hidePopup();
    QTRY_COMPARE(version->count(), count + 1);
    QVERIFY(version->findText(u"v9.0.0"_s) >= 0);
    QCOMPARE(version->currentText(), before);
}

void tst_DiagnosticsView::aLiveReadingKeepsTheFocusAndTheChoice()
{
    open(tmax);
    auto *other = find<QComboBox>("diagnosisOther");
    other->setFocus();
    QTest::keyClick(other, Qt::Key_End);
    const QString chosen = other->currentText();
    QVERIFY(chosen != u"alone");
    QTRY_COMPARE(find<DiagnosticsView>("diagnosticsView")->pictures().first().layers.size(), size_t(2));
    observe(tmax, u"v9.0.0"_s); // the list itself changes
    QTRY_VERIFY(other->findData(u"v9.0.0"_s) >= 0);
    readAnew(tmax);
    QVERIFY(other->hasFocus());
    QCOMPARE(other->currentText(), chosen);
    QTest::keyClick(other, Qt::Key_Up);
    QVERIFY(other->currentText() != chosen);
}

void tst_DiagnosticsView::aLiveReadingKeepsPointCellAndOperatingPoint()
{
    open(rain);
    auto *slider = find<QSlider>("diagnosisThreshold");
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_PageUp);
    const int operatingPoint = slider->value();
    auto *grid = find<ConfusionGrid>("confusionGrid");
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Down);
    QTest::keyClick(grid, Qt::Key_Down);
    const QString cell = grid->accessibleDescription();
    QVERIFY(cell.startsWith(grid->describe(1, 0).section(u':', 0, 0)));
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_PageDown); // other counts, the same cell
    QTest::keyClick(slider, Qt::Key_PageUp);
    QCOMPARE(grid->accessibleDescription(), cell);
    auto *plot = find<XyPlot>("diagnosisThird"); // of bins, which stay
    plot->setFocus();
    for (int step = 0; step < 3; ++step)
        QTest::keyClick(plot, Qt::Key_Right);
    const QString point = plot->accessibleDescription();
    QVERIFY(!point.isEmpty());

    readAnew(rain);
    QVERIFY(plot->hasFocus());
    QCOMPARE(slider->value(), operatingPoint);
    QSignalSpy said(plot, &XyPlot::spoken);
    QTest::keyClick(plot, Qt::Key_Right);
    QTest::keyClick(plot, Qt::Key_Left); // back to where it was
    QCOMPARE(said.size(), 2);
    QCOMPARE(said.last().first().toString(), plot->describe(0, 2));
    QTest::keyClick(grid, Qt::Key_Right);
    QCOMPARE(grid->accessibleDescription(), grid->describe(1, 1));
    // By mouse, too: the cell above it, and a point of the curve.
    QTest::mouseClick(grid, Qt::LeftButton, {}, QPoint(grid->width() * 3 / 4, grid->height() * 2 / 5));
    QCOMPARE(grid->accessibleDescription(), grid->describe(0, 1));
    QTest::mouseClick(plot, Qt::LeftButton, {},
                      plot->toPixels(plot->picture().layers[0].points[1]).toPoint());
    QCOMPARE(plot->accessibleDescription(), plot->describe(0, 1));
    readAnew(rain);
    QCOMPARE(grid->accessibleDescription(), grid->describe(0, 1));
    QCOMPARE(plot->accessibleDescription(), plot->describe(0, 1));
}

void tst_DiagnosticsView::aLiveReadingKeepsThePlaceInTables()
{
    open(tmax);
    QTest::mouseClick(find<QToolButton>("monitorTable"), Qt::LeftButton);
    auto *table = find<Table>("diagnosisTable");
    QTRY_VERIFY(table->isVisible());
    QVERIFY(table->model()->rowCount() > 200);
    const QModelIndex row = table->model()->index(120, 0);
    table->scrollTo(row, QAbstractItemView::PositionAtCenter);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(row).center());
    const auto selected = [table] {
        QStringList cells;
        for (const QModelIndex &index : table->selectionModel()->selectedIndexes())
            cells << index.data().toString();
        return cells.join(u'|');
    };
    const QString before = selected();
    QVERIFY(!before.isEmpty());
    const int scrolled = table->verticalScrollBar()->value();
    QVERIFY(scrolled > 0);
    readAnew(tmax);
    QCOMPARE(selected(), before);
    QCOMPARE(table->verticalScrollBar()->value(), scrolled);
}

void tst_DiagnosticsView::groupsFollowTheOperatingPoint()
{
    open(rain);
    find<DiagnosticsView>("diagnosticsView")->setFeatureFile(m_weather);
    choose("diagnosisGroup", u"By weather"_s);
    auto *table = find<Table>("diagnosisGroups");
    QTRY_VERIFY(table->isVisible());
    auto *slider = find<QSlider>("diagnosisThreshold");
    auto *point = find<QDoubleSpinBox>("diagnosisThresholdValue");
    QVERIFY(slider->isVisible() && point->isVisible());
    choose("diagnosisGroupMetric", u"Recall"_s);
    auto *plot = find<XyPlot>("diagnosisGroupPlot");
    QVERIFY2(plot->picture().note.contains(u"predicted from 0.500 on"), qPrintable(plot->picture().note));
    const auto recalls = [plot] {
        double sum = 0;
        for (const QPointF &mark : plot->picture().layers.back().points)
            sum += std::isnan(mark.x()) ? 0 : mark.x();
        return sum;
    };
    const double before = recalls();
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Home); // everything is an event, and none is missed
    QCOMPARE(point->value(), 0.0);
    for (const QPointF &mark : plot->picture().layers.back().points)
        QVERIFY(std::isnan(mark.x()) || mark.x() == 1);
    QVERIFY(recalls() != before);
    const auto header = [table](int column) {
        return table->model()->headerData(column, Qt::Horizontal).toString();
    };
    QCOMPARE(header(6), u"Recall from 0.000 on"_s);
    QCOMPARE(header(3), u"Brier score"_s); // has no such point
    point->setFocus();                     // typed
    QTest::keyClick(point, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(point, u"0.75"_s);
    QTest::keyClick(point, Qt::Key_Return);
    QCOMPARE(slider->value(), 750);
    QVERIFY(plot->picture().note.contains(u"predicted from 0.750 on"));
    QCOMPARE(header(6), u"Recall from 0.750 on"_s);
    QVERIFY(recalls() < before);
    QCOMPARE(find<DiagnosticsView>("diagnosticsView")->pictures().last().note, plot->picture().note);
}

void tst_DiagnosticsView::groupsAreOrderedAndCompared()
{
    open(tmax);
    find<DiagnosticsView>("diagnosticsView")->setFeatureFile(m_weather);
    choose("diagnosisVersion", u"v1.1.0"_s);
    choose("diagnosisOther", u"with v1.0.0"_s);
    choose("diagnosisGroup", u"By weather"_s);
    auto *plot = find<XyPlot>("diagnosisGroupPlot");
    QTRY_VERIFY(plot->isVisible());
    QTRY_COMPARE(plot->picture().layers.size(), size_t(4));
    const XyLayer marks = plot->picture().layers[1];
    QCOMPARE(marks.name, u"v1.1.0"_s);
    double worst = std::numeric_limits<double>::infinity();
    bool few = false;
    for (size_t i = 0; i < marks.points.size(); ++i) {
        if (marks.faint[i] != few) { // those of few rows come last, among themselves in order
            QVERIFY(marks.faint[i]);
            few = true;
            worst = std::numeric_limits<double>::infinity();
        }
        QVERIFY(marks.points[i].x() <= worst);
        worst = marks.points[i].x();
    }
    QVERIFY(few);
    QVERIFY(find<QLabel>("diagnosisGroupFew")->isVisible());
    QVERIFY(plot->picture().y.counts.last().startsWith(u"few: "));
    choose("diagnosisGroupOrder", u"By name"_s);
    QStringList names = plot->picture().y.names;
    QCOMPARE(names, QStringList({u"drizzle"_s, u"fog"_s, u"rain"_s, u"snow"_s, u"sun"_s}));
    choose("diagnosisGroupOrder", u"Largest first"_s);
    QCOMPARE(plot->picture().y.names.first(), u"sun"_s);
    choose("diagnosisGroupMetric", u"Bias (°C)"_s);
    QCOMPARE(plot->picture().reference, XyPicture::Reference::Zero);
    // By keys from group to group, spoken with its name, its n and its interval.
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Right);
    QTest::keyClick(plot, Qt::Key_Down);
    const QString said = plot->accessibleDescription();
    QVERIFY2(said.contains(u"weather sun") && said.contains(u"n 441") && said.contains(u"95 %: "),
             qPrintable(said));
    QTest::mouseClick(find<QToolButton>("monitorTable"), Qt::LeftButton); // the twin names them, too
    auto *table = find<Table>("diagnosisTable");
    QTRY_VERIFY(table->isVisible());
    QStringList up;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        up << table->model()->index(row, XyTable::Y).data().toString();
    QVERIFY(up.contains(u"drizzle"_s));
}

void tst_DiagnosticsView::aLiveReadingKeepsTheGroups()
{
    open(tmax);
    find<DiagnosticsView>("diagnosticsView")->setFeatureFile(m_weather);
    choose("diagnosisGroup", u"By weather"_s);
    auto *table = find<Table>("diagnosisGroups");
    QTRY_VERIFY(table->isVisible());
    choose("diagnosisGroupMetric", u"MAE (°C)"_s);
    auto *scroll = find<QScrollArea>("diagnosisGroupScroll");
    m_page->resize(1000, 600);
    QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 40);
    scroll->verticalScrollBar()->setValue(40);
    const QModelIndex row = table->model()->index(2, 0);
    table->selectionModel()->setCurrentIndex(row,
                                             QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const QString group = table->model()->index(2, 1).data().toString();
    scroll->verticalScrollBar()->setValue(40);
    readAnew(tmax);
    QCOMPARE(find<QComboBox>("diagnosisGroupMetric")->currentText(), u"MAE (°C)"_s);
    QCOMPARE(table->selectedRowIndexes().size(), 1);
    QCOMPARE(table->selectedRowIndexes().first().siblingAtColumn(1).data().toString(), group);
    QCOMPARE(scroll->verticalScrollBar()->value(), 40);
}

QTEST_MAIN(tst_DiagnosticsView)
#include "tst_diagnosticsview.moc"
