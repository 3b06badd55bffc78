// SPDX-License-Identifier: GPL-3.0-or-later
// The server against a bare epoll loop that answers the same JSON, both on this machine in the same run.
//   VT_BENCH_MS      how long each measurement takes, by default 1,000 ms
//   VT_BENCH_ROUNDS  how often it is repeated, by default 5; medians are printed
#include "core/serving/onnxlibrary.h"
#include "tests/bench/serving/bareloop.h"
#include "tests/bench/serving/loadclient.h"
#include "tests/core/serving/fixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::bench;

namespace {

int number(const char *variable, int otherwise)
{
    bool ok = false;
    const int value = qEnvironmentVariableIntValue(variable, &ok);
    return ok && value > 0 ? value : otherwise;
}

std::chrono::milliseconds duration()
{
    return std::chrono::milliseconds(number("VT_BENCH_MS", 1000));
}

int rounds()
{
    return number("VT_BENCH_ROUNDS", 5);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

// vitrine-serve as a program, with the linear model of the tests and a prototype.
class Server final
{
public:
    explicit Server(const QStringList &more = {})
    {
        QFile prototype(m_dir.filePath(u"prototype.json"_s));
        if (prototype.open(QIODevice::WriteOnly))
            prototype.write(R"([{"name":"cyl","type":"number"},{"name":"disp","type":"number"}])");
        prototype.close();
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.start(
            QStringLiteral(VT_BINARY_DIR "/vitrine-serve"),
            QStringList{u"--file"_s, test::modelFile(u"linear"_s), u"--prototype"_s, prototype.fileName()} +
                more);
        while (!m_process.canReadLine() && m_process.waitForReadyRead(20000)) {
        }
        const QString line = QString::fromUtf8(m_process.readLine()).trimmed();
        m_port = quint16(QUrl(line.mid(line.indexOf(u"http"))).port(0));
    }
    ~Server()
    {
        m_process.terminate();
        m_process.waitForFinished(20000);
    }

    std::uint16_t port() const { return m_port; }
    pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }

private:
    QTemporaryDir m_dir;
    QProcess m_process;
    std::uint16_t m_port = 0;
};

struct Measured {
    double perSecond = 0;
    double microsecondsOfCpu = 0; // of the server, for each request
    double p50 = 0;
    double p99 = 0;
};

Measured measure(const Load &load, pid_t server)
{
    const double before = cpuSeconds(server);
    const LoadResult result = drive(load);
    const double cpu = cpuSeconds(server) - before;
    Measured measured;
    measured.perSecond = result.perSecond();
    measured.microsecondsOfCpu = result.answers > 0 ? cpu * 1e6 / static_cast<double>(result.answers) : 0;
    measured.p50 = result.quantile(0.5);
    measured.p99 = result.quantile(0.99);
    if (result.wrong > 0 || result.broken > 0)
        std::printf("  %llu wrong answers, %llu connections lost\n",
                    static_cast<unsigned long long>(result.wrong),
                    static_cast<unsigned long long>(result.broken));
    return measured;
}

std::string rowsOf(std::size_t count)
{
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i)
        body += (i > 0 ? ",{\"cyl\":" : "{\"cyl\":") + std::to_string(4 + 2 * (i % 3)) +
                ",\"disp\":" + std::to_string(100 + i % 300) + ".5}";
    return body + "]";
}

} // namespace

class bench_Serving final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void againstABareLoop_data();
    void againstABareLoop();
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

QTEST_GUILESS_MAIN(bench_Serving)
#include "bench_serving.moc"
