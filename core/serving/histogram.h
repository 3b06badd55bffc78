// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::serving {

// A histogram of durations with fixed limits from 10 µs to 10 s, as Prometheus counts them. Lock-free; any
// thread.
class Histogram final
{
public:
    static constexpr std::array<std::int64_t, 19> limits{
        // nanoseconds
        10'000,      25'000,        50'000,        100'000,       250'000,       500'000,     1'000'000,
        2'500'000,   5'000'000,     10'000'000,    25'000'000,    50'000'000,    100'000'000, 250'000'000,
        500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

    void observe(std::chrono::nanoseconds duration);
    std::uint64_t count() const;
    std::uint64_t nanoseconds() const { return m_nanoseconds.load(std::memory_order_relaxed); }
    // The samples `name`_bucket, _sum (seconds) and _count with `labels` in front of `le`.
    void write(std::string &out, std::string_view name, std::string_view labels) const;

private:
    std::array<std::atomic<std::uint64_t>, limits.size() + 1> m_buckets{};
    std::atomic<std::uint64_t> m_nanoseconds{0};
};

} // namespace vitrine::serving
