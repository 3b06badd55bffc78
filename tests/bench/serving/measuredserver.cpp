// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/serving/measuredserver.h"

#include "tests/core/serving/fixture.h"

#include <QFile>
#include <QUrl>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace vitrine::bench {

namespace {

int number(const char *variable, int otherwise)
{
    bool ok = false;
    const int value = qEnvironmentVariableIntValue(variable, &ok);
    return ok && value > 0 ? value : otherwise;
}

} // namespace

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

Server::Server(const QStringList &more) : Server(more, test::modelFile(u"linear"_s)) {}

Server::Server(const QStringList &more, const QString &file, const QString &prototype)
{
    QFile cars(m_dir.filePath(u"prototype.json"_s));
    if (cars.open(QIODevice::WriteOnly))
        cars.write(R"([{"name":"cyl","type":"number"},{"name":"disp","type":"number"}])");
    cars.close();
    QStringList arguments = more + QStringList{u"--admin-socket"_s, u"none"_s};
    if (!file.isEmpty())
        arguments += {u"--file"_s, file, u"--prototype"_s, prototype.isEmpty() ? cars.fileName() : prototype};
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.start(QStringLiteral(VT_BINARY_DIR "/vitrine-serve"), arguments);
    const QString line = nextLine();
    m_port = quint16(QUrl(line.mid(line.indexOf(u"http"))).port(0));
}

Server::~Server()
{
    m_process.terminate();
    m_process.waitForFinished(20000);
}

QString Server::nextLine() const
{
    while (!m_process.canReadLine() && m_process.waitForReadyRead(20000)) {
    }
    return QString::fromUtf8(m_process.readLine()).trimmed();
}

Measured measure(const Load &load, pid_t server)
{
    const double before = cpuSeconds(server);
    const LoadResult result = drive(load);
    const double cpu = cpuSeconds(server) - before;
    Measured measured;
    measured.answers = result.answers;
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

} // namespace vitrine::bench
