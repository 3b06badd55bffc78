// SPDX-License-Identifier: GPL-3.0-or-later
// The server against a bare epoll loop that answers the same JSON, both on this machine in the same run.
#include "core/base/database.h"
#include "core/serving/onnxlibrary.h"
#include "tests/app/server/servedlibrary.h"
#include "tests/bench/serving/bareloop.h"
#include "tests/bench/serving/loadclient.h"
#include "tests/bench/serving/measuredserver.h"
#include "tests/core/serving/fixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::bench;

class bench_Serving final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void againstABareLoop_data();
    void againstABareLoop();
    void recordingEveryPrediction();
    void aHundredThousandRowsAtOnce();
    void aHundredSwitches();
    void startToFirstAnswer();
};

void bench_Serving::initTestCase()
{
    if (const Result<> loaded = serving::loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
}

void bench_Serving::againstABareLoop_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("connections");
    QTest::newRow("1 row, 1 connection") << 1 << 1;
    QTest::newRow("1 row, 16 connections") << 1 << 16;
    QTest::newRow("1 row, 64 connections") << 1 << 64;
    QTest::newRow("1,000 rows, 1 connection") << 1000 << 1;
    QTest::newRow("1,000 rows, 16 connections") << 1000 << 16;
}

void bench_Serving::againstABareLoop()
{
    QFETCH(int, rows);
    QFETCH(int, connections);
    const BareLoop bare;
    const Server server;
    QVERIFY(bare.port() != 0);
    QVERIFY(server.port() != 0);
    Load load;
    load.request = postRequest("/predict", rowsOf(static_cast<std::size_t>(rows)));
    load.connections = static_cast<unsigned>(connections);
    load.duration = duration();
    std::vector<double> ratios;
    std::vector<double> cpuRatios;
    std::vector<double> bareRates;
    std::vector<double> rates;
    std::vector<double> p50;
    std::vector<double> p99;
    std::vector<double> bareP99;
    for (int i = 0; i < rounds(); ++i) {
        load.port = bare.port();
        const Measured yardstick = measure(load, bare.pid());
        load.port = server.port();
        const Measured ours = measure(load, server.pid());
        bareRates.push_back(yardstick.perSecond);
        bareP99.push_back(yardstick.p99);
        rates.push_back(ours.perSecond);
        ratios.push_back(ours.perSecond / yardstick.perSecond);
        cpuRatios.push_back(yardstick.microsecondsOfCpu / ours.microsecondsOfCpu);
        p50.push_back(ours.p50);
        p99.push_back(ours.p99);
    }
    std::printf(
        "  %s: %.0f requests/s, %.2f of the bare loop's %.0f; %.2f of it per CPU second; p50 %.0f us, "
        "p99 %.0f us (bare loop %.0f us)\n",
        QTest::currentDataTag(), median(rates), median(ratios), median(bareRates), median(cpuRatios),
        median(p50), median(p99), median(bareP99));
    std::fflush(stdout);
}

// What the log of predictions costs, and whether it is complete.
void bench_Serving::recordingEveryPrediction()
{
    QTemporaryDir dir;
    const QString store = dir.filePath(u"monitor.sqlite"_s);
    std::vector<double> ratios;
    std::vector<double> cpuRatios;
    std::uint64_t answered = 0;
    {
        const Server plain;
        const Server recording({u"--log-store"_s, store});
        Load load;
        load.request = postRequest("/predict", rowsOf(1));
        load.duration = duration();
        for (int i = 0; i < rounds(); ++i) {
            load.port = plain.port();
            const Measured without = measure(load, plain.pid());
            load.port = recording.port();
            const Measured with = measure(load, recording.pid());
            answered += with.answers;
            ratios.push_back(with.perSecond / without.perSecond);
            cpuRatios.push_back(with.microsecondsOfCpu / without.microsecondsOfCpu);
        }
    }
    auto database = Database::open(store, Database::Mode::ReadOnly);
    QVERIFY(database);
    auto statement = database->prepare("SELECT count(*) FROM prediction");
    QVERIFY(statement && statement->step());
    const auto recorded = static_cast<std::uint64_t>(statement->integer(0));
    std::printf(
        "  recording every prediction: %.2f of the throughput without it, %.2f of the CPU time; "
        "%llu answers, %llu records (requests in flight at the end of a round are answered, not counted)\n",
        median(ratios), median(cpuRatios), static_cast<unsigned long long>(answered),
        static_cast<unsigned long long>(recorded));
    std::fflush(stdout);
    QVERIFY(recorded >= answered);
}

