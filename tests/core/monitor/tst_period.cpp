// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/period.h"
#include "core/monitor/periodgrid.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

QDateTime at(const QString &iso)
{
    return QDateTime::fromString(iso + (iso.size() == 10 ? u"T00:00:00Z"_s : u"Z"_s), Qt::ISODate);
}

Periods every(PeriodUnit unit, int n = 1)
{
    Periods periods;
    periods.unit = unit;
    periods.every = n;
    return periods;
}

constexpr qint64 msecsOf(int days)
{
    return qint64(days) * 86'400'000;
}

QString boundsOf(const Periods &periods, const QString &time)
{
    const auto [start, end] = periodBounds(periods, periodDistance(periods, at(time)));
    return start.toString(Qt::ISODate) + u" "_s + end.toString(Qt::ISODate);
}

} // namespace

class tst_Period final : public QObject
{
    Q_OBJECT
private slots:
    void namesGoBothWays();
    void aWrongNameIsExplained();
    void boundsHoldTheTime_data();
    void boundsHoldTheTime();
    void distancesCountFromTheOrigin();
    void shortLastWeeksOfYearsAndMonths();
    void everyBoundsFollowEachOther_data();
    void everyBoundsFollowEachOther();
    void daysFollowTheClockChanges();
    void hoursAreElapsedTime();
    void fiscalYearsAndMonths();
    void slicesSkipEmptyPeriodsAndCutIncompleteOnes();
    void countsMakeGroupsOfRows();
    void unsortedTimesAreRefused();
    void pythonWindowsKeepTheLastRow();
};

void tst_Period::namesGoBothWays()
{
    for (const QString &name :
         {u"year"_s, u"quarter"_s, u"month"_s, u"week"_s, u"isoweek"_s, u"yweek"_s, u"mweek"_s, u"day"_s,
          u"yday"_s, u"mday"_s, u"hour"_s, u"minute"_s, u"second"_s, u"millisecond"_s, u"count"_s}) {
        const auto unit = periodUnit(name);
        QVERIFY2(unit.has_value(), qPrintable(name));
        QCOMPARE(periodUnitName(*unit), name);
    }
}

void tst_Period::aWrongNameIsExplained()
{
    const auto unit = periodUnit(u"fortnight"_s);
    QVERIFY(!unit);
    QCOMPARE(unit.error().code, Error::Code::InvalidArgument);
    QVERIFY(unit.error().message.contains(u"fortnight"_s));
    Periods none = every(PeriodUnit::Day, 0);
    QVERIFY(!checkPeriods(none));
}

void tst_Period::boundsHoldTheTime_data()
{
    QTest::addColumn<PeriodUnit>("unit");
    QTest::addColumn<int>("n");
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("expected");
    QTest::newRow("year") << PeriodUnit::Year << 1 << u"2024-02-29"_s
                          << u"2024-01-01T00:00:00Z 2025-01-01T00:00:00Z"_s;
    QTest::newRow("before 1970") << PeriodUnit::Year << 2 << u"1969-12-31"_s
                                 << u"1968-01-01T00:00:00Z 1970-01-01T00:00:00Z"_s;
    QTest::newRow("quarter") << PeriodUnit::Quarter << 1 << u"2024-05-31"_s
                             << u"2024-04-01T00:00:00Z 2024-07-01T00:00:00Z"_s;
    QTest::newRow("month") << PeriodUnit::Month << 1 << u"2024-02-29T23:59:59"_s
                           << u"2024-02-01T00:00:00Z 2024-03-01T00:00:00Z"_s;
    QTest::newRow("weeks start on Thursday")
        << PeriodUnit::Week << 1 << u"2024-01-03"_s << u"2023-12-28T00:00:00Z 2024-01-04T00:00:00Z"_s;
    QTest::newRow("ISO weeks start on Monday")
        << PeriodUnit::IsoWeek << 1 << u"2024-01-07"_s << u"2024-01-01T00:00:00Z 2024-01-08T00:00:00Z"_s;
    QTest::newRow("week of the year")
        << PeriodUnit::YWeek << 1 << u"2023-12-31"_s << u"2023-12-31T00:00:00Z 2024-01-01T00:00:00Z"_s;
    QTest::newRow("week of the month")
        << PeriodUnit::MWeek << 1 << u"2024-02-29"_s << u"2024-02-29T00:00:00Z 2024-03-01T00:00:00Z"_s;
    QTest::newRow("30 days of the year")
        << PeriodUnit::YDay << 30 << u"2024-12-30"_s << u"2024-12-26T00:00:00Z 2025-01-01T00:00:00Z"_s;
    QTest::newRow("10 days of the month")
        << PeriodUnit::MDay << 10 << u"2024-01-31"_s << u"2024-01-31T00:00:00Z 2024-02-01T00:00:00Z"_s;
    QTest::newRow("day") << PeriodUnit::Day << 1 << u"2024-01-31T12:00:00"_s
                         << u"2024-01-31T00:00:00Z 2024-02-01T00:00:00Z"_s;
    QTest::newRow("6 hours") << PeriodUnit::Hour << 6 << u"2024-01-31T13:00:00"_s
                             << u"2024-01-31T12:00:00Z 2024-01-31T18:00:00Z"_s;
    QTest::newRow("minute") << PeriodUnit::Minute << 1 << u"2024-01-31T13:00:59"_s
                            << u"2024-01-31T13:00:00Z 2024-01-31T13:01:00Z"_s;
    QTest::newRow("30 seconds") << PeriodUnit::Second << 30 << u"2024-01-31T13:00:59"_s
                                << u"2024-01-31T13:00:30Z 2024-01-31T13:01:00Z"_s;
    QTest::newRow("2000 milliseconds") << PeriodUnit::Millisecond << 2000 << u"2024-01-31T13:00:59"_s
                                       << u"2024-01-31T13:00:58Z 2024-01-31T13:01:00Z"_s;
}

