// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// What is counted apart in the metrics.
enum class Endpoint : std::uint8_t {
    Predict,
    PredictProba,
    Invocations,
    Infer,
    Metadata,
    Prototype,
    Health,
    Documentation,
    Metrics,
    Feedback,
    Other
};
inline constexpr std::size_t endpointCount = 11;
std::string_view endpointName(Endpoint endpoint);

// The parts of a prediction that are timed apart. Checking against the prototype happens while parsing.
enum class Stage : std::uint8_t { Queue, Parse, Infer, Serialise, Total };
inline constexpr std::size_t stageCount = 5;
std::string_view stageName(Stage stage);

// A cumulative histogram with fixed limits from 10 µs to 10 s. Lock-free; any thread.
class Histogram final
{
public:
    static constexpr std::array<double, 19> limits{10e-6,  25e-6, 50e-6, 100e-6, 250e-6, 500e-6, 1e-3,
                                                   2.5e-3, 5e-3,  10e-3, 25e-3,  50e-3,  0.1,    0.25,
                                                   0.5,    1.0,   2.5,   5.0,    10.0};

    void observe(std::chrono::nanoseconds duration);
    void write(std::string &out, std::string_view name, std::string_view labels) const;

private:
    std::array<std::atomic<std::uint64_t>, limits.size() + 1> m_buckets{};
    std::atomic<std::uint64_t> m_nanoseconds{0};
};

// What happened to one version of one model. Lock-free; any thread.
struct VersionCounters {
    std::string model;
    std::string version;

    void count(Endpoint endpoint, int status);
    void write(std::string &out) const;

    static constexpr std::array<int, 16> statuses{200, 204, 307, 400, 401, 403, 404, 405,
                                                  413, 415, 422, 431, 500, 503, 504, 0}; // 0: any other
    std::array<std::array<std::atomic<std::uint64_t>, statuses.size()>, endpointCount> requests{};
    std::array<Histogram, stageCount> stages;
    std::atomic<std::uint64_t> rows{0};
    std::atomic<std::uint64_t> missingCells{0};
    std::atomic<std::uint64_t> faults{0}; // cells or rows refused
};

// Everything that /metrics shows, in Prometheus' text format 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/).
class ServerMetrics final
{
public:
    ServerMetrics();

    // The counters of a version, the same ones each time it is asked for: counters never go back.
    std::shared_ptr<VersionCounters> of(const std::string &model, const std::string &version);
    void setServed(const std::string &model, const std::string &version, const std::string &stage,
                   const std::string &commit);

    std::string text() const;

    std::atomic<std::int64_t> inProgress{0};
    std::atomic<std::int64_t> connections{0};
    std::atomic<std::uint64_t> switches{0};
    std::atomic<std::uint64_t> failedSwitches{0};
    std::atomic<std::uint64_t> refused{
        0}; // requests that broke off before they had an address: malformed, too large, too slow

private:
    struct Served {
        std::string model, version, stage, commit;
    };
    mutable std::mutex m_mutex; // of the lists, not of the counters
    std::vector<std::shared_ptr<VersionCounters>> m_versions;
    std::vector<Served> m_served;
    double m_started = 0; // seconds since the epoch
};

} // namespace vitrine::serving
