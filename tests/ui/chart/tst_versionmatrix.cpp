// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/versionmatrix.h"

#include "ui/chart/matrixgrid.h"
#include "ui/chart/matrixtable.h"

#include <QAbstractItemModelTester>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr qint64 dayMs = 86'400'000;
constexpr double unending = std::numeric_limits<double>::infinity();

PlotSeries series(const QString &name, int look, int firstDay, const QList<double> &values)
{
    monitor::MetricSeries of;
    of.version = name;
    for (qsizetype i = 0; i < values.size(); ++i) {
        monitor::MetricPoint point;
        point.start = QDateTime::fromMSecsSinceEpoch((firstDay + i) * dayMs, Qt::UTC);
        point.end = point.start.addDays(1);
        point.n = 10 * (i + 1);
        point.value = values[i];
        point.why = std::isnan(values[i]) ? u"one class only"_s : QString();
        of.points << point;
    }
    return {name, look, false, lineOf(of)};
}

PlotMetric metric(monitor::Direction direction = monitor::Direction::Minimise)
{
    PlotMetric metric;
    metric.info.name = u"rmse"_s;
    metric.info.direction = direction;
    metric.unit = u"°C"_s;
    metric.series = {series(u"v1"_s, 0, 0, {3, 2, 5, 4}), series(u"v2"_s, 1, 1, {1, 6, std::nan("")})};
    return metric;
}

QList<StageBand> bands()
{
    return {{u"v1"_s, 0, 0, 1.9 * dayMs},
            {u"v2"_s, 1, 1.9 * dayMs, 3.0 * dayMs},
            {u"v9"_s, 8, 3.0 * dayMs, unending}};
}

VersionMatrix matrix()
{
    return versionMatrix(metric(), u"production"_s, bands());
}

} // namespace

class tst_VersionMatrix final : public QObject
{
    Q_OBJECT
private slots:
    void everyVersionMeetsEveryPeriod();
    void theBestFollowsTheDirection();
    void theStageIsWhoWasInItLongest();
    void whatIfComparesWhereBothAreKnown();
    void goodnessIsBetweenWorstAndBest();
    void anEmptyMetricIsAnEmptyMatrix();
    void theTableSaysTheSame();
    void keysWalkAndReturnOpens();
    void coloursAndMarksAreExplained();
    void aCardNamesTheBestAndWhatWasUsed();
    void theBestAndWhatWasUsedAreMarked();
    void aClickChoosesTheCellUnderIt();
    void namesStayWhileItScrolls();
};

void tst_VersionMatrix::everyVersionMeetsEveryPeriod()
{
    const VersionMatrix of = matrix();
    QCOMPARE(of.versions.size(), 2);
    QCOMPARE(of.periods.size(), 4);
    QVERIFY(std::isnan(of.at(1, 0).value)); // v2 was not there yet
    QCOMPARE(of.at(1, 1).value, 1.0);
    QCOMPARE(of.at(1, 2).n, 20);
    QCOMPARE(of.at(1, 3).why, u"one class only"_s);
}

void tst_VersionMatrix::theBestFollowsTheDirection()
{
    const auto best = [](monitor::Direction direction) {
        const VersionMatrix of = versionMatrix(metric(direction), u"production"_s, bands());
        QList<int> rows;
        for (const VersionMatrix::Period &period : of.periods)
            rows << period.best;
        return rows;
    };
    QCOMPARE(best(monitor::Direction::Minimise), QList<int>({0, 1, 0, 0}));
    QCOMPARE(best(monitor::Direction::Maximise), QList<int>({0, 0, 1, 0}));
}

void tst_VersionMatrix::theStageIsWhoWasInItLongest()
{
    const VersionMatrix of = matrix();
    QCOMPARE(of.periods[0].inStage, 0);
    QCOMPARE(of.periods[1].inStage, 0); // for most of the day
    QCOMPARE(of.periods[2].inStage, 1);
    QCOMPARE(of.periods[3].inStage, -1); // a version that was never observed
    QCOMPARE(of.delivered(2), 6.0);
    QVERIFY(std::isnan(of.delivered(3)));
}

