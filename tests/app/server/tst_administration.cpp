// SPDX-License-Identifier: GPL-3.0-or-later
// Orders for a running server: over its socket, and by vitrine-cli.
#include "core/serving/admin/adminclient.h"
#include "core/serving/admin/socketfolder.h"
#include "core/serving/onnxlibrary.h"
#include "tests/app/server/runningserver.h"
#include "tests/app/server/servedlibrary.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocalSocket>
#include <QStandardPaths>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::Client;
using test::Ended;
using test::patience;
using test::Serving;

namespace {

const QByteArray car = R"([{"cyl":6,"disp":100}])";
const QByteArray firstMiles = "{\"predict\":[23.078959]}"; // v1.0.0
const QByteArray secondMiles = "{\"predict\":[17.0]}";     // v2.0.0

Ended cli(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(VT_BINARY_DIR "/vitrine-cli"), arguments);
    Ended ended;
    if (process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit)
        ended.code = process.exitCode();
    ended.out = QString::fromUtf8(process.readAllStandardOutput());
    ended.err = QString::fromUtf8(process.readAllStandardError());
    return ended;
}

} // namespace

class tst_Administration final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void theSocketIsForThisUserOnly();
    void ordersAreObeyed();
    void aSwitchThatFailsChangesNothing();
    void ordersThatMakeNoSenseAreExplained();
    void drainingAndStopping();
    void tokensAndCertificatesAreReadAgain();
    void severalModelsAnswerOnOnePort();
    void offeredVersionsCanBeAskedFor();
    void theCommandLineRunsDeployments();
    void leftoverSocketsAreSweptAway();
    void theSocketCanBeElsewhereOrNowhere();

private:
    QStringList serve(const QString &model, const QStringList &more = {}) const
    {
        return QStringList{u"--library"_s, m_served->path(), u"--model"_s, model} + more;
    }
    Result<QJsonObject> tell(const Serving &server, const QJsonObject &order) const
    {
        return admin::order(*admin::socketPath(server.pid()), order);
    }
    std::unique_ptr<test::ServedLibrary> m_served;
    QTemporaryDir m_runtime;
};

void tst_Administration::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    QFile::setPermissions(m_runtime.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8());
    qputenv("XDG_STATE_HOME", m_runtime.path().toUtf8());
    m_served = std::make_unique<test::ServedLibrary>();
    m_served->add(u"v1.0.0"_s, test::modelFile(u"linear2"_s), u"vans"_s);
    QCOMPARE(m_served->problem(), QString());
}

