// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/command/commandengine.h"

#include "core/serving/command/rowsjson.h"
#include "tests/core/serving/desk.h"
#include "tests/core/serving/echoengine.h"
#include "tests/core/serving/modelcases.h"
#include "tests/support/interpreters.h"

#include <QDir>
#include <QFile>
#include <QTemporaryFile>

#include <csignal>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

const QString server = QStringLiteral(VT_SERVING_DATA_DIR "/rowserver.py");

// Gone, or waiting to be cleared away with all of its threads: while one of them ends, its sockets are open.
bool hasEnded(pid_t process)
{
    const QString folder = u"/proc/%1/"_s.arg(process);
    QFile file(folder + u"stat"_s);
    if (!file.open(QIODevice::ReadOnly))
        return true;
    return file.readAll().contains(") Z ") &&
           QDir(folder + u"task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() <= 1;
}

format::Prototype prototype()
{
    return {{{u"x"_s, format::ColumnType::Number, {}, {}, {}, {}},
             {u"name"_s, format::ColumnType::String, {}, {}, {}, {}}}};
}

} // namespace

class tst_CommandEngine final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void everyFormIsSpoken_data();
    void everyFormIsSpoken();
    void aProgramThatEndsIsStartedAnew();
    void whatGoesWrongIsSaid();
    void aProgramThatDoesNotServeIsGivenUp_data();
    void aProgramThatDoesNotServeIsGivenUp();
    void withoutAPrototypeItCannotBeServed();
    void anApiOfItsOwnIsHandedThrough();
    void itEndsWithTheEngine();
    void answersOfOtherServersAreRead_data();
    void answersOfOtherServersAreRead();

private:
    EngineOptions options(const QStringList &words, CommandSpec::Form form = CommandSpec::Form::Mlflow) const;

    QString m_python;
    QTemporaryFile m_model;
    mutable std::mutex m_mutex;
    mutable QStringList m_lines;
};

void tst_CommandEngine::initTestCase()
{
    VT_NEED_PYTHON(python, {u"http.server"_s});
    m_python = python;
    QVERIFY(m_model.open());
    m_model.write("anything");
    m_model.flush();
}

EngineOptions tst_CommandEngine::options(const QStringList &words, CommandSpec::Form form) const
{
    EngineOptions options;
    options.command.command = QStringList{m_python, server, u"{port}"_s} + words;
    options.command.form = form;
    options.requestTime = std::chrono::seconds(20);
    options.loadTime = std::chrono::seconds(20);
    options.trust = [](const CodeBearing &) { return Result<>(); };
    options.log = [this](std::string_view line) {
        const std::lock_guard lock(m_mutex);
        m_lines << QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
    };
    return options;
}

void tst_CommandEngine::everyFormIsSpoken_data()
{
    QTest::addColumn<CommandSpec::Form>("form");
    QTest::addColumn<QString>("word");
    QTest::newRow("mlflow") << CommandSpec::Form::Mlflow << u"mlflow"_s;
    QTest::newRow("vetiver") << CommandSpec::Form::Vetiver << u"vetiver"_s;
    QTest::newRow("oip") << CommandSpec::Form::Oip << u"oip"_s;
}

void tst_CommandEngine::everyFormIsSpoken()
{
    QFETCH(const CommandSpec::Form, form);
    QFETCH(const QString, word);
    const auto engine = loadEngine(m_model.fileName(), prototype(), options({word}, form));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    QCOMPARE((*engine)->description().platform, std::string("command"));
    const test::Asked asked =
        test::askRows(**engine, R"([{"x":2,"name":"a"},{"x":0.5,"name":"\"ü\""},{"x":1e3,"name":""}])");
    QCOMPARE(asked.problem, QString());
    const OutputColumn *numbers = &asked.output.columns.front();
    QCOMPARE(test::differences(numbers, {5, 2, 2001}, 0), QString());
    if (form == CommandSpec::Form::Vetiver) {
        QVERIFY((*engine)->description().classifier);
        QCOMPARE(asked.output.prediction()->texts, (std::vector<std::string>{"low", "low", "high"}));
    }
    const test::Asked none = test::askRows(**engine, "[]");
    QCOMPARE(none.problem, QString());
    QCOMPARE(none.output.rows, std::size_t(0));
    const test::Asked refused = test::askRows(**engine, R"([{"x":"abc","name":"a"}])");
    QVERIFY(refused.problem.contains(u"expected a number"));
    const auto lines = [this] {
        const std::lock_guard lock(m_mutex);
        return m_lines.join(u'\n');
    };
    QTRY_VERIFY(lines().contains(u"command: asked"_s));
}

