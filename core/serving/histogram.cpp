// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/histogram.h"

#include "core/serving/prometheustext.h"

#include <algorithm>

namespace vitrine::serving {

void Histogram::observe(std::chrono::nanoseconds duration)
{
    const std::int64_t nanoseconds = std::max<std::int64_t>(0, duration.count());
    std::size_t bucket = 0; // most durations are short: the first limits decide
    while (bucket < limits.size() && nanoseconds > limits[bucket])
        ++bucket;
    m_buckets[bucket].fetch_add(1, std::memory_order_relaxed);
    m_nanoseconds.fetch_add(static_cast<std::uint64_t>(nanoseconds), std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const
{
    std::uint64_t total = 0;
    for (const auto &bucket : m_buckets)
        total += bucket.load(std::memory_order_relaxed);
    return total;
}

void Histogram::write(std::string &out, std::string_view name, std::string_view labels) const
{
    std::uint64_t total = 0;
    const std::string family(name);
    const std::string prefix = labels.empty() ? std::string() : std::string(labels) + ",";
    for (std::size_t i = 0; i <= limits.size(); ++i) {
        total += m_buckets[i].load(std::memory_order_relaxed);
        const std::string limit =
            i < limits.size() ? prometheus::number(static_cast<double>(limits[i]) * 1e-9) : "+Inf";
        prometheus::sample(out, family + "_bucket", prefix + prometheus::label("le", limit), total);
    }
    const double seconds = static_cast<double>(m_nanoseconds.load(std::memory_order_relaxed)) * 1e-9;
    prometheus::sample(out, family + "_sum", labels, prometheus::number(seconds));
    prometheus::sample(out, family + "_count", labels, total);
}

} // namespace vitrine::serving
