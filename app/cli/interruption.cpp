// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interruption.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace vitrine::cli {

namespace {

constexpr std::array signalNumbers{SIGINT, SIGTERM, SIGHUP};
constexpr char stopAsked = 's';
constexpr char finished = 'f';

// A handler may do little more than write to a file descriptor; std::stop_source is not for it.
volatile std::sig_atomic_t writeEnd = -1;

extern "C" void onSignal(int number)
{
    const int before = errno;
    const char byte = stopAsked;
    [[maybe_unused]] const auto written = ::write(writeEnd, &byte, 1);
    std::signal(number, SIG_DFL);
    errno = before;
}

} // namespace

Interruption::Interruption()
{
    // Without a pipe the work is merely not interruptible politely.
    if (::pipe2(m_pipe, O_CLOEXEC) != 0)
        return;
    writeEnd = m_pipe[1];
    m_waiter = std::thread([this] {
        char byte = 0;
        ssize_t count = 0;
        while ((count = ::read(m_pipe[0], &byte, 1)) != 0) {
            if (count == 1 && byte == finished)
                return;
            if (count == 1)
                m_source.request_stop();
            else if (errno != EINTR)
                return;
        }
    });
    for (const int number : signalNumbers)
        std::signal(number, onSignal);
}

Interruption::~Interruption()
{
    if (!m_waiter.joinable())
        return;
    for (const int number : signalNumbers)
        std::signal(number, SIG_DFL);
    const char byte = finished;
    [[maybe_unused]] const auto written = ::write(m_pipe[1], &byte, 1);
    m_waiter.join();
    writeEnd = -1;
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

Job Interruption::job() const
{
    Job job;
    job.stop = m_source.get_token();
    return job;
}

} // namespace vitrine::cli
