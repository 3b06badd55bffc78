// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/httplistener.h"

#include "core/serving/onnxlibrary.h"
#include "tests/core/serving/listening.h"

#include <QDeadlineTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::bodyOf;
using test::Client;
using test::patience;
using test::post;
using test::Server;
using test::statusOf;

namespace {

const QByteArray ping = "GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n";
const QByteArray twoCars = R"([{"cyl":6,"disp":160},{"cyl":4,"disp":108}])";
const QByteArray twoMiles = "{\"predict\":[21.843937,26.088844]}";

} // namespace

class tst_HttpListener final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void oneConnectionAsksManyTimes();
    void pipelinedRequestsAreAnsweredInOrder();
    void requestsArriveByteByByte();
    void chunkedBodiesAreRead();
    void expectationsAreMet();
    void headHasNoBody();
    void oldClientsAreUnderstood();
    void largeBodiesPassAndLargerOnesAreRefused();
    void malformedRequestsAreRefused_data();
    void malformedRequestsAreRefused();
    void randomBytesNeverStopTheServer();
    void aPortInUseIsExplained();
    void slowClientsAreCutOffAndHoldNobodyUp();
    void longRequestsHoldNobodyUp();
    void tooManyWaitingRequestsAreTurnedAway();
    void tooManyConnectionsAreTurnedAway();
    void stoppingAnswersWhatHasBegun();
    void clientsThatLeaveAreForgotten();
    void exchangingVersionsUnderLoadFailsNoRequest();
};

void tst_HttpListener::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
}

void tst_HttpListener::oneConnectionAsksManyTimes()
{
    Server server;
    QCOMPARE(server.problem, QString());
    Client client(server);
    for (int i = 0; i < 50; ++i) {
        const QByteArray answer = client.ask(post(twoCars));
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(bodyOf(answer), twoMiles);
    }
    QCOMPARE(statusOf(client.ask(post("[{}]"))), 422);
    QCOMPARE(bodyOf(client.ask(post(twoCars))), twoMiles);
}

void tst_HttpListener::pipelinedRequestsAreAnsweredInOrder()
{
    Server server;
    Client client(server);
    QByteArray all;
    for (int i = 0; i < 200; ++i)
        all +=
            post("[{\"cyl\":0,\"disp\":0}]", "/predict", "X-Request-Id: r" + QByteArray::number(i) + "\r\n");
    client.send(all);
    for (int i = 0; i < 200; ++i) {
        const QByteArray answer = client.receive();
        QCOMPARE(statusOf(answer), 200);
        QVERIFY(answer.contains("X-Request-Id: r" + QByteArray::number(i) + "\r\n"));
    }
}

void tst_HttpListener::requestsArriveByteByByte()
{
    Server server;
    Client client(server);
    for (const char c : post(twoCars))
        client.send(QByteArray(1, c));
    QCOMPARE(bodyOf(client.receive()), twoMiles);
}

void tst_HttpListener::chunkedBodiesAreRead()
{
    Server server;
    Client client(server);
    QByteArray request = "POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (qsizetype i = 0; i < twoCars.size(); i += 7) {
        const QByteArray part = twoCars.mid(i, 7);
        request += QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n";
    }
    QCOMPARE(bodyOf(client.ask(request + "0\r\n\r\n")), twoMiles);
    QCOMPARE(bodyOf(client.ask(post(twoCars))), twoMiles);
}

