// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace vitrine::bench {

// The yardstick: a single epoll loop that finds the end of a request, reads its JSON rows of `cyl` and `disp`
// with simdjson, evaluates the same linear model and writes the same JSON, and does nothing else: no checks,
// no limits, no counters, no log. Runs in a child process of its own.
class BareLoop final
{
public:
    BareLoop();
    ~BareLoop();
    BareLoop(const BareLoop &) = delete;
    BareLoop &operator=(const BareLoop &) = delete;

    std::uint16_t port() const { return m_port; } // 0: it could not start
    pid_t pid() const { return m_pid; }

private:
    std::uint16_t m_port = 0;
    pid_t m_pid = -1;
};

} // namespace vitrine::bench
