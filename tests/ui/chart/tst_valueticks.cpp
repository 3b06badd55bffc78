// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/valueticks.h"

#include <QLocale>
#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr ValueLimits anything{-infinity, infinity};

QString labels(const ValueScale &scale)
{
    QStringList out;
    for (const ValueTick &tick : scale.ticks)
        out << tick.label;
    return out.join(u' ');
}

} // namespace

class tst_ValueTicks final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void ticksAreRoundAndShareTheirDecimals()
    {
        QCOMPARE(labels(valueScale(2.1, 3.9, 5, anything)), u"2.0 2.5 3.0 3.5 4.0"_s);
        QCOMPARE(labels(valueScale(-3, 8, 4, anything)), u"-5 0 5 10"_s);
        QCOMPARE(labels(valueScale(1012, 1040, 4, anything)), u"1010 1020 1030 1040"_s);
    }

    void zeroIsShownWhenItIsNear()
    {
        QCOMPARE(valueScale(0.8, 7, 5, anything).low, 0.0);
        QVERIFY(valueScale(6.2, 7, 5, anything).low > 5);
    }

    void theScaleStaysWithinWhatIsPossible()
    {
        const ValueScale share = valueScale(0.93, 0.998, 5, {0, 1});
        QCOMPARE(share.high, 1.0);
        QVERIFY(share.low >= 0.9);
        const ValueScale error = valueScale(0.01, 4, 5, {0, infinity});
        QCOMPARE(error.low, 0.0);
    }

    void oneValueHasAScaleAroundIt()
    {
        const ValueScale scale = valueScale(2.5, 2.5, 4, anything);
        QVERIFY(scale.low < 2.5 && scale.high > 2.5);
        QVERIFY(scale.ticks.size() >= 2);
        const ValueScale zero = valueScale(0, 0, 4, {0, infinity});
        QVERIFY(zero.high > zero.low);
    }

    void noValueHasAScaleToo()
    {
        const double nan = std::nan("");
        const ValueScale share = valueScale(nan, nan, 4, {0, 1});
        QCOMPARE(share.low, 0.0);
        QCOMPARE(share.high, 1.0);
        QVERIFY(valueScale(nan, nan, 4, anything).ticks.size() >= 2);
    }

    void everyValueLiesOnTheScale_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("tiny") << 1.2e-9 << 4.4e-9;
        QTest::newRow("huge") << 1e17 << 3.3e17;
        QTest::newRow("nearly one") << 0.99991 << 0.99997;
        QTest::newRow("around zero") << -1e-5 << 2e-5;
        QTest::newRow("negative") << -812.0 << -3.0;
        QTest::newRow("a hair apart") << 1.0 << 1.0 + 1e-13;
    }
    void everyValueLiesOnTheScale()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        for (int most = 2; most < 12; ++most) {
            const ValueScale scale = valueScale(low, high, most, anything);
            QVERIFY(scale.low <= low);
            QVERIFY(scale.high >= high);
            QVERIFY(scale.ticks.size() >= 2);
            QVERIFY(scale.ticks.size() <= most + 3);
            QSet<QString> seen;
            for (const ValueTick &tick : scale.ticks)
                seen.insert(tick.label);
            if (high - low > 1e-12)
                QVERIFY2(seen.size() == scale.ticks.size(), qPrintable(labels(scale)));
        }
    }

    void largeNumbersAreShort()
    {
        QCOMPARE(axisNumber(20000, 0), u"20\u202Fk"_s);
        QCOMPARE(axisNumber(1500000, 0), u"1.5\u202FM"_s);
        QCOMPARE(axisNumber(2000, 0), u"2000"_s);
        QCOMPARE(axisNumber(0.00002, 7), u"2e-05"_s);
    }
};

QTEST_GUILESS_MAIN(tst_ValueTicks)
#include "tst_valueticks.moc"
