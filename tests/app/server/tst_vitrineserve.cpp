// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/predictionreader.h"
#include "core/monitor/store.h"
#include "core/serving/onnxlibrary.h"
#include "tests/app/server/runningserver.h"
#include "tests/app/server/servedlibrary.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using test::Client;
using test::Ended;
using test::patience;
using test::run;
using test::Serving;

namespace {

const QByteArray car = R"([{"cyl":6,"disp":100}])";

} // namespace

class tst_VitrineServe final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void aVersionIsAnnouncedAndAnswered();
    void whereAVersionIsPublishedIsSaid();
    void aFollowedStageSwitchesTheServer();
    void rollbacksUnderLoadFailNoRequest();
    void aVersionThatCannotBeLoadedLeavesTheOldOne();
    void aFileCanBeServedWithoutALibrary();
    void mistakesAreOneSentence_data();
    void mistakesAreOneSentence();
    void damagedObjectsAreNotServed();
    void aPortInUseIsOneSentence();
    void withoutOnnxRuntimeItSaysWhatToInstall();
    void tokensAreAskedFor();
    void nothingIsWrittenIntoTheHomeFolder();
    void helpAndVersionGoToStandardOutput();
    void unitsForSystemdArePrinted();
    void systemdPassesTheSocketOn();
    void readinessIsReported();
    void theNetworkIsWarnedOf();
    void predictionsAreRecordedInTheLibrary();
    void aKilledServerLosesTheLastMomentOnly();
    void alertRulesAreJudged();

private:
    QStringList serve(const QString &model, const QStringList &more = {}) const
    {
        return QStringList{u"--library"_s, m_served->path(), u"--model"_s, model} + more;
    }
    std::unique_ptr<test::ServedLibrary> m_served;
};

