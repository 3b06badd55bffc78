// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart paints where there are no observations, looked at pixel by pixel.
#include "ui/chart/crosshaircard.h"
#include "ui/chart/metricchart.h"
#include "ui/chart/readout.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/tokens.h"

#include <QTest>

#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

monitor::MetricPoint month(int year, int month, double value, double halfBand)
{
    const QDate first(year, month, 1);
    monitor::MetricPoint point;
    point.start = first.startOfDay(Qt::UTC);
    point.end = first.addMonths(1).startOfDay(Qt::UTC);
    point.index = point.start;
    point.n = 30;
    point.value = value;
    point.lower = value - halfBand;
    point.upper = value + halfBand;
    return point;
}

// A chart of one version, as it is on the screen; of everything or of a window.
QImage picture(const monitor::MetricSeries &series, int look, QRect *plot,
               std::optional<TimeSpan> window = {})
{
    TimeAxis axis;
    MetricChart chart(&axis);
    PlotMetric metric;
    metric.info = monitor::metricInfo(u"rmse"_s);
    metric.series << PlotSeries{u"v1.0.0"_s, look, false, lineOf(series)};
    chart.setMetric(metric);
    chart.resize(800, 200);
    const PlotLine &line = *metric.series[0].line;
    axis.setBounds({double(line.start.front()), double(line.end.back())});
    axis.fit();
    if (window)
        axis.setWindow(*window);
    chart.show();
    if (!QTest::qWaitForWindowExposed(&chart))
        return {};
    *plot = chart.plot();
    return chart.grab().toImage();
}

bool isLine(const QColor &pixel, int look)
{
    const QColor line = seriesStyle(look, false).colour;
    return std::abs(pixel.red() - line.red()) + std::abs(pixel.green() - line.green()) +
               std::abs(pixel.blue() - line.blue()) <
           60;
}

} // namespace

class tst_ChartGaps final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); }
    void yearsWithoutObservationsAreNotBridged_data();
    void yearsWithoutObservationsAreNotBridged();
    void anEmptyPlotSaysSo();
    void theCardSaysWhereNothingWasObserved();
    void aPointBetweenGapsIsSeenHoweverManyThereAre_data();
    void aPointBetweenGapsIsSeenHoweverManyThereAre();
};

void tst_ChartGaps::yearsWithoutObservationsAreNotBridged_data()
{
    QTest::addColumn<int>("look");
    QTest::newRow("solid") << 0;
    QTest::newRow("dashed") << 1;
    QTest::newRow("dashed and dotted") << 2;
    QTest::newRow("dotted") << 3;
}

void tst_ChartGaps::yearsWithoutObservationsAreNotBridged()
{
    QFETCH(int, look);
    monitor::MetricSeries series;
    for (int i = 1; i <= 12; ++i)
        series.points << month(2015, i, 2 + i % 3, 0.5);
    series.points << month(2026, 11, 1, 0.5);
    QRect plot;
    const QImage image = picture(series, look, &plot);
    QVERIFY(!image.isNull());
    const auto inked = [&](double from, double to) {
        int pixels = 0;
        for (int x = plot.left() + int(from * plot.width()); x < plot.left() + int(to * plot.width()); ++x) {
            for (int y = plot.top(); y <= plot.bottom(); ++y)
                pixels += isLine(image.pixelColor(x, y), look) ? 1 : 0;
        }
        return pixels;
    };
    QVERIFY(inked(0, 0.1) > 50); // the line of the first year
    QCOMPARE(inked(0.2, 0.9), 0);
}

void tst_ChartGaps::anEmptyPlotSaysSo()
{
    const auto words = [](TimeSpan window) {
        monitor::MetricSeries series;
        series.points << month(2015, 1, 2, 0.5) << month(2020, 1, 3, 0.5);
        QRect plot;
        const QImage image = picture(series, 0, &plot, window);
        const QPoint middle = plot.center();
        int inked = 0;
        for (int x = middle.x() - 40; x < middle.x() + 40; ++x) {
            for (int y = middle.y() - 8; y < middle.y() + 8; ++y)
                inked += image.pixelColor(x, y).lightness() < 160 ? 1 : 0;
        }
        return inked;
    };
    const auto at = [](int year) {
        return double(QDate(year, 6, 1).startOfDay(Qt::UTC).toMSecsSinceEpoch());
    };
    QVERIFY(words({at(2016), at(2018)}) > 50);
    QCOMPARE(words({at(2014), at(2017)}), 0);
}

void tst_ChartGaps::theCardSaysWhereNothingWasObserved()
{
    monitor::MetricSeries series;
    series.points << month(2015, 1, 2, 0.5) << month(2020, 1, 3, 0.5);
    PlotMetric metric;
    metric.info = monitor::metricInfo(u"rmse"_s);
    metric.series << PlotSeries{u"v1.0.0"_s, 0, false, lineOf(series)};
    const auto at = [](int year) {
        return double(QDate(year, 1, 9).startOfDay(Qt::UTC).toMSecsSinceEpoch());
    };
    const auto readout = [&](int year) { return readoutAt({metric}, {}, 0, at(year), {}, QTimeZone::utc()); };
    QWidget window;
    CrosshairCard card(&window);
    card.show(readout(2015), 0, false);
    QVERIFY(card.accessibleName().contains(u"v1.0.0: rmse 2"_s));
    const QSize filled = card.size();
    card.show(readout(2017), 0, false);
    QCOMPARE(card.accessibleName(), u"9 Jan 2017, 00:00:00; Nothing was observed here"_s);
    QVERIFY(card.height() < filled.height());
}

void tst_ChartGaps::aPointBetweenGapsIsSeenHoweverManyThereAre_data()
{
    QTest::addColumn<int>("years"); // of months before it
    QTest::newRow("markers") << 1;
    QTest::newRow("fine line") << 60;
    QTest::newRow("quick line") << 300;
}

void tst_ChartGaps::aPointBetweenGapsIsSeenHoweverManyThereAre()
{
    QFETCH(int, years);
    monitor::MetricSeries series;
    for (int i = 0; i < 12 * years; ++i)
        series.points << month(1000 + i / 12, 1 + i % 12, 2 + i % 3, 0);
    series.points << month(1000 + years + std::max(1, years / 5), 6, 3, 0);
    QRect plot;
    const QImage image = picture(series, 1, &plot);
    QVERIFY(!image.isNull());
    int inked = 0;
    for (int x = plot.right() - plot.width() / 10; x <= plot.right() + 8; ++x) {
        for (int y = plot.top(); y <= plot.bottom(); ++y)
            inked += isLine(image.pixelColor(x, y), 1) ? 1 : 0;
    }
    QVERIFY2(inked >= 4, qPrintable(QString::number(inked)));
}

QTEST_MAIN(tst_ChartGaps)
#include "tst_chartgaps.moc"