void tst_HttpListener::expectationsAreMet()
{
    Server server;
    Client client(server);
    const QByteArray whole = post(twoCars, "/predict", "Expect: 100-continue\r\n");
    const qsizetype end = whole.indexOf("\r\n\r\n") + 4;
    QCOMPARE(client.ask(whole.left(end)), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    QCOMPARE(bodyOf(client.ask(whole.mid(end))), twoMiles);
    QCOMPARE(statusOf(client.ask(post(twoCars, "/predict", "Expect: miracles\r\n"))), 417);
}

void tst_HttpListener::headHasNoBody()
{
    Server server;
    Client client(server);
    client.expectNoBodies();
    const QByteArray head = client.ask("HEAD /ping HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(statusOf(head), 200);
    QVERIFY(!head.contains("Content-Length: 0\r\n"));
    QCOMPARE(statusOf(client.ask("HEAD /ping HTTP/1.1\r\nHost: localhost\r\n\r\n")), 200);
}

void tst_HttpListener::oldClientsAreUnderstood()
{
    Server server;
    Client closing(server);
    const QByteArray answer = closing.ask("GET /ping HTTP/1.0\r\nHost: localhost\r\n\r\n");
    QVERIFY(answer.startsWith("HTTP/1.0 200 OK\r\n"));
    QVERIFY(answer.contains("Connection: close\r\n"));
    QVERIFY(closing.isClosed());
    Client keeping(server);
    QVERIFY(keeping.ask("GET /ping HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
                .contains("Connection: keep-alive\r\n"));
    QCOMPARE(statusOf(keeping.ask(ping)), 200);
}

void tst_HttpListener::largeBodiesPassAndLargerOnesAreRefused()
{
    ListenOptions options;
    options.maxBody = 1 << 20;
    Server server(options);
    QByteArray rows = "[";
    for (int i = 0; i < 20000; ++i)
        rows += (i > 0 ? "," : "") + QByteArray("{\"cyl\":6,\"disp\":") + QByteArray::number(i) + "}";
    rows += "]";
    QVERIFY(rows.size() < 1 << 20);
    Client client(server);
    const QByteArray answer = client.ask(post(rows));
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(answer.count(','), 19999 + 1); // one in the date
    Client refused(server);
    QCOMPARE(statusOf(refused.ask(post(QByteArray(2 << 20, ' ')))), 413);
    Client chunked(server);
    chunked.send("POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 3; ++i)
        chunked.send("80000\r\n" + QByteArray(0x80000, ' ') + "\r\n");
    QCOMPARE(statusOf(chunked.receive()), 413);
    Client header(server);
    QCOMPARE(statusOf(header.ask("GET /ping HTTP/1.1\r\nHost: localhost\r\nX: " + QByteArray(100000, 'x') +
                                 "\r\n\r\n")),
             431);
    QCOMPARE(statusOf(Client(server).ask(ping)), 200);
}

void tst_HttpListener::malformedRequestsAreRefused_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto add = [](const char *name, const QByteArray &request, int status) {
        QTest::newRow(name) << request << status;
    };
    add("garbage", "\x16\x03\x01\x02garbage\r\n\r\n", 400);
    add("no version", "GET /ping\r\n\r\n", 400);
    add("strange version", "GET /ping HTTP/3.7\r\nHost: localhost\r\n\r\n", 505);
    add("space in the target", "GET /pi ng HTTP/1.1\r\nHost: localhost\r\n\r\n", 505);
    add("no host", "GET /ping HTTP/1.1\r\n\r\n", 400);
    add("two hosts", "GET /ping HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n", 400);
    add("foreign host", "GET /ping HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403);
    add("two lengths",
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]", 400);
    add("length and chunks",
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        400);
    add("negative length", "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: -2\r\n\r\n[]", 400);
    add("huge length",
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n[]", 413);
    add("length beyond 64 bits",
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999999\r\n\r\n[]",
        400);
    add("bad chunk",
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400);
    add("folded header", "GET /ping HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n", 400);
    add("compressed",
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]",
        415);
    add("no body", "POST /predict HTTP/1.1\r\nHost: localhost\r\n\r\n", 422);
    add("unknown method", "BREW /predict HTTP/1.1\r\nHost: localhost\r\n\r\n", 405);
    add("unknown path", "GET /%ff%00?%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 404);
}

void tst_HttpListener::malformedRequestsAreRefused()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    Server server;
    Client client(server);
    const QByteArray answer = client.ask(request);
    QCOMPARE(statusOf(answer), status);
    QVERIFY(answer.contains("Content-Type: application/json\r\n"));
    QVERIFY(!QJsonDocument::fromJson(bodyOf(answer)).object().value(u"message"_s).toString().isEmpty());
    QCOMPARE(statusOf(Client(server).ask(ping)), 200);
}

void tst_HttpListener::randomBytesNeverStopTheServer()
{
    Server server;
    std::uint32_t state = 20240131;
    const auto random = [&state] { return state = state * 1664525u + 1013904223u; };
    const QByteArray good = post(twoCars, "/predict?type=numeric", "Content-Type: application/json\r\n");
    for (int i = 0; i < 300; ++i) {
        QByteArray bad = good;
        for (std::uint32_t j = 0; j <= (random() >> 8) % 4; ++j)
            bad[qsizetype((random() >> 8) % std::uint32_t(bad.size()))] = char(random() >> 16);
        Client client(server);
        client.send(bad);
        client.close();
    }
    QCOMPARE(bodyOf(Client(server).ask(post(twoCars))), twoMiles);
    QVERIFY(!QString::fromStdString(server.metrics.text()).contains(u"code=\"500\""_s));
}

void tst_HttpListener::aPortInUseIsExplained()
{
    Server first;
    ListenOptions options;
    options.port = first.listener->port();
    const Server second(options);
    QCOMPARE(
        second.problem,
        u"Port %1 on 127.0.0.1 is in use by another program. Choose another one, or 0 for a free one."_s.arg(
            options.port));
    ListenOptions elsewhere;
    elsewhere.host = "192.0.2.1";
    QCOMPARE(Server(elsewhere).problem,
             u"Cannot listen on 192.0.2.1: it is not an address of this machine."_s);
}

void tst_HttpListener::slowClientsAreCutOffAndHoldNobodyUp()
{
    ListenOptions options;
    options.headerTime = options.bodyTime = options.idleTime = std::chrono::seconds(0);
    Server server(options);
    Client header(server);
    header.send("POST /predict HTTP/1.1\r\nHost: loc");
    Client body(server);
    body.send(post(twoCars).chopped(5));
    Client idle(server);
    QCOMPARE(bodyOf(Client(server).ask(post(twoCars))), twoMiles);
    QCOMPARE(statusOf(header.receive()), 408);
    QCOMPARE(statusOf(body.receive()), 408);
    QVERIFY(idle.isClosed());
}

void tst_HttpListener::longRequestsHoldNobodyUp()
{
    ListenOptions options;
    options.ioThreads = 1;
    options.computeThreads = 1;
    Server server(options, u"slow"_s, {{test::column("x", format::ColumnType::Number)}});
    QCOMPARE(server.problem, QString());
    Client slow(server);
    Client quick(server);
    slow.send(post("[{\"x\":1}]"));
    // Both kinds are answered, whichever comes first.
    for (int i = 0; i < 20; ++i)
        QCOMPARE(statusOf(quick.ask(ping)), 200);
    QCOMPARE(bodyOf(slow.receive()), QByteArray("{\"predict\":[1.0]}"));
    slow.send(post("[{\"x\":1}]") + ping + post("[{\"x\":2}]"));
    QCOMPARE(bodyOf(slow.receive()), QByteArray("{\"predict\":[1.0]}"));
    QVERIFY(bodyOf(slow.receive()).contains("pong"));
    QCOMPARE(bodyOf(slow.receive()), QByteArray("{\"predict\":[2.0]}"));
}

void tst_HttpListener::tooManyWaitingRequestsAreTurnedAway()
{
    ListenOptions options;
    options.computeThreads = 1;
    options.maxWaiting = 2;
    Server server(options, u"slow"_s, {{test::column("x", format::ColumnType::Number)}});
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<Client>(server));
        clients.back()->send(post("[{\"x\":1}]"));
    }
    int answered = 0;
    int busy = 0;
    for (const auto &client : clients) {
        const int status = statusOf(client->receive());
        answered += status == 200;
        busy += status == 503;
    }
    QCOMPARE(answered + busy, 12);
    QVERIFY(answered >= 2);
    QCOMPARE(statusOf(Client(server).ask(post("[{\"x\":1}]"))), 200);
}

void tst_HttpListener::tooManyConnectionsAreTurnedAway()
{
    ListenOptions options;
    options.maxConnections = 3;
    Server server(options);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<Client>(server));
        QCOMPARE(statusOf(clients.back()->ask(ping)), 200);
    }
    QCOMPARE(statusOf(Client(server).receive()), 503);
    clients.front()->close();
    QTRY_COMPARE(server.metrics.connections.load(), 2);
    QCOMPARE(statusOf(Client(server).ask(ping)), 200);
}

