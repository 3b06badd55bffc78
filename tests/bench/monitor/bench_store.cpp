// SPDX-License-Identifier: GPL-3.0-or-later
// The monitoring store under load: 100,000 predictions a second while a reader plots, and charts over a year
// of an observation a second.
//   VT_BENCH_SECONDS  how long predictions come, by default 10
//   VT_BENCH_ROWS     observations of the year, by default 31,622,400: every second of 2024 (3 GB on disk)
#include "core/monitor/predictionlog.h"
#include "core/monitor/store.h"
#include "tests/bench/monitor/processortime.h"
#include "tests/core/monitor/storeengines.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr int targetPerSecond = 100'000;
constexpr double targetChartMs = 50;
const qint64 yearMs = QDateTime(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();

qint64 setting(const char *variable, qint64 usual)
{
    bool ok = false;
    const qint64 value = qEnvironmentVariable(variable).toLongLong(&ok);
    return ok && value > 0 ? value : usual;
}

QList<Observation> observations(qint64 firstMs, qint64 count, qint64 stepMs, std::mt19937_64 &random)
{
    QList<Observation> made(count);
    for (qint64 i = 0; i < count; ++i) {
        made[i].timeMs = firstMs + i * stepMs;
        made[i].truth = double(random() % 10'000) / 100;
        made[i].estimate = made[i].truth + double(random() % 1000) / 100 - 5;
    }
    return made;
}

ChartRequest chartOf(const QStringList &metrics)
{
    ChartRequest request;
    request.model = u"m"_s;
    request.metrics = metrics;
    return request;
}

void fill(Prediction &record, std::uint32_t origin, qint64 number, qint64 ms)
{
    record.clear();
    record.id = "018bcfe56800" + std::to_string(1'000'000'000 + number);
    record.origin = origin;
    record.timeMs = 0x018bcfe56800 + ms;
    record.status = 200;
    record.rows = 1;
    record.endpoint = "predict";
    record.inputs = R"({"cyl":[6.0],"disp":[160.0],"hp":[110.0],"wt":[2.62]})";
    record.outputs = R"({".pred":[21.5]})";
}

// Draws one chart after the other for as long as it lives.
class Plotter final
{
public:
    explicit Plotter(const QString &path) : m_thread([this, path] { run(path); }) {}
    ~Plotter() { stop(); }
    void stop()
    {
        m_done = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    int charts() const { return m_charts; }
    int failures() const { return m_failures; }
    double slowestMs() const { return m_slowest; }

private:
    void run(const QString &path)
    {
        auto store = Store::open(path);
        while (store && !m_done) {
            const bench::ProcessorTime time;
            const auto chart = store->chart(chartOf({u"rmse"_s, u"mae"_s}));
            if (chart)
                ++m_charts;
            else if (chart.error().code != Error::Code::NotFound)
                ++m_failures;
            m_slowest = std::max(m_slowest, time.seconds() * 1000);
            std::this_thread::sleep_for(std::chrono::milliseconds(50)); // as a window that follows does
        }
    }
    std::atomic<bool> m_done{false};
    int m_charts = 0;
    int m_failures = 0;
    double m_slowest = 0;
    std::thread m_thread;
};

} // namespace

class bench_Store final : public QObject
{
    Q_OBJECT
private slots:
    void predictionsWhileAReaderPlots();
    void predictionsIntoEitherStore();
    void observationsWhileAReaderPlots();
    void chartsOfAYearOfSeconds();
};

// Offered at the target's pace by one thread, as a server's threads do together.
void bench_Store::predictionsWhileAReaderPlots()
{
    QTemporaryDir folder;
    PredictionLogOptions options;
    options.path = folder.filePath(u"monitor.sqlite"_s);
    options.keepDays = 0;
    options.keepRequests = 0;
    const auto log = PredictionLog::open(options);
    QVERIFY(log);
    {
        std::mt19937_64 random(1);
        auto store = Store::open(options.path);
        QVERIFY(store->append(u"m"_s, u"v1"_s, observations(yearMs, 100'000, 60'000, random)));
    }
    const qint64 seconds = setting("VT_BENCH_SECONDS", 10);
    const std::uint32_t origin = (*log)->origin("m", "v1");
    Plotter plotter(options.path);
    const bench::ProcessorTime time;
    Prediction record;
    qint64 offered = 0;
    constexpr int inTick = targetPerSecond / 1000;
    for (qint64 tick = 0; tick < seconds * 1000; ++tick) {
        for (int i = 0; i < inTick; ++i, ++offered) {
            if (!(*log)->wantsNext())
                continue;
            fill(record, origin, offered, tick);
            (*log)->record(record);
        }
        const double ahead = double(tick + 1) / 1000 - time.seconds();
        if (ahead > 0)
            std::this_thread::sleep_for(std::chrono::duration<double>(ahead));
    }
    const double offering = time.seconds();
    const auto settled = [&] {
        const PredictionCounts counts = (*log)->counts();
        return qint64(counts.recorded + counts.thinned + counts.overflowed + counts.failed) == offered;
    };
    while (!settled())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const double all = time.seconds();
    plotter.stop();
    const PredictionCounts counts = (*log)->counts();
    QCOMPARE(plotter.failures(), 0);
    qInfo("%.0f predictions offered a second for %.1f s: %.4f of them recorded, %.4f left out and counted; "
          "in the store %.2f s after the last; %.2f of a core with the reader; meanwhile %d charts, the "
          "slowest in %.0f ms",
          double(offered) / offering, offering, double(counts.recorded) / double(offered),
          double(counts.thinned + counts.overflowed + counts.failed) / double(offered), all - offering,
          time.processorSeconds() / all, plotter.charts(), plotter.slowestMs());
}

// How fast the writer's thread gets rid of what waits for it, in either store, in one run.
void bench_Store::predictionsIntoEitherStore()
{
    constexpr int predictions = 100'000;
    QTemporaryDir folder;
    test::StoreEngines engines;
    const auto perSecond = [](const QString &where) {
        PredictionLogOptions options;
        options.path = where;
        options.keepDays = 0;
        options.keepRequests = 0;
        options.queued = 2 * predictions; // none is left out
        const auto log = PredictionLog::open(options);
        if (!log)
            qFatal("%s", qPrintable(log.error().message));
        const std::uint32_t origin = (*log)->origin("m", "v1");
        Prediction record;
        const bench::ProcessorTime time;
        for (int i = 0; i < predictions; ++i) {
            fill(record, origin, i, i / 100);
            (*log)->record(record);
        }
        while ((*log)->counts().recorded < predictions) {
            if ((*log)->counts().failed > 0)
                qFatal("the store refuses");
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return predictions / time.seconds();
    };
    const double file = perSecond(engines.newStore(false, folder.path()));
    qInfo("SQLite: %.0f predictions a second", file);
    const QString where = engines.newStore(true, folder.path());
    if (where.isEmpty())
        QSKIP(qPrintable(engines.whyNot()));
    const double server = perSecond(where);
    qInfo("PostgreSQL: %.0f predictions a second, %.2f of SQLite", server, server / file);
}

void bench_Store::observationsWhileAReaderPlots()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"monitor.sqlite"_s);
    auto store = Store::open(path);
    QVERIFY(store);
    const qint64 seconds = setting("VT_BENCH_SECONDS", 10);
    std::mt19937_64 random(1);
    Plotter plotter(path);
    qint64 written = 0;
    double writing = 0;
    double processor = 0;
    constexpr qint64 batch = 10'000;
    while (writing < double(seconds)) {
        const QList<Observation> rows = observations(yearMs + written * 1000, batch, 1000, random);
        const bench::ProcessorTime time;
        QVERIFY(store->append(u"m"_s, u"v1"_s, rows));
        writing += time.seconds();
        processor += time.processorSeconds();
        written += batch;
    }
    plotter.stop();
    QCOMPARE(plotter.failures(), 0);
    const double perSecond = double(written) / writing;
    qInfo("observations with truth and estimate, summed up on the way: %.0f a second, %.2f of the target; "
          "%.2f of a core with the reader; meanwhile %d charts, the slowest in %.0f ms",
          perSecond, perSecond / targetPerSecond, processor / writing, plotter.charts(), plotter.slowestMs());
}

void bench_Store::chartsOfAYearOfSeconds()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"monitor.sqlite"_s);
    const qint64 rows = setting("VT_BENCH_ROWS", 366LL * 86'400);
    auto store = Store::open(path);
    QVERIFY(store);
    std::mt19937_64 random(1);
    constexpr qint64 batch = 100'000;
    for (qint64 row = 0; row < rows; row += batch)
        QVERIFY(store->append(u"m"_s, u"v1"_s,
                              observations(yearMs + row * 1000, std::min(batch, rows - row), 1000, random)));
    const auto at = [](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC); };
    const qint64 lengthMs = rows * 1000;
    const auto draw = [&](const QStringList &metrics, qint64 length, const char *what) {
        // Three places, of which none is in the cache of the one before.
        double slowest = 0;
        double processor = 0;
        qsizetype points = 0;
        qint64 step = 0;
        for (const double place : {0.0, 0.37, 0.93}) {
            ChartRequest request = chartOf(metrics);
            const auto from = qint64(place * double(lengthMs - length));
            request.from = at(yearMs + from);
            request.to = at(yearMs + from + length);
            const bench::ProcessorTime time;
            const auto chart = store->chart(request);
            slowest = std::max(slowest, time.seconds() * 1000);
            processor = std::max(processor, time.processorSeconds() * 1000);
            if (!chart || chart->series.isEmpty())
                qFatal("no chart of %s", what);
            points = chart->series[0].points.size();
            step = chart->stepMs;
        }
        qInfo("%s of %s: %.1f ms of a processor, %.2f of the target (%.1f ms by the clock); %lld points by "
              "%lld s",
              qPrintable(metrics.join(u' ')), what, processor, processor / targetChartMs, slowest,
              qint64(points), qint64(step / 1000));
    };
    for (const QStringList &metrics :
         {QStringList{u"rmse"_s}, QStringList{u"rmse"_s, u"mae"_s, u"rsq"_s, u"ccc"_s}}) {
        draw(metrics, lengthMs, "the year");
        draw(metrics, lengthMs / 12, "a month");
        draw(metrics, lengthMs / 18, "twenty days"); // where steps change
        draw(metrics, lengthMs / 34, "eleven days");
        draw(metrics, lengthMs / 52, "a week");
        draw(metrics, std::min<qint64>(lengthMs, 86'400'000), "a day");
        draw(metrics, std::min<qint64>(lengthMs, 3'600'000), "an hour");
        draw(metrics, std::min<qint64>(lengthMs, 60'000), "a minute");
    }
    qInfo("peak memory %.0f MB", bench::peakMemory() / 1e6);
}

int main(int argc, char **argv)
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000"); // five minutes are too few for slow machines
    QCoreApplication application(argc, argv);
    bench_Store bench;
    return QTest::qExec(&bench, argc, argv);
}

#include "bench_store.moc"
