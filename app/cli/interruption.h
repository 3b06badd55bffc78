// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"

#include <thread>

namespace vitrine::cli {

// While it lives, the first Ctrl+C, SIGTERM or SIGHUP asks the job to stop instead of ending the process, so
// that the work can clean up after itself; the second one ends the process. One at a time in a process.
class Interruption final
{
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    Job job() const;

private:
    std::stop_source m_source;
    int m_pipe[2] = {-1, -1};
    std::thread m_waiter;
};

} // namespace vitrine::cli