// The same rows once and ten times over: memory must not follow.
void bench_Serving::aHundredThousandRowsAtOnce()
{
    for (const std::size_t rows : {std::size_t(1'000), std::size_t(100'000), std::size_t(1'000'000)}) {
        const Server server;
        Load load;
        load.port = server.port();
        load.request = postRequest("/predict", rowsOf(rows));
        load.connections = 1;
        load.duration = duration();
        const std::uint64_t before = residentBytes(server.pid());
        const Measured measured = measure(load, server.pid());
        std::printf(
            "  %zu rows in a request of %.1f MB: %.2f M rows/s, p50 %.1f ms, memory %.1f MB before, %.1f MB "
            "at most\n",
            rows, static_cast<double>(load.request.size()) / 1e6,
            measured.perSecond * static_cast<double>(rows) / 1e6, measured.p50 / 1e3,
            static_cast<double>(before) / 1e6, static_cast<double>(peakResidentBytes(server.pid())) / 1e6);
        std::fflush(stdout);
    }
}

// A stage goes back and forth while 16 connections ask.
void bench_Serving::aHundredSwitches()
{
    test::ServedLibrary library;
    QCOMPARE(library.problem(), QString());
    const Server server({u"--library"_s, library.path(), u"--model"_s, u"cars#production"_s}, QString());
    QVERIFY(server.port() != 0);
    Load load;
    load.port = server.port();
    load.request = postRequest("/predict", R"([{"cyl":6,"disp":100}])");
    load.isRight = [](std::string_view answer) {
        const bool first = answer.find("X-Model-Version: v1.0.0\r\n") != std::string_view::npos;
        return answer.starts_with("HTTP/1.1 200 ") &&
               answer.ends_with(first ? "{\"predict\":[23.078959]}" : "{\"predict\":[17.0]}");
    };
    load.duration = std::chrono::seconds(10);
    const LoadResult calm = drive(load);
    std::atomic<bool> done{false};
    LoadResult result;
    std::thread client([&] {
        load.duration = std::chrono::minutes(5);
        load.stop = [&done] { return done.load(); };
        result = drive(load);
    });
    int switches = 0;
    for (int i = 0; i < 100; ++i) {
        library.assign(i % 2 == 0 ? u"v1.0.0"_s : u"v2.0.0"_s);
        switches += server.nextLine().startsWith(u"Serving cars@"_s) ? 1 : 0;
    }
    done = true;
    client.join();
    QCOMPARE(library.problem(), QString());
    const auto longerThan = [](const LoadResult &of, float ms) {
        return std::count_if(of.microseconds.begin(), of.microseconds.end(),
                             [ms](float us) { return us > ms * 1000; });
    };
    std::printf("  %d switches under 16 connections: %llu answers, %llu failed or mislabelled, %llu "
                "connections lost; "
                "longest %.1f ms, above 50 ms: %lld (without switches, for 10 s: longest %.1f ms, above 50 "
                "ms: %lld)\n",
                switches, static_cast<unsigned long long>(result.answers),
                static_cast<unsigned long long>(result.wrong), static_cast<unsigned long long>(result.broken),
                result.quantile(1) / 1e3, static_cast<long long>(longerThan(result, 50)),
                calm.quantile(1) / 1e3, static_cast<long long>(longerThan(calm, 50)));
    std::fflush(stdout);
    QCOMPARE(switches, 100);
    QCOMPARE(result.wrong, 0u);
    QCOMPARE(result.broken, 0u);
}

void bench_Serving::startToFirstAnswer()
{
    std::vector<double> starts;
    std::uint64_t resident = 0;
    for (int i = 0; i < std::max(5, rounds()); ++i) {
        QElapsedTimer timer;
        timer.start();
        const Server server;
        Load load;
        load.port = server.port();
        load.request = postRequest("/predict", rowsOf(1));
        load.connections = 1;
        load.duration = std::chrono::milliseconds(1);
        QVERIFY(drive(load).answers > 0);
        starts.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6 - 1);
        resident = residentBytes(server.pid());
    }
    std::printf("  start to first answer %.0f ms (best %.0f ms), memory %.1f MB\n", median(starts),
                *std::min_element(starts.begin(), starts.end()), static_cast<double>(resident) / 1e6);
    std::fflush(stdout);
}

QTEST_GUILESS_MAIN(bench_Serving)
#include "bench_serving.moc"
