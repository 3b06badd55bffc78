// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a model does in its worker, the server goes on and the next request is answered.
#include "core/serving/worker/sandbox.h"
#include "core/serving/worker/workerengine.h"
#include "tests/core/serving/modelcases.h"
#include "tests/core/serving/processes.h"
#include "tests/support/interpreters.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTcpServer>
#include <QTemporaryDir>

#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

constexpr double fine = 21;

} // namespace

class tst_WorkerEngine final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void aRequestIsAnswered();
    void killingAWorkerCostsOneRequest();
    void aWorkerThatDiesIdleIsReplaced();
    void whatAModelDoesCostsOneRequestAtMost_data();
    void whatAModelDoesCostsOneRequestAtMost();
    void whatAModelPrintsIsLogged();
    void aFloodOfLinesIsCutOff();
    void errorsNameNoPaths();
    void childrenOfAModelEndWithIt();
    void thereIsNoNetwork();
    void nothingCanBeWritten();
    void manyThreadsShareTheWorkers();
    void nothingRunsWithoutTrust();
    void aModelThatNeverLoadsIsGivenUp();
    void aMissingInterpreterIsNamed();
    void aMissingModuleIsNamed();
    void aRequiredSandboxIsRequired();

private:
    EngineOptions options() const;
    std::unique_ptr<Engine> load(const EngineOptions &options, const QString &file = u"model.pkl"_s);
    static std::optional<Failure> ask(const Engine &engine, double value, double *answer = nullptr);
    static void verifyGoesOn(const Engine &engine);
    QStringList lines() const;

    QString m_python;
    QTemporaryDir m_folder;
    QString m_problem;
    Error m_error;
    mutable std::mutex m_mutex;
    mutable QStringList m_lines;
};

void tst_WorkerEngine::initTestCase()
{
    VT_NEED_PYTHON(python, {u"numpy"_s});
    m_python = python;
    qputenv("PYTHONPATH", VT_SERVING_DATA_DIR);
    qputenv("PYTHON_TEST_FILE", m_folder.filePath(u"written"_s).toLocal8Bit());
    QVERIFY(test::succeeds(python, {QStringLiteral(VT_SERVING_DATA_DIR "/unruly.py"), m_folder.path()}));
    QDir(QStringLiteral(VT_SERVING_DATA_DIR "/__pycache__")).removeRecursively();
}

void tst_WorkerEngine::init()
{
    const std::lock_guard lock(m_mutex);
    m_lines.clear();
}

EngineOptions tst_WorkerEngine::options() const
{
    EngineOptions options;
    options.python = m_python;
    options.workers = 1;
    options.memory = std::uint64_t(1) << 30;
    options.requestTime = std::chrono::seconds(60);
    options.trust = [](const CodeBearing &) { return Result<>(); };
    options.log = [this](std::string_view line) {
        const std::lock_guard lock(m_mutex);
        m_lines << QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
    };
    return options;
}

std::unique_ptr<Engine> tst_WorkerEngine::load(const EngineOptions &options, const QString &file)
{
    auto engine = loadEngine(m_folder.filePath(file), {}, options);
    m_error = engine ? Error{} : engine.error();
    m_problem = engine ? QString() : engine.error().message + engine.error().detail;
    return engine ? std::move(engine).value() : nullptr;
}

std::optional<Failure> tst_WorkerEngine::ask(const Engine &engine, double value, double *answer)
{
    Frame frame;
    frame.reset(engine.schema());
    frame.setRows(1);
    frame.setNumber(0, 0, value);
    Output output;
    auto failure = engine.predict(frame, Wanted::Prediction, output);
    if (!failure && answer != nullptr)
        *answer = output.prediction()->number(0);
    return failure;
}

void tst_WorkerEngine::verifyGoesOn(const Engine &engine)
{
    double answer = 0;
    const auto failure = ask(engine, fine, &answer);
    QVERIFY2(!failure, failure ? failure->message.c_str() : "");
    QCOMPARE(answer, 2 * fine);
}

QStringList tst_WorkerEngine::lines() const
{
    const std::lock_guard lock(m_mutex);
    return m_lines;
}

