// SPDX-License-Identifier: GPL-3.0-or-later
// What the listener does besides plain requests: TLS, inherited sockets, long bodies, early refusals, limits
// of time.
#include "core/serving/listenoptions.h"

#include "core/serving/onnxlibrary.h"
#include "tests/core/serving/echoengine.h"
#include "tests/core/serving/listening.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::bodyOf;
using test::Client;
using test::post;
using test::Server;
using test::statusOf;

namespace {

const QByteArray ping = "GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n";
const QByteArray car = R"([{"cyl":6,"disp":160}])";
const QByteArray miles = "{\"predict\":[21.843937]}";

// A certificate that signs itself, and its key.
bool makeCertificate(const QString &folder, const QString &name)
{
    QProcess openssl;
    openssl.start(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                                 u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"2"_s,
                                 u"-subj"_s, u"/CN="_s + name, u"-keyout"_s, folder + u"/key.pem"_s,
                                 u"-out"_s, folder + u"/cert.pem"_s});
    return openssl.waitForFinished() && openssl.exitCode() == 0;
}

QByteArray manyRows(int count)
{
    QByteArray rows = "[";
    for (int i = 0; i < count; ++i)
        rows += (i > 0 ? "," : "") + QByteArray("{\"cyl\":6,\"disp\":") + QByteArray::number(i) + "}";
    return rows + "]";
}

} // namespace

class tst_ListenOptions final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void requestsCanBeEncrypted();
    void aCertificateIsReadAgain();
    void certificatesThatCannotBeUsedAreExplained();
    void plainRequestsToAnEncryptedPortAreExplained();
    void anInheritedSocketIsTakenOver();
    void otherDescriptorsAreNotTakenOver();
    void longBodiesAreAnsweredInBlocks();
    void longAnswersReachSlowReaders();
    void aBodyIsNotWaitedForWhenItsSenderMayNotAsk();
    void modelsThatTakeTooLongAreGivenUp();
    void drainingEndsConnections();
    void coresAreCounted();

private:
    ListenOptions encrypted() const
    {
        ListenOptions options;
        options.certificateFile = m_dir.filePath(u"cert.pem"_s).toStdString();
        options.keyFile = m_dir.filePath(u"key.pem"_s).toStdString();
        return options;
    }
    bool hasCertificate() const { return QFile::exists(m_dir.filePath(u"cert.pem"_s)); }
    QTemporaryDir m_dir;
};

#define NEEDS_CERTIFICATE() \
    if (!hasCertificate())  \
    QSKIP("SKIPPED: the program openssl, which makes the certificates of this test, is not installed")

void tst_ListenOptions::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    makeCertificate(m_dir.path(), u"first"_s);
}