void tst_VitrineServe::initTestCase()
{
    if (const Result<> loaded = serving::loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    m_served = std::make_unique<test::ServedLibrary>();
    QCOMPARE(m_served->problem(), QString());
}

void tst_VitrineServe::aVersionIsAnnouncedAndAnswered()
{
    Serving server(serve(u"cars@v1.0.0"_s));
    const QString line = server.line();
    QCOMPARE(line, u"Serving cars@v1.0.0 at http://127.0.0.1:%1"_s.arg(server.port()));
    Client client(server.port());
    QVERIFY(client.get("/ping").startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(client.predict(car).endsWith("{\"predict\":[23.078959]}"));
    const QByteArray metadata = client.get("/metadata");
    QVERIFY2(metadata.contains("\"version\":\"v1.0.0\""), metadata.constData());
    QVERIFY(client.get("/prototype").contains("\"required\":[\"cyl\",\"disp\"]"));
    QVERIFY(client.get("/metrics").contains("vitrine_rows_total{model=\"cars\",version=\"v1.0.0\"} 1\n"));
    QCOMPARE(server.stop(), 0);
}

void tst_VitrineServe::whereAVersionIsPublishedIsSaid()
{
    registry::AddRequest request;
    request.model = u"published"_s;
    request.files = {test::modelFile(u"linear"_s)};
    request.prototype = test::carsPrototype();
    request.metadata = {{u"url"_s, u"https://example.org/pins/cars"_s}};
    QVERIFY(m_served->library().add(request));
    Serving server(serve(u"published"_s));
    QVERIFY(server.line().startsWith(u"Serving published@"));
    Client client(server.port());
    QVERIFY(client.get("/pin-url").endsWith("\r\n\r\n\"https://example.org/pins/cars\""));
    QVERIFY(client.get("/metadata").contains("\"url\":\"https://example.org/pins/cars\""));
}

void tst_VitrineServe::aFollowedStageSwitchesTheServer()
{
    Serving server(serve(u"cars#production"_s));
    QCOMPARE(server.line().section(u' ', 1, 1), u"cars@v2.0.0"_s);
    Client client(server.port());
    QVERIFY(client.predict(car).endsWith("{\"predict\":[17.0]}"));
    m_served->assign(u"v1.0.0"_s);
    QCOMPARE(server.line().section(u' ', 1, 1), u"cars@v1.0.0"_s);
    const QByteArray answer = client.predict(car);
    QVERIFY(answer.contains("X-Model-Version: v1.0.0\r\n"));
    QVERIFY(answer.endsWith("{\"predict\":[23.078959]}"));
    m_served->assign(u"v2.0.0"_s);
    QCOMPARE(server.line().section(u' ', 1, 1), u"cars@v2.0.0"_s);
    // Other stages do not concern it.
    m_served->assign(u"v1.0.0"_s, u"staging"_s);
    QCOMPARE(server.stop(), 0);
    QCOMPARE(m_served->problem(), QString());
}

// Sixteen connections ask while production goes back and forth a hundred times: no request fails, and every
// answer says which version gave it.
void tst_VitrineServe::rollbacksUnderLoadFailNoRequest()
{
    Serving server(serve(u"cars#production"_s));
    QVERIFY(!server.line().isEmpty());
    const quint16 port = server.port();
    std::atomic<bool> done{false};
    std::atomic<int> asked{0};
    std::atomic<int> failed{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 16; ++i) {
        clients.emplace_back([&, port] {
            Client client(port);
            while (!done.load()) {
                const QByteArray answer = client.predict(car);
                const bool first =
                    answer.contains("X-Model-Version: v1.0.0\r\n") && answer.endsWith("[23.078959]}");
                const bool second =
                    answer.contains("X-Model-Version: v2.0.0\r\n") && answer.endsWith("[17.0]}");
                if (!first && !second)
                    ++failed;
                ++asked;
            }
        });
    }
    QStringList announced;
    for (int i = 0; i < 100; ++i) {
        m_served->assign(i % 2 == 0 ? u"v1.0.0"_s : u"v2.0.0"_s);
        announced << server.line().section(u' ', 1, 1);
    }
    done = true;
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(m_served->problem(), QString());
    QCOMPARE(failed.load(), 0);
    QVERIFY(asked.load() > 1000);
    QCOMPARE(announced.count(u"cars@v1.0.0"_s), 50);
    QCOMPARE(announced.count(u"cars@v2.0.0"_s), 50);
    QCOMPARE(server.stop(), 0);
}

void tst_VitrineServe::aVersionThatCannotBeLoadedLeavesTheOldOne()
{
    Serving server(serve(u"cars#production"_s));
    QVERIFY(server.line().startsWith(u"Serving cars@v2.0.0 at "_s));
    m_served->assign(u"v3.0.0"_s);
    const QString kept = server.line();
    QVERIFY2(kept.startsWith(u"Keeping cars@v2.0.0: Cannot serve cars@v3.0.0: "), qPrintable(kept));
    QVERIFY2(server.logs(u"Still serving cars@v2.0.0: Cannot serve cars@v3.0.0: "_s),
             qPrintable(server.log()));
    QVERIFY2(server.log().contains(u"'model.onnx' is a file of no known format"_s), qPrintable(server.log()));
    Client client(server.port());
    QVERIFY(client.predict(car).endsWith("{\"predict\":[17.0]}"));
    // How often it was tried again depends on how often the repository reported a change.
    const QByteArray metrics = client.get("/metrics");
    QVERIFY(metrics.contains("vitrine_version_switches_total{result=\"failed\"} "));
    QVERIFY(!metrics.contains("vitrine_version_switches_total{result=\"failed\"} 0\n"));
    m_served->assign(u"v2.0.0"_s);
    m_served->assign(u"v1.0.0"_s);
    QVERIFY(server.lineOfSuccess().startsWith(u"Serving cars@v1.0.0 at "_s));
    m_served->assign(u"v2.0.0"_s);
    QVERIFY(server.line().startsWith(u"Serving cars@v2.0.0 at "_s));
}

void tst_VitrineServe::aFileCanBeServedWithoutALibrary()
{
    const QString prototype = m_served->folder() + u"/prototype.json"_s;
    QFile file(prototype);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"([{"name":"cyl","type":"number"},{"name":"disp","type":"number"}])");
    file.close();
    Serving server(
        {u"--file"_s, test::modelFile(u"linear"_s), u"--prototype"_s, prototype, u"--flavour"_s, u"r"_s});
    QVERIFY(server.line().startsWith(u"Serving linear@"_s));
    QVERIFY(Client(server.port()).predict(car).endsWith("[{\".pred\":23.078959}]"));
}

void tst_VitrineServe::mistakesAreOneSentence_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    const QString library = u"LIBRARY"_s;
    QTest::newRow("nothing to serve") << QStringList{} << 2 << u"Name what to serve: --library"_s;
    QTest::newRow("unknown option") << QStringList{u"--nope"_s} << 2 << u"nope"_s;
    QTest::newRow("stray word") << QStringList{u"x"_s} << 2 << u"“x” is not expected here"_s;
    QTest::newRow("bad port") << QStringList{u"--file"_s, u"x.onnx"_s, u"--port"_s, u"99999"_s} << 2
                              << u"--port takes a number from 0 to 65535, not “99999”."_s;
    QTest::newRow("bad host") << QStringList{u"--file"_s, u"x.onnx"_s, u"--host"_s, u"example.org"_s} << 2
                              << u"--host takes an address"_s;
    QTest::newRow("bad flavour") << QStringList{u"--file"_s, u"x.onnx"_s, u"--flavour"_s, u"julia"_s} << 2
                                 << u"--flavour is one of default, python, r"_s;
    QTest::newRow("open to the network")
        << QStringList{u"--file"_s, u"x.onnx"_s, u"--host"_s, u"0.0.0.0"_s} << 2
        << u"On 0.0.0.0 other machines could use the model: give --token-file FILE, or --allow-network"_s;
    QTest::newRow("no token file") << QStringList{u"--file"_s, u"x.onnx"_s, u"--token-file"_s,
                                                  u"/nonexistent"_s}
                                   << 2 << u"The token file “/nonexistent” cannot be read"_s;
    QTest::newRow("no file") << QStringList{u"--file"_s, u"/nonexistent/x.onnx"_s} << 1
                             << u"There is no model file '/nonexistent/x.onnx'."_s;
    QTest::newRow("not a library") << QStringList{u"--library"_s, u"/nonexistent"_s, u"--model"_s, u"cars"_s}
                                   << 1 << u"/nonexistent"_s;
    QTest::newRow("unknown model") << QStringList{u"--library"_s, library, u"--model"_s, u"bikes"_s} << 1
                                   << u"bikes"_s;
    QTest::newRow("unknown version") << QStringList{u"--library"_s, library, u"--model"_s, u"cars@v9.0.0"_s}
                                     << 1 << u"v9.0.0"_s;
    QTest::newRow("empty stage") << QStringList{u"--library"_s, library, u"--model"_s, u"cars#canary"_s} << 1
                                 << u"canary"_s;
    QTest::newRow("not a model") << QStringList{u"--library"_s, library, u"--model"_s, u"cars@v3.0.0"_s} << 1
                                 << u"Cannot serve cars@v3.0.0"_s;
}

