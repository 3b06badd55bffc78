// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/errorkind.h"
#include "core/serving/histogram.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
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
    PredictLogProba,
    Invocations,
    Infer,
    Metadata,
    Prototype,
    Health,
    Documentation,
    Metrics,
    Feedback,
    Passed, // in the model's own API
    Other
};
inline constexpr std::size_t endpointCount = 13;
std::string_view endpointName(Endpoint endpoint);

// The parts of a prediction that are timed apart: waiting for a thread, finding the structure of the body,
// checking it against the prototype while it is read into columns, running the model, writing the answer.
enum class Stage : std::uint8_t { Queue, Parse, Validate, Infer, Serialise };
inline constexpr std::size_t stageCount = 5;
std::string_view stageName(Stage stage);

// What happened to one version of one model. Lock-free; any thread.
struct VersionCounters {
    std::string model;
    std::string version;

    void count(Endpoint endpoint, int status);
    void writeRequests(std::string &out) const;

    static constexpr std::array<int, 18> statuses{200, 202, 204, 307, 400, 401, 403, 404, 405,
                                                  409, 413, 415, 422, 431, 500, 503, 504, 0}; // 0: any other
    std::array<std::array<std::atomic<std::uint64_t>, statuses.size()>, endpointCount> requests{};
    std::array<std::atomic<std::uint64_t>, errorKindCount> errors{};
    Histogram total;
    std::array<Histogram, stageCount> stages;
    std::atomic<std::uint64_t> rows{0};
    std::atomic<std::uint64_t> missingCells{0};
    std::atomic<std::uint64_t> faults{0};  // cells or rows refused
    std::atomic<std::uint64_t> batches{0}; // runs of the model that answered several requests at once
    std::atomic<std::uint64_t> batched{0}; // requests that were answered by such a run
};

// Everything that /metrics shows, in Prometheus' text format.
class ServerMetrics final
{
public:
    ServerMetrics();

    // The counters of a version, the same ones each time it is asked for: counters never go back.
    std::shared_ptr<VersionCounters> of(const std::string &model, const std::string &version);
    // What is said of requests for which no version was chosen.
    VersionCounters &elsewhere() { return m_elsewhere; }
    void setServed(const std::string &model, const std::string &version, const std::string &stage,
                   const std::string &commit);
    // Appends further families at the end of the text. Set before the server starts.
    void setMore(std::function<void(std::string &)> write) { m_more = std::move(write); }

    std::string text() const;
    std::uint64_t requestCount() const; // since the start

    std::atomic<std::int64_t> inProgress{0};
    std::atomic<std::int64_t> connections{0};
    std::atomic<std::uint64_t> switches{0};
    std::atomic<std::uint64_t> failedSwitches{0};
    // Requests that broke off before they had an address: malformed, too large, too slow.
    std::atomic<std::uint64_t> refused{0};

private:
    struct Served {
        std::string model, version, stage, commit;
    };
    void writeVersions(std::string &out) const;
    void writeServer(std::string &out) const;

    mutable std::mutex m_mutex; // of the lists, not of the counters
    std::vector<std::shared_ptr<VersionCounters>> m_versions;
    std::vector<Served> m_served;
    VersionCounters m_elsewhere;
    std::function<void(std::string &)> m_more;
    double m_started = 0; // seconds since the epoch
};

} // namespace vitrine::serving