void tst_ListenOptions::requestsCanBeEncrypted()
{
    NEEDS_CERTIFICATE();
    Server server(encrypted());
    QCOMPARE(server.problem, QString());
    QVERIFY(server.listener->isTls());
    Client client(server, Client::Wire::Tls);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(bodyOf(client.ask(post(car))), miles);
    // A long body and a long answer, many records of TLS each.
    const QByteArray answer = client.ask(post(manyRows(100'000)));
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(bodyOf(answer).count(','), 99'999);
    const QByteArray last = client.ask("GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QCOMPARE(statusOf(last), 200);
    QVERIFY(client.isClosed());
}

void tst_ListenOptions::aCertificateIsReadAgain()
{
    NEEDS_CERTIFICATE();
    const auto nameOf = [](const Server &server) {
        Client client(server, Client::Wire::Tls);
        const auto *socket = qobject_cast<QSslSocket *>(&client.socket());
        return socket->peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
    };
    Server server(encrypted());
    QCOMPARE(nameOf(server), u"first"_s);
    Client old(server, Client::Wire::Tls);
    QCOMPARE(bodyOf(old.ask(post(car))), miles);
    QVERIFY(makeCertificate(m_dir.path(), u"second"_s));
    QVERIFY(server.listener->reloadCertificate());
    QCOMPARE(nameOf(server), u"second"_s);
    QCOMPARE(bodyOf(old.ask(post(car))), miles);
    // A broken file changes nothing.
    QFile key(m_dir.filePath(u"key.pem"_s));
    QVERIFY(key.open(QIODevice::WriteOnly));
    key.write("nothing");
    key.close();
    QVERIFY(!server.listener->reloadCertificate());
    QCOMPARE(nameOf(server), u"second"_s);
    QVERIFY(makeCertificate(m_dir.path(), u"first"_s));
}

void tst_ListenOptions::certificatesThatCannotBeUsedAreExplained()
{
    NEEDS_CERTIFICATE();
    ListenOptions options = encrypted();
    options.certificateFile = "/nonexistent.pem";
    QCOMPARE(Server(options).problem,
             u"The certificate “/nonexistent.pem” cannot be used for TLS: it must be a readable PEM file."_s);
    options = encrypted();
    options.keyFile = options.certificateFile;
    QVERIFY(Server(options).problem.startsWith(u"The key “"_s));
    QTemporaryDir other;
    QVERIFY(makeCertificate(other.path(), u"other"_s));
    options.keyFile = other.filePath(u"key.pem"_s).toStdString();
    QVERIFY2(Server(options).problem.contains(u"does not belong to the certificate"_s),
             qPrintable(Server(options).problem));
}

void tst_ListenOptions::plainRequestsToAnEncryptedPortAreExplained()
{
    NEEDS_CERTIFICATE();
    Server server(encrypted());
    Client client(server);
    const QByteArray answer = client.ask(ping);
    QCOMPARE(statusOf(answer), 400);
    QVERIFY(answer.contains("This port speaks HTTPS"));
    QVERIFY(client.isClosed());
}

void tst_ListenOptions::anInheritedSocketIsTakenOver()
{
    for (const int family : {AF_INET, AF_INET6}) {
        const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_addr = in6addr_loopback;
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const bool isSix = family == AF_INET6;
        const auto *address =
            isSix ? reinterpret_cast<sockaddr *>(&six) : reinterpret_cast<sockaddr *>(&four);
        if (::bind(socket, address, isSix ? sizeof six : sizeof four) != 0) {
            ::close(socket); // a machine without IPv6
            continue;
        }
        QCOMPARE(::listen(socket, 16), 0);
        ListenOptions options;
        options.inheritedSocket = socket;
        Server server(options);
        QCOMPARE(server.problem, QString());
        QCOMPARE(server.listener->host(), std::string(isSix ? "::1" : "127.0.0.1"));
        QTcpSocket client;
        client.connectToHost(QString::fromStdString(server.listener->host()), server.listener->port());
        QVERIFY(client.waitForConnected(test::patience));
        client.write(ping);
        QVERIFY(client.waitForReadyRead(test::patience));
        QVERIFY(client.readAll().startsWith("HTTP/1.1 200 OK"));
    }
}

void tst_ListenOptions::otherDescriptorsAreNotTakenOver()
{
    const QString sentence = u"The inherited socket %1 is not a listening TCP socket."_s;
    ListenOptions options;
    options.inheritedSocket = 999;
    QCOMPARE(Server(options).problem, sentence.arg(999));
    const int idle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    options.inheritedSocket = idle;
    QCOMPARE(Server(options).problem, sentence.arg(idle));
    ::close(idle);
}

void tst_ListenOptions::longBodiesAreAnsweredInBlocks()
{
    Server server;
    const QByteArray rows = manyRows(150'000);
    QVERIFY(rows.size() > 3'000'000);
    Client client(server);
    const QByteArray answer = client.ask(post(rows));
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(bodyOf(answer).count(','), 149'999);
    QVERIFY(answer.contains("X-Model-Version: v1.0.0\r\n"));
    // The connection goes on, and what follows in the same write is answered too.
    client.send(post(rows) + post(car));
    QCOMPARE(bodyOf(client.receive()).count(','), 149'999);
    QCOMPARE(bodyOf(client.receive()), miles);
    // In chunks, whose number of bytes is not known before.
    client.send("POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    constexpr qsizetype chunk = 100'000;
    for (qsizetype at = 0; at < rows.size(); at += chunk) {
        const QByteArray part = rows.mid(at, chunk);
        client.send(QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n");
    }
    client.send("0\r\n\r\n");
    QCOMPARE(bodyOf(client.receive()).count(','), 149'999);
    QByteArray broken = rows;
    broken.chop(1);
    broken += ",{\"cyl\":true}]";
    const QByteArray refused = client.ask(post(broken));
    QCOMPARE(statusOf(refused), 422);
    QVERIFY(refused.contains("Row 150001 lacks the column 'disp'"));
    QCOMPARE(bodyOf(client.ask(post(car))), miles);
}

// The answer is far larger than any buffer of the socket, and the client takes it a little at a time.
void tst_ListenOptions::longAnswersReachSlowReaders()
{
    Server server;
    Client client(server);
    client.socket().setReadBufferSize(10'000);
    client.send(post(manyRows(400'000)));
    const QByteArray answer = client.receive();
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(bodyOf(answer).count(','), 399'999);
    QCOMPARE(statusOf(client.ask(ping)), 200);
}

void tst_ListenOptions::aBodyIsNotWaitedForWhenItsSenderMayNotAsk()
{
    Server server;
    Client client(server);
    client.send("POST /predict HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 50000000\r\n"
                "Expect: 100-continue\r\n\r\n");
    const QByteArray answer = client.receive();
    QCOMPARE(statusOf(answer), 403);
    QVERIFY(answer.contains("Connection: close\r\n"));
    QVERIFY(client.isClosed());
    QVERIFY(QByteArray::fromStdString(server.metrics.text())
                .contains("vitrine_errors_total{model=\"\",version=\"\",kind=\"forbidden\"} 1\n"));
}

void tst_ListenOptions::modelsThatTakeTooLongAreGivenUp()
{
    ListenOptions options;
    options.answerTime = std::chrono::seconds(0); // and one for the coarse clock
    Server server(options);
    const auto version =
        test::echoVersion(std::make_unique<test::EchoEngine>(std::chrono::seconds(4)), server.metrics);
    version->pace.call = 4e6;
    server.served->exchange(version);
    Client client(server);
    Client other(server);
    client.send(post("[{\"x\":1}]"));
    QCOMPARE(bodyOf(other.ask(ping)).left(7), QByteArray("{\"ping\""));
    const QByteArray answer = client.receive();
    QCOMPARE(statusOf(answer), 504);
    QVERIFY(answer.contains("The model took too long to answer."));
    QVERIFY(client.isClosed());
    QVERIFY(QByteArray::fromStdString(server.metrics.text())
                .contains("vitrine_errors_total{model=\"\",version=\"\",kind=\"timeout\"} 1\n"));
}

void tst_ListenOptions::drainingEndsConnections()
{
    Server server;
    Client idle(server);
    QCOMPARE(statusOf(idle.ask(ping)), 200);
    server.router->setDraining(true);
    QVERIFY(server.listener->drain(std::chrono::seconds(5)));
    QVERIFY(idle.isClosed());
    Client late(server);
    QCOMPARE(statusOf(late.ask(ping)), 503);
    QCOMPARE(statusOf(late.ask("GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")), 503);
    QCOMPARE(statusOf(late.ask("GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")), 200);
    QCOMPARE(bodyOf(late.ask(post(car))), miles);
    server.router->setDraining(false);
    QCOMPARE(statusOf(late.ask(ping)), 200);
}

void tst_ListenOptions::coresAreCounted()
{
    QVERIFY(availableCores() >= 1);
    QVERIFY(availableCores() <= std::max(1u, std::thread::hardware_concurrency()));
}

QTEST_GUILESS_MAIN(tst_ListenOptions)
#include "tst_listenoptions.moc"
