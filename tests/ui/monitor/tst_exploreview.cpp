// SPDX-License-Identifier: GPL-3.0-or-later
// The data of very many rows: all of them are in the table, found, sorted and written.
#include "core/monitor/store.h"
#include "core/sample/samplelibrary.h"
#include "tests/core/monitor/recording.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/xyplot.h"
#include "ui/monitor/exploreview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int rowCount = 300'000;
constexpr int patience = 60'000;

} // namespace

class tst_ExploreView final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void everyRowIsReached();
    void rowsAreFoundByConditionAndText();
    void aHeaderSortsAllRows();
    void allThatTheFilterShowsIsWritten();
    void rowsThatAreStillReadAreWrittenAsWell();
    void aCancelledExportLeavesNothing();
    void readingAnewKeepsFilterOrderAndPlace();
    void observationsHaveWhatTheirRequestsAsked();
    void denseAndSparseObservationsAreAllRead();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void open();
    void filter(const QString &text) const;
    QString size() const { return find<QLabel>("exploreSize")->text(); }
    QString cell(int row, int column) const
    {
        return find<Table>("exploreTable")->model()->index(row, column).data().toString();
    }
    void clickHeader(int column) const;
    qsizetype linesOf(const QString &path) const;

    QTemporaryDir m_dir;
    QString m_data = m_dir.filePath(u"many.csv"_s);
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
};

void tst_ExploreView::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    QFile data(m_data);
    QVERIFY(data.open(QIODevice::WriteOnly));
    QByteArray text("row,wind,sky\n");
    for (int i = 0; i < rowCount; ++i)
        text += QByteArray::number(i) + ',' + QByteArray::number((i * 7) % 1000) + ',' +
                (i % 4 == 0 ? "\"Sun, dry\"" : "rain") + '\n';
    QCOMPARE(data.write(text), qint64(text.size()));
}

void tst_ExploreView::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    open();
}

void tst_ExploreView::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_ExploreView::open()
{
    m_page->setLibrary(*m_library);
    m_page->showModel(u"seattle-tmax"_s);
    QTRY_COMPARE(find<FaceStack>("monitorFaces")->face(), FaceStack::Face::Filled);
    m_page->showView(MonitorPage::View::Data);
    find<ExploreView>("exploreView")->setData(m_data);
    if (qstrcmp(QTest::currentTestFunction(), "rowsThatAreStillReadAreWrittenAsWell") != 0)
        QTRY_COMPARE_WITH_TIMEOUT(size(), u"300,000 rows"_s, patience);
}

void tst_ExploreView::filter(const QString &text) const
{
    auto *field = find<QLineEdit>("exploreFilter");
    field->setFocus();
    field->selectAll();
    QTest::keyClick(field, Qt::Key_Delete);
    QTest::keyClicks(field, text);
}

void tst_ExploreView::clickHeader(int column) const
{
    const auto *header = find<Table>("exploreTable")->horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(column) + 20, header->height() / 2));
}

qsizetype tst_ExploreView::linesOf(const QString &path) const
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : -1;
}

void tst_ExploreView::everyRowIsReached()
{
    auto *table = find<Table>("exploreTable");
    QCOMPARE(table->model()->rowCount(), rowCount);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_End); // by key
    QCOMPARE(table->currentIndex().row(), rowCount - 1);
    QCOMPARE(cell(rowCount - 1, 2), u"rain"_s);
    QVERIFY(table->visualRect(table->currentIndex()).intersects(table->viewport()->rect()));
    table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() / 3); // and by a leap
    const int middle = table->rowAt(table->viewport()->height() / 2);
    QVERIFY(middle > rowCount / 4 && middle < rowCount / 2);
    QCOMPARE(cell(middle, 2), middle % 4 == 0 ? u"Sun, dry"_s : u"rain"_s);
    // The picture is of all of them.
    double counted = 0;
    QTRY_COMPARE(find<XyPlot>("explorePlot")->picture().title, u"Distribution of row"_s);
    QTRY_VERIFY(find<QLabel>("exploreFacts")->text().startsWith(u"row: 300,000 values"));
    for (const QPointF &bin : find<XyPlot>("explorePlot")->picture().layers.front().points)
        counted += bin.y();
    QCOMPARE(int(counted), rowCount);
}