void tst_VitrineServe::mistakesAreOneSentence()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, part);
    arguments.replaceInStrings(u"LIBRARY"_s, m_served->path());
    const Ended ended = run(arguments);
    QCOMPARE(ended.code, code);
    QCOMPARE(ended.out, QString());
    QVERIFY2(ended.err.startsWith(u"vitrine-serve: "_s), qPrintable(ended.err));
    QVERIFY2(ended.err.contains(part), qPrintable(ended.err));
    QCOMPARE(ended.err.count(u'\n'), 1);
}

void tst_VitrineServe::damagedObjectsAreNotServed()
{
    test::ServedLibrary damaged;
    QCOMPARE(damaged.problem(), QString());
    // Same size, other bytes: only the checksum tells.
    const auto details = damaged.library().details(u"cars"_s, u"v1.0.0"_s);
    QVERIFY(details);
    const QString path = damaged.library().artefactPath(details->version).value_or({});
    QFile object(path);
    QVERIFY2(object.setPermissions(QFile::ReadOwner | QFile::WriteOwner), qPrintable(path));
    QVERIFY(object.open(QIODevice::ReadWrite));
    object.seek(object.size() - 1);
    object.write("\x7f");
    object.close();
    const Ended ended = run({u"--library"_s, damaged.path(), u"--model"_s, u"cars@v1.0.0"_s});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.contains(u"cars@v1.0.0 is damaged: its checksum differs"_s), qPrintable(ended.err));
    QVERIFY2(!ended.err.contains(damaged.folder()), qPrintable(ended.err));
}