void tst_HttpListener::stoppingAnswersWhatHasBegun()
{
    Server server({}, u"slow"_s, {{test::column("x", format::ColumnType::Number)}});
    Client busy(server);
    Client idle(server);
    QCOMPARE(statusOf(idle.ask(ping)), 200);
    constexpr int rows = 400;
    QByteArrayList asked;
    QByteArrayList expected;
    for (int i = 1; i <= rows; ++i) {
        asked << "{\"x\":" + QByteArray::number(i) + '}';
        expected << QByteArray::number(i) + ".0";
    }
    busy.send(post('[' + asked.join(',') + ']'));
    // Without a pause between two looks: the request may take less than one.
    const QDeadlineTimer deadline(patience);
    while (server.metrics.inProgress.load() == 0 && !deadline.hasExpired())
        std::this_thread::yield();
    std::thread stopping([&] { server.listener->stop(std::chrono::seconds(30)); });
    const QByteArray answer = busy.receive();
    QCOMPARE(bodyOf(answer), QByteArray("{\"predict\":[" + expected.join(',') + "]}"));
    QVERIFY(answer.contains("Connection: close\r\n"));
    QVERIFY(busy.isClosed());
    QVERIFY(idle.isClosed());
    stopping.join();
    QTcpSocket late;
    late.connectToHost(u"127.0.0.1"_s, server.listener->port());
    QVERIFY(!late.waitForConnected(1000));
}

