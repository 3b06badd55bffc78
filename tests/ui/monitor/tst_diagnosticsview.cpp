// SPDX-License-Identifier: GPL-3.0-or-later
// The diagnostics while the page is live: what somebody looks at stays where it is.
#include "core/monitor/store.h"
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/xyplot.h"
#include "ui/monitor/confusiongrid.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QFile>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>

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

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void open(const QString &model);
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

QTEST_MAIN(tst_DiagnosticsView)
#include "tst_diagnosticsview.moc"