void tst_VersionMatrix::whatIfComparesWhereBothAreKnown()
{
    const WhatIf had = whatIf(matrix(), 1).value(); // days 1 and 2, n 10 and 20
    QCOMPARE(had.periods, 2);
    QCOMPARE(had.n, 30);
    QCOMPARE(had.delivered, (10 * 2.0 + 20 * 6.0) / 30);
    QCOMPARE(had.instead, (10 * 1.0 + 20 * 6.0) / 30);
    QVERIFY(!whatIf(versionMatrix(metric(), {}, {}), 0));
}

void tst_VersionMatrix::goodnessIsBetweenWorstAndBest()
{
    const VersionMatrix of = matrix();
    QCOMPARE(of.goodness(1), 1.0);
    QCOMPARE(of.goodness(6), 0.0);
    QCOMPARE(of.goodness(100), 0.0);
    QVERIFY(of.goodness(2) > of.goodness(3));
    QVERIFY(std::isnan(of.goodness(std::nan(""))));
}

void tst_VersionMatrix::anEmptyMetricIsAnEmptyMatrix()
{
    QVERIFY(versionMatrix({}, {}, {}).isEmpty());
    MatrixGrid grid;
    grid.setMatrix({}, QTimeZone::utc());
    grid.resize(400, 300);
    grid.show();
    QTest::keyClick(&grid, Qt::Key_Right);
    QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, {200, 100});
    QCOMPARE(grid.row(), -1);
}

void tst_VersionMatrix::theTableSaysTheSame()
{
    MatrixTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.show(matrix(), QTimeZone::utc());
    QStringList rows;
    for (int row = 0; row < table.rowCount(); ++row) {
        QStringList cells;
        for (int column = 1; column < table.columnCount(); ++column)
            cells << table.index(row, column).data().toString();
        rows << cells.join(u' ');
    }
    QCOMPARE(rows,
             QStringList({u"3.00 – v1 v1"_s, u"2.00 1.00 v2 v1"_s, u"5.00 6.00 v1 v2"_s, u"4.00 – v1 –"_s}));
    QCOMPARE(table.index(3, 2).data(Qt::ToolTipRole).toString(), u"one class only"_s);
}

void tst_VersionMatrix::keysWalkAndReturnOpens()
{
    MatrixGrid grid;
    grid.setMatrix(matrix(), QTimeZone::utc());
    grid.resize(700, 300);
    grid.show();
    QSignalSpy opened(&grid, &MatrixGrid::activated);
    QSignalSpy said(&grid, &MatrixGrid::spoken);
    QTest::keyClick(&grid, Qt::Key_Left); // begins with the newest period
    QCOMPARE(std::pair(grid.row(), grid.column()), std::pair(0, 3));
    QTest::keyClick(&grid, Qt::Key_Left);
    QTest::keyClick(&grid, Qt::Key_Down);
    QCOMPARE(std::pair(grid.row(), grid.column()), std::pair(1, 2));
    QVERIFY(said.last().first().toString().contains(u"rmse 6.00 °C, n 20"));
    QVERIFY(said.last().first().toString().contains(u"was in production"));
    QTest::keyClick(&grid, Qt::Key_Home);
    QCOMPARE(grid.column(), 0);
    QVERIFY(said.last().first().toString().contains(u"nothing was observed"));
    QTest::keyClick(&grid, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first(), QVariantList({1, 0}));
    grid.setMatrix(matrix(), QTimeZone::utc()); // read anew: what was chosen stays
    QCOMPARE(std::pair(grid.row(), grid.column()), std::pair(1, 0));
}

