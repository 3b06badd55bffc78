// SPDX-License-Identifier: GPL-3.0-or-later
// What is painted by hand of metric charts: while they move and at rest, which version stands out, and what
// is said at the ends of lines and in the lane of events.
#include "ui/chart/metricchart.h"

#include "ui/chart/chartpaint.h"
#include "ui/chart/chartstack.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QScrollArea>
#include <QTest>

#include <cmath>
#include <limits>
#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr double day = 86'400'000;
const QDateTime begin(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC);
const double first = double(begin.toMSecsSinceEpoch());

// A value a day around `level`, with a band of half a unit on each side.
PlotSeries banded(const QString &name, int look, int days, double level, double swing = 0.3)
{
    monitor::MetricSeries series;
    for (int i = 0; i < days; ++i) {
        const double value = level + swing * std::sin(i / 3.0 + look);
        monitor::MetricPoint point;
        point.start = begin.addDays(i);
        point.end = begin.addDays(i + 1);
        point.n = 50;
        point.value = value;
        point.lower = value - 0.5;
        point.upper = value + 0.5;
        series.points << point;
    }
    return {name, look, false, lineOf(series)};
}

QList<PlotMetric> metrics(const QList<PlotSeries> &series, const QStringList &names = {u"rmse"_s})
{
    QList<PlotMetric> all;
    for (const QString &name : names)
        all << PlotMetric{monitor::metricInfo(name), {}, series};
    return all;
}

QList<PlotSeries> threeVersions(int days = 60)
{
    return {banded(u"v1"_s, 0, days, 3), banded(u"v2"_s, 1, days, 3.2), banded(u"v3"_s, 2, days, 8)};
}

QImage grabbed(MetricChart *chart)
{
    return chart->grab().toImage().convertToFormat(QImage::Format_RGB32);
}

double distance(const QColor &one, const QColor &other)
{
    return std::abs(one.red() - other.red()) + std::abs(one.green() - other.green()) +
           std::abs(one.blue() - other.blue());
}

// The mean of a few pixels: what an eye sees.
QList<double> blurred(const QImage &image)
{
    constexpr int side = 6;
    QList<double> means;
    for (int y = 0; y + side <= image.height(); y += side) {
        for (int x = 0; x + side <= image.width(); x += side) {
            double sum = 0;
            for (int i = 0; i < side * side; ++i)
                sum += qGray(image.pixel(x + i % side, y + i / side));
            means << sum / (side * side);
        }
    }
    return means;
}

} // namespace

class tst_MetricChart final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); }
    void init();
    void whatMovesLooksAsWhatRests_data();
    void whatMovesLooksAsWhatRests();
    void afterAGestureThePictureIsAsIfItNeverMoved();
    void noPeakIsHiddenWhileTheViewMoves();
    void theBandIsThatOfTheVersionInTheStageThen();
    void oneOrTwoVersionsHaveTheirBandsAsBefore();
    void theLegendBringsAVersionToTheFront();
    void theKeyboardBringsAVersionToTheFront();
    void pointingAtALineBringsItToTheFront();
    void exportsShowNothingThatSomebodyPointsAt();
    void everyLineThatEndsHasItsName();
    void whatIsEstimatedToTheEndIsNamedOnce();
    void aLineThatGoesOnIsNamedAtTheEdge();
    void lanesAreAsWideAsTheCharts();
    void eventsThatShareADrawingAreCounted();

private:
    void show(const QList<PlotMetric> &what, const QSize &size = {900, 420});
    MetricChart *chart() const { return m_stack->charts().first(); }
    Tokens colours() const { return tokens(m_stack->palette()); }
    QPointF at(qsizetype series, size_t row) const { return chart()->pointOf({series, row}); }
    double pixelsOf(double value) const;

    std::unique_ptr<ChartStack> m_stack;
};

void tst_MetricChart::init()
{
    m_stack = std::make_unique<ChartStack>();
}