void tst_VitrineServe::aPortInUseIsOneSentence()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const Ended ended = run(serve(u"cars@v1.0.0"_s, {u"--port"_s, QString::number(taken.serverPort())}));
    QCOMPARE(ended.code, 1);
    QCOMPARE(
        ended.err,
        u"vitrine-serve: Port %1 on 127.0.0.1 is in use by another program. Choose another one, or 0 for a "
        u"free one.\n"_s.arg(taken.serverPort()));
}

void tst_VitrineServe::withoutOnnxRuntimeItSaysWhatToInstall()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"VT_ONNXRUNTIME"_s, u"none"_s);
    const Ended ended = run(serve(u"cars@v1.0.0"_s), environment);
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.contains(
                 u"ONNX models need ONNX Runtime, which was not found: run packaging/dependencies.sh"_s),
             qPrintable(ended.err));
}

void tst_VitrineServe::tokensAreAskedFor()
{
    const QString path = m_served->folder() + u"/token"_s;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("0123456789abcdef0123\n");
    file.close();
    Serving server(serve(u"cars@v1.0.0"_s, {u"--token-file"_s, path}));
    QVERIFY(!server.line().isEmpty());
    Client client(server.port());
    QVERIFY(client.predict(car).startsWith("HTTP/1.1 401 "));
    QVERIFY(client
                .ask("GET /metadata HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                     "0123456789abcdef0123\r\n\r\n")
                .startsWith("HTTP/1.1 200 "));
}

void tst_VitrineServe::nothingIsWrittenIntoTheHomeFolder()
{
    QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home.path());
    environment.remove(u"ORT_DISABLE_TELEMETRY"_s);
    environment.remove(u"XDG_CACHE_HOME"_s);
    Serving server(serve(u"cars@v1.0.0"_s), environment);
    QVERIFY(!server.line().isEmpty());
    QVERIFY(Client(server.port()).predict(car).startsWith("HTTP/1.1 200 "));
    QCOMPARE(server.stop(), 0);
    QCOMPARE(QDir(home.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
}

void tst_VitrineServe::helpAndVersionGoToStandardOutput()
{
    const Ended help = run({u"--help"_s});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains(u"--library <PATH>"_s));
    QCOMPARE(help.err, QString());
    const Ended version = run({u"--version"_s});
    QCOMPARE(version.code, 0);
    QVERIFY2(QRegularExpression(u"^vitrine-serve \\d+\\.\\d+\\.\\d+\\n$"_s).match(version.out).hasMatch(),
             qPrintable(version.out));
}

void tst_VitrineServe::unitsForSystemdArePrinted()
{
    const Ended printed =
        run({u"--library"_s, u"my library"_s, u"--model"_s, u"cars#production"_s, u"--port"_s, u"8099"_s,
             u"--allow-network"_s, u"--host"_s, u"0.0.0.0"_s, u"--print-unit"_s});
    QCOMPARE(printed.code, 0);
    QCOMPARE(printed.err, QString());
    QVERIFY(printed.out.startsWith(u"# vitrine-cars-production.service\n[Unit]\n"_s));
    QVERIFY2(
        printed.out.contains(
            u"\nExecStart=%1 --library \"%2\" --model cars#production --port 8099 --allow-network --host "
            "0.0.0.0\n"_s.arg(test::serverProgram(), QDir::current().absoluteFilePath(u"my library"_s))),
        qPrintable(printed.out));
    QVERIFY(printed.out.contains(u"\nListenStream=0.0.0.0:8099\n"_s));
    const QString analyze = QStandardPaths::findExecutable(u"systemd-analyze"_s);
    if (analyze.isEmpty())
        QSKIP("SKIPPED: systemd-analyze, which checks the units, is not installed");
    const qsizetype second = printed.out.indexOf(u"\n# vitrine-cars-production.socket"_s);
    QVERIFY(second > 0);
    const QString service = m_served->folder() + u"/vitrine-cars-production.service"_s;
    const QString socket = m_served->folder() + u"/vitrine-cars-production.socket"_s;
    for (const auto &[path, text] :
         {std::pair{service, printed.out.left(second)}, std::pair{socket, printed.out.mid(second)}}) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
    }
    QProcess process;
    process.start(analyze, {u"verify"_s, service, socket});
    QVERIFY(process.waitForFinished(patience));
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(process.exitCode() == 0 && said.isEmpty(), said.constData());
}

