// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::bench {

struct Load {
    std::uint16_t port = 0; // on the loopback
    std::string request;    // a whole HTTP request, sent again and again
    unsigned connections = 16;
    std::chrono::milliseconds duration{1000};
    std::function<bool()> stop; // ends it before
    // Whether an answer (header and body) is right; empty: its status must be 200.
    std::function<bool(std::string_view answer)> isRight;
};

struct LoadResult {
    std::uint64_t answers = 0;
    std::uint64_t wrong = 0;  // answered, but not rightly
    std::uint64_t broken = 0; // connections that ended early
    double seconds = 0;
    std::vector<float> microseconds; // of each request, ascending

    double perSecond() const { return seconds > 0 ? static_cast<double>(answers) / seconds : 0; }
    double quantile(double share) const; // microseconds; 0 when there are no answers
};

// One thread, keep-alive, the next request of a connection as soon as its answer is complete.
LoadResult drive(const Load &load);

std::string postRequest(std::string_view target, std::string_view body);

// CPU time that a process has used, user and system, in seconds.
double cpuSeconds(pid_t pid);
// Resident memory of a process in bytes: now, and the most it ever was.
std::uint64_t residentBytes(pid_t pid);
std::uint64_t peakResidentBytes(pid_t pid);

} // namespace vitrine::bench
