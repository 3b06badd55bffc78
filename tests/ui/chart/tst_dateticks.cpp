// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/dateticks.h"

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

double widthOf(const QString &text)
{
    return double(text.size()) * 6;
}

qint64 ms(const QString &iso)
{
    return QDateTime::fromString(iso, Qt::ISODate).toMSecsSinceEpoch();
}

QString printed(const QList<DateTick> &ticks, const QTimeZone &zone)
{
    QStringList lines;
    for (const DateTick &tick : ticks)
        lines << QDateTime::fromMSecsSinceEpoch(tick.time, zone).toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u' ' +
                     tick.label + (tick.context.isEmpty() ? QString() : u" | "_s + tick.context);
    return lines.join(u'\n');
}

QString ticks(const QString &from, const QString &to, const QByteArray &zoneId, double width)
{
    const QTimeZone zone(zoneId);
    return printed(dateTicks(ms(from), ms(to), zone, width, widthOf), zone);
}

} // namespace

class tst_DateTicks final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void yearsOfDataShowQuartersWithTheirYearWhereItBegins()
    {
        QCOMPARE(ticks(u"2012-01-01T00:00:00Z"_s, u"2013-12-31T00:00:00Z"_s, "UTC", 450),
                 u"2012-01-01T00:00:00 Jan | 2012\n"
                 "2012-04-01T00:00:00 Apr\n"
                 "2012-07-01T00:00:00 Jul\n"
                 "2012-10-01T00:00:00 Oct\n"
                 "2013-01-01T00:00:00 Jan | 2013\n"
                 "2013-04-01T00:00:00 Apr\n"
                 "2013-07-01T00:00:00 Jul\n"
                 "2013-10-01T00:00:00 Oct"_s);
    }

    void monthsAreCalendarMonths()
    {
        QCOMPARE(ticks(u"2014-01-15T00:00:00Z"_s, u"2014-05-15T00:00:00Z"_s, "UTC", 300),
                 u"2014-02-01T00:00:00 Feb | 2014\n"
                 "2014-03-01T00:00:00 Mar\n"
                 "2014-04-01T00:00:00 Apr\n"
                 "2014-05-01T00:00:00 May"_s);
    }

    void weeksBeginOnMondays()
    {
        const QTimeZone zone("UTC");
        const auto found =
            dateTicks(ms(u"2014-02-20T00:00:00Z"_s), ms(u"2014-04-20T00:00:00Z"_s), zone, 600, widthOf);
        QVERIFY(found.size() >= 7);
        for (const DateTick &tick : found)
            QCOMPARE(QDateTime::fromMSecsSinceEpoch(tick.time, zone).date().dayOfWeek(), 1);
    }

    void aDayOfSummerTimeChangeKeepsRoundHours()
    {
        // 26 October 2014 has 25 hours in Berlin.
        QCOMPARE(ticks(u"2014-10-25T22:00:00Z"_s, u"2014-10-26T23:00:00Z"_s, "Europe/Berlin", 360),
                 u"2014-10-26T00:00:00 00:00 | 26 Oct 2014\n"
                 "2014-10-26T06:00:00 06:00\n"
                 "2014-10-26T12:00:00 12:00\n"
                 "2014-10-26T18:00:00 18:00\n"
                 "2014-10-27T00:00:00 00:00 | 27 Oct 2014"_s);
    }

    void quarterHoursAreRoundInAZoneOfHalfAnHour()
    {
        QCOMPARE(ticks(u"2014-03-03T00:40:00Z"_s, u"2014-03-03T01:20:00Z"_s, "Asia/Kolkata", 200),
                 u"2014-03-03T06:15:00 06:15 | 3 Mar 2014\n"
                 "2014-03-03T06:30:00 06:30\n"
                 "2014-03-03T06:45:00 06:45"_s);
    }

    void theContextAtTheEdgeGivesWayToTheNextOne()
    {
        // 31 December is one day from the edge: "Dec 2013" and "Jan 2014" would overlap.
        const QTimeZone zone("UTC");
        const auto found =
            dateTicks(ms(u"2013-12-31T00:00:00Z"_s), ms(u"2014-01-12T00:00:00Z"_s), zone, 700, widthOf);
        QVERIFY(found.size() > 3);
        QVERIFY(found[0].context.isEmpty());
        QCOMPARE(found[1].context, u"Jan 2014"_s);
    }

    void labelsNeverTouch_data()
    {
        QTest::addColumn<double>("days");
        for (const double days : {0.00002, 0.0005, 0.02, 0.4, 2.0, 9.0, 40.0, 200.0, 1000.0, 4000.0, 40000.0})
            QTest::newRow(qPrintable(QString::number(days))) << days;
    }
    void labelsNeverTouch()
    {
        QFETCH(double, days);
        const qint64 from = ms(u"2011-11-11T11:11:11Z"_s);
        const qint64 to = from + qint64(days * 86400000.0);
        for (const double width : {60.0, 200.0, 555.0, 1280.0, 3000.0}) {
            const auto found = dateTicks(from, to, QTimeZone("America/New_York"), width, widthOf);
            QVERIFY(found.size() < 200);
            for (qsizetype i = 1; i < found.size(); ++i) {
                const double apart = double(found[i].time - found[i - 1].time) * width / double(to - from);
                QVERIFY2(apart > (widthOf(found[i].label) + widthOf(found[i - 1].label)) / 2,
                         qPrintable(found[i].label));
            }
            for (const DateTick &tick : found)
                QVERIFY(tick.time >= from && tick.time <= to);
        }
    }

    void nothingIsLabelledOnAnEmptyRange()
    {
        QVERIFY(dateTicks(5, 5, QTimeZone::utc(), 500, widthOf).isEmpty());
        QVERIFY(dateTicks(7, 5, QTimeZone::utc(), 500, widthOf).isEmpty());
        QVERIFY(dateTicks(5, 7, QTimeZone::utc(), 0, widthOf).isEmpty());
    }

    void periodsAreNamedAsPeopleDo_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("text");
        QTest::newRow("month") << u"2014-03-01T00:00:00Z"_s << u"2014-04-01T00:00:00Z"_s << u"March 2014"_s;
        QTest::newRow("year") << u"2014-01-01T00:00:00Z"_s << u"2015-01-01T00:00:00Z"_s << u"2014"_s;
        QTest::newRow("quarter") << u"2014-04-01T00:00:00Z"_s << u"2014-07-01T00:00:00Z"_s
                                 << u"Apr – Jun 2014"_s;
        QTest::newRow("week") << u"2014-03-03T00:00:00Z"_s << u"2014-03-10T00:00:00Z"_s
                              << u"3 – 9 Mar 2014"_s;
        QTest::newRow("week over a month")
            << u"2014-03-31T00:00:00Z"_s << u"2014-04-07T00:00:00Z"_s << u"31 Mar – 6 Apr 2014"_s;
        QTest::newRow("week over a year")
            << u"2013-12-30T00:00:00Z"_s << u"2014-01-06T00:00:00Z"_s << u"30 Dec 2013 – 5 Jan 2014"_s;
        QTest::newRow("day") << u"2014-03-03T00:00:00Z"_s << u"2014-03-04T00:00:00Z"_s << u"3 Mar 2014"_s;
        QTest::newRow("hour") << u"2014-03-03T14:00:00Z"_s << u"2014-03-03T15:00:00Z"_s
                              << u"3 Mar 2014, 14:00 – 15:00"_s;
        QTest::newRow("moment") << u"2014-03-03T14:00:05Z"_s << u"2014-03-03T14:00:05Z"_s
                                << u"3 Mar 2014, 14:00:05"_s;
    }
    void periodsAreNamedAsPeopleDo()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, text);
        QCOMPARE(periodText(ms(from), ms(to), QTimeZone::utc()), text);
    }
};

QTEST_GUILESS_MAIN(tst_DateTicks)
#include "tst_dateticks.moc"
