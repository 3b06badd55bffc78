// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/serving/loadclient.h"

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::bench {

// How long each measurement takes and how often it is repeated: VT_BENCH_MS (1,000) and VT_BENCH_ROUNDS (5).
std::chrono::milliseconds duration();
int rounds();
double median(std::vector<double> values);

// vitrine-serve as a program.
class Server final
{
public:
    // The linear model of the tests, with a prototype of cyl and disp.
    explicit Server(const QStringList &more = {});
    // An empty file: the options name a library. An empty prototype: that of cyl and disp.
    Server(const QStringList &more, const QString &file, const QString &prototype = {});
    ~Server();

    // The next announcement.
    QString nextLine() const;
    std::uint16_t port() const { return m_port; }
    pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }

private:
    QTemporaryDir m_dir;
    mutable QProcess m_process;
    std::uint16_t m_port = 0;
};

struct Measured {
    std::uint64_t answers = 0;
    double perSecond = 0;
    double microsecondsOfCpu = 0; // of the server, for each request
    double p50 = 0;
    double p99 = 0;
};
// Says so when answers were wrong or missing.
Measured measure(const Load &load, pid_t server);

// `count` rows of cyl and disp.
std::string rowsOf(std::size_t count);

} // namespace vitrine::bench
