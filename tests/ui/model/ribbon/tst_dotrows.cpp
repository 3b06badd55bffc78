// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/dotrows.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace vitrine::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr double distance_ = 12;
constexpr double widest = 32;
constexpr double dotRadius = 5;

// "0/0 5/1 [3×10..30]": a dot's place and row, a cluster's size and stretch.
QString printed(const std::vector<double> &x, int rows = 2)
{
    const DotRows placed = placeDots(x, distance_, rows, widest);
    QStringList parts;
    for (qsizetype at = 0; at < placed.dots.size(); ++at) {
        const DotPlace &dot = placed.dots.at(at);
        if (dot.cluster < 0)
            parts << u"%1/%2"_s.arg(dot.x).arg(dot.row);
        else if (placed.clusters.at(dot.cluster).first == at)
            parts << u"[%1]"_s.arg(placed.clusters.at(dot.cluster).size());
    }
    return parts.join(u' ');
}

} // namespace

class tst_DotRows final : public QObject
{
    Q_OBJECT
private slots:
    void noDots();
    void dotsApartStayInOneRow();
    void dotsThatTouchGoUpARow();
    void moreThanTheRowsHoldBecomeAnumber();
    void panningMovesNothing();
    void nothingHidesAnything();
};

void tst_DotRows::noDots()
{
    QVERIFY(placeDots({}, distance_, 3, widest).dots.isEmpty());
}

void tst_DotRows::dotsApartStayInOneRow()
{
    QCOMPARE(printed({0, 12, 40}), u"0/0 12/0 40/0"_s);
}

void tst_DotRows::dotsThatTouchGoUpARow()
{
    QCOMPARE(printed({0, 3, 13, 40}), u"0/0 3/1 13/0 40/0"_s);
    QCOMPARE(printed({5, 5, 5}, 3), u"5/0 5/1 5/2"_s);
}

void tst_DotRows::moreThanTheRowsHoldBecomeAnumber()
{
    QCOMPARE(printed({0, 1, 2, 50}), u"[3] 50/0"_s);
    QCOMPARE(printed({0, 1, 2, 20, 50}), u"[4] 50/0"_s); // the mark would cover the one at 20
}

void tst_DotRows::panningMovesNothing()
{
    QRandomGenerator random(3);
    std::vector<double> x;
    for (int at = 0; at < 500; ++at)
        x.push_back(random.bounded(2000));
    std::sort(x.begin(), x.end());
    std::vector<double> moved = x;
    for (double &each : moved)
        each += 1024;
    const DotRows before = placeDots(x, distance_, 3, widest);
    const DotRows after = placeDots(moved, distance_, 3, widest);
    QCOMPARE(after.clusters.size(), before.clusters.size());
    for (qsizetype at = 0; at < before.dots.size(); ++at) {
        QCOMPARE(after.dots.at(at).x, before.dots.at(at).x + 1024);
        QCOMPARE(after.dots.at(at).row, before.dots.at(at).row);
        QCOMPARE(after.dots.at(at).cluster, before.dots.at(at).cluster);
    }
}

void tst_DotRows::nothingHidesAnything()
{
    QRandomGenerator random(11);
    for (int round = 0; round < 50; ++round) {
        std::vector<double> x;
        const int count = 1 + random.bounded(400);
        for (int at = 0; at < count; ++at)
            x.push_back(random.bounded(1200.0));
        std::sort(x.begin(), x.end());
        const DotRows placed = placeDots(x, distance_, 3, widest);
        struct Mark {
            double left, right;
            int lowest, highest;
        };
        std::vector<Mark> marks;
        qsizetype members = 0;
        for (const DotCluster &cluster : placed.clusters) {
            const double half = widest * clusterShare / 2;
            marks.push_back({cluster.x - half, cluster.x + half, 0, 2});
            QVERIFY(cluster.size() > 1);
            members += cluster.size();
        }
        for (const DotPlace &dot : placed.dots) {
            if (dot.cluster >= 0)
                continue;
            marks.push_back({dot.x - dotRadius, dot.x + dotRadius, dot.row, dot.row});
            ++members;
        }
        QCOMPARE(members, qsizetype(count));
        std::sort(marks.begin(), marks.end(), [](const Mark &a, const Mark &b) { return a.left < b.left; });
        for (size_t one = 0; one < marks.size(); ++one) {
            for (size_t other = one + 1; other < marks.size() && marks[other].left < marks[one].right;
                 ++other) {
                const bool sameRows =
                    marks[one].lowest <= marks[other].highest && marks[other].lowest <= marks[one].highest;
                QVERIFY2(!sameRows,
                         qPrintable(u"%1 covers %2"_s.arg(marks[one].right).arg(marks[other].left)));
            }
        }
    }
}

QTEST_GUILESS_MAIN(tst_DotRows)
#include "tst_dotrows.moc"