void tst_Administration::theSocketIsForThisUserOnly()
{
    Serving server(serve(u"cars@v1.0.0"_s));
    QVERIFY(!server.line().isEmpty());
    const QFileInfo folder(*admin::socketFolder());
    QCOMPARE(folder.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther | QFile::ExeGroup),
             QFile::Permissions());
    QFile::setPermissions(folder.filePath(),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther);
    QCOMPARE(admin::socketFolder().error().message,
             u"The folder %1 must belong to you alone (mode 0700)."_s.arg(folder.filePath()));
    QFile::setPermissions(folder.filePath(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY(admin::socketFolder());
}

void tst_Administration::ordersAreObeyed()
{
    Serving server(serve(u"cars#production"_s));
    QVERIFY(server.line().startsWith(u"Serving cars@v2.0.0 at "_s));
    Client client(server.port());
    QVERIFY(client.predict(car).endsWith(secondMiles));
    const auto status = tell(server, {{u"command"_s, u"status"_s}});
    QVERIFY(status);
    QCOMPARE((*status)[u"pid"_s].toInteger(), server.pid());
    QCOMPARE((*status)[u"url"_s].toString(), u"http://127.0.0.1:%1"_s.arg(server.port()));
    QCOMPARE((*status)[u"requests"_s].toInteger(), 1);
    const QJsonObject model = (*status)[u"models"_s].toArray().first().toObject();
    QCOMPARE(model[u"model"_s].toString(), u"cars"_s);
    QCOMPARE(model[u"version"_s].toString(), u"v2.0.0"_s);
    QCOMPARE(model[u"stage"_s].toString(), u"production"_s);

    // Pinned: the stage no longer matters.
    const auto pinned = tell(server, {{u"command"_s, u"switch"_s}, {u"to"_s, u"v1.0.0"_s}});
    QVERIFY2(pinned, pinned ? "" : qPrintable(pinned.error().message));
    QCOMPARE((*pinned)[u"version"_s].toString(), u"v1.0.0"_s);
    QCOMPARE(server.line().section(u' ', 1, 1), u"cars@v1.0.0"_s);
    QVERIFY(client.predict(car).endsWith(firstMiles));
    QVERIFY(tell(server, {{u"command"_s, u"reload"_s}}));
    QVERIFY(client.predict(car).endsWith(firstMiles));

    // Following again.
    const auto followed =
        tell(server, {{u"command"_s, u"switch"_s}, {u"model"_s, u"cars"_s}, {u"to"_s, u"#production"_s}});
    QVERIFY(followed);
    QCOMPARE((*followed)[u"version"_s].toString(), u"v2.0.0"_s);
    QVERIFY(client.predict(car).endsWith(secondMiles));
    const auto logs = tell(server, {{u"command"_s, u"logs"_s}, {u"lines"_s, 2}});
    QCOMPARE((*logs)[u"lines"_s].toArray().size(), 2);
    QVERIFY(
        (*logs)[u"lines"_s].toArray().last().toString().endsWith(u"cars switched from v1.0.0 to v2.0.0"_s));
}

void tst_Administration::aSwitchThatFailsChangesNothing()
{
    Serving server(serve(u"cars#production"_s));
    QVERIFY(!server.line().isEmpty());
    Client client(server.port());
    const auto refused = tell(server, {{u"command"_s, u"switch"_s}, {u"to"_s, u"v3.0.0"_s}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Corrupt);
    QVERIFY2(refused.error().message.startsWith(u"Cannot serve cars@v3.0.0: "_s),
             qPrintable(refused.error().message));
    QCOMPARE(tell(server, {{u"command"_s, u"switch"_s}, {u"to"_s, u"v9.0.0"_s}}).error().code,
             Error::Code::NotFound);
    QVERIFY(client.predict(car).endsWith(secondMiles));
    // It still follows its stage.
    m_served->assign(u"v1.0.0"_s);
    QCOMPARE(server.lineOfSuccess().section(u' ', 1, 1), u"cars@v1.0.0"_s);
    m_served->assign(u"v2.0.0"_s);
    QCOMPARE(server.line().section(u' ', 1, 1), u"cars@v2.0.0"_s);
}

void tst_Administration::ordersThatMakeNoSenseAreExplained()
{
    Serving server(serve(u"cars@v1.0.0"_s));
    QVERIFY(!server.line().isEmpty());
    QVERIFY(
        tell(server, {{u"command"_s, u"dance"_s}}).error().message.startsWith(u"“dance” is not a command"_s));
    QCOMPARE(tell(server, {{u"command"_s, u"switch"_s}, {u"model"_s, u"bikes"_s}, {u"to"_s, u"v1"_s}})
                 .error()
                 .message,
             u"This server does not serve bikes."_s);
    QLocalSocket socket;
    socket.connectToServer(*admin::socketPath(server.pid()));
    QVERIFY(socket.waitForConnected(patience));
    socket.write("nonsense\n[]\n");
    QByteArray answers;
    while (answers.count('\n') < 2 && socket.waitForReadyRead(patience))
        answers += socket.readAll();
    QCOMPARE(answers.count("An order is a JSON object on one line."), 2);
    socket.write(QByteArray(1 << 20, 'x'));
    QVERIFY(socket.waitForDisconnected(patience));
    QVERIFY(Client(server.port()).predict(car).endsWith(firstMiles));
}

void tst_Administration::drainingAndStopping()
{
    Serving server(serve(u"cars@v1.0.0"_s));
    QVERIFY(!server.line().isEmpty());
    const auto drained = tell(server, {{u"command"_s, u"drain"_s}, {u"seconds"_s, 5}});
    QVERIFY(drained);
    QCOMPARE((*drained)[u"connections"_s].toInteger(), 0);
    QVERIFY(Client(server.port()).get("/ping").startsWith("HTTP/1.1 503 "));
    QVERIFY(Client(server.port()).predict(car).endsWith(firstMiles));
    QVERIFY(tell(server, {{u"command"_s, u"resume"_s}}));
    QVERIFY(Client(server.port()).get("/ping").startsWith("HTTP/1.1 200 "));
    QVERIFY(tell(server, {{u"command"_s, u"stop"_s}}));
    QVERIFY(server.hasEnded());
    QCOMPARE(server.exitCode(), 0);
    QVERIFY(!QFile::exists(*admin::socketPath(server.pid())));
}

void tst_Administration::tokensAndCertificatesAreReadAgain()
{
    const QString path = m_runtime.filePath(u"token"_s);
    const auto write = [&path](const QByteArray &token) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(token) == token.size();
    };
    QVERIFY(write("the first token of all"));
    Serving server(serve(u"cars@v1.0.0"_s, {u"--token-file"_s, path}));
    QVERIFY(!server.line().isEmpty());
    const auto asks = [&](const QByteArray &token) {
        return Client(server.port())
            .ask("GET /metadata HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
            .mid(9, 3);
    };
    QCOMPARE(asks("the first token of all"), "200");
    QVERIFY(write("the second token of all"));
    QVERIFY(tell(server, {{u"command"_s, u"reload"_s}}));
    QCOMPARE(asks("the first token of all"), "401");
    QCOMPARE(asks("the second token of all"), "200");
    QVERIFY(write("short"));
    QVERIFY(
        tell(server, {{u"command"_s, u"reload"_s}}).error().message.contains(u"at least 16 characters"_s));
    QCOMPARE(asks("the second token of all"), "200");
}

void tst_Administration::severalModelsAnswerOnOnePort()
{
    Serving server(serve(u"cars#production"_s, {u"--model"_s, u"vans"_s}));
    QVERIFY(server.line().startsWith(u"Serving cars@v2.0.0 at "_s));
    QVERIFY(server.line().startsWith(u"Serving vans@v1.0.0 at "_s));
    Client client(server.port());
    QVERIFY(client.predict(car).contains("X-Model-Version: v2.0.0\r\n"));
    QVERIFY(client.post("/vans/predict", car).endsWith(secondMiles));
    QVERIFY(client.post("/cars/predict", car).endsWith(secondMiles));
    QVERIFY(client.post("/vans/invocations", car).endsWith("{\"invocations\":[17.0]}"));
    QVERIFY(client.get("/vans/metadata").contains("\"model\":\"vans\""));
    QVERIFY(client.get("/vans/openapi.json").contains("vans model API"));
    QVERIFY(client.get("/v2/models/vans").contains("\"versions\":[\"v1.0.0\"]"));
    QVERIFY(client.get("/v2/models/vans/stats").contains("\"inference_count\":2"));
    QVERIFY(client.post("/v2/repository/index", "{}").contains("\"name\":\"vans\",\"version\":\"v1.0.0\""));
    QVERIFY(client.post("/trucks/predict", car).startsWith("HTTP/1.1 404 "));
    // Each follows its own.
    m_served->assign(u"v1.0.0"_s);
    QVERIFY(server.line().startsWith(u"Serving cars@v1.0.0 at "_s));
    QVERIFY(client.predict(car).endsWith(firstMiles));
    QVERIFY(client.post("/vans/predict", car).endsWith(secondMiles));
    QCOMPARE(tell(server, {{u"command"_s, u"switch"_s}, {u"to"_s, u"v1.0.0"_s}}).error().message,
             u"This server has several models: name one."_s);
    m_served->assign(u"v2.0.0"_s);
    QVERIFY(!server.line().isEmpty());
    QCOMPARE(test::run(serve(u"cars#production"_s, {u"--model"_s, u"cars@v1.0.0"_s})).err,
             u"vitrine-serve: cars is named twice: use --offer for further versions of a model.\n"_s);
}

void tst_Administration::offeredVersionsCanBeAskedFor()
{
    Serving server(serve(u"cars#production"_s, {u"--offer"_s, u"cars@v1.0.0"_s}));
    QVERIFY(!server.line().isEmpty());
    Client client(server.port());
    QVERIFY(client.predict(car).endsWith(secondMiles));
    const QByteArray older = client.post("/predict?version=v1.0.0", car);
    QVERIFY(older.endsWith(firstMiles));
    QVERIFY(older.contains("X-Model-Version: v1.0.0\r\n"));
    QVERIFY(client.post("/predict?version=v2.0.0", car).endsWith(secondMiles));
    QVERIFY(client.post("/predict?version=v3.0.0", car).startsWith("HTTP/1.1 404 "));
    QVERIFY(client.get("/v2/models/cars").contains("\"versions\":[\"v2.0.0\",\"v1.0.0\"]"));
    QVERIFY(client.get("/v2/models/cars/versions/v1.0.0/ready").startsWith("HTTP/1.1 200 "));
    QCOMPARE(test::run(serve(u"cars#production"_s, {u"--offer"_s, u"vans"_s})).err,
             u"vitrine-serve: --offer vans: this server does not serve vans.\n"_s);
}

void tst_Administration::theCommandLineRunsDeployments()
{
    const QStringList library{u"--library"_s, m_served->path()};
    const Ended started = cli(
        library + QStringList{u"--json"_s, u"deployments"_s, u"start"_s, u"cars#production"_s, u"vans"_s});
    QCOMPARE(started.err, QString());
    QCOMPARE(started.code, 0);
    const QJsonObject status = test::jsonObject(started.out.toStdString());
    const auto port = quint16(QUrl(status[u"url"_s].toString()).port());
    const QString pid = QString::number(status[u"pid"_s].toInteger());
    QVERIFY(Client(port).predict(car).endsWith(secondMiles));
    const Ended listed = cli({u"deployments"_s, u"list"_s});
    QVERIFY2(listed.out.contains(u"cars@v2.0.0 #production, vans@v1.0.0"_s), qPrintable(listed.out));
    QCOMPARE(
        cli({u"deployments"_s, u"switch"_s, QString::number(port), u"v1.0.0"_s, u"--of"_s, u"cars"_s}).out,
        u"http://127.0.0.1:%1 serves v1.0.0 now\n"_s.arg(port));
    QVERIFY(Client(port).predict(car).endsWith(firstMiles));
    QVERIFY(cli({u"deployments"_s, u"status"_s, u"vans"_s})
                .out.contains(u"models: cars@v1.0.0, vans@v1.0.0\n"_s));
    QVERIFY(cli({u"deployments"_s, u"logs"_s, pid}).out.contains(u"cars switched from v2.0.0 to v1.0.0"_s));
    const Ended failed = cli({u"deployments"_s, u"switch"_s, pid, u"v3.0.0"_s, u"--of"_s, u"cars"_s});
    QCOMPARE(failed.code, 1);
    QVERIFY(failed.err.startsWith(u"vitrine-cli: Cannot serve cars@v3.0.0: "_s));
    QCOMPARE(
        cli({u"deployments"_s, u"stop"_s, u"bikes"_s}).err,
        u"vitrine-cli: No running server is called “bikes”: name its process id, its port or its model, as "
        "“deployments list” shows them.\n"_s);
    QCOMPARE(cli({u"deployments"_s, u"stop"_s, pid}).code, 0);
    QTcpSocket late;
    late.connectToHost(u"127.0.0.1"_s, port);
    QVERIFY(!late.waitForConnected(1000));
    QCOMPARE(cli({u"deployments"_s, u"list"_s}).out, QString());
    const Ended wrong = cli(library + QStringList{u"deployments"_s, u"start"_s, u"cars@v3.0.0"_s});
    QCOMPARE(wrong.code, 1);
    QVERIFY2(wrong.err.startsWith(u"vitrine-cli: Cannot serve cars@v3.0.0: "_s), qPrintable(wrong.err));
    QCOMPARE(cli({u"deployments"_s}).code, 2);
}

void tst_Administration::leftoverSocketsAreSweptAway()
{
    qint64 pid = 0;
    {
        Serving server(serve(u"cars@v1.0.0"_s));
        QVERIFY(!server.line().isEmpty());
        pid = server.pid();
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        QVERIFY(server.hasEnded());
    }
    QVERIFY(QFile::exists(*admin::socketPath(pid)));
    QVERIFY(admin::runningServers().isEmpty());
    QVERIFY(!QFile::exists(*admin::socketPath(pid)));
}

void tst_Administration::theSocketCanBeElsewhereOrNowhere()
{
    const QString path = m_runtime.filePath(u"mine.sock"_s);
    Serving elsewhere(serve(u"cars@v1.0.0"_s, {u"--admin-socket"_s, path}));
    QVERIFY(!elsewhere.line().isEmpty());
    QVERIFY(admin::order(path, {{u"command"_s, u"status"_s}}));
    Serving nowhere(serve(u"cars@v1.0.0"_s, {u"--admin-socket"_s, u"none"_s}));
    QVERIFY(!nowhere.line().isEmpty());
    QVERIFY(admin::runningServers().isEmpty());
    // A path that cannot be made is said, and everything else works.
    Serving tooLong(serve(u"cars@v1.0.0"_s, {u"--admin-socket"_s, u"/nonexistent/"_s + QString(200, u'x')}));
    QVERIFY(!tooLong.line().isEmpty());
    QVERIFY(tooLong.logs(u"No administration: The administration socket"_s));
    QVERIFY(Client(tooLong.port()).predict(car).endsWith(firstMiles));
}

QTEST_GUILESS_MAIN(tst_Administration)
#include "tst_administration.moc"