void tst_HttpListener::clientsThatLeaveAreForgotten()
{
    Server server;
    for (int i = 0; i < 100; ++i) {
        Client client(server);
        client.send(post(twoCars).left(i));
        client.close();
    }
    QTRY_COMPARE(server.metrics.connections.load(), 0);
}

// The version changes twenty times while sixteen connections ask: every answer is one of the two versions'
// own, and says so.
void tst_HttpListener::exchangingVersionsUnderLoadFailsNoRequest()
{
    Server server;
    auto first = server.served->current();
    auto loaded = loadVersion(test::source(u"linear2"_s, test::carsPrototype(), u"v2.0.0"_s), server.metrics);
    QVERIFY(loaded);
    const ServedVersionPtr second = *loaded;
    std::atomic<bool> done{false};
    std::atomic<int> asked{0};
    std::atomic<int> wrong{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 16; ++i) {
        clients.emplace_back([&] {
            Client client(server);
            const QByteArray request = post("[{\"cyl\":6,\"disp\":100}]");
            while (!done.load()) {
                const QByteArray answer = client.ask(request);
                const bool isFirst =
                    answer.contains("X-Model-Version: v1.0.0\r\n") && answer.endsWith("[23.078959]}");
                const bool isSecond =
                    answer.contains("X-Model-Version: v2.0.0\r\n") && answer.endsWith("[17.0]}");
                if (!isFirst && !isSecond && ++wrong == 1)
                    qWarning("%s", answer.constData());
                ++asked;
            }
        });
    }
    for (int i = 0; i < 20; ++i) {
        const int before = asked.load();
        server.served->exchange(i % 2 == 0 ? second : first);
        QTRY_VERIFY_WITH_TIMEOUT(asked.load() > before + 50, patience);
    }
    done = true;
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(wrong.load(), 0);
    QVERIFY(asked.load() > 1000);
}

QTEST_GUILESS_MAIN(tst_HttpListener)
#include "tst_httplistener.moc"