void tst_MetricChart::show(const QList<PlotMetric> &what, const QSize &size)
{
    m_stack->resize(size);
    m_stack->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_stack.get()));
    m_stack->setMetrics(what);
    QCoreApplication::processEvents();
}

double tst_MetricChart::pixelsOf(double value) const
{
    const QRect plot = chart()->plot();
    return value / (chart()->scale().high - chart()->scale().low) * plot.height();
}

void tst_MetricChart::whatMovesLooksAsWhatRests_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<double>("shown"); // of them
    QTest::newRow("few points") << 60 << 20.0;
    QTest::newRow("many points") << 900 << 300.0;
    QTest::newRow("more than pixels") << 9000 << 6000.0;
}

void tst_MetricChart::whatMovesLooksAsWhatRests()
{
    QFETCH(int, days);
    QFETCH(double, shown);
    show(metrics(threeVersions(days)));
    m_stack->axis()->setWindow({first + 3 * day, first + (3 + shown) * day});
    const QImage moving = grabbed(chart());
    QTest::qWait(400); // it settles after the last gesture
    const QImage resting = grabbed(chart());
    QCOMPARE(moving.size(), resting.size());
    const QList<double> one = blurred(moving);
    const QList<double> other = blurred(resting);
    double off = 0;
    int unlike = 0;
    for (qsizetype i = 0; i < one.size(); ++i) {
        off += std::abs(one[i] - other[i]);
        unlike += std::abs(one[i] - other[i]) > 24 ? 1 : 0;
    }
    QVERIFY2(off / double(one.size()) < 1.5, qPrintable(QString::number(off / double(one.size()))));
    QVERIFY2(unlike < one.size() / 100, qPrintable(QString::number(unlike)));
}

void tst_MetricChart::afterAGestureThePictureIsAsIfItNeverMoved()
{
    show(metrics(threeVersions()));
    const QImage before = grabbed(chart());
    m_stack->axis()->zoom(0.5, first + 20 * day);
    QVERIFY(grabbed(chart()) != before);
    m_stack->axis()->fit();
    QTRY_COMPARE(grabbed(chart()), before);
}

void tst_MetricChart::noPeakIsHiddenWhileTheViewMoves()
{
    constexpr size_t points = 400'000;
    std::vector<double> time(points);
    std::vector<double> value(points);
    for (size_t i = 0; i < points; ++i) {
        time[i] = first + double(i) * 60'000;
        value[i] = std::sin(double(i) / 900) * 0.1;
    }
    constexpr size_t peak = 123'456;
    value[peak] = 5;
    PlotSeries series{u"v1"_s, 0, false, lineOf(time, value)};
    show(metrics({series}));
    for (const double days : {250.0, 120.0, 30.0}) {
        m_stack->axis()->setWindow({time[peak] - days / 3 * day, time[peak] + days / 2 * day});
        const QPoint where = at(0, peak).toPoint();
        const QImage moving = grabbed(chart());
        bool seen = false;
        for (int dx = -2; dx <= 2; ++dx)
            seen = seen || distance(moving.pixelColor(where + QPoint(dx, 8)), colours().surface) > 60;
        QVERIFY2(seen, qPrintable(QString::number(days)));
    }
}

