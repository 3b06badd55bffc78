// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/batcher.h"

#include "core/serving/onnxlibrary.h"
#include "tests/core/serving/echoengine.h"
#include "tests/core/serving/listening.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::EchoEngine;

namespace {

struct Asked {
    std::vector<double> answers;
    std::optional<Failure> failure;
};

Asked ask(Batcher &batcher, const Schema &schema, const std::vector<double> &values)
{
    Frame frame;
    frame.reset(schema);
    frame.setRows(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        frame.setNumber(0, i, values[i]);
    Output output;
    Asked asked;
    asked.failure = batcher.predict(frame, Wanted::Prediction, output);
    if (!asked.failure)
        asked.answers = output.columns.front().numbers;
    return asked;
}

} // namespace

class tst_Batcher final : public QObject
{
    Q_OBJECT
private slots:
    void aLoneRequestIsCalledAtOnce();
    void concurrentRequestsShareCalls();
    void eachGetsItsOwnRows();
    void oneBadRowSpoilsNoOtherRequest();
    void callsStayWithinTheirLimits();
    void framesAreJoinedWithTheirGaps();
    void onlyModelsThatGainAreBatched();
    void requestsOverHttpAreBatched();
};

void tst_Batcher::aLoneRequestIsCalledAtOnce()
{
    const auto calls = std::make_shared<EchoEngine::Calls>();
    const EchoEngine engine({}, calls);
    const auto counters = std::make_shared<VersionCounters>();
    Batcher batcher(engine, 1, counters);
    for (double x = 0; x < 10; ++x)
        QCOMPARE(ask(batcher, engine.schema(), {x}).answers, std::vector<double>({x}));
    QCOMPARE(calls->count.load(), 10);
    QCOMPARE(counters->batches.load(), std::uint64_t(0));
}

void tst_Batcher::concurrentRequestsShareCalls()
{
    const auto calls = std::make_shared<EchoEngine::Calls>();
    const EchoEngine engine(std::chrono::milliseconds(20), calls);
    const auto counters = std::make_shared<VersionCounters>();
    Batcher batcher(engine, 2, counters);
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    constexpr int clients = 32;
    constexpr int rounds = 5;
    for (int t = 0; t < clients; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < rounds; ++i) {
                const std::vector<double> values(std::size_t(1 + t % 3), t * 100 + i + 1);
                if (ask(batcher, engine.schema(), values).answers != values)
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
    QVERIFY2(calls->count < clients * rounds / 2, qPrintable(QString::number(calls->count)));
    QVERIFY(calls->mostAtOnce.load() <= 2);
    QVERIFY(calls->mostRows.load() > 3);
    QVERIFY(counters->batches.load() > 0);
    QVERIFY(counters->batched.load() > counters->batches.load());
}

void tst_Batcher::eachGetsItsOwnRows()
{
    const EchoEngine engine(std::chrono::milliseconds(2));
    Batcher batcher(engine, 1, std::make_shared<VersionCounters>());
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 16; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                std::vector<double> values;
                for (int row = 0; row < (t + i) % 7; ++row)
                    values.push_back(t * 1000 + i * 10 + row + 1);
                if (ask(batcher, engine.schema(), values).answers != values)
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void tst_Batcher::oneBadRowSpoilsNoOtherRequest()
{
    const EchoEngine engine(std::chrono::milliseconds(5));
    Batcher batcher(engine, 1, std::make_shared<VersionCounters>());
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 12; ++t) {
        threads.emplace_back([&, t] {
            const double value = t % 4 == 0 ? -1 : t % 4 == 1 ? -3 : t;
            const Asked asked = ask(batcher, engine.schema(), {value});
            const bool right =
                value >= 0 ? !asked.failure && asked.answers.front() == value
                           : asked.failure && asked.failure->kind == (value == -1.0 ? Failure::Kind::Input
                                                                                    : Failure::Kind::Busy);
            if (!right)
                ++wrong;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void tst_Batcher::callsStayWithinTheirLimits()
{
    const auto calls = std::make_shared<EchoEngine::Calls>();
    const EchoEngine engine(std::chrono::milliseconds(10), calls);
    Batcher batcher(engine, 1, std::make_shared<VersionCounters>(), 8);
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 20; ++t) {
        threads.emplace_back([&, t] {
            const std::vector<double> values(t == 7 ? 50 : 3, t + 1);
            if (ask(batcher, engine.schema(), values).answers != values)
                ++wrong;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
    QCOMPARE(calls->mostRows.load(), std::size_t(50)); // a request alone may be longer
}

void tst_Batcher::framesAreJoinedWithTheirGaps()
{
    const Schema schema = schemaOf(test::mixedPrototype());
    RequestParser parser;
    RequestParser other;
    Faults faults;
    Frame first;
    Frame second;
    parser.readRows({R"([{"number":1.5,"integer":1,"text":"a","flag":true,"day":"2024-01-31",)"
                     R"("moment":"2024-01-31T12:00:00Z","grade":"a"}])",
                     0},
                    schema, RowLists::Refused, first, faults);
    other.readRows({R"([{"number":null,"integer":2,"text":"b","flag":false,"day":"NA","moment":null,)"
                    R"("grade":"b"},{"number":3,"integer":null,"text":"c","flag":null,"day":"2024-02-01",)"
                    R"("moment":"2024-01-31T12:00:00Z","grade":null}])",
                    0},
                   schema, RowLists::Refused, second, faults);
    QVERIFY(faults.isEmpty());
    Frame joined;
    joined.reset(schema);
    joined.append(first);
    joined.append(second);
    joined.append(first);
    QCOMPARE(joined.rows(), std::size_t(4));
    QCOMPARE(joined.column(0).numbers[0], 1.5);
    QVERIFY(joined.isMissing(0, 1));
    QCOMPARE(joined.column(0).numbers[2], 3.0);
    QCOMPARE(joined.column(1).integers[1], 2);
    QVERIFY(joined.isMissing(1, 2));
    QCOMPARE(joined.column(2).texts[2], std::string_view("c"));
    QCOMPARE(joined.column(2).texts[3], std::string_view("a"));
    QVERIFY(joined.isMissing(6, 2));
    QVERIFY(!joined.isMissing(6, 3));
    QCOMPARE(joined.missingCells(), second.missingCells());
}

void tst_Batcher::onlyModelsThatGainAreBatched()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    ServerMetrics metrics;
    // A few microseconds a call: nothing to share.
    const auto small = loadVersion(test::source(u"linear"_s, test::carsPrototype()), metrics);
    QVERIFY(small);
    QVERIFY(!(*small)->batcher);
    // Large matrices whatever the number of rows.
    const auto large =
        loadVersion(test::source(u"slow"_s, {{test::column("x", format::ColumnType::Number)}}), metrics);
    QVERIFY(large);
    QVERIFY((*large)->batcher);
}

void tst_Batcher::requestsOverHttpAreBatched()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    test::Server server;
    const auto calls = std::make_shared<EchoEngine::Calls>();
    const auto version =
        test::echoVersion(std::make_unique<EchoEngine>(std::chrono::milliseconds(20), calls), server.metrics);
    version->pace.call = 20'000;
    joinRequests(*version);
    QVERIFY(version->batcher);
    server.served->exchange(version);
    std::vector<std::unique_ptr<test::Client>> clients;
    constexpr int count = 24;
    for (int i = 0; i < count; ++i)
        clients.push_back(std::make_unique<test::Client>(server));
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < count; ++i)
            clients[std::size_t(i)]->send(test::post("[{\"x\":" + QByteArray::number(i) + "}]"));
        for (int i = 0; i < count; ++i)
            QCOMPARE(test::bodyOf(clients[std::size_t(i)]->receive()),
                     "{\"predict\":[" + QByteArray::number(i) + ".0]}");
    }
    QVERIFY2(calls->count < 3 * count / 2, qPrintable(QString::number(calls->count)));
    QVERIFY(QByteArray::fromStdString(server.metrics.text()).contains("vitrine_batched_requests_total"));
}

QTEST_GUILESS_MAIN(tst_Batcher)
#include "tst_batcher.moc"
