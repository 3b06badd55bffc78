// SPDX-License-Identifier: GPL-3.0-or-later
// Tails of the Kolmogorov–Smirnov distributions. Expected values: scipy 1.10.1.
#include "core/monitor/drift/kolmogorov.h"
#include "tests/core/monitor/reference.h"

#include <QTest>

using namespace vitrine::monitor;
using namespace vitrine::test;

class tst_Kolmogorov final : public QObject
{
    Q_OBJECT
private slots:
    void oneSampleTailIsSciPys_data();
    void oneSampleTailIsSciPys();
    void twoSampleTailIsSciPys_data();
    void twoSampleTailIsSciPys();
    void twoSampleTailCountsOrders();
    void tailsFallWithTheDistance();
};

void tst_Kolmogorov::oneSampleTailIsSciPys_data()
{
    QTest::addColumn<qint64>("n");
    QTest::addColumn<double>("d");
    QTest::addColumn<double>("tail");
    QTest::newRow("1, 0.547723") << qint64(1) << 0.547723 << 0.9045540000000001;
    QTest::newRow("1, 0.774597") << qint64(1) << 0.774597 << 0.45080600000000004;
    QTest::newRow("5, 0.1") << qint64(5) << 0.1 << 1.0;
    QTest::newRow("20, 0.122474") << qint64(20) << 0.122474 << 0.8900446229388004;
    QTest::newRow("50, 0.122474") << qint64(50) << 0.122474 << 0.40849052516139395;
    QTest::newRow("100, 0.087178") << qint64(100) << 0.087178 << 0.40949741264486744;
    QTest::newRow("120, 0.180278") << qint64(120) << 0.180278 << 0.0006955486108295051;
    QTest::newRow("139, 0.173827") << qint64(139) << 0.173827 << 0.0003830237873269834;
    QTest::newRow("140, 0.377964") << qint64(140) << 0.377964 << 1.7652062094974788e-18;
    QTest::newRow("200, 0.022361") << qint64(200) << 0.022361 << 0.9999251593057046;
    QTest::newRow("1000, 0.017321") << qint64(1000) << 0.017321 << 0.9198828178692711;
    QTest::newRow("5000, 0.017321") << qint64(5000) << 0.017321 << 0.0983958212407906;
    QTest::newRow("27000, 0.008819") << qint64(27000) << 0.008819 << 0.029818964370252332;
    QTest::newRow("27000, 0.00923") << qint64(27000) << 0.00923 << 0.019971038584996218;
    QTest::newRow("50000, 0.024495") << qint64(50000) << 0.024495 << 1.7087942994171485e-26;
    QTest::newRow("99999, 0.001414") << qint64(99999) << 0.001414 << 0.9881248786653603;
    QTest::newRow("500000, 0.001414") << qint64(500000) << 0.001414 << 0.2699089344979201;
    QTest::newRow("2000000, 0.001225") << qint64(2000000) << 0.001225 << 0.0049410890634840115;
    QTest::newRow("2000000, 0.01") << qint64(2000000) << 0.01 << 3.8048884229250393e-174;
    QTest::newRow("27000, 0.117221") << qint64(27000) << 0.117221 << 0.0;
}

void tst_Kolmogorov::oneSampleTailIsSciPys()
{
    QFETCH(qint64, n);
    QFETCH(double, d);
    QFETCH(double, tail);
    const double value = kolmogorovTail(n, d);
    QVERIFY2(std::abs(value - tail) <= 1e-10 * std::max(tail, 1e-10) + 1e-13,
             qPrintable(QString::number(value, 'g', 17)));
}

void tst_Kolmogorov::twoSampleTailIsSciPys_data()
{
    QTest::addColumn<qint64>("m");
    QTest::addColumn<qint64>("n");
    QTest::addColumn<qint64>("steps");
    QTest::addColumn<double>("tail");
    QTest::newRow("3 and 4, 0.5") << qint64(3) << qint64(4) << qint64(6) << 0.6571428571428571;
    QTest::newRow("5 and 5, 0.6") << qint64(5) << qint64(5) << qint64(3) << 0.35714285714285715;
    QTest::newRow("10 and 20, 0.35") << qint64(10) << qint64(20) << qint64(7) << 0.3686458469067164;
    QTest::newRow("7 and 13, 0.4") << qint64(7) << qint64(13) << qint64(36) << 0.39045407636738905;
    QTest::newRow("100 and 100, 0.2") << qint64(100) << qint64(100) << qint64(20) << 0.03638428787491733;
    QTest::newRow("100 and 101, 0.15") << qint64(100) << qint64(101) << qint64(1515) << 0.18392674496988368;
    QTest::newRow("891 and 418, 0.05") << qint64(891) << qint64(418) << qint64(1693) << 0.4570849212306114;
    QTest::newRow("731 and 31, 0.3") << qint64(731) << qint64(31) << qint64(6798) << 0.007177215756363824;
    QTest::newRow("4250 and 744, 0.7")
        << qint64(4250) << qint64(744) << qint64(1106700) << 2.9023095800020442e-304;
    QTest::newRow("1000 and 10000, 0.05")
        << qint64(1000) << qint64(10000) << qint64(500) << 0.020635195563585725;
    QTest::newRow("10000 and 10000, 0.02")
        << qint64(10000) << qint64(10000) << qint64(200) << 0.03662861114079258;
    QTest::newRow("9999 and 10000, 0.03")
        << qint64(9999) << qint64(10000) << qint64(2999700) << 0.0002391995719125069;
}

void tst_Kolmogorov::twoSampleTailIsSciPys()
{
    QFETCH(qint64, m);
    QFETCH(qint64, n);
    QFETCH(qint64, steps);
    QFETCH(double, tail);
    const double value = twoSampleKolmogorovTail(m, n, steps);
    QVERIFY2(std::abs(value - tail) <= 1e-10 * tail, qPrintable(QString::number(value, 'g', 17)));
    QVERIFY(std::abs(twoSampleKolmogorovTail(n, m, steps) - tail) <= 1e-10 * tail);
}

// Of the 10 orders of 2 and 3 values, those with the largest distance: the two where all of one come first.
void tst_Kolmogorov::twoSampleTailCountsOrders()
{
    QCOMPARE(twoSampleKolmogorovTail(2, 3, 6), 0.2);
    QCOMPARE(twoSampleKolmogorovTail(2, 3, 0), 1.0);
    QCOMPARE(twoSampleKolmogorovTail(1, 1, 1), 1.0);
    QCOMPARE(twoSampleKolmogorovTail(3, 3, 3), 0.1);
}

void tst_Kolmogorov::tailsFallWithTheDistance()
{
    for (const qint64 n : {1, 5, 139, 141, 3000, 200'000, 5'000'000}) {
        double before = 1;
        for (int i = 0; i <= 200; ++i) {
            const double z = i / 40.0; // across every change of formula
            const double tail = kolmogorovTail(n, std::min(1.0, z / std::sqrt(double(n))));
            QVERIFY2(tail <= before + 1e-9, qPrintable(QStringLiteral("n %1, z %2").arg(n).arg(z)));
            QVERIFY(tail >= 0 && tail <= 1);
            before = tail;
        }
    }
}

QTEST_GUILESS_MAIN(tst_Kolmogorov)
#include "tst_kolmogorov.moc"