void tst_ExploreView::rowsAreFoundByConditionAndText()
{
    filter(u"wind > 990 and sky == \"rain\""_s);
    int expected = 0;
    for (int i = 0; i < rowCount; ++i)
        expected += (i * 7) % 1000 > 990 && i % 4 != 0 ? 1 : 0;
    QTRY_COMPARE(size(), u"%1 of 300,000 rows"_s.arg(QLocale().toString(expected)));
    QCOMPARE(find<Table>("exploreTable")->model()->rowCount(), expected);
    QTRY_VERIFY(
        find<QLabel>("exploreFacts")
            ->text()
            .startsWith(u"row: %1 values"_s.arg(QLocale().toString(expected)))); // the picture follows
    filter(u"sun"_s);
    QTRY_COMPARE(size(), u"75,000 of 300,000 rows"_s);
    filter(u"sky > 3"_s); // makes no sense, and what was found stays
    QTRY_VERIFY2(size().contains(u"sky"), qPrintable(size()));
    QCOMPARE(find<Table>("exploreTable")->model()->rowCount(), 75'000);
    auto *field = find<QLineEdit>("exploreFilter");
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_COMPARE(size(), u"300,000 rows"_s);
}

void tst_ExploreView::aHeaderSortsAllRows()
{
    auto *table = find<Table>("exploreTable");
    clickHeader(1);
    QTRY_COMPARE(cell(0, 1), u"0"_s);
    QTRY_COMPARE(cell(299, 1), u"0"_s); // 300 rows have each value
    QCOMPARE(cell(300, 1), u"1.00"_s);
    clickHeader(1);
    QTRY_COMPARE(cell(0, 1), u"999"_s);
    QCOMPARE(cell(rowCount - 1, 1), u"0"_s);
    clickHeader(1); // as the data has them
    QTRY_COMPARE(cell(1, 1), u"7.00"_s);
    QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), -1);
    // Other data has other columns: it is as it is.
    clickHeader(1);
    QTRY_COMPARE(cell(299, 1), u"0"_s);
    find<ExploreView>("exploreView")->setData({});
    QTRY_COMPARE(table->model()->columnCount(), 4);
    QTRY_VERIFY(size().endsWith(u" rows"));
    QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), -1);
    for (int row = 1; row < table->model()->rowCount(); ++row)
        QVERIFY(cell(row - 1, 0) <= cell(row, 0));
}

void tst_ExploreView::allThatTheFilterShowsIsWritten()
{
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    const QString all = m_dir.filePath(u"all.csv"_s);
    m_page->exportTo(all);
    QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, patience);
    QVERIFY(said.last().first().value<Message>().text.contains(u"all.csv"));
    QCOMPARE(linesOf(all), rowCount + 1);
    filter(u"wind == 7"_s);
    QTRY_COMPARE(size(), u"300 of 300,000 rows"_s);
    clickHeader(0);
    clickHeader(0); // the last ones first
    const QString some = m_dir.filePath(u"some.csv"_s);
    m_page->exportTo(some);
    QTRY_COMPARE_WITH_TIMEOUT(said.size(), 2, patience);
    QFile file(some);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 301);
    QCOMPARE(lines[0], QByteArray("row,wind,sky\r"));
    QCOMPARE(lines[1], QByteArray("299001,7,rain\r"));
    QVERIFY(!find<QProgressBar>("exploreProgress")->isVisible());
}

void tst_ExploreView::rowsThatAreStillReadAreWrittenAsWell()
{
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    const QString path = m_dir.filePath(u"early.csv"_s);
    find<ExploreView>("exploreView")->exportCsv(path); // nothing is read yet
    QVERIFY(find<QPushButton>("exploreCancel")->isVisibleTo(find<QWidget>("exploreView")));
    QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, patience);
    QCOMPARE(linesOf(path), rowCount + 1);
}

void tst_ExploreView::aCancelledExportLeavesNothing()
{
    // A place that takes as long as it wants: a pool that is busy.
    QSemaphore busy;
    m_services->readers.setMaxThreadCount(1);
    m_services->readers.start([&busy] { busy.acquire(); });
    const QString path = m_dir.filePath(u"never.csv"_s);
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    m_page->exportTo(path);
    auto *cancel = find<QPushButton>("exploreCancel");
    QVERIFY(cancel->isVisible() && find<QProgressBar>("exploreProgress")->isVisible());
    QVERIFY2(size().contains(u"never.csv"), qPrintable(size()));
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(!cancel->isVisible());
    busy.release();
    m_services->readers.waitForDone();
    QCoreApplication::sendPostedEvents();
    QCOMPARE(size(), u"The export was cancelled. Nothing was written."_s);
    QVERIFY(!QFile::exists(path));
    QCOMPARE(said.size(), 0);
}