void tst_MetricChart::theBandIsThatOfTheVersionInTheStageThen()
{
    const double infinity = std::numeric_limits<double>::infinity();
    // All three on each other, so that only a colour tells whose band it is.
    show(metrics({banded(u"v1"_s, 0, 60, 3, 0), banded(u"v2"_s, 1, 60, 3, 0), banded(u"v3"_s, 2, 60, 3, 0)}));
    m_stack->setBands(u"production"_s,
                      {{u"v1"_s, 0, first, first + 30 * day}, {u"v2"_s, 1, first + 30 * day, infinity}});
    const auto bandAt = [this](size_t row) {
        const QPointF on = (at(0, row) + at(0, row + 1)) / 2;
        return grabbed(chart()).pixelColor((on + QPointF(0, pixelsOf(0.35))).toPoint());
    };
    const auto colourOf = [this](int look) { return seriesStyle(look, false).colour; };
    const auto nearest = [&](const QColor &band) {
        int best = 0;
        for (const int look : {0, 1, 2}) {
            const auto off = [&](int of) {
                return distance(band, mixed(colours().surface, colourOf(of), 0.2));
            };
            best = off(look) < off(best) ? look : best;
        }
        return best;
    };
    QCOMPARE(nearest(bandAt(10)), 0);
    QCOMPARE(nearest(bandAt(45)), 1);
    QVERIFY(distance(bandAt(10), mixed(colours().surface, colourOf(0), 0.15)) <= 6); // its own alone
    m_stack->axis()->setWindow({first + 5 * day, first + 55 * day}); // the same while it moves
    QCOMPARE(nearest(bandAt(10)), 0);
    QCOMPARE(nearest(bandAt(45)), 1);

    chart()->setHighlighted(u"v3"_s);
    const QColor only = bandAt(45);
    QVERIFY(distance(only, mixed(colours().surface, colourOf(2), 0.15)) <= 6);
    QVERIFY(distance(bandAt(10), only) <= 3); // all along its line
}

void tst_MetricChart::oneOrTwoVersionsHaveTheirBandsAsBefore()
{
    show(metrics({banded(u"v1"_s, 0, 60, 3, 0), banded(u"v2"_s, 1, 60, 8, 0)}));
    for (const qsizetype series : {0, 1}) {
        const QPointF on = (at(series, 20) + at(series, 21)) / 2 + QPointF(0, pixelsOf(0.35));
        const QColor wanted = mixed(colours().surface, seriesStyle(int(series), false).colour, 0.15);
        QVERIFY(distance(grabbed(chart()).pixelColor(on.toPoint()), wanted) <= 4);
    }
}

void tst_MetricChart::theLegendBringsAVersionToTheFront()
{
    show(metrics(threeVersions(), {u"rmse"_s, u"mae"_s}), {900, 600});
    const QImage before = grabbed(chart());
    auto *item = m_stack->findChild<LegendItem *>(u"legend_v2"_s);
    QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
    QCoreApplication::sendEvent(item, &enter);
    for (const MetricChart *each : m_stack->charts())
        QCOMPARE(each->highlighted(), u"v2"_s);
    QVERIFY(item->isHighlighted());
    // The others step back.
    const QPoint other = ((at(2, 20) + at(2, 21)) / 2).toPoint();
    const auto inkAt = [this](const QImage &image, const QPoint &where) {
        double most = 0;
        for (int dy = -2; dy <= 2; ++dy)
            most = std::max(most, distance(image.pixelColor(where + QPoint(0, dy)), colours().surface));
        return most;
    };
    QVERIFY(inkAt(grabbed(chart()), other) < 0.6 * inkAt(before, other));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(item, &leave);
    QTRY_COMPARE(grabbed(chart()), before);
}

void tst_MetricChart::theKeyboardBringsAVersionToTheFront()
{
    show(metrics(threeVersions()));
    m_stack->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_stack.get()));
    // By the legend.
    m_stack->findChild<LegendItem *>(u"legend_v1"_s)->setFocus(Qt::TabFocusReason);
    QCOMPARE(chart()->highlighted(), u"v1"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(chart()->highlighted(), u"v2"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space); // a hidden one cannot stand out
    QCOMPARE(chart()->highlighted(), QString());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(chart()->highlighted(), u"v2"_s);
    // By walking along the lines.
    m_stack->setFocus(Qt::OtherFocusReason);
    QCOMPARE(chart()->highlighted(), QString());
    QTest::keyClick(m_stack.get(), Qt::Key_Right);
    QCOMPARE(chart()->highlighted(), u"v1"_s);
    QTest::keyClick(m_stack.get(), Qt::Key_Down);
    QCOMPARE(chart()->highlighted(), u"v2"_s);
    QVERIFY(m_stack->findChild<LegendItem *>(u"legend_v2"_s)->isHighlighted());
    QTest::keyClick(m_stack.get(), Qt::Key_Escape);
    QCOMPARE(chart()->highlighted(), QString());
}

