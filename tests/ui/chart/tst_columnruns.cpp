// SPDX-License-Identifier: GPL-3.0-or-later
// Compared with what QPainter makes of the same lines and areas.
#include "ui/chart/columnruns.h"

#include <QColor>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <cmath>
#include <functional>
#include <random>

using namespace vitrine::ui;

namespace {

constexpr QSize size(301, 120); // not a whole number of tiles
const QColor ink(0, 114, 178);

QImage paper()
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::white);
    return image;
}

QPolygonF zigzag(double step, double height)
{
    std::mt19937 random(5);
    std::uniform_real_distribution<double> y(size.height() / 2.0 - height / 2,
                                             size.height() / 2.0 + height / 2);
    QPolygonF line;
    for (double x = 10.3; x < size.width() - 10; x += step)
        line << QPointF(x, y(random));
    return line;
}

// How much was painted: 1 for each pixel that is all ink.
double inkIn(const QImage &image, const QRect &where)
{
    double all = 0;
    for (int y = where.top(); y <= where.bottom(); ++y) {
        for (int x = where.left(); x <= where.right(); ++x)
            all += (255 - qRed(image.pixel(x, y))) / double(255 - ink.red());
    }
    return all;
}

QImage painted(const std::function<void(QPainter &)> &paint)
{
    QImage image = paper();
    QPainter painter(&image);
    paint(painter);
    return image;
}

} // namespace

