// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wording.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_Wording final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void timesAreWordedByTheirDistance_data();
    void timesAreWordedByTheirDistance();
    void theExactTimeNamesTheZone();
    void numbersHaveThreeSignificantDigits_data();
    void numbersHaveThreeSignificantDigits();
    void changesCarrySignAndArrow();
};

void tst_Wording::initTestCase()
{
    QLocale::setDefault(QLocale::c());
}

void tst_Wording::timesAreWordedByTheirDistance_data()
{
    QTest::addColumn<QDateTime>("time");
    QTest::addColumn<QString>("text");
    const QDateTime now(QDate(2024, 5, 10), QTime(12, 0), Qt::UTC);
    QTest::newRow("now") << now << u"just now"_s;
    QTest::newRow("a minute") << now.addSecs(-60) << u"1 minute(s) ago"_s;
    QTest::newRow("just below an hour") << now.addSecs(-3599) << u"59 minute(s) ago"_s;
    QTest::newRow("hours") << now.addSecs(-3 * 3600) << u"3 hour(s) ago"_s;
    QTest::newRow("yesterday") << now.addDays(-1) << u"yesterday"_s;
    QTest::newRow("days") << now.addDays(-12) << u"12 day(s) ago"_s;
    QTest::newRow("a month") << now.addDays(-31) << u"9 Apr 2024"_s;
    QTest::newRow("long ago") << QDateTime(QDate(2014, 6, 10), QTime(8, 0), Qt::UTC) << u"10 Jun 2014"_s;
    QTest::newRow("the future") << now.addDays(3) << u"13 May 2024"_s;
    QTest::newRow("never") << QDateTime() << u"–"_s;
}

void tst_Wording::timesAreWordedByTheirDistance()
{
    QFETCH(const QDateTime, time);
    QFETCH(const QString, text);
    QCOMPARE(relativeTime(time, QDateTime(QDate(2024, 5, 10), QTime(12, 0), Qt::UTC)), text);
}

void tst_Wording::theExactTimeNamesTheZone()
{
    const QString text = exactTime(QDateTime(QDate(2014, 6, 10), QTime(8, 30, 5), Qt::UTC));
    QVERIFY2(text.contains(u"2014") && text.contains(u"08:30:05 UTC"), qPrintable(text));
}

void tst_Wording::numbersHaveThreeSignificantDigits_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << u"0"_s;
    QTest::newRow("ones") << 2.7134 << u"2.71"_s;
    QTest::newRow("tens") << 41.26 << u"41.3"_s;
    QTest::newRow("hundreds") << 123.4 << u"123"_s;
    QTest::newRow("thousands") << 12345.6 << u"12346"_s;
    QTest::newRow("tenths") << 0.41234 << u"0.412"_s;
    QTest::newRow("small") << 0.0012345 << u"0.00123"_s;
    QTest::newRow("tiny") << 0.0000012345 << u"1.23e-06"_s;
    QTest::newRow("negative") << -2.7134 << u"-2.71"_s;
    QTest::newRow("undefined") << std::numeric_limits<double>::quiet_NaN() << u"–"_s;
}

void tst_Wording::numbersHaveThreeSignificantDigits()
{
    QFETCH(const double, value);
    QFETCH(const QString, text);
    QCOMPARE(shortNumber(value), text);
}

void tst_Wording::changesCarrySignAndArrow()
{
    QCOMPARE(changeText(2.71, 6.91), u"▲ +4.20"_s);
    QCOMPARE(changeText(6.91, 2.71), u"▼ −4.20"_s);
    QCOMPARE(changeText(2.71, 2.61), u"▼ −0.10"_s);
    QCOMPARE(changeText(2.71, 2.7101), u"▲ +0.0001"_s); // more decimals rather than a change of nothing
    QCOMPARE(changeText(0.0123, 3.5923), u"▲ +3.58"_s); // a small value beside it brings no digits
    QCOMPARE(changeText(-0.0123, -3.5923), u"▼ −3.58"_s);
    QCOMPARE(changeText(0, 0.0123), u"▲ +0.0123"_s);
    QCOMPARE(changeText(1, 1), u"= 0"_s);
    QCOMPARE(changeText(std::numeric_limits<double>::quiet_NaN(), 1), QString());
}

QTEST_MAIN(tst_Wording)
#include "tst_wording.moc"