void tst_MetricChart::pointingAtALineBringsItToTheFront()
{
    show(metrics(threeVersions()));
    const QPoint on = ((at(2, 20) + at(2, 21)) / 2).toPoint();
    QTest::mouseMove(chart()->viewport(), on);
    QTRY_COMPARE(chart()->highlighted(), u"v3"_s);
    QTest::mouseMove(chart()->viewport(), on + QPoint(0, int(pixelsOf(2)))); // between the lines
    QTRY_COMPARE(chart()->highlighted(), QString());
    // Where two lines meet, the one that was pointed at stays.
    QVERIFY(chart()->lineAt(at(0, 30)) == u"v1" || chart()->lineAt(at(0, 30)) == u"v2");
    QCOMPARE(chart()->lineAt(QPointF(2, 2)), QString());
}

void tst_MetricChart::exportsShowNothingThatSomebodyPointsAt()
{
    show(metrics(threeVersions()));
    const auto picture = [this] {
        QImage image(m_stack->pictureSize(), QImage::Format_RGB32);
        QPainter painter(&image);
        m_stack->paintPicture(&painter);
        return image;
    };
    const QImage before = picture();
    m_stack->setFocus();
    QTest::keyClick(m_stack.get(), Qt::Key_Right);
    QCOMPARE(chart()->highlighted(), u"v1"_s);
    QCOMPARE(picture(), before);
    QCOMPARE(chart()->highlighted(), u"v1"_s); // as before the export
}

void tst_MetricChart::everyLineThatEndsHasItsName()
{
    QList<PlotSeries> five;
    for (int i = 0; i < 5; ++i)
        five << banded(u"v%1.0.0"_s.arg(i + 1), i, 60, 3 + 0.02 * i, 0.1);
    show(metrics(five));
    const QList<EndLabel> labels = chart()->endLabels();
    QCOMPARE(labels.size(), 5);
    for (const EndLabel &label : labels) {
        QVERIFY(label.led);
        QCOMPARE(label.text, five[label.series].name);
        QVERIFY(label.box.right() <= chart()->viewport()->width());
        for (const EndLabel &other : labels)
            QVERIFY(other.series == label.series ||
                    !other.box.adjusted(0, 0.01, 0, -0.01).intersects(label.box));
        // The leader has the colour of its line.
        const QPointF from(label.end.x() + 6, label.end.y());
        const QPointF to(label.box.left() - 2, label.box.center().y());
        const QImage image = grabbed(chart());
        const QPoint on = ((from + 2 * to) / 3).toPoint();
        double nearest = 1000;
        for (int i = 0; i < 25; ++i)
            nearest = std::min(nearest, distance(image.pixelColor(on + QPoint(i % 5 - 2, i / 5 - 2)),
                                                 seriesStyle(int(label.series), false).colour));
        QVERIFY2(nearest < 330, qPrintable(QString::number(nearest)));
    }
    // No line of the grid strikes the words out.
    const QImage words = grabbed(chart()).copy(labels[2].box.adjusted(2, 0, -2, 0).toRect());
    for (int y = 0; y < words.height(); ++y) {
        int blank = 0;
        for (int x = 0; x < words.width(); ++x)
            blank += words.pixelColor(x, y) == colours().surface ? 1 : 0;
        QVERIFY2(blank > words.width() / 8, qPrintable(QString::number(y)));
    }
    chart()->setHidden({u"v2.0.0"_s});
    QCOMPARE(chart()->endLabels().size(), 4);
}

