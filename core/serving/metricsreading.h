// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <deque>

namespace vitrine::serving {

// What a server's /metrics says about its requests since it started, without those that only watch it.
struct MetricsReading {
    qint64 timeMs = 0; // when it was read
    double requests = 0;
    double errors = 0;                        // answered with 4xx or 5xx
    QList<std::pair<double, double>> latency; // upper limit in seconds, requests up to it; cumulative

    bool operator==(const MetricsReading &) const = default;
};
MetricsReading readMetrics(const QByteArray &text, qint64 timeMs);

// Rates from the readings of the last minute.
class TrafficWindow final
{
public:
    // A reading with lower counts than before comes from a new process: the window begins again.
    void add(const MetricsReading &reading);
    void clear() { m_readings.clear(); }

    double requestsPerSecond() const; // between the last two readings
    double medianMs() const;          // over the window, interpolated within a bucket; 0 without requests
    double errorShare() const;        // over the window, 0–1

private:
    std::deque<MetricsReading> m_readings;
};

} // namespace vitrine::serving
