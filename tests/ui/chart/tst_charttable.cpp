// SPDX-License-Identifier: GPL-3.0-or-later
// The table twin of any number of points, and its data in a file.
#include "ui/chart/charttable.h"

#include "ui/chart/chartexport.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/xytable.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/table.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

// A point a second; each thousandth is missing.
PlotSeries series(const QString &name, size_t n, double from = 0)
{
    std::vector<double> time(n);
    std::vector<double> value(n);
    for (size_t i = 0; i < n; ++i) {
        time[i] = (from + double(i)) * 1000;
        value[i] = i % 1000 == 999 ? std::nan("") : double(i % 10);
    }
    PlotSeries made;
    made.name = name;
    made.line = lineOf(std::move(time), std::move(value));
    return made;
}

PlotMetric metric(const QString &name, const QList<PlotSeries> &of)
{
    PlotMetric made;
    made.info.name = name;
    made.info.title = name;
    made.series = of;
    return made;
}

TimeSpan everything(size_t n)
{
    return {0, double(n) * 1000};
}

} // namespace

class tst_ChartTable final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light); }
    void fewRowsAreAllThere();
    void theFirstOfVeryManyRowsAreShown();
    void aMomentWithMoreThanAllowedIsShownWhole();
    void theStackSaysHowToGetTheOthers();
    void ofManyPointsEveryLayerHasItsShare();
    void theFileHoldsEveryVisibleRowOnce();
    void aStoppedExportLeavesNoFile();
};

void tst_ChartTable::fewRowsAreAllThere()
{
    ChartTable table;
    table.show({metric(u"rmse"_s, {series(u"v1"_s, 5000), series(u"v2"_s, 5000)})}, {}, everything(5000),
               QTimeZone::utc());
    QCOMPARE(table.leftOut(), 0);
    QCOMPARE(table.rowCount(), 10'000);
}

void tst_ChartTable::theFirstOfVeryManyRowsAreShown()
{
    constexpr size_t n = 1'000'000;
    const QList<PlotMetric> metrics{metric(u"rmse"_s, {series(u"v1"_s, n), series(u"v2"_s, n)}),
                                    metric(u"mae"_s, {series(u"v1"_s, n), series(u"v2"_s, n)})};
    ChartTable table;
    table.show(metrics, {}, everything(n), QTimeZone::utc());
    QVERIFY(table.rowCount() > 19'000 && table.rowCount() <= 20'000);
    QCOMPARE(table.rowCount() + table.leftOut(), qint64(2 * n));
    QCOMPARE(table.rows().first().start, 0);
    QCOMPARE(table.rows().last().values.size(), 2); // of both metrics
    // What is hidden takes no place, and a window that is small enough is shown whole.
    table.show(metrics, {u"v1"_s}, everything(n), QTimeZone::utc());
    QCOMPARE(table.rowCount() + table.leftOut(), qint64(n));
    table.show(metrics, {}, {500'000'000, 500'999'000}, QTimeZone::utc());
    QCOMPARE(table.leftOut(), 0);
    QCOMPARE(table.rowCount(), 2000);
}

void tst_ChartTable::aMomentWithMoreThanAllowedIsShownWhole()
{
    const QList<PlotMetric> metrics{metric(u"rmse"_s, {series(u"v1"_s, 10), series(u"v2"_s, 10)})};
    const TimeSpan first = firstRows(metrics, {}, everything(10), 1);
    QCOMPARE(countRows(metrics, {}, first), size_t(2)); // not none, so that what goes on with the rest ends
}

void tst_ChartTable::theStackSaysHowToGetTheOthers()
{
    constexpr size_t n = 300'000;
    ChartStack stack;
    stack.resize(900, 600);
    stack.show();
    stack.setMetrics({metric(u"rmse"_s, {series(u"v1"_s, n)})});
    stack.setTableShown(true);
    const auto *note = stack.findChild<QLabel *>(u"chartTableNote"_s);
    QVERIFY(note && note->isVisible());
    QVERIFY2(note->text().startsWith(u"The first 20,000 of 300,000 rows. Zoom in"), qPrintable(note->text()));
    QCOMPARE(stack.findChild<Table *>(u"chartTable"_s)->model()->rowCount(), 20'000);
    stack.axis()->setWindow({0, 1'000'000});
    QVERIFY(!note->isVisible());
}

void tst_ChartTable::ofManyPointsEveryLayerHasItsShare()
{
    XyLayer many;
    many.name = u"many"_s;
    many.points.assign(100'000, QPointF(1, 2));
    XyLayer few;
    few.name = u"few"_s;
    few.points.assign(10, QPointF(3, 4));
    XyPicture first;
    first.layers = {many, few};
    XyPicture second;
    second.layers = {many};
    XyTable table;
    table.show({first, second}, XyTable::readable);
    QVERIFY(table.rowCount() <= int(XyTable::readable));
    QCOMPARE(table.rowCount() + table.leftOut(), qint64(200'010));
    QMap<QString, int> rows;
    for (int row = 0; row < table.rowCount(); ++row)
        ++rows[table.index(row, XyTable::Version).data().toString()];
    QCOMPARE(rows.value(u"few"_s), 10);
    QCOMPARE(rows.value(u"many"_s), 2 * int(XyTable::readable / 3));
    QCOMPARE(table.data(table.index(table.rowCount() - 1, XyTable::X), Qt::DisplayRole).toString(),
             u"1.00"_s);
    table.show({first, second});
    QCOMPARE(table.rowCount(), 200'010);
    QCOMPARE(table.leftOut(), 0);
}

void tst_ChartTable::theFileHoldsEveryVisibleRowOnce()
{
    constexpr size_t n = 120'000; // in three pieces
    ChartContent content;
    content.title = u"model"_s;
    content.metrics = {metric(u"rmse"_s, {series(u"v1"_s, n), series(u"v2"_s, 10, 7)})};
    content.hidden = {u"v2"_s};
    content.window = everything(n);
    content.zone = QTimeZone::utc();
    QTemporaryDir dir;
    const QString path = dir.filePath(u"all.csv"_s);
    QVERIFY(exportCsv(content, path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readLine(), QByteArray("start,end,model,version,metric,n,value,why,estimated\r\n"));
    qint64 second = 0;
    while (!file.atEnd()) {
        if (second % 1000 == 999)
            ++second; // the missing one
        const QByteArray line = file.readLine();
        const QByteArray expected =
            QDateTime::fromSecsSinceEpoch(second, Qt::UTC).toString(Qt::ISODate).toLatin1();
        QVERIFY2(line.startsWith(expected.chopped(1)), line.constData());
        ++second;
    }
    QCOMPARE(second, qint64(n - 1)); // the last one is missing, too
}

void tst_ChartTable::aStoppedExportLeavesNoFile()
{
    ChartContent content;
    content.metrics = {metric(u"rmse"_s, {series(u"v1"_s, 10)})};
    content.window = everything(10);
    content.zone = QTimeZone::utc();
    std::stop_source stopped;
    stopped.request_stop();
    Job job;
    job.stop = stopped.get_token();
    QTemporaryDir dir;
    const auto written = exportCsv(content, dir.filePath(u"none.csv"_s), job);
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Cancelled);
    QVERIFY(QDir(dir.path()).isEmpty());
}

QTEST_MAIN(tst_ChartTable)
#include "tst_charttable.moc"