void tst_VitrineServe::systemdPassesTheSocketOn()
{
    const QString activate = QStandardPaths::findExecutable(u"systemd-socket-activate"_s);
    if (activate.isEmpty())
        QSKIP("SKIPPED: systemd-socket-activate is not installed (Debian: systemd)");
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const quint16 port = free.serverPort();
    free.close();
    QProcess process;
    process.setReadChannel(QProcess::StandardError);
    process.start(activate, QStringList{u"-l"_s, u"127.0.0.1:%1"_s.arg(port), test::serverProgram()} +
                                serve(u"cars@v1.0.0"_s));
    // The first connection starts the server and is answered by it.
    QByteArray said;
    while (!said.contains("Listening on")) {
        QVERIFY2(process.waitForReadyRead(patience) || process.bytesAvailable() > 0, said.constData());
        process.setReadChannel(QProcess::StandardError);
        said += process.readAll();
    }
    process.setReadChannel(QProcess::StandardOutput);
    QVERIFY(Client(port).predict(car).endsWith("{\"predict\":[23.078959]}"));
    while (!process.canReadLine())
        QVERIFY(process.waitForReadyRead(patience));
    QCOMPARE(QString::fromUtf8(process.readLine()).trimmed(),
             u"Serving cars@v1.0.0 at http://127.0.0.1:%1"_s.arg(port));
    process.terminate();
    QVERIFY(process.waitForFinished(patience));
}

