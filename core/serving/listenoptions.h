// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace vitrine::serving {

// Where to listen and what a client may take.
struct ListenOptions {
    std::string host = "127.0.0.1"; // an address, or localhost
    std::uint16_t port = 0;         // 0: a free one
    int inheritedSocket = -1;    // a listening socket to take over (systemd); host and port are then its own
    std::string certificateFile; // PEM, with the chain behind it; empty: no TLS
    std::string keyFile;         // PEM, without a password
    unsigned ioThreads = 0;      // 0: half of the cores
    unsigned computeThreads = 0; // for long requests; 0: one a core
    std::size_t maxHeader = 16 * 1024;
    std::uint64_t maxBody = 64ull * 1024 * 1024;
    std::size_t streamAbove = 1024 * 1024; // longer bodies are answered in blocks, where they can be
    std::size_t maxConnections = 1024;
    std::size_t maxWaiting = 256; // long requests that wait for a compute thread; more are answered 503
    std::chrono::seconds headerTime{10}; // from the first byte to the end of the header
    std::chrono::seconds bodyTime{60};   // for the body, and again for each MiB of it
    std::chrono::seconds answerTime{60}; // for the model to answer
    std::chrono::seconds idleTime{75};   // between requests
    std::chrono::seconds writeTime{30};  // for the client to take an answer, or a MiB of it
};

// Cores that this process may use: those it is bound to, or fewer where a control group gives it less time.
// At least 1.
unsigned availableCores();

} // namespace vitrine::serving
