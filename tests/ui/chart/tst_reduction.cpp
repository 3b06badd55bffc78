// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/reduction.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace vitrine::ui;

namespace {

struct Columns {
    std::vector<double> x;
    std::vector<double> y;
};

Columns noise(size_t count, unsigned seed = 1)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> step(0.1, 5);
    std::normal_distribution<double> value(0, 1);
    Columns columns;
    double time = 0;
    for (size_t i = 0; i < count; ++i) {
        columns.x.push_back(time += step(random));
        columns.y.push_back(value(random));
    }
    return columns;
}

std::pair<double, double> rangeByHand(const Columns &c, double from, double to)
{
    double low = std::nan("");
    double high = low;
    for (size_t i = 0; i < c.x.size(); ++i) {
        if (c.x[i] < from || c.x[i] > to || std::isnan(c.y[i]))
            continue;
        low = std::fmin(low, c.y[i]);
        high = std::fmax(high, c.y[i]);
    }
    return {low, high};
}

} // namespace

class tst_Reduction final : public QObject
{
    Q_OBJECT
private slots:
    void aShortLineIsDrawnWhole()
    {
        const std::vector<double> x{1, 2, 3, 4, 5};
        const std::vector<double> y{5, 3, 4, 1, 2};
        const Reduction line(x, y);
        QCOMPARE(line.points(0, 6, 100), (QList<QPointF>{{1, 5}, {2, 3}, {3, 4}, {4, 1}, {5, 2}}));
    }

    void oneMorePointOnEachSideReachesTheEdges()
    {
        const std::vector<double> x{1, 2, 3, 4, 5};
        const std::vector<double> y{5, 3, 4, 1, 2};
        const Reduction line(x, y);
        QCOMPARE(line.points(2.5, 3.5, 100), (QList<QPointF>{{2, 3}, {3, 4}, {4, 1}}));
        // Zoomed in between two points, the line still passes through.
        QCOMPARE(line.points(2.1, 2.2, 100), (QList<QPointF>{{2, 3}, {3, 4}}));
    }

    void noPeakIsHidden()
    {
        Columns c = noise(200000);
        c.y[123456] = 1000;
        c.y[77777] = -1000;
        const Reduction line(c.x, c.y);
        const double from = c.x.front();
        const double to = c.x.back();
        const auto points = line.points(from, to, 600);
        QVERIFY(points.size() <= 600 * 2 + 4);
        QVERIFY(points.contains(QPointF(c.x[123456], 1000)));
        QVERIFY(points.contains(QPointF(c.x[77777], -1000)));
    }

    void noPeakOfAVeryLongLineIsHidden()
    {
        Columns c = noise(2'000'000, 3);
        QList<double> peaks;
        for (size_t i = 1777; i < c.y.size(); i += 39'119) { // about one in two columns
            c.y[i] = 1000 + double(i);
            peaks << c.y[i];
        }
        const Reduction line(c.x, c.y);
        constexpr int columns = 100; // of 20,000 points: their edges are rounded
        const auto points = line.points(c.x.front(), c.x.back(), columns);
        QVERIFY(points.size() <= 2 * columns + 2);
        for (const double peak : peaks)
            QVERIFY(std::any_of(points.begin(), points.end(),
                                [peak](const QPointF &point) { return point.y() == peak; }));
        QVERIFY(std::is_sorted(points.begin(), points.end(),
                               [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
    }

    void everyColumnHasItsExtremes()
    {
        const Columns c = noise(50000, 7);
        const Reduction line(c.x, c.y);
        constexpr int columns = 300;
        const double from = c.x[1000];
        const double to = c.x[45000];
        const auto points = line.points(from, to, columns);
        const double width = (to - from) / columns;
        for (int i = 1; i + 1 < columns; ++i) {
            const double left = std::nextafter(from + i * width, to);
            const double right = from + (i + 1) * width;
            const auto [low, high] = rangeByHand(c, left, right);
            double drawnLow = std::nan("");
            double drawnHigh = drawnLow;
            for (const QPointF &p : points) {
                if (p.x() >= left && p.x() <= right) {
                    drawnLow = std::fmin(drawnLow, p.y());
                    drawnHigh = std::fmax(drawnHigh, p.y());
                }
            }
            QCOMPARE(drawnLow, low);
            QCOMPARE(drawnHigh, high);
        }
    }

    void pointsStayInTheOrderOfTime()
    {
        const Columns c = noise(30000, 3);
        const auto points = Reduction(c.x, c.y).points(c.x[17], c.x[29000], 123);
        QVERIFY(std::is_sorted(points.begin(), points.end(), [](auto &a, auto &b) { return a.x() < b.x(); }));
    }

    void aGapOfAColumnStaysAGap()
    {
        Columns c = noise(40000, 5);
        for (size_t i = 10000; i < 15000; ++i)
            c.y[i] = std::nan("");
        const auto points = Reduction(c.x, c.y).points(c.x.front(), c.x.back(), 200);
        const auto gaps =
            std::count_if(points.begin(), points.end(), [](const QPointF &p) { return std::isnan(p.y()); });
        QCOMPARE(gaps, 1);
        const auto gap =
            std::find_if(points.begin(), points.end(), [](const QPointF &p) { return std::isnan(p.y()); });
        QVERIFY(gap->x() >= c.x[10000] && gap->x() < c.x[15000]);
    }

    void rangesAgreeWithACount()
    {
        Columns c = noise(20000, 11);
        for (size_t i = 0; i < c.y.size(); i += 7)
            c.y[i] = std::nan("");
        const Reduction line(c.x, c.y);
        std::mt19937 random(2);
        std::uniform_real_distribution<double> at(c.x.front() - 10, c.x.back() + 10);
        for (int i = 0; i < 200; ++i) {
            double from = at(random);
            double to = at(random);
            if (from > to)
                std::swap(from, to);
            QCOMPARE(line.range(from, to), rangeByHand(c, from, to));
        }
    }

    void nothingIsFoundInNothing()
    {
        const Reduction none;
        QVERIFY(none.points(0, 1, 100).isEmpty());
        QVERIFY(std::isnan(none.range(0, 1).first));
        const std::vector<double> x{1, 2};
        const std::vector<double> y{std::nan(""), std::nan("")};
        QVERIFY(std::isnan(Reduction(x, y).range(0, 9).second));
    }
};

QTEST_GUILESS_MAIN(tst_Reduction)
#include "tst_reduction.moc"