void tst_Period::boundsHoldTheTime()
{
    QFETCH(PeriodUnit, unit);
    QFETCH(int, n);
    QFETCH(QString, time);
    QFETCH(QString, expected);
    QCOMPARE(boundsOf(every(unit, n), time), expected);
}

void tst_Period::distancesCountFromTheOrigin()
{
    QCOMPARE(periodDistance(every(PeriodUnit::Month), at(u"1970-01-31"_s)), 0);
    QCOMPARE(periodDistance(every(PeriodUnit::Month), at(u"1969-12-31"_s)), -1);
    QCOMPARE(periodDistance(every(PeriodUnit::Day), at(u"1969-12-31T23:59:59"_s)), -1);
    Periods weeks = every(PeriodUnit::Week);
    weeks.origin = at(u"2024-01-01"_s);
    QCOMPARE(periodDistance(weeks, at(u"2024-01-07"_s)), 0);
    QCOMPARE(periodDistance(weeks, at(u"2024-01-08"_s)), 1);
    QCOMPARE(periodDistance(weeks, at(u"2023-12-31"_s)), -1);
    // Of an origin only year and month count for months, as in warp.
    Periods months = every(PeriodUnit::Month);
    months.origin = at(u"2023-03-15"_s);
    QCOMPARE(periodDistance(months, at(u"2023-03-01"_s)), 0);
    QCOMPARE(periodDistance(months, at(u"2023-04-01"_s)), 1);
}

void tst_Period::shortLastWeeksOfYearsAndMonths()
{
    const Periods yweeks = every(PeriodUnit::YWeek);
    QCOMPARE(periodDistance(yweeks, at(u"1970-12-30"_s)), 51);
    QCOMPARE(periodDistance(yweeks, at(u"1970-12-31"_s)), 52);
    QCOMPARE(periodDistance(yweeks, at(u"1971-01-01"_s)), 53);
    const Periods mweeks = every(PeriodUnit::MWeek);
    QCOMPARE(periodDistance(mweeks, at(u"1970-01-29"_s)), 4);
    QCOMPARE(periodDistance(mweeks, at(u"1970-02-01"_s)), 5);
    QCOMPARE(periodDistance(mweeks, at(u"1970-03-01"_s)), 9);
    QCOMPARE(periodDistance(mweeks, at(u"1969-12-31"_s)), -1);
}

void tst_Period::everyBoundsFollowEachOther_data()
{
    QTest::addColumn<PeriodUnit>("unit");
    QTest::addColumn<int>("n");
    for (const PeriodUnit unit :
         {PeriodUnit::Year, PeriodUnit::Quarter, PeriodUnit::Month, PeriodUnit::Week, PeriodUnit::IsoWeek,
          PeriodUnit::YWeek, PeriodUnit::MWeek, PeriodUnit::Day, PeriodUnit::YDay, PeriodUnit::MDay}) {
        for (const int n : {1, 2, 5})
            QTest::addRow("%s %d", qPrintable(periodUnitName(unit)), n) << unit << n;
    }
}

void tst_Period::everyBoundsFollowEachOther()
{
    QFETCH(PeriodUnit, unit);
    QFETCH(int, n);
    Periods periods = every(unit, n);
    periods.origin = at(u"2000-02-29"_s);
    const PeriodGrid grid(periods);
    QDateTime time = at(u"1999-11-01"_s);
    qint64 last = grid.distance(time.toMSecsSinceEpoch());
    for (; time < at(u"2009-03-02"_s); time = time.addDays(1)) {
        const qint64 ms = time.toMSecsSinceEpoch();
        const qint64 distance = grid.distance(ms);
        QVERIFY(distance == last || distance == last + 1);
        QVERIFY(grid.start(distance) <= ms && ms < grid.start(distance + 1));
        QCOMPARE(grid.distance(grid.start(distance)), distance);
        QCOMPARE(grid.distance(grid.start(distance + 1) - 1), distance);
        last = distance;
    }
}

