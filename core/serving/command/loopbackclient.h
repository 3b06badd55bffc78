// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/passage.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// Asks an HTTP server on this machine; connections are kept for the next request. Any thread.
class LoopbackClient final
{
public:
    explicit LoopbackClient(std::uint16_t port);
    ~LoopbackClient();

    struct Problem {
        std::string message;
        bool unsent = false; // nobody listened, so that the request may be asked again
    };
    // Nothing when there is an answer.
    std::optional<Problem> ask(const PassedRequest &asked, std::chrono::steady_clock::time_point until,
                               PassedAnswer &answer);

private:
    struct Connection;

    std::uint16_t m_port;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection>> m_idle;
};

// A port of 127.0.0.1 that nobody listens on now; 0 when there is none.
std::uint16_t freeLoopbackPort();

} // namespace vitrine::serving
