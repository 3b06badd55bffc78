// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how long a frame of the charts takes while they are panned, zoomed and pointed at, with 10^3 to 10^7
// points behind one chart, what the points cost to make ready and to keep, and how long the Monitor page
// takes to its first picture; and how soon the table of the points opens. VT_BENCH_POINTS sets the largest
// number. What a screen of 60 pictures a second leaves for a frame is 16.7 ms.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/chartexport.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/crosshaircard.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int frames = 60;
constexpr double year = 365.0 * 86'400'000;
constexpr qint64 start = 1'420'070'400'000; // 2015-01-01

// A day's rhythm, noise and rare peaks; the same each time. With a band where `banded`, and with counts.
std::shared_ptr<const PlotLine> randomLine(size_t n, bool banded)
{
    auto line = std::make_shared<PlotLine>();
    quint32 random = 12345;
    double level = 3;
    const auto add = [&](size_t i) {
        random = random * 1664525U + 1013904223U;
        const double noise = double(random >> 8) / double(1 << 24) - 0.5;
        level += noise * 0.02 + (3 - level) * 0.001;
        const double peak = random % 50'021 == 0 ? 2 : 0;
        const double time = double(start) + year * double(i) / double(n);
        line->time.push_back(time);
        line->value.push_back(level + noise * 0.4 + peak);
        if (!banded)
            return;
        line->start.push_back(qint64(time));
        line->end.push_back(qint64(time + year / double(n)));
        line->n.push_back(100);
        line->low.push_back(line->value.back() - 0.2);
        line->high.push_back(line->value.back() + 0.2);
    };
    for (size_t i = 0; i < n; ++i)
        add(i);
    line->prepare();
    return line;
}

qint64 residentKb()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).simplified().split(' ').first().toLongLong();
    }
    return 0;
}

} // namespace

class bench_Charts final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void framesByPoints_data();
    void framesByPoints();
    void framesOfThreeChartsWithBands_data();
    void framesOfThreeChartsWithBands();
    void firstPaintOfThePage();

private:
    struct Cost {
        double median = 0;
        double worst = 0;
    };
    Cost measure(const char *what, const std::function<void(int)> &step);
    void measureStack(ChartStack &stack);
    static void repaint(ChartStack &stack);
    std::map<std::string, double> m_first; // of 10^3 points, for the ratios
};

void bench_Charts::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
}

void bench_Charts::repaint(ChartStack &stack)
{
    // What a screen would do: all that asked to be painted anew, at once and each of it once.
    QCoreApplication::sendPostedEvents(stack.window(), QEvent::UpdateRequest);
}

