// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/pipeio.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>

#include <poll.h>
#include <unistd.h>

namespace vitrine::serving {

namespace {

using Clock = std::chrono::steady_clock;

// Rounded up, so that poll does not spin through the last millisecond.
int milliseconds(Clock::time_point until)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
}

} // namespace

PipeOutcome writeAll(int pipe, std::string_view bytes, int watched, Clock::time_point until)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(pipe, bytes.data(), bytes.size());
        if (written > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return PipeOutcome::Closed;
        std::array<pollfd, 2> waiting{{{pipe, POLLOUT, 0}, {watched, POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), waiting.size(), milliseconds(until));
        if (ready == 0 && Clock::now() >= until)
            return PipeOutcome::Late;
        if (ready > 0 && watched >= 0 && waiting[1].revents != 0)
            return PipeOutcome::Interrupted;
    }
    return PipeOutcome::Done;
}

PipeOutcome readExactly(int pipe, std::string &out, std::size_t size, Clock::time_point until)
{
    // Grows with what really came: a length that was only claimed costs nothing.
    constexpr std::size_t step = std::size_t(4) << 20;
    const std::size_t begin = out.size();
    std::size_t got = 0;
    while (got < size) {
        out.resize(begin + std::min(size, got + step));
        const ssize_t piece = ::read(pipe, out.data() + begin + got, out.size() - begin - got);
        if (piece > 0) {
            got += static_cast<std::size_t>(piece);
            continue;
        }
        if (piece == 0)
            return PipeOutcome::Closed;
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return PipeOutcome::Closed;
        pollfd waiting{pipe, POLLIN, 0};
        if (::poll(&waiting, 1, milliseconds(until)) == 0 && Clock::now() >= until)
            return PipeOutcome::Late;
    }
    return PipeOutcome::Done;
}

void ignoreBrokenPipes()
{
    static std::once_flag once;
    std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });
}

} // namespace vitrine::serving