void tst_ExploreView::readingAnewKeepsFilterOrderAndPlace()
{
    find<ExploreView>("exploreView")->setData({}); // observations, which grow
    auto *table = find<Table>("exploreTable");
    QTRY_COMPARE(table->model()->columnCount(), 4);
    filter(u"truth > 10"_s);
    QTRY_VERIFY(size().contains(u" of "));
    const QString found = size();
    clickHeader(1);
    QTRY_VERIFY(cell(0, 1).toDouble() < 11);
    table->selectRow(30);
    table->verticalScrollBar()->setValue(300);
    const QString selected = cell(30, 0);
    QSignalSpy read(table->model(), &QAbstractItemModel::modelReset);
    m_page->refresh(); // as a live page does
    QTRY_VERIFY(read.size() > 0);
    QCOMPARE(size(), found);
    QCOMPARE(table->verticalScrollBar()->value(), 300);
    QCOMPARE(table->selectedRowIndexes().size(), 1);
    QCOMPARE(table->selectedRowIndexes().first().data().toString(), selected);
    QCOMPARE(find<QLineEdit>("exploreFilter")->text(), u"truth > 10"_s);
    QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), 1);
}

void tst_ExploreView::observationsHaveWhatTheirRequestsAsked()
{
    const qint64 first = QDateTime(QDate(2016, 1, 1), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
    std::vector<test::RecordedRow> rows;
    for (int i = 0; i < 200; ++i) {
        test::RecordedRow row;
        row.timeMs = first + i * 86'400'000LL;
        row.inputs =
            "{\"wind\":[" + std::to_string(i % 9) + "],\"sky\":[\"" + (i % 3 == 0 ? "sun" : "rain") + "\"]}";
        row.outputs = "{\".pred\":[" + std::to_string(10 + i % 5) + "]}";
        row.truth = 10.0 + i % 9;
        rows.push_back(row);
    }
    test::record(m_library->dataDir() + u"/monitor.sqlite"_s, "seattle-tmax", "v2.0.0", rows, "asked");
    m_page->refresh();
    find<ExploreView>("exploreView")->setData({});
    auto *version = find<QComboBox>("exploreVersion");
    QTRY_VERIFY(version->findText(u"v2.0.0"_s) >= 0);
    version->setFocus();
    for (int step = 0; step < version->count() && version->currentText() != u"v2.0.0"; ++step)
        QTest::keyClick(version, Qt::Key_Down);
    auto *table = find<Table>("exploreTable");
    QTRY_COMPARE(table->model()->columnCount(), 6); // time, truth, .pred, residual, wind, sky
    filter(u"missing(wind) == 0"_s);                // what the sample observed has none
    QTRY_VERIFY2(size().startsWith(u"200 of "), qPrintable(size()));
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const int wind = int(cell(row, 4).toDouble());
        QCOMPARE(int(cell(row, 1).toDouble()), 10 + wind); // each row has the inputs of its own request
        QCOMPARE(cell(row, 5), row % 3 == 0 ? u"sun"_s : u"rain"_s);
    }
}

// 120,000 within two minutes, after one a month for years.
void tst_ExploreView::denseAndSparseObservationsAreAllRead()
{
    auto store = monitor::Store::open(m_library->dataDir() + u"/monitor.sqlite"_s);
    QVERIFY(store.has_value());
    QList<monitor::Observation> seen;
    const qint64 first = QDateTime(QDate(2005, 1, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
    for (int i = 0; i < 120'060; ++i) {
        monitor::Observation one;
        one.timeMs = i < 60 ? first + i * 30 * 86'400'000LL : first + 2000 * 86'400'000LL + (i - 60);
        one.truth = i;
        one.estimate = i + 1;
        seen << one;
    }
    QVERIFY(store->append(u"dense"_s, u"v1"_s, seen).has_value());
    ExploredReading reading;
    const auto rows = readExplored(*m_library, {u"dense"_s, u"v1"_s, {}}, reading);
    QVERIFY2(rows.has_value(), rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(rows->rows(), qint64(seen.size()));
    QCOMPARE(reading.pages(), rows->pages);
    for (const qint64 row : {0LL, 59LL, 60LL, 61'000LL, 120'059LL}) { // each once, ascending in time
        const auto page = rows->pages->page(row / qint64(monitor::RowPages::pageRows));
        QVERIFY(page.has_value());
        QCOMPARE((*page)->columns[1].numbers[size_t(row) % monitor::RowPages::pageRows], double(row));
    }
}

QTEST_MAIN(tst_ExploreView)
#include "tst_exploreview.moc"