class tst_ColumnRuns final : public QObject
{
    Q_OBJECT
private slots:
    void aLinePassesThePixelsThatItPassesInQPainter()
    {
        const QPolygonF line = zigzag(2.7, 80);
        QImage image = paper();
        ColumnRuns runs(image.rect());
        for (qsizetype i = 0; i + 1 < line.size(); ++i)
            runs.addLine(line[i], line[i + 1]);
        runs.fill(&image, ink);
        const QImage wanted = painted([&](QPainter &painter) {
            painter.setPen(QPen(ink, 0));
            painter.drawPolyline(line);
        });
        // Each pixel of the one has one of the other beside it.
        const auto isNear = [](const QImage &other, int x, int y) {
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    if (other.rect().contains(x + dx, y + dy) && other.pixelColor(x + dx, y + dy) == ink)
                        return true;
                }
            }
            return false;
        };
        for (int y = 0; y < size.height(); ++y) {
            for (int x = 0; x < size.width(); ++x) {
                if (image.pixelColor(x, y) == ink)
                    QVERIFY2(isNear(wanted, x, y), qPrintable(QString::number(x)));
                if (wanted.pixelColor(x, y) == ink)
                    QVERIFY2(isNear(image, x, y), qPrintable(QString::number(x)));
            }
        }
    }

    void aPeakOfOnePointIsPainted()
    {
        QImage image = paper();
        ColumnRuns runs(image.rect());
        runs.addLine({10, 100}, {150.4, 100});
        runs.addLine({150.4, 100}, {150.6, 3.5});
        runs.addLine({150.6, 3.5}, {290, 100});
        runs.fill(&image, ink);
        QCOMPARE(image.pixelColor(150, 3), ink);
        QCOMPARE(image.pixelColor(150, 60), ink);
        QCOMPARE(image.pixelColor(150, 2), QColor(Qt::white));
    }

    void anAreaIsBlendedAsInQPainter_data()
    {
        QTest::addColumn<double>("opacity");
        for (const double opacity : {0.04, 0.15, 0.5, 1.0})
            QTest::newRow(qPrintable(QString::number(opacity))) << opacity;
    }

    void anAreaIsBlendedAsInQPainter()
    {
        QFETCH(double, opacity);
        QColor faint = ink;
        faint.setAlphaF(float(opacity));
        QImage image = paper();
        ColumnRuns runs(image.rect());
        runs.addArea({20, 30.3}, {200, 50.1}, 90.2, 70.4);
        runs.fill(&image, faint);
        const QImage wanted = painted([&](QPainter &painter) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(faint);
            painter.drawPolygon(QPolygonF({{20, 30.3}, {200, 50.1}, {200, 70.4}, {20, 90.2}}));
        });
        int edges = 0;
        for (int y = 0; y < size.height(); ++y) {
            for (int x = 0; x < size.width(); ++x) {
                const QColor one = image.pixelColor(x, y);
                const QColor other = wanted.pixelColor(x, y);
                const bool same = std::abs(one.red() - other.red()) <= 1 &&
                                  std::abs(one.green() - other.green()) <= 1 &&
                                  std::abs(one.blue() - other.blue()) <= 1;
                edges += same ? 0 : 1;
            }
        }
        QVERIFY2(edges <= 2, qPrintable(QString::number(edges))); // rounding of slanted edges
    }

    void aStrokeHasAsMuchInkAsInQPainter_data()
    {
        QTest::addColumn<double>("step");
        QTest::addColumn<double>("height");
        QTest::addColumn<Qt::PenStyle>("style");
        QTest::newRow("flat") << 40.0 << 4.0 << Qt::SolidLine;
        QTest::newRow("slanted") << 30.0 << 60.0 << Qt::SolidLine;
        QTest::newRow("steep") << 8.0 << 90.0 << Qt::SolidLine;
        QTest::newRow("dashed") << 40.0 << 20.0 << Qt::DashLine;
        QTest::newRow("dotted") << 40.0 << 20.0 << Qt::DotLine;
        QTest::newRow("both") << 40.0 << 20.0 << Qt::DashDotLine;
    }

    void aStrokeHasAsMuchInkAsInQPainter()
    {
        QFETCH(double, step);
        QFETCH(double, height);
        QFETCH(Qt::PenStyle, style);
        const QPen pen(ink, 1.6, style, Qt::FlatCap, Qt::RoundJoin);
        const QPolygonF line = zigzag(step, height);
        QImage image = paper();
        ColumnRuns runs(image.rect());
        double passed = 0;
        for (qsizetype i = 0; i + 1 < line.size(); ++i) {
            runs.addStroke(line[i], line[i + 1], pen, passed);
            passed += std::hypot(line[i + 1].x() - line[i].x(), line[i + 1].y() - line[i].y());
        }
        runs.fill(&image, ink);
        const QImage wanted = painted([&](QPainter &painter) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(pen);
            painter.drawPolyline(line);
        });
        const double all = inkIn(wanted, wanted.rect());
        QVERIFY2(std::abs(inkIn(image, image.rect()) / all - 1) < 0.15,
                 qPrintable(QString::number(inkIn(image, image.rect()) / all)));
        constexpr int part = 30; // and it is in the same places
        for (int left = 0; left + part <= size.width(); left += part) {
            const QRect where(left, 0, part, size.height());
            QVERIFY(std::abs(inkIn(image, where) - inkIn(wanted, where)) < 0.1 * all / 10 + 12);
        }
    }

    void nothingOutsideOfTheClipIsTouched()
    {
        QImage image = paper();
        const QRect clip(33, 20, 150, 60);
        ColumnRuns runs(clip);
        runs.addLine({-1000, -500}, {1000, 600});
        runs.addArea({-1e9, -1e9}, {1e9, -1e8}, 1e9, 1e9);
        runs.addStroke({100, -1e7}, {100, 1e7}, QPen(ink, 1.6), 0);
        runs.fill(&image, ink);
        for (int y = 0; y < size.height(); ++y) {
            for (int x = 0; x < size.width(); ++x)
                QCOMPARE(image.pixelColor(x, y), clip.contains(x, y) ? ink : QColor(Qt::white));
        }
    }

    void nothingIsPaintedOfNothing()
    {
        QImage image = paper();
        ColumnRuns runs(image.rect());
        runs.addLine({400, 10}, {500, 20});
        runs.fill(&image, ink);
        runs.addLine({10, 10}, {20, 20});
        runs.clear();
        runs.fill(&image, ink);
        ColumnRuns(QRect()).fill(&image, ink);
        QCOMPARE(image, paper());
    }
};

QTEST_GUILESS_MAIN(tst_ColumnRuns)
#include "tst_columnruns.moc"
