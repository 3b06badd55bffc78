// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/servermetrics.h"

#include "core/serving/prometheustext.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace vitrine::serving {

namespace {

using prometheus::family;
using prometheus::label;
using prometheus::sample;

constexpr std::array<std::string_view, endpointCount> endpointNames{
    "predict", "predict_proba", "predict_log_proba", "invocations", "infer", "metadata", "prototype",
    "health",  "documentation", "metrics",           "feedback",    "own",   "other"};
constexpr std::array<std::string_view, stageCount> stageNames{"queue", "parse", "validate", "infer",
                                                              "serialise"};

std::uint64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t openDescriptors()
{
    std::error_code error;
    std::uint64_t count = 0;
    for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
         it.increment(error))
        ++count;
    return count;
}

std::string labelsOf(const VersionCounters &version)
{
    return label("model", version.model) + "," + label("version", version.version);
}

} // namespace

std::string_view endpointName(Endpoint endpoint)
{
    return endpointNames[static_cast<std::size_t>(endpoint)];
}

std::string_view stageName(Stage stage)
{
    return stageNames[static_cast<std::size_t>(stage)];
}

void VersionCounters::count(Endpoint endpoint, int status)
{
    const auto known = std::find(statuses.begin(), statuses.end() - 1, status) - statuses.begin();
    requests[static_cast<std::size_t>(endpoint)][static_cast<std::size_t>(known)].fetch_add(
        1, std::memory_order_relaxed);
}

void VersionCounters::writeRequests(std::string &out) const
{
    for (std::size_t e = 0; e < endpointCount; ++e) {
        for (std::size_t s = 0; s < statuses.size(); ++s) {
            const std::uint64_t count = requests[e][s].load(std::memory_order_relaxed);
            if (count == 0)
                continue;
            const std::string code = statuses[s] == 0 ? "other" : std::to_string(statuses[s]);
            sample(out, "vitrine_requests_total",
                   labelsOf(*this) + "," + label("endpoint", endpointNames[e]) + "," + label("code", code),
                   count);
        }
    }
}

ServerMetrics::ServerMetrics()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    m_started = std::chrono::duration<double>(now).count();
}

std::shared_ptr<VersionCounters> ServerMetrics::of(const std::string &model, const std::string &version)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &counters : m_versions) {
        if (counters->model == model && counters->version == version)
            return counters;
    }
    auto counters = std::make_shared<VersionCounters>();
    counters->model = model;
    counters->version = version;
    m_versions.push_back(counters);
    return counters;
}

void ServerMetrics::setServed(const std::string &model, const std::string &version, const std::string &stage,
                              const std::string &commit)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_served, [&](const Served &served) { return served.model == model; });
    m_served.push_back({model, version, stage, commit});
}

std::uint64_t ServerMetrics::requestCount() const
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t count = 0;
    const auto add = [&count](const VersionCounters &counters) {
        for (const auto &endpoint : counters.requests) {
            for (const auto &status : endpoint)
                count += status.load(std::memory_order_relaxed);
        }
    };
    add(m_elsewhere);
    for (const auto &version : m_versions)
        add(*version);
    return count;
}

void ServerMetrics::writeVersions(std::string &out) const
{
    family(out, "vitrine_requests_total", "Requests answered.", "counter");
    for (const auto &version : m_versions)
        version->writeRequests(out);
    m_elsewhere.writeRequests(out);
    family(out, "vitrine_errors_total", "Requests refused or failed, by reason.", "counter");
    const auto errors = [&](const VersionCounters &version) {
        for (std::size_t kind = 1; kind < errorKindCount; ++kind) {
            if (const std::uint64_t count = version.errors[kind].load(std::memory_order_relaxed); count > 0)
                sample(out, "vitrine_errors_total",
                       labelsOf(version) + "," + label("kind", errorKindName(static_cast<ErrorKind>(kind))),
                       count);
        }
    };
    for (const auto &version : m_versions)
        errors(*version);
    errors(m_elsewhere);
    const auto counter = [&](std::string_view name, std::string_view help, auto member) {
        family(out, name, help, "counter");
        for (const auto &version : m_versions)
            sample(out, name, labelsOf(*version), ((*version).*member).load(std::memory_order_relaxed));
    };
    counter("vitrine_rows_total", "Rows predicted.", &VersionCounters::rows);
    counter("vitrine_missing_values_total", "Missing values handed to the model.",
            &VersionCounters::missingCells);
    counter("vitrine_request_faults_total", "Faults found in refused requests.", &VersionCounters::faults);
    counter("vitrine_batches_total", "Runs of the model that answered several requests at once.",
            &VersionCounters::batches);
    counter("vitrine_batched_requests_total", "Requests that were answered together with others.",
            &VersionCounters::batched);
    family(out, "vitrine_request_duration_seconds", "Time from the last byte of a prediction's request.",
           "histogram");
    for (const auto &version : m_versions)
        version->total.write(out, "vitrine_request_duration_seconds", labelsOf(*version));
    family(out, "vitrine_request_stage_duration_seconds", "Time for a prediction, by stage.", "histogram");
    for (const auto &version : m_versions) {
        for (std::size_t s = 0; s < stageCount; ++s)
            version->stages[s].write(out, "vitrine_request_stage_duration_seconds",
                                     labelsOf(*version) + "," + label("stage", stageNames[s]));
    }
}

void ServerMetrics::writeServer(std::string &out) const
{
    const auto single = [&out](std::string_view name, std::string_view help, std::string_view type,
                               const std::string &value) {
        family(out, name, help, type);
        sample(out, name, {}, value);
    };
    single("vitrine_requests_in_progress", "Requests being answered.", "gauge",
           std::to_string(inProgress.load()));
    single("vitrine_connections", "Open connections.", "gauge", std::to_string(connections.load()));
    single("vitrine_requests_refused_total", "Requests that were malformed, too large or too slow.",
           "counter", std::to_string(refused.load()));
    family(out, "vitrine_version_switches_total", "Switches to another version.", "counter");
    sample(out, "vitrine_version_switches_total", "result=\"done\"", switches.load());
    sample(out, "vitrine_version_switches_total", "result=\"failed\"", failedSwitches.load());
    family(out, "vitrine_model_info", "What is served now.", "gauge");
    for (const Served &served : m_served)
        sample(out, "vitrine_model_info",
               label("model", served.model) + "," + label("version", served.version) + "," +
                   label("stage", served.stage) + "," + label("commit", served.commit),
               "1");
    family(out, "vitrine_build_info", "The program.", "gauge");
    sample(out, "vitrine_build_info", label("version", VT_VERSION), "1");
    single("process_resident_memory_bytes", "Resident memory.", "gauge", std::to_string(residentBytes()));
    single("process_cpu_seconds_total", "CPU time used, user and system.", "counter",
           prometheus::number(cpuSeconds()));
    single("process_open_fds", "Open file descriptors.", "gauge", std::to_string(openDescriptors()));
    single("process_start_time_seconds", "Start of the server, in seconds since the epoch.", "gauge",
           prometheus::number(m_started));
}

std::string ServerMetrics::text() const
{
    const std::lock_guard lock(m_mutex);
    std::string out;
    writeVersions(out);
    writeServer(out);
    if (m_more)
        m_more(out);
    return out;
}

} // namespace vitrine::serving