void tst_CommandEngine::aProgramThatEndsIsStartedAnew()
{
    const auto engine = loadEngine(m_model.fileName(), prototype(), options({u"mlflow"_s}));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    const auto &command = static_cast<const CommandEngine &>(**engine);
    const test::Asked dying = test::askRows(**engine, R"([{"x":-1,"name":"a"}])");
    QCOMPARE(dying.kind, Failure::Kind::Busy);
    const test::Asked next = test::askRows(**engine, R"([{"x":1,"name":"a"}])");
    QCOMPARE(next.problem, QString());
    QCOMPARE(next.output.prediction()->number(0), 3.0);
    // One that ends between two requests costs none.
    const pid_t before = command.process();
    QCOMPARE(::kill(before, SIGKILL), 0);
    QTRY_VERIFY(hasEnded(before));
    QCOMPARE(test::askRows(**engine, R"([{"x":1,"name":"a"}])").problem, QString());
    QVERIFY(command.process() > 0 && command.process() != before);
}

void tst_CommandEngine::whatGoesWrongIsSaid()
{
    EngineOptions impatient = options({u"mlflow"_s});
    impatient.requestTime = std::chrono::milliseconds(3000);
    const auto engine = loadEngine(m_model.fileName(), prototype(), impatient);
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    const auto ask = [&](int x) {
        return test::askRows(**engine,
                             R"([{"x":)" + QByteArray::number(x) + R"(,"name":"a"},{"x":0,"name":"b"}])");
    };
    const test::Asked late = ask(-2);
    QCOMPARE(late.kind, Failure::Kind::Busy);
    QVERIFY2(late.problem.contains(u"did not answer in time"), qPrintable(late.problem));
    const test::Asked refused = ask(-3);
    QCOMPARE(refused.kind, Failure::Kind::Input);
    QVERIFY2(refused.problem.contains(u"status 400: x must not be -3, says model.py"),
             qPrintable(refused.problem));
    const test::Asked tooFew = ask(-4);
    QCOMPARE(tooFew.kind, Failure::Kind::Model);
    QVERIFY2(tooFew.problem.contains(u"one prediction a row"), qPrintable(tooFew.problem));
    const test::Asked broken = ask(-5);
    QCOMPARE(broken.kind, Failure::Kind::Model);
    QVERIFY2(broken.problem.contains(u"it broke"), qPrintable(broken.problem));
    QCOMPARE(ask(1).problem, QString());
}

void tst_CommandEngine::aProgramThatDoesNotServeIsGivenUp_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("message");
    QTest::newRow("not installed") << QStringList{u"no-such-server"_s, u"{port}"_s} << u"'no-such-server'"_s;
    QTest::newRow("ends") << QStringList{QString(), server, u"{port}"_s, u"mlflow"_s, u"exit"_s}
                          << u"it ended with exit code 1 (“rowserver: no model in models”)"_s;
    QTest::newRow("never ready") << QStringList{QString(), server, u"{port}"_s, u"mlflow"_s, u"never"_s}
                                 << u"it was not ready within 3 s"_s;
}

void tst_CommandEngine::aProgramThatDoesNotServeIsGivenUp()
{
    QFETCH(QStringList, command);
    QFETCH(const QString, message);
    if (command.first().isEmpty())
        command.first() = m_python;
    EngineOptions chosen = options({});
    chosen.command.command = command;
    chosen.loadTime = std::chrono::seconds(3);
    const auto engine = loadEngine(m_model.fileName(), prototype(), chosen);
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, Error::Code::Unsupported);
    QVERIFY2(engine.error().message.contains(message), qPrintable(engine.error().message));
}

void tst_CommandEngine::withoutAPrototypeItCannotBeServed()
{
    const auto engine = loadEngine(m_model.fileName(), {}, options({u"mlflow"_s}));
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, Error::Code::InvalidArgument);
    QVERIFY(engine.error().message.contains(u"needs a prototype"));
}

