// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/listenoptions.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <thread>

namespace vitrine::serving {

namespace {

// The group of this process in the unified hierarchy: the line "0::/path" of /proc/self/cgroup.
std::string controlGroup()
{
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("0::"))
            return line.substr(3);
    }
    return {};
}

// Cores' worth of time that a group may use ("max 100000" or "150000 100000"); infinity when it is not
// limited.
double quotaOf(const std::string &group)
{
    std::ifstream file("/sys/fs/cgroup" + group + "/cpu.max");
    std::string quota;
    double period = 0;
    if (!(file >> quota >> period) || quota == "max" || period <= 0)
        return HUGE_VAL;
    return std::strtod(quota.c_str(), nullptr) / period;
}

} // namespace

unsigned availableCores()
{
    const unsigned bound = std::max(1u, std::thread::hardware_concurrency());
    double quota = HUGE_VAL;
    for (std::string group = controlGroup(); !group.empty();) {
        quota = std::min(quota, quotaOf(group));
        group.resize(group.rfind('/') == std::string::npos ? 0 : group.rfind('/'));
    }
    return quota >= bound ? bound : std::max(1u, static_cast<unsigned>(std::ceil(quota)));
}

} // namespace vitrine::serving