void tst_WorkerEngine::aRequestIsAnswered()
{
    const auto engine = load(options());
    QVERIFY2(engine, qPrintable(m_problem));
    QCOMPARE(engine->description().platform, std::string("unruly_pickle"));
    verifyGoesOn(*engine);
}

void tst_WorkerEngine::killingAWorkerCostsOneRequest()
{
    const auto engine = load(options());
    QVERIFY2(engine, qPrintable(m_problem));
    const auto &workers = static_cast<const WorkerEngine &>(*engine);
    std::optional<Failure> failure;
    std::thread client([&] { failure = ask(*engine, -1); });
    while (workers.processes().empty())
        std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    QCOMPARE(::kill(workers.processes().front(), SIGKILL), 0);
    client.join();
    QVERIFY(failure);
    QCOMPARE(failure->kind, Failure::Kind::Busy); // 503
    QVERIFY2(failure->message.find("killed (signal 9)") != std::string::npos, failure->message.c_str());
    verifyGoesOn(*engine);
}

void tst_WorkerEngine::aWorkerThatDiesIdleIsReplaced()
{
    const auto engine = load(options());
    QVERIFY2(engine, qPrintable(m_problem));
    const auto &workers = static_cast<const WorkerEngine &>(*engine);
    const pid_t before = workers.processes().front();
    ::kill(before, SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!workers.processes().empty() && workers.processes().front() != before, 30'000);
    verifyGoesOn(*engine);
}

void tst_WorkerEngine::whatAModelDoesCostsOneRequestAtMost_data()
{
    QTest::addColumn<double>("what");
    QTest::addColumn<Failure::Kind>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("sleeps") << -1.0 << Failure::Kind::Busy << u"it did not answer within 2000 ms"_s;
    QTest::newRow("loops") << -2.0 << Failure::Kind::Busy << u"it did not answer within 2000 ms"_s;
    QTest::newRow("takes all memory") << -3.0 << Failure::Kind::Busy << u"it ran out of memory"_s;
    QTest::newRow("writes into the protocol") << -6.0 << Failure::Kind::Busy << u"it answered nonsense"_s;
    QTest::newRow("closes the protocol") << -7.0 << Failure::Kind::Busy << u"it ended with exit code 1"_s;
    QTest::newRow("exits") << -8.0 << Failure::Kind::Busy << u"it ended with exit code 3"_s;
    QTest::newRow("crashes") << -9.0 << Failure::Kind::Busy << u"it crashed (signal 11"_s;
    QTest::newRow("refuses values") << -10.0 << Failure::Kind::Input
                                    << u"ValueError: could not convert 'a'"_s;
    QTest::newRow("fails") << -11.0 << Failure::Kind::Model << u"RuntimeError: broken in"_s;
    QTest::newRow("ends quietly") << -16.0 << Failure::Kind::Busy << u"it ended with exit code 0"_s;
}

void tst_WorkerEngine::whatAModelDoesCostsOneRequestAtMost()
{
    QFETCH(const double, what);
    QFETCH(const Failure::Kind, kind);
    QFETCH(const QString, message);
    EngineOptions limited = options();
    limited.requestTime = std::chrono::milliseconds(2000);
    const auto engine = load(limited);
    QVERIFY2(engine, qPrintable(m_problem));
    for (int round = 0; round < 2; ++round) {
        const auto failure = ask(*engine, what);
        QVERIFY(failure);
        QVERIFY2(QString::fromStdString(failure->message).contains(message), failure->message.c_str());
        QCOMPARE(failure->kind, kind);
        // Starting anew may take longer here than a request may: then the answer is "not yet".
        QElapsedTimer timer;
        timer.start();
        std::optional<Failure> next;
        do {
            next = ask(*engine, fine);
        } while (next && next->kind == Failure::Kind::Busy && timer.elapsed() < 60'000);
        QVERIFY2(!next, next ? next->message.c_str() : "");
    }
}

void tst_WorkerEngine::whatAModelPrintsIsLogged()
{
    const auto engine = load(options());
    QVERIFY2(engine, qPrintable(m_problem));
    double answer = 0;
    QVERIFY(!ask(*engine, -4, &answer));
    QCOMPARE(answer, -8.0);
    QTRY_VERIFY(lines().join(u'\n').contains(u"to standard error"_s));
    const QString log = lines().join(u'\n');
    QVERIFY2(log.contains(u": printed by the model"_s) && log.contains(u": and the end"_s),
             qPrintable(log.left(2000)));
    QVERIFY2(log.size() < 20'000, "a line of a megabyte was not cut off");
}

void tst_WorkerEngine::aFloodOfLinesIsCutOff()
{
    const auto engine = load(options());
    QVERIFY2(engine, qPrintable(m_problem));
    QVERIFY(!ask(*engine, -5));
    verifyGoesOn(*engine);
    QVERIFY2(lines().size() < 20'000, qPrintable(QString::number(lines().size())));
}

void tst_WorkerEngine::errorsNameNoPaths()
{
    const auto engine = load(options());
    QVERIFY2(engine, qPrintable(m_problem));
    for (const double what : {-10.0, -11.0}) {
        const auto failure = ask(*engine, what);
        QVERIFY(failure);
        QVERIFY2(failure->message.find("secret") == std::string::npos, failure->message.c_str());
        QVERIFY(failure->message.find("model.py") != std::string::npos);
    }
    QTRY_VERIFY(lines().join(u'\n').contains(u"Traceback"_s));
    QVERIFY(!lines().join(u'\n').contains(u"/home/"_s));
    const auto wrong = ask(*engine, -12);
    QVERIFY(!wrong); // one row, one answer
    Frame frame;
    frame.reset(engine->schema());
    frame.setRows(2);
    frame.setNumber(0, 0, -12);
    frame.setNumber(0, 1, 0);
    Output output;
    const auto failure = engine->predict(frame, Wanted::Prediction, output);
    QVERIFY(failure);
    QCOMPARE(failure->kind, Failure::Kind::Model);
}

void tst_WorkerEngine::childrenOfAModelEndWithIt()
{
    // A time that only the children of this very process sleep for.
    const QByteArray time = QByteArray::number(3'000'000 + ::getpid());
    qputenv("PYTHON_TEST_SLEEP", time);
    const QByteArray sleep = QByteArrayLiteral("sleep") + '\0' + time + '\0';
    for (const auto sandbox : {EngineOptions::Sandbox::Automatic, EngineOptions::Sandbox::Off}) {
        EngineOptions chosen = options();
        chosen.sandbox = sandbox;
        auto engine = load(chosen);
        QVERIFY2(engine, qPrintable(m_problem));
        QVERIFY(!ask(*engine, -13));
        QTRY_COMPARE_WITH_TIMEOUT(test::processesWith(sleep).size(), 1, 30'000);
        engine.reset();
        QTRY_COMPARE_WITH_TIMEOUT(test::processesWith(sleep).size(), 0, 30'000);
    }
}

void tst_WorkerEngine::thereIsNoNetwork()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    qputenv("PYTHON_TEST_PORT", QByteArray::number(server.serverPort()));
    EngineOptions open = options();
    open.sandbox = EngineOptions::Sandbox::Off;
    const auto free = load(open);
    QVERIFY2(free, qPrintable(m_problem));
    const auto reached = ask(*free, -14);
    QVERIFY2(!reached, reached ? reached->message.c_str() : "");
    if (const auto works = sandboxWorks(); !works)
        QSKIP(qPrintable(u"SKIPPED: "_s + works.error().message));
    const auto engine = load(options());
    QVERIFY2(engine, qPrintable(m_problem));
    const auto failure = ask(*engine, -14);
    QVERIFY(failure);
    QVERIFY2(failure->message.find("ConnectionRefused") != std::string::npos, failure->message.c_str());
}

void tst_WorkerEngine::nothingCanBeWritten()
{
    if (const auto works = sandboxWorks(); !works)
        QSKIP(qPrintable(u"SKIPPED: "_s + works.error().message));
    const QString home = QDir::homePath() + u"/vitrine-worker-test"_s;
    const QString own = m_folder.filePath(u"written"_s);
    for (const QString &file : {own, home}) {
        qputenv("PYTHON_TEST_FILE", file.toLocal8Bit());
        const auto engine = load(options());
        QVERIFY2(engine, qPrintable(m_problem));
        const auto failure = ask(*engine, -15);
        QVERIFY2(failure || !QFile::exists(file), qPrintable(file));
        QVERIFY2(!QFile::exists(file), qPrintable(file));
        verifyGoesOn(*engine);
    }
    qputenv("PYTHON_TEST_FILE", own.toLocal8Bit());
}

void tst_WorkerEngine::manyThreadsShareTheWorkers()
{
    EngineOptions two = options();
    two.workers = 2;
    const auto engine = load(two);
    QVERIFY2(engine, qPrintable(m_problem));
    std::atomic<int> wrong = 0;
    std::vector<std::thread> clients;
    for (int client = 0; client < 8; ++client) {
        clients.emplace_back([&, client] {
            for (int i = 0; i < 100; ++i) {
                double answer = 0;
                const double value = client * 1000 + i;
                if (ask(*engine, value, &answer) || answer != 2 * value)
                    ++wrong;
            }
        });
    }
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(wrong.load(), 0);
    // The second may still be starting while the first answers.
    QTRY_COMPARE_WITH_TIMEOUT(static_cast<const WorkerEngine &>(*engine).processes().size(), std::size_t(2),
                              30'000);
}

void tst_WorkerEngine::nothingRunsWithoutTrust()
{
    const QString trace = m_folder.filePath(u"written"_s);
    EngineOptions wary = options();
    wary.sandbox = EngineOptions::Sandbox::Off;
    QString asked;
    wary.trust = [&](const CodeBearing &code) -> Result<> {
        asked = code.inspection.findings.isEmpty() ? QString() : code.inspection.findings.first().name;
        return Error{Error::Code::InvalidArgument, u"not trusted"_s, {}};
    };
    QVERIFY(!load(wary, u"trap.pkl"_s));
    QCOMPARE(m_error.message, u"not trusted"_s);
    QCOMPARE(asked, u"posix.mkdir"_s);
    wary.trust = nullptr;
    QVERIFY(!load(wary, u"trap.pkl"_s));
    QCOMPARE(m_error.code, Error::Code::InvalidArgument);
    QVERIFY(!QFile::exists(trace));
    // With trust it runs: the trap is a real one.
    wary.trust = options().trust;
    QVERIFY(!load(wary, u"trap.pkl"_s));
    QVERIFY(QFile::exists(trace));
    QDir(trace).removeRecursively();
}

void tst_WorkerEngine::aModelThatNeverLoadsIsGivenUp()
{
    EngineOptions impatient = options();
    impatient.loadTime = std::chrono::seconds(2);
    QVERIFY(!load(impatient, u"slow.pkl"_s));
    QVERIFY2(m_problem.contains(u"it did not load the model within 2 s"), qPrintable(m_problem));
}

void tst_WorkerEngine::aMissingInterpreterIsNamed()
{
    EngineOptions wrong = options();
    wrong.python = u"/nowhere/python9"_s;
    QVERIFY(!load(wrong));
    QCOMPARE(m_error.code, Error::Code::Unsupported);
    QVERIFY2(m_problem.contains(u"/nowhere/python9") && m_problem.contains(u"--python"),
             qPrintable(m_problem));
}

void tst_WorkerEngine::aMissingModuleIsNamed()
{
    QFile file(m_folder.filePath(u"foreign.pkl"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("cno_such_module.inner\nModel\n)R.");
    file.close();
    QVERIFY(!load(options(), u"foreign.pkl"_s));
    QCOMPARE(m_error.code, Error::Code::Unsupported);
    QVERIFY2(m_error.message.contains(u"'foreign.pkl' needs the package no_such_module") &&
                 m_error.message.contains(u"pip install no_such_module"),
             qPrintable(m_error.message));
}

void tst_WorkerEngine::aRequiredSandboxIsRequired()
{
    EngineOptions strict = options();
    strict.sandbox = EngineOptions::Sandbox::Required;
    const auto engine = load(strict);
    if (sandboxWorks()) {
        QVERIFY2(engine, qPrintable(m_problem));
        return;
    }
    QVERIFY(!engine);
    QCOMPARE(m_error.code, Error::Code::Unsupported);
}

QTEST_GUILESS_MAIN(tst_WorkerEngine)
#include "tst_workerengine.moc"