// On a machine that does other work too, the processor's time says more than the clock's.
bench_Charts::Cost bench_Charts::measure(const char *what, const std::function<void(int)> &step)
{
    std::vector<double> wall;
    std::vector<double> cpu;
    for (int at = 0; at < frames; ++at) {
        QElapsedTimer timer;
        timer.start();
        const std::clock_t begin = std::clock();
        step(at);
        cpu.push_back(double(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC);
        wall.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(wall.begin(), wall.end());
    std::sort(cpu.begin(), cpu.end());
    const Cost cost{cpu[cpu.size() / 2], cpu[cpu.size() * 95 / 100]};
    const auto first = m_first.try_emplace(what, cost.median).first;
    std::printf("  %-28s computing: median %6.2f  95 %% %6.2f ms   by the clock: %6.2f  %6.2f ms   ×%.1f\n",
                what, cost.median, cost.worst, wall[wall.size() / 2], wall[wall.size() * 95 / 100],
                cost.median / first->second);
    std::fflush(stdout);
    return cost;
}

void bench_Charts::measureStack(ChartStack &stack)
{
    TimeAxis *axis = stack.axis();
    measure("pan, everything / 3", [&](int at) {
        if (at == 0)
            axis->setWindow({axis->bounds().from, axis->bounds().from + axis->bounds().length() / 3});
        axis->pan((at < frames / 2 ? 1 : -1) * axis->window().length() / 80);
        repaint(stack);
    });
    axis->fit();
    measure("zoom in to a day and out", [&](int at) {
        axis->zoom(at < frames / 2 ? 0.82 : 1 / 0.82, double(start) + year * 0.37);
        repaint(stack);
    });
    axis->fit();
    measure("point at it, all in view", [&](int at) {
        axis->setCursor(double(start) + year * at / frames);
        repaint(stack);
    });
    axis->setCursor({});
    stack.toggleThreshold(stack.metrics().first().info.name);
    measure("drag a threshold", [&](int at) {
        stack.charts().first()->nudgeThreshold(at < frames / 2 ? 1 : -1);
        repaint(stack);
    });
    stack.toggleThreshold(stack.metrics().first().info.name);
}

static void addSizes()
{
    QTest::addColumn<int>("points");
    const int most = qEnvironmentVariableIsSet("VT_BENCH_POINTS")
                         ? qEnvironmentVariableIntValue("VT_BENCH_POINTS")
                         : 10'000'000;
    for (int points = 1000; points <= most; points *= 10)
        QTest::newRow(qPrintable(QString::number(points))) << points;
}

void bench_Charts::framesByPoints_data()
{
    addSizes();
    m_first.clear();
}

void bench_Charts::framesByPoints()
{
    QFETCH(int, points);
    const qint64 before = residentKb();
    QElapsedTimer timer;
    timer.start();
    const auto line = randomLine(size_t(points), false);
    const double made = double(timer.nsecsElapsed()) / 1e6;
    const double bytes = double(residentKb() - before) * 1024;
    std::printf(
        "one line of %d points: made ready in %.0f ms off the GUI thread, %.1f MB, %.0f bytes a point\n",
        points, made, bytes / 1e6, bytes / points);
    ChartStack stack;
    stack.resize(1600, 500);
    stack.show();
    QVERIFY(QTest::qWaitForWindowExposed(&stack));
    timer.restart();
    stack.setMetrics({{monitor::metricInfo(u"rmse"_s), {}, {{u"v1.0.0"_s, 0, false, line}}}});
    repaint(stack);
    std::printf("  first picture %.1f ms by the clock\n", double(timer.nsecsElapsed()) / 1e6);
    measureStack(stack);

    timer.restart();
    stack.setTableShown(true);
    stack.findChild<Table *>(u"chartTable"_s)->viewport()->repaint();
    const double opened = double(timer.nsecsElapsed()) / 1e6;
    QTemporaryDir dir;
    timer.restart();
    QVERIFY(exportCsv(contentOf(stack), dir.filePath(u"all.csv"_s)));
    std::printf(
        "  table opened in %.0f ms, all of it as CSV in %.1f s outside of the GUI thread, then %.0f MB "
        "resident\n",
        opened, double(timer.nsecsElapsed()) / 1e9, double(residentKb()) * 1024 / 1e6);
}

void bench_Charts::framesOfThreeChartsWithBands_data()
{
    addSizes();
    m_first.clear();
}

// As the page has them: versions with bands and counts, three metrics on one axis.
void bench_Charts::framesOfThreeChartsWithBands()
{
    QFETCH(int, points);
    constexpr int lines = 4;
    const size_t each = size_t(points) / lines;
    std::vector<std::shared_ptr<const PlotLine>> made;
    made.reserve(lines);
    for (int i = 0; i < lines; ++i)
        made.push_back(randomLine(each, true));
    QList<PlotMetric> metrics;
    for (const QString &name : {u"rmse"_s, u"mae"_s, u"rsq"_s}) {
        PlotMetric metric{monitor::metricInfo(name), {}, {}};
        for (int i = 0; i < lines; ++i)
            metric.series << PlotSeries{u"v%1.0.0"_s.arg(i + 1), i, false, made[size_t(i)]};
        metrics << metric;
    }
    std::printf("three charts of 4 versions with bands, %d periods in all, %.0f MB resident\n", points,
                double(residentKb()) * 1024 / 1e6);
    ChartStack stack;
    stack.resize(1600, 900);
    stack.show();
    QVERIFY(QTest::qWaitForWindowExposed(&stack));
    stack.setMetrics(metrics);
    repaint(stack);
    measureStack(stack);
}

void bench_Charts::firstPaintOfThePage()
{
    QTemporaryDir dir;
    const auto library = sample::create(dir.filePath(u"sample.git"_s));
    QVERIFY(library.has_value());
    for (const char *what : {"first", "again"}) {
        test::ServicesFixture services;
        const qint64 before = residentKb();
        QElapsedTimer timer;
        timer.start();
        MonitorPage page(services.services);
        page.resize(1280, 800);
        page.show();
        page.setLibrary(*library);
        page.showModel(u"seattle-tmax"_s);
        QTRY_VERIFY_WITH_TIMEOUT(page.charts()->charts().size() == 3, 60'000);
        const double answered = double(timer.nsecsElapsed()) / 1e6;
        page.repaint();
        repaint(*page.charts());
        std::printf(
            "Monitor page on the sample library, %s: charts there after %.0f ms, painted after %.0f ms, "
            "%.1f MB\n",
            what, answered, double(timer.nsecsElapsed()) / 1e6, double(residentKb() - before) * 1024 / 1e6);
    }
}

QTEST_MAIN(bench_Charts)
#include "bench_charts.moc"