void tst_CommandEngine::anApiOfItsOwnIsHandedThrough()
{
    test::Desk desk(test::source(u"linear"_s, test::carsPrototype()));
    QCOMPARE(desk.problem, QString());
    auto engine = loadEngine(m_model.fileName(), {}, options({u"own"_s}, CommandSpec::Form::Own));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    auto talking = test::echoVersion(std::move(engine).value(), desk.metrics);
    desk.catalogue.add("chat").exchange(talking);
    const auto said = [](const Response &response) {
        return QString::number(response.status) + u' ' + test::bodyOf(response);
    };
    const Response answer = desk.post("/chat/v1/completions?n=1", R"({"prompt":"a"})");
    QCOMPARE(said(answer), u"200 /v1/completions?n=1 None {\"prompt\":\"a\"}"_s);
    QCOMPARE(answer.contentType, std::string("text/event-stream"));
    QCOMPARE(test::header(answer, u"X-Model-Version"_s), u"v1.0.0"_s);
    QCOMPARE(said(desk.get("/chat/props")), u"200 GET /props"_s);
    QCOMPARE(said(desk.post("/chat/predict", "x")), u"200 /predict None x"_s);
    QCOMPARE(desk.get("/chat/metadata").contentType, std::string("application/json")); // is ours
    QCOMPARE(said(desk.post("/chat/v1/completions", "refuse")), u"418 {\"error\": \"no tea\"}"_s);
    Request head;
    head.method = Method::Head;
    head.target = "/chat/props";
    QCOMPARE(said(desk.ask(head)), u"200 "_s);
    QCOMPARE(desk.router->laneOf(head), Lane::Waiting);
    // The others keep what is theirs.
    QCOMPARE(said(desk.get("/v1/completions")).left(3), u"404"_s);
    QVERIFY(said(desk.post("/predict", R"([{"cyl":6,"disp":160}])")).startsWith(u"200 {\"predict\""));
    QCOMPARE(said(desk.get("/linear/props")).left(3), u"404"_s);
    // The program that serves it may end: the next request finds it running again.
    const Response dying = desk.post("/chat/v1/completions", "crash");
    QCOMPARE(dying.status, 503);
    QCOMPARE(desk.get("/chat/props").status, 200);
    const std::string metrics = desk.metrics.text();
    QVERIFY(metrics.find(R"(endpoint="own",code="200")") != std::string::npos);
}

void tst_CommandEngine::itEndsWithTheEngine()
{
    auto engine = loadEngine(m_model.fileName(), prototype(), options({u"mlflow"_s}));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    const pid_t pid = static_cast<const CommandEngine &>(**engine).process();
    QCOMPARE(::kill(pid, 0), 0);
    engine = Error{};
    QVERIFY(::kill(pid, 0) != 0);
}

void tst_CommandEngine::answersOfOtherServersAreRead_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QJsonArray>("prediction"); // empty: cannot be read
    QTest::newRow("mlflow") << QByteArray(R"({"predictions":[1.5,2]})") << QJsonArray{1.5, 2};
    QTest::newRow("mlflow, whole") << QByteArray(R"({"predictions":[9007199254740993,2]})")
                                   << QJsonArray{qint64(9007199254740993), 2};
    QTest::newRow("mlflow, texts") << QByteArray(R"({"predictions":["a","ü"]})")
                                   << QJsonArray{u"a"_s, u"ü"_s};
    QTest::newRow("mlflow, lists") << QByteArray(R"({"predictions":[[1,2],[3,4]]})")
                                   << QJsonArray{QJsonArray{1, 2}, QJsonArray{3, 4}};
    QTest::newRow("mlflow, records") << QByteArray(R"({"predictions":[{"p":0.1},{"p":0.2}]})")
                                     << QJsonArray{0.1, 0.2};
    QTest::newRow("vetiver-python") << QByteArray(R"({"predict":[true,false]})") << QJsonArray{true, false};
    QTest::newRow("vetiver-python, another endpoint") << QByteArray(R"({"sum":[1,2]})") << QJsonArray{1, 2};
    QTest::newRow("vetiver-r") << QByteArray(R"([{".pred":1},{".pred":null}])")
                               << QJsonArray{1, QJsonValue::Null};
    QTest::newRow("vetiver-r, lists") << QByteArray(R"({".pred":[1,2]})") << QJsonArray{1, 2};
    QTest::newRow("oip") << QByteArray(
                                R"({"outputs":[{"name":"y","shape":[2],"datatype":"FP32","data":[1,2]}]})")
                         << QJsonArray{1, 2};
    QTest::newRow("too few") << QByteArray(R"({"predictions":[1]})") << QJsonArray();
    QTest::newRow("mixed") << QByteArray(R"({"predictions":[1,"a"]})") << QJsonArray();
    QTest::newRow("ragged") << QByteArray(R"({"predictions":[[1],[2,3]]})") << QJsonArray();
    QTest::newRow("nothing") << QByteArray("{}") << QJsonArray();
    QTest::newRow("no JSON") << QByteArray("<html>") << QJsonArray();
    QTest::newRow("a number") << QByteArray("7") << QJsonArray();
}

void tst_CommandEngine::answersOfOtherServersAreRead()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QJsonArray, prediction);
    Output output;
    std::string why;
    const bool read =
        readAnswerBody({body.constData(), static_cast<std::size_t>(body.size())}, 2, output, why);
    QCOMPARE(read, !prediction.isEmpty());
    if (read)
        QCOMPARE(test::differences(output.prediction(), prediction, 0), QString());
    else
        QVERIFY(!why.empty());
}

QTEST_GUILESS_MAIN(tst_CommandEngine)
#include "tst_commandengine.moc"
