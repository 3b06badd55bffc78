// SPDX-License-Identifier: GPL-3.0-or-later
// The server against a Python server of the same model that is built as vetiver's is (peer_server.py), both
// on this machine in the same run, with the client on the same cores. vetiver's own does a little more for
// each request.
#include "core/serving/onnxlibrary.h"
#include "tests/bench/serving/measuredserver.h"
#include "tests/support/interpreters.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>

#include <cmath>
#include <cstdio>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::bench;

namespace {

// peer_server.py with its log, which is a part of what it does.
class PeerServer final
{
public:
    PeerServer(const QString &python, const QString &model)
    {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        m_port = free.serverPort();
        free.close();
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.start(python, {QStringLiteral(VT_BENCH_DIR "/peer_server.py"), model + u".joblib"_s,
                                 model + u".json"_s, QString::number(m_port)});
    }
    ~PeerServer()
    {
        m_process.kill();
        m_process.waitForFinished(20000);
    }

    bool isUp()
    {
        for (int i = 0; i < 600 && m_process.state() != QProcess::NotRunning; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            if (socket.waitForConnected(1000))
                return true;
            m_process.waitForFinished(100);
        }
        return false;
    }
    // Waits until it has done what clients that left had asked for.
    void rest() const
    {
        double used = -1;
        for (int i = 0; i < 100 && used != cpuSeconds(pid()); ++i) {
            used = cpuSeconds(pid());
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    }
    std::uint16_t port() const { return m_port; }
    pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }

private:
    QProcess m_process;
    std::uint16_t m_port = 0;
};

QJsonArray predictionsIn(std::string_view answer)
{
    const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
    const auto document =
        QJsonDocument::fromJson(QByteArray(body.data(), static_cast<qsizetype>(body.size())));
    return document.object().value(u"predict").toArray();
}

// The largest relative distance of the answers to one request from those of scikit-learn; -1: not as many.
double largestError(std::uint16_t port, const std::string &request, const QJsonArray &expected)
{
    double largest = -1;
    bool answered = false;
    Load load;
    load.port = port;
    load.request = request;
    load.connections = 1;
    load.duration = std::chrono::minutes(1);
    load.stop = [&answered] { return answered; };
    load.isRight = [&](std::string_view answer) {
        answered = true;
        const QJsonArray given = predictionsIn(answer);
        if (given.size() != expected.size())
            return false;
        largest = std::max(largest, 0.0);
        for (qsizetype i = 0; i < given.size(); ++i)
            largest = std::max(largest, std::abs(given[i].toDouble() - expected[i].toDouble()) /
                                            std::max(1.0, std::abs(expected[i].toDouble())));
        return true;
    };
    drive(load);
    return largest;
}

} // namespace

class bench_Peers final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void aModel_data();
    void aModel();

private:
    void compare(const char *what, const Load &load, PeerServer &peer, const Server &server) const;

    QString m_python;
    QTemporaryDir m_folder;
};

void bench_Peers::initTestCase()
{
    if (const Result<> loaded = serving::loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    VT_NEED_PYTHON(python, {u"fastapi"_s, u"uvicorn"_s, u"sklearn"_s, u"pandas"_s, u"joblib"_s, u"onnx"_s});
    m_python = python;
    QVERIFY(
        test::succeeds(python, {QStringLiteral(VT_BENCH_DIR "/peer_models.py"), m_folder.path()}, 600'000));
}

void bench_Peers::aModel_data()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("linear") << u"linear"_s;
    QTest::newRow("forest of 100 trees") << u"forest"_s;
}

void bench_Peers::aModel()
{
    QFETCH(QString, model);
    const QString base = m_folder.filePath(model);
    QFile file(base + u".rows.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject data = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonArray rows = data.value(u"rows").toArray();
    const auto requestOf = [](const QJsonArray &list) {
        return postRequest("/predict", QJsonDocument(list).toJson(QJsonDocument::Compact).toStdString());
    };
    PeerServer peer(m_python, base);
    const Server server({}, base + u".onnx"_s, base + u".json"_s);
    QVERIFY(peer.isUp());
    QVERIFY(server.port() != 0);
    Load load;
    load.request = requestOf(rows);
    const QJsonArray expected = data.value(u"answers").toArray();
    const double ours = largestError(server.port(), load.request, expected);
    const double theirs = largestError(peer.port(), load.request, expected);
    std::printf("  %s: answers differ from scikit-learn's by at most %.1e (the Python server's by %.1e)\n",
                QTest::currentDataTag(), ours, theirs);
    QVERIFY(ours >= 0 && ours < 1e-5);
    QVERIFY(theirs >= 0 && theirs < 1e-12);
    load.duration = 4 * duration(); // the Python server needs that for some answers
    load.connections = 1;
    compare("1,000 rows, 1 connection", load, peer, server);
    load.connections = 16;
    compare("1,000 rows, 16 connections", load, peer, server);
    load.duration = duration();
    load.request = requestOf({rows.first()});
    load.connections = 1;
    compare("1 row, 1 connection", load, peer, server);
    load.connections = 16;
    compare("1 row, 16 connections", load, peer, server);
}

void bench_Peers::compare(const char *what, const Load &load, PeerServer &peer, const Server &server) const
{
    std::vector<double> rates;
    std::vector<double> ratios;
    std::vector<double> cpuRatios;
    std::vector<double> p99;
    Load each = load;
    for (int i = 0; i < rounds(); ++i) {
        each.port = peer.port();
        const Measured theirs = measure(each, peer.pid());
        peer.rest();
        each.port = server.port();
        const Measured ours = measure(each, server.pid());
        rates.push_back(ours.perSecond);
        ratios.push_back(ours.perSecond / std::max(1e-9, theirs.perSecond));
        cpuRatios.push_back(theirs.microsecondsOfCpu / std::max(1e-9, ours.microsecondsOfCpu));
        p99.push_back(ours.p99);
    }
    std::printf(
        "  %s, %s: %.0f requests/s, %.0f times the Python server's; %.0f times for the same CPU time; p99 "
        "%.2f ms\n",
        QTest::currentDataTag(), what, median(rates), median(ratios), median(cpuRatios), median(p99) / 1e3);
    std::fflush(stdout);
}

QTEST_GUILESS_MAIN(bench_Peers)
#include "bench_peers.moc"