void tst_Period::daysFollowTheClockChanges()
{
    Periods days = every(PeriodUnit::Day);
    days.zone = QTimeZone("Europe/Vienna");
    const auto [start, end] =
        periodBounds(days, periodDistance(days, QDateTime(QDate(2024, 3, 31), QTime(12, 0), days.zone)));
    QCOMPARE(start.secsTo(end), 23 * 3600);
    const auto [start2, end2] =
        periodBounds(days, periodDistance(days, QDateTime(QDate(2024, 10, 27), QTime(12, 0), days.zone)));
    QCOMPARE(start2.secsTo(end2), 25 * 3600);
    // The first instant of a local day, and the last of the one before.
    const PeriodGrid grid(days);
    const qint64 midnight = QDateTime(QDate(2024, 7, 1), QTime(0, 0), days.zone).toMSecsSinceEpoch();
    QCOMPARE(grid.distance(midnight), grid.distance(midnight - 1) + 1);
    QCOMPARE(grid.start(grid.distance(midnight)), midnight);
}

void tst_Period::hoursAreElapsedTime()
{
    Periods hours = every(PeriodUnit::Hour);
    hours.zone = QTimeZone("Europe/Vienna");
    // 02:30 happens twice on the night of the change.
    const qint64 first = QDateTime(QDate(2024, 10, 27), QTime(0, 30), Qt::UTC).toMSecsSinceEpoch();
    const PeriodGrid grid(hours);
    QCOMPARE(grid.distance(first + 3'600'000), grid.distance(first) + 1);
    Periods india = every(PeriodUnit::Hour);
    india.zone = QTimeZone("Asia/Kolkata");
    QCOMPARE(periodBounds(india, periodDistance(india, at(u"2024-01-01T10:15:00"_s))).first.time(),
             QTime(15, 0));
}

void tst_Period::fiscalYearsAndMonths()
{
    Periods years = every(PeriodUnit::Year);
    years.yearStart = 7;
    QCOMPARE(boundsOf(years, u"2024-06-30"_s), u"2023-07-01T00:00:00Z 2024-07-01T00:00:00Z"_s);
    Periods months = every(PeriodUnit::Month);
    months.monthStart = 26;
    QCOMPARE(boundsOf(months, u"2024-02-26"_s), u"2024-02-26T00:00:00Z 2024-03-26T00:00:00Z"_s);
    QCOMPARE(boundsOf(months, u"2024-02-25"_s), u"2024-01-26T00:00:00Z 2024-02-26T00:00:00Z"_s);
    Periods quarters = every(PeriodUnit::Quarter);
    quarters.yearStart = 2;
    QCOMPARE(boundsOf(quarters, u"2024-04-30"_s), u"2024-02-01T00:00:00Z 2024-05-01T00:00:00Z"_s);
}

void tst_Period::slicesSkipEmptyPeriodsAndCutIncompleteOnes()
{
    const std::vector<qint64> times{0, 1, msecsOf(2), msecsOf(3), msecsOf(3), msecsOf(7)};
    Periods days = every(PeriodUnit::Day);
    auto all = slices(days, times);
    QVERIFY(all.has_value());
    QCOMPARE(*all, (QList<Slice>{{0, 0, 2}, {2, 2, 3}, {3, 3, 5}, {7, 5, 6}}));
    days.before = 1;
    all = slices(days, times);
    QCOMPARE(*all, (QList<Slice>{{0, 0, 2}, {2, 2, 3}, {3, 2, 5}, {7, 5, 6}}));
    days.complete = true;
    all = slices(days, times);
    QCOMPARE(*all, (QList<Slice>{{2, 2, 3}, {3, 2, 5}, {7, 5, 6}}));
    QVERIFY(slices(days, {})->isEmpty());
}

void tst_Period::countsMakeGroupsOfRows()
{
    const std::vector<qint64> times{0, 0, 0, 5, 5};
    QCOMPARE(*slices(every(PeriodUnit::Count, 2), times), (QList<Slice>{{0, 0, 2}, {1, 2, 4}, {2, 4, 5}}));
}

void tst_Period::unsortedTimesAreRefused()
{
    const std::vector<qint64> times{1, 0};
    const auto all = slices(every(PeriodUnit::Day), times);
    QVERIFY(!all);
    QCOMPARE(all.error().code, Error::Code::InvalidArgument);
}

void tst_Period::pythonWindowsKeepTheLastRow()
{
    const std::vector<qint64> times{0, msecsOf(1), msecsOf(2), msecsOf(9), msecsOf(10)};
    const auto all = slices(windowsFrom(at(u"1970-01-01"_s), 2 * 86400), times);
    QCOMPARE(*all, (QList<Slice>{{0, 0, 2}, {1, 2, 3}, {4, 3, 4}, {5, 4, 5}}));
}

QTEST_GUILESS_MAIN(tst_Period)
#include "tst_period.moc"
