// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/servermetrics.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include <unistd.h>

namespace vitrine::serving {

namespace {

constexpr std::array<std::string_view, endpointCount> endpointNames{
    "predict", "predict_proba", "invocations", "infer",    "metadata", "prototype",
    "health",  "documentation", "metrics",     "feedback", "other"};
constexpr std::array<std::string_view, stageCount> stageNames{"queue", "parse", "infer", "serialise",
                                                              "total"};

std::string number(double value)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out;
}

std::string label(std::string_view name, std::string_view value)
{
    return std::string(name) + "=\"" + escaped(value) + '"';
}

void header(std::string &out, std::string_view name, std::string_view help, std::string_view type)
{
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    out.append(name).append(" ").append(type).append("\n");
}

void sample(std::string &out, std::string_view name, const std::string &labels, const std::string &value)
{
    out += name;
    if (!labels.empty())
        out.append("{").append(labels).append("}");
    out.append(" ").append(value).append("\n");
}

std::string residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    file >> total >> resident;
    return std::to_string(resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
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

void Histogram::observe(std::chrono::nanoseconds duration)
{
    const double seconds = static_cast<double>(duration.count()) * 1e-9;
    const auto bucket = std::lower_bound(limits.begin(), limits.end(), seconds) - limits.begin();
    m_buckets[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    m_nanoseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, duration.count())),
                            std::memory_order_relaxed);
}

void Histogram::write(std::string &out, std::string_view name, std::string_view labels) const
{
    std::uint64_t total = 0;
    const std::string prefix = labels.empty() ? std::string() : std::string(labels) + ",";
    for (std::size_t i = 0; i <= limits.size(); ++i) {
        total += m_buckets[i].load(std::memory_order_relaxed);
        const std::string limit = i < limits.size() ? number(limits[i]) : "+Inf";
        sample(out, std::string(name) + "_bucket", prefix + label("le", limit), std::to_string(total));
    }
    const double seconds = static_cast<double>(m_nanoseconds.load(std::memory_order_relaxed)) * 1e-9;
    sample(out, std::string(name) + "_sum", std::string(labels), number(seconds));
    sample(out, std::string(name) + "_count", std::string(labels), std::to_string(total));
}

void VersionCounters::count(Endpoint endpoint, int status)
{
    const auto known = std::find(statuses.begin(), statuses.end() - 1, status) - statuses.begin();
    requests[static_cast<std::size_t>(endpoint)][static_cast<std::size_t>(known)].fetch_add(
        1, std::memory_order_relaxed);
}

void VersionCounters::write(std::string &out) const
{
    const std::string base = label("model", model) + "," + label("version", version);
    for (std::size_t e = 0; e < endpointCount; ++e) {
        for (std::size_t s = 0; s < statuses.size(); ++s) {
            const std::uint64_t count = requests[e][s].load(std::memory_order_relaxed);
            if (count == 0)
                continue;
            const std::string code = statuses[s] == 0 ? "other" : std::to_string(statuses[s]);
            sample(out, "vitrine_requests_total",
                   base + "," + label("endpoint", endpointNames[e]) + "," + label("code", code),
                   std::to_string(count));
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

std::string ServerMetrics::text() const
{
    const std::lock_guard lock(m_mutex);
    std::string out;
    header(out, "vitrine_requests_total", "Requests answered.", "counter");
    for (const auto &version : m_versions)
        version->write(out);
    const auto family = [&](std::string_view name, std::string_view help, auto member) {
        header(out, name, help, "counter");
        for (const auto &version : m_versions)
            sample(out, name, label("model", version->model) + "," + label("version", version->version),
                   std::to_string(((*version).*member).load(std::memory_order_relaxed)));
    };
    family("vitrine_rows_total", "Rows predicted.", &VersionCounters::rows);
    family("vitrine_missing_values_total", "Missing values handed to the model.",
           &VersionCounters::missingCells);
    family("vitrine_request_faults_total", "Faults found in refused requests.", &VersionCounters::faults);
    header(out, "vitrine_request_duration_seconds", "Time for a prediction, by stage.", "histogram");
    for (const auto &version : m_versions) {
        for (std::size_t s = 0; s < stageCount; ++s)
            version->stages[s].write(out, "vitrine_request_duration_seconds",
                                     label("model", version->model) + "," +
                                         label("version", version->version) + "," +
                                         label("stage", stageNames[s]));
    }
    header(out, "vitrine_requests_in_progress", "Requests being answered.", "gauge");
    sample(out, "vitrine_requests_in_progress", {}, std::to_string(inProgress.load()));
    header(out, "vitrine_connections", "Open connections.", "gauge");
    sample(out, "vitrine_connections", {}, std::to_string(connections.load()));
    header(out, "vitrine_requests_refused_total", "Requests that were malformed, too large or too slow.",
           "counter");
    sample(out, "vitrine_requests_refused_total", {}, std::to_string(refused.load()));
    header(out, "vitrine_version_switches_total", "Switches to another version.", "counter");
    sample(out, "vitrine_version_switches_total", "result=\"done\"", std::to_string(switches.load()));
    sample(out, "vitrine_version_switches_total", "result=\"failed\"", std::to_string(failedSwitches.load()));
    header(out, "vitrine_model_info", "What is served now.", "gauge");
    for (const Served &served : m_served)
        sample(out, "vitrine_model_info",
               label("model", served.model) + "," + label("version", served.version) + "," +
                   label("stage", served.stage) + "," + label("commit", served.commit),
               "1");
    header(out, "process_resident_memory_bytes", "Resident memory.", "gauge");
    sample(out, "process_resident_memory_bytes", {}, residentBytes());
    header(out, "process_start_time_seconds", "Start of the server, in seconds since the epoch.", "gauge");
    sample(out, "process_start_time_seconds", {}, number(m_started));
    return out;
}

} // namespace vitrine::serving