void tst_VersionMatrix::coloursAndMarksAreExplained()
{
    MatrixGrid grid;
    grid.setMatrix(matrix(), QTimeZone::utc());
    const GridLegend::Content legend = grid.legend();
    QCOMPARE(legend.scales.size(), 1);
    QCOMPARE(legend.scales[0].title, u"rmse in °C"_s);
    QCOMPARE(legend.scales[0].weak, u"worse 6.00"_s);
    QCOMPARE(legend.scales[0].strong, u"1.00 better"_s);
    QStringList marks;
    for (const GridLegend::Mark &mark : legend.marks)
        marks << mark.text;
    QCOMPARE(marks, QStringList({u"best of the period"_s, u"was in production"_s, u"nothing observed"_s}));
    grid.setMatrix(versionMatrix(metric(monitor::Direction::Maximise), u"production"_s, bands()),
                   QTimeZone::utc());
    QCOMPARE(grid.legend().scales[0].weak, u"worse 1.00"_s);
    QCOMPARE(grid.legend().scales[0].strong, u"6.00 better"_s);
    grid.setMatrix(versionMatrix(metric(), {}, {}), QTimeZone::utc());
    QCOMPARE(grid.legend().marks.size(), 2); // nothing was in a stage
}

void tst_VersionMatrix::aCardNamesTheBestAndWhatWasUsed()
{
    MatrixGrid grid;
    grid.setMatrix(matrix(), QTimeZone::utc());
    const QString worse = grid.card(0, 1); // v1 was in production, v2 would have been better
    for (const QString &part : {u"v1 · 2 Jan 1970"_s, u"2.00 °C"_s, u"v2, 1.00"_s, u"this one"_s})
        QVERIFY2(worse.contains(part), qPrintable(worse));
    QVERIFY(grid.card(1, 3).contains(u"one class only"));
    QVERIFY(grid.card(1, 0).contains(u"nothing was observed"));
}

void tst_VersionMatrix::theBestAndWhatWasUsedAreMarked()
{
    MatrixGrid grid;
    grid.setMatrix(matrix(), QTimeZone::utc());
    grid.resize(700, 300);
    grid.show();
    const QImage image = grid.viewport()->grab().toImage();
    const auto at = [&](int row, int column, int dx, int dy) {
        return image.pixelColor(grid.cellRect(row, column).topLeft() + QPoint(dx, dy));
    };
    const int foot = grid.cellRect(0, 0).height() - 1;
    QVERIFY(at(1, 1, 0, 10) != at(0, 1, 0, 10));                             // v2 is framed, v1 is not
    QVERIFY(qGray(at(0, 1, 20, foot).rgb()) < qGray(at(1, 1, 20, 4).rgb())); // v1 has the bar
    QCOMPARE(at(0, 1, 20, foot), at(0, 0, 20, foot));
    QSize whole = grid.pictureSize();
    grid.setInsteadShown(false);
    QVERIFY(grid.pictureSize().height() < whole.height());
}

void tst_VersionMatrix::aClickChoosesTheCellUnderIt()
{
    MatrixGrid grid;
    grid.setMatrix(matrix(), QTimeZone::utc());
    grid.resize(700, 300);
    grid.show();
    QSignalSpy chosen(&grid, &MatrixGrid::chosen);
    for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 4; ++column) {
            QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, grid.cellRect(row, column).center());
            QCOMPARE(chosen.last(), QVariantList({row, column}));
        }
    }
    QSignalSpy opened(&grid, &MatrixGrid::activated);
    QTest::mouseDClick(grid.viewport(), Qt::LeftButton, {}, grid.cellRect(1, 1).center());
    QCOMPARE(opened.last(), QVariantList({1, 1}));
    QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, QPoint(3, 3)); // beside all cells
    QCOMPARE(std::pair(grid.row(), grid.column()), std::pair(1, 1));
}

void tst_VersionMatrix::namesStayWhileItScrolls()
{
    PlotMetric wide;
    QList<double> values(400, 2.0);
    wide.series = {series(u"v1"_s, 0, 0, values)};
    MatrixGrid grid;
    grid.setMatrix(versionMatrix(wide, {}, {}), QTimeZone::utc());
    grid.resize(500, 200);
    grid.show();
    const auto names = [&grid] { return grid.viewport()->grab(QRect(0, 0, 60, 150)).toImage(); };
    grid.choose(0, 0);
    const QImage before = names();
    grid.choose(0, 399);
    QVERIFY(grid.viewport()->rect().contains(grid.cellRect(0, 399)));
    QVERIFY(!grid.viewport()->rect().contains(grid.cellRect(0, 0)));
    QCOMPARE(names(), before);
}

QTEST_MAIN(tst_VersionMatrix)
#include "tst_versionmatrix.moc"