// As under a unit of Type=notify.
void tst_VitrineServe::readinessIsReported()
{
    const QByteArray path = QFile::encodeName(m_served->folder() + u"/notify"_s);
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    QCOMPARE(::bind(socket, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"NOTIFY_SOCKET"_s, QString::fromUtf8(path));
    Serving server(serve(u"cars@v1.0.0"_s), environment);
    QVERIFY(!server.line().isEmpty());
    std::array<char, 1024> text{};
    const auto receive = [&] {
        const auto size = ::recv(socket, text.data(), text.size(), 0);
        return QByteArray(text.data(), size);
    };
    QVERIFY(receive().startsWith("READY=1\nSTATUS=Serving cars@v1.0.0 at http://127.0.0.1:"));
    QCOMPARE(server.stop(), 0);
    QCOMPARE(receive(), "STOPPING=1");
    ::close(socket);
}

void tst_VitrineServe::theNetworkIsWarnedOf()
{
    Serving server(serve(u"cars@v1.0.0"_s, {u"--host"_s, u"0.0.0.0"_s, u"--allow-network"_s}));
    QVERIFY(!server.line().isEmpty());
    QVERIFY(server.logs(u"Warning: every machine that reaches 0.0.0.0:"_s));
    const QString token = m_served->folder() + u"/token"_s;
    QFile file(token);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("0123456789abcdef");
    file.close();
    Serving guarded(serve(u"cars@v1.0.0"_s, {u"--host"_s, u"0.0.0.0"_s, u"--token-file"_s, token}));
    QVERIFY(!guarded.line().isEmpty());
    QVERIFY(guarded.logs(u"Warning: the token and the rows cross the network unencrypted"_s));
}

void tst_VitrineServe::predictionsAreRecordedInTheLibrary()
{
    const auto recorded = [this] {
        QStringList versions;
        auto database =
            monitor::StoreConnection::openToRead(m_served->library().dataDir() + u"/monitor.sqlite"_s);
        if (database)
            static_cast<void>(
                monitor::readPredictions(*database, {}, [&](const monitor::RecordedPrediction &record) {
                    versions << record.version;
                    return true;
                }));
        return versions;
    };
    const qsizetype before = recorded().size();
    {
        Serving server(serve(u"cars@v1.0.0"_s));
        QVERIFY(!server.line().isEmpty());
        Client client(server.port());
        const QByteArray answer = client.predict(car);
        const qsizetype at = answer.indexOf("X-Request-Id: ") + 14;
        const QByteArray id = answer.mid(at, answer.indexOf('\r', at) - at);
        QVERIFY(client.post("/feedback", "{\"id\":\"" + id + "\",\"truth\":21}").contains("\"matched\":1"));
        QCOMPARE(server.stop(), 0);
    }
    QCOMPARE(recorded().size(), before + 1);
    QCOMPARE(recorded().last(), u"v1.0.0"_s);
    auto store = monitor::Store::open(m_served->library().dataDir() + u"/monitor.sqlite"_s);
    QVERIFY(store);
    QCOMPARE(store->observations(u"cars"_s, u"v1.0.0"_s)->last().truth, 21.0);
    QVERIFY(!store->occurrences(u"cars"_s)->isEmpty());
    {
        Serving server(serve(u"cars@v1.0.0"_s, {u"--no-log"_s}));
        QVERIFY(!server.line().isEmpty());
        QVERIFY(Client(server.port()).predict(car).startsWith("HTTP/1.1 200 "));
        QVERIFY(Client(server.port()).post("/feedback", "{}").startsWith("HTTP/1.1 409 "));
        QCOMPARE(server.stop(), 0);
    }
    QCOMPARE(recorded().size(), before + 1);
}

void tst_VitrineServe::aKilledServerLosesTheLastMomentOnly()
{
    const QString store = m_served->folder() + u"/killed.sqlite"_s;
    Serving server(serve(u"cars@v1.0.0"_s, {u"--log-store"_s, store}));
    QVERIFY(!server.line().isEmpty());
    Client client(server.port());
    for (int i = 0; i < 100; ++i)
        QVERIFY(client.predict(car).startsWith("HTTP/1.1 200 "));
    QTest::qWait(1000);
    QVERIFY(client.predict(car).startsWith("HTTP/1.1 200 "));
    ::kill(static_cast<pid_t>(server.pid()), SIGKILL);
    QVERIFY(server.hasEnded());
    auto database = monitor::StoreConnection::openToRead(store);
    QVERIFY(database);
    int found = 0;
    QVERIFY(monitor::readPredictions(*database, {}, [&](const monitor::RecordedPrediction &) {
        ++found;
        return true;
    }));
    QVERIFY2(found >= 100, qPrintable(QString::number(found)));
}

void tst_VitrineServe::alertRulesAreJudged()
{
    const QString path = m_served->folder() + u"/judged.sqlite"_s;
    QList<monitor::Observation> observations(10);
    for (qsizetype i = 0; i < observations.size(); ++i) {
        observations[i].timeMs = QDateTime(QDate(2024, 1, 1).addDays(i), QTime(12, 0)).toMSecsSinceEpoch();
        observations[i].truth = 1;
        observations[i].estimate = 5;
    }
    {
        auto store = monitor::Store::open(path);
        QVERIFY(store && store->append(u"cars"_s, u"v1.0.0"_s, observations));
    }
    registry::Library library = m_served->library();
    const QJsonObject rule{{u"name"_s, u"high"_s},
                           {u"metric"_s, u"mae"_s},
                           {u"above"_s, 1},
                           {u"period"_s, u"day"_s},
                           {u"version"_s, u"v1.0.0"_s}};
    QVERIFY(library.setKeys(u"cars"_s, {{u"alerts"_s, QJsonArray{rule}}}, {}));
    const QString fires = u"Alert high of cars is firing: mae of cars@v1.0.0 is 4 in 2024-01-10"_s;
    {
        Serving server(serve(u"cars@v1.0.0"_s, {u"--log-store"_s, path}));
        QVERIFY(!server.line().isEmpty());
        QVERIFY2(server.logs(fires), qPrintable(server.log()));
        QCOMPARE(server.stop(), 0);
    }
    {
        // It was told: not again after a start, and not at all when nobody wants it.
        Serving server(serve(u"cars@v1.0.0"_s, {u"--log-store"_s, path}));
        QVERIFY(!server.line().isEmpty());
        QTest::qWait(1500);
        QCOMPARE(server.stop(), 0);
        QVERIFY2(!server.log().contains(u"Alert "), qPrintable(server.log()));
    }
    auto store = monitor::Store::open(path);
    const auto occurrences = store->occurrences(u"cars"_s);
    QVERIFY(std::any_of(occurrences->begin(), occurrences->end(), [](const monitor::Occurrence &one) {
        return one.kind == monitor::Occurrence::Kind::Alert && one.text.startsWith(u"high: ");
    }));
    QVERIFY(library.setKeys(u"cars"_s, {}, {u"alerts"_s}));
}

QTEST_GUILESS_MAIN(tst_VitrineServe)
#include "tst_vitrineserve.moc"
