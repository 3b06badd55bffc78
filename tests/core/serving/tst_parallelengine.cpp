// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/parallelengine.h"

#include "core/serving/listenoptions.h"
#include "core/serving/onnxlibrary.h"
#include "core/serving/outputrows.h"
#include "tests/core/serving/echoengine.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::EchoEngine;

namespace {

void fill(Frame &frame, const Schema &schema, std::size_t rows, double first = 0)
{
    frame.reset(schema);
    frame.setRows(rows);
    for (std::size_t row = 0; row < rows; ++row)
        frame.setNumber(0, row, first + static_cast<double>(row));
}

} // namespace

class tst_ParallelEngine final : public QObject
{
    Q_OBJECT
private slots:
    void longCallsRunInParts();
    void shortCallsDoNot();
    void busyCoresAreLeftAlone();
    void aFailureOfAPartIsThatOfTheCall();
    void gapsStayWhereTheyAre();
    void onlySlowModelsNeedIt();
};

void tst_ParallelEngine::longCallsRunInParts()
{
    const auto calls = std::make_shared<EchoEngine::Calls>();
    const ParallelEngine engine(std::make_unique<EchoEngine>(std::chrono::milliseconds(20), calls), 4, 10);
    Frame frame;
    Output output;
    for (const std::size_t rows : {std::size_t(1000), std::size_t(41), std::size_t(25)}) {
        calls->count = 0;
        fill(frame, engine.schema(), rows);
        QVERIFY(!engine.predict(frame, Wanted::Prediction, output));
        QCOMPARE(output.rows, rows);
        QCOMPARE(output.columns.front().numbers.size(), rows);
        for (std::size_t row = 0; row < rows; ++row)
            QCOMPARE(output.columns.front().numbers[row], static_cast<double>(row));
        QCOMPARE(calls->count.load(), static_cast<int>(std::min<std::size_t>(4, rows / 10)));
    }
    QVERIFY(calls->mostAtOnce > 1);
}

void tst_ParallelEngine::shortCallsDoNot()
{
    const auto calls = std::make_shared<EchoEngine::Calls>();
    const ParallelEngine engine(std::make_unique<EchoEngine>(std::chrono::microseconds(0), calls), 4, 10);
    Frame frame;
    Output output;
    for (const std::size_t rows : {std::size_t(0), std::size_t(1), std::size_t(19)}) {
        calls->count = 0;
        fill(frame, engine.schema(), rows);
        QVERIFY(!engine.predict(frame, Wanted::Prediction, output));
        QCOMPARE(output.rows, rows);
        QCOMPARE(calls->count.load(), 1);
    }
}

// Eight threads at once: each gets its own rows, and no more parts run than there are cores and callers.
void tst_ParallelEngine::busyCoresAreLeftAlone()
{
    const auto calls = std::make_shared<EchoEngine::Calls>();
    const ParallelEngine engine(std::make_unique<EchoEngine>(std::chrono::milliseconds(1), calls), 2, 10);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> clients;
    for (int client = 0; client < 8; ++client) {
        clients.emplace_back([&, client] {
            Frame frame;
            Output output;
            for (int i = 0; i < 100; ++i) {
                const double first = client * 100'000 + i * 100;
                fill(frame, engine.schema(), 50, first);
                const auto failure = engine.predict(frame, Wanted::Prediction, output);
                const std::vector<double> &numbers = output.columns.front().numbers;
                if (failure || numbers.size() != 50 || numbers.front() != first || numbers[49] != first + 49)
                    ++wrong;
            }
        });
    }
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(wrong.load(), 0);
    QVERIFY2(calls->mostAtOnce <= 8 + 1, qPrintable(QString::number(calls->mostAtOnce)));
}

void tst_ParallelEngine::aFailureOfAPartIsThatOfTheCall()
{
    const ParallelEngine engine(std::make_unique<EchoEngine>(), 2, 10);
    Frame frame;
    Output output;
    for (const std::size_t bad : {std::size_t(0), std::size_t(99)}) {
        fill(frame, engine.schema(), 100);
        frame.setNumber(0, bad, -1); // refused
        const auto failure = engine.predict(frame, Wanted::Prediction, output);
        QVERIFY(failure);
        QCOMPARE(failure->kind, Failure::Kind::Input);
        QVERIFY(!failure->message.empty());
    }
    fill(frame, engine.schema(), 100);
    QVERIFY(!engine.predict(frame, Wanted::Prediction, output));
}

void tst_ParallelEngine::gapsStayWhereTheyAre()
{
    Frame whole;
    const Schema schema = schemaOf(test::mixedPrototype());
    whole.reset(schema);
    whole.setRows(10);
    for (std::size_t column = 0; column < schema.columns.size(); ++column) {
        for (const std::size_t row : {1, 4, 5, 9})
            whole.setMissing(column, row);
    }
    Frame part;
    part.reset(schema);
    part.append(whole, 4, 5);
    QCOMPARE(part.rows(), std::size_t(5));
    for (std::size_t column = 0; column < schema.columns.size(); ++column)
        QCOMPARE(part.column(column).missing, (std::vector<std::size_t>{0, 1}));

    Output answer;
    answer.rows = 4;
    OutputColumn &label = answer.columns.emplace_back();
    label.kind = OutputColumn::Kind::Text;
    label.texts = {"a", "", "c", ""};
    label.missing = {1, 3};
    Output some;
    some.columns.emplace_back().missing = {0, 7}; // of an earlier answer
    copyRows(answer, 1, 2, some);
    QCOMPARE(some.columns.front().texts, (std::vector<std::string>{"", "c"}));
    QCOMPARE(some.columns.front().missing, (std::vector<std::size_t>{0}));
    appendRows(answer, some);
    QCOMPARE(some.rows, std::size_t(6));
    QCOMPARE(some.columns.front().texts, (std::vector<std::string>{"", "c", "a", "", "c", ""}));
    QCOMPARE(some.columns.front().missing, (std::vector<std::size_t>{0, 3, 5}));
}

void tst_ParallelEngine::onlySlowModelsNeedIt()
{
    ServerMetrics metrics;
    const auto isParallel = [&](double microsecondsPerRow) {
        const auto version = test::echoVersion(std::make_unique<EchoEngine>(), metrics);
        version->pace.row = microsecondsPerRow;
        useAllCores(*version);
        return dynamic_cast<const ParallelEngine *>(version->engine.get()) != nullptr;
    };
    QVERIFY(!isParallel(0.005)); // a linear model
    QCOMPARE(isParallel(6), availableCores() > 1);
    const auto waiting =
        test::echoVersion(std::make_unique<EchoEngine>(std::chrono::microseconds(0), nullptr, true), metrics);
    waiting->pace.row = 1000;
    useAllCores(*waiting);
    QVERIFY(dynamic_cast<const ParallelEngine *>(waiting->engine.get()) == nullptr);
}

QTEST_GUILESS_MAIN(tst_ParallelEngine)
#include "tst_parallelengine.moc"