void tst_MetricChart::whatIsEstimatedToTheEndIsNamedOnce()
{
    PlotSeries estimated = banded(u"v1"_s, 55, 65, 4);
    estimated.estimated = true;
    show(metrics({banded(u"v1"_s, 0, 60, 3), estimated, banded(u"v2"_s, 0, 60, 6)}));
    const QList<EndLabel> labels = chart()->endLabels();
    QStringList names;
    for (const EndLabel &label : labels) {
        names << label.text;
        if (label.text == u"v1")
            QCOMPARE(label.series, 1);
    }
    names.sort();
    QCOMPARE(names, QStringList({u"v1"_s, u"v2"_s}));
}

void tst_MetricChart::aLineThatGoesOnIsNamedAtTheEdge()
{
    show(metrics({banded(u"v1"_s, 0, 60, 3)}));
    m_stack->axis()->setWindow({first + 10 * day, first + 20.2 * day});
    const QList<EndLabel> labels = chart()->endLabels();
    QCOMPARE(labels.size(), 1);
    QVERIFY(std::abs(labels.first().end.x() - (chart()->plot().right() + 1)) < 0.5);
}

void tst_MetricChart::lanesAreAsWideAsTheCharts()
{
    show(metrics(threeVersions(), {u"rmse"_s, u"mae"_s, u"rsq"_s}), {900, 700});
    // With a scroll bar, without, and back again.
    for (const QSize &size : {QSize(900, 300), QSize(1000, 700), QSize(800, 320), QSize(800, 700)}) {
        m_stack->resize(size);
        QTRY_COMPARE(m_stack->lane()->width(), chart()->viewport()->width());
        for (const PlotLane *lane : m_stack->findChildren<PlotLane *>())
            QTRY_COMPARE(lane->width(), chart()->viewport()->width());
    }
}

void tst_MetricChart::eventsThatShareADrawingAreCounted()
{
    show(metrics(threeVersions()));
    using Kind = monitor::Occurrence::Kind;
    const auto event = [](Kind kind, double days) {
        return monitor::Occurrence{kind, begin.addMSecs(qint64(days * day)), {}, u"v2"_s, {}, {}};
    };
    const auto flagOf = [this](qsizetype index) { return m_stack->lane()->flags().at(index); };
    m_stack->setOccurrences({event(Kind::Deployed, 20), event(Kind::Alert, 20.3)});
    QCOMPARE(m_stack->lane()->flags().size(), 1);
    QCOMPARE(flagOf(0).kind, Kind::Alert); // the more serious one
    QCOMPARE(flagOf(0).words, u"×2"_s);
    // A third one beside the number belongs to them, too; one beyond it stands alone.
    m_stack->setOccurrences({event(Kind::Deployed, 20), event(Kind::Alert, 20.3),
                             event(Kind::RolledBack, 21.8), event(Kind::Note, 26)});
    QCOMPARE(m_stack->lane()->flags().size(), 2);
    QCOMPARE(flagOf(0).kind, Kind::RolledBack);
    QCOMPARE(flagOf(0).words, u"×3"_s);
    QCOMPARE(flagOf(1).words, u"v2"_s);
    QVERIFY(flagOf(0).rect.right() < flagOf(1).rect.left());
    // Each has its line in the lane, in its own colour.
    const QImage image = m_stack->lane()->grab().toImage();
    for (const auto &[kind, days] : {std::pair(Kind::Deployed, 20.0), std::pair(Kind::RolledBack, 21.8)}) {
        const double time = first + days * day;
        const int column = int(std::lround(m_stack->axis()->x(time, m_stack->lane()->width())));
        double nearest = 1000;
        for (int y = int(flagOf(0).rect.bottom()) + 1; y < image.height(); ++y)
            nearest = std::min(
                nearest, distance(image.pixelColor(column, y), occurrenceColour(kind, m_stack->palette())));
        QVERIFY(nearest < 10);
    }
}

QTEST_MAIN(tst_MetricChart)
#include "tst_metricchart.moc"
