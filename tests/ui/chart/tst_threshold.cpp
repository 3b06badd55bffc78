// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/threshold.h"

#include <QTest>

#include <limits>

using namespace vitrine;
using namespace vitrine::ui;
using monitor::Direction;

namespace {
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
}

class tst_Threshold final : public QObject
{
    Q_OBJECT
private slots:
    void theWorseSideIsBeyond();
    void periodsInARowAreOneAlert();
    void onlyRowsThatAreAskedForCount();
};

void tst_Threshold::theWorseSideIsBeyond()
{
    QVERIFY(isBeyond({4}, Direction::Minimise, 4.1));
    QVERIFY(!isBeyond({4}, Direction::Minimise, 4));
    QVERIFY(isBeyond({0.9}, Direction::Maximise, 0.89));
    QVERIFY(!isBeyond({0.9}, Direction::Maximise, 0.9));
    QVERIFY(isBeyond({-0.5}, Direction::Zero, 0.6));
    QVERIFY(!isBeyond({0.5}, Direction::Zero, -0.4));
    for (const Direction direction : {Direction::Minimise, Direction::Maximise, Direction::Zero})
        QVERIFY(!isBeyond({0.5}, direction, undefined));
}

void tst_Threshold::periodsInARowAreOneAlert()
{
    const auto line = lineOf({1, 2, 3, 4, 5, 6, 7}, {5, 6, 1, 7, undefined, 8, 2});
    // 5 6 are one, 7 and 8 another: what is undefined in between does not end it.
    QCOMPARE(reachOf({4}, Direction::Minimise, *line, 0, 7), (ThresholdReach{4, 2}));
    QCOMPARE(reachOf({9}, Direction::Minimise, *line, 0, 7), (ThresholdReach{0, 0}));
    QCOMPARE(reachOf({0}, Direction::Minimise, *line, 0, 7), (ThresholdReach{6, 1}));
}

void tst_Threshold::onlyRowsThatAreAskedForCount()
{
    const auto line = lineOf({1, 2, 3, 4}, {5, 1, 5, 5});
    QCOMPARE(reachOf({4}, Direction::Minimise, *line, 1, 3), (ThresholdReach{1, 1}));
    ThresholdReach all{1, 1};
    all += {3, 2};
    QCOMPARE(all, (ThresholdReach{4, 3}));
}

QTEST_GUILESS_MAIN(tst_Threshold)
#include "tst_threshold.moc"
