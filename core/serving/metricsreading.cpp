// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/metricsreading.h"

#include <algorithm>
#include <limits>

namespace vitrine::serving {

namespace {

constexpr qint64 windowMs = 60'000;

// The value of `name="…"` in a sample's labels.
QByteArray labelOf(const QByteArray &line, const QByteArray &name)
{
    const QByteArray key = name + "=\"";
    const qsizetype begin = line.indexOf(key);
    if (begin < 0)
        return {};
    const qsizetype end = line.indexOf('"', begin + key.size());
    return line.mid(begin + key.size(), end - begin - key.size());
}

void addBucket(QList<std::pair<double, double>> &buckets, double limit, double count)
{
    const auto it = std::find_if(buckets.begin(), buckets.end(),
                                 [limit](const auto &each) { return each.first == limit; });
    if (it == buckets.end())
        buckets.append({limit, count});
    else
        it->second += count;
}

// Of whoever watches the server, such as this program: no traffic.
bool isWatching(const QByteArray &line)
{
    const QByteArray endpoint = labelOf(line, "endpoint");
    return endpoint == "metrics" || endpoint == "health";
}

} // namespace

MetricsReading readMetrics(const QByteArray &text, qint64 timeMs)
{
    MetricsReading reading;
    reading.timeMs = timeMs;
    for (const QByteArray &line : text.split('\n')) {
        const double value = line.mid(line.lastIndexOf(' ') + 1).toDouble();
        if (line.startsWith("vitrine_requests_total{")) {
            if (isWatching(line))
                continue;
            reading.requests += value;
            const QByteArray code = labelOf(line, "code");
            if (!code.startsWith('2') && !code.startsWith('3'))
                reading.errors += value;
        } else if (line.startsWith("vitrine_request_duration_seconds_bucket{")) {
            const QByteArray limit = labelOf(line, "le");
            addBucket(reading.latency,
                      limit == "+Inf" ? std::numeric_limits<double>::infinity() : limit.toDouble(), value);
        }
    }
    std::sort(reading.latency.begin(), reading.latency.end());
    return reading;
}

void TrafficWindow::add(const MetricsReading &reading)
{
    if (!m_readings.empty() && reading.requests < m_readings.back().requests)
        m_readings.clear();
    m_readings.push_back(reading);
    while (m_readings.size() > 2 && m_readings[1].timeMs < reading.timeMs - windowMs)
        m_readings.pop_front();
}

double TrafficWindow::requestsPerSecond() const
{
    if (m_readings.size() < 2)
        return 0;
    const MetricsReading &last = m_readings.back();
    const MetricsReading &before = m_readings[m_readings.size() - 2];
    const double seconds = static_cast<double>(last.timeMs - before.timeMs) / 1000;
    return seconds > 0 ? (last.requests - before.requests) / seconds : 0;
}

double TrafficWindow::errorShare() const
{
    if (m_readings.size() < 2)
        return 0;
    const double requests = m_readings.back().requests - m_readings.front().requests;
    return requests > 0 ? (m_readings.back().errors - m_readings.front().errors) / requests : 0;
}

double TrafficWindow::medianMs() const
{
    if (m_readings.size() < 2)
        return 0;
    const auto &last = m_readings.back().latency;
    const auto &first = m_readings.front().latency;
    const auto count = [&](qsizetype i) {
        const bool known = i < first.size() && first[i].first == last[i].first;
        return last[i].second - (known ? first[i].second : 0);
    };
    if (last.isEmpty() || count(last.size() - 1) <= 0)
        return 0;
    const double half = count(last.size() - 1) / 2;
    double below = 0;
    double lower = 0;
    for (qsizetype i = 0; i < last.size(); ++i) {
        if (count(i) >= half) {
            const double upper = last[i].first;
            if (upper == std::numeric_limits<double>::infinity())
                return lower * 1000;
            return (lower + (upper - lower) * (half - below) / (count(i) - below)) * 1000;
        }
        below = count(i);
        lower = last[i].first;
    }
    return lower * 1000;
}

} // namespace vitrine::serving
