// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/serving/router.h"

#include <chrono>
#include <memory>
#include <string>

namespace vitrine::serving {

// Where to listen and what a client may take.
struct ListenOptions {
    std::string host = "127.0.0.1"; // an address, or localhost
    std::uint16_t port = 0;         // 0: a free one
    int inheritedSocket = -1;    // a listening socket to take over (systemd); host and port are then its own
    unsigned ioThreads = 0;      // 0: half of the cores
    unsigned computeThreads = 0; // for long requests; 0: one a core
    std::size_t maxHeader = 16 * 1024;
    std::uint64_t maxBody = 64ull * 1024 * 1024;
    std::size_t maxConnections = 1024;
    std::size_t maxWaiting = 256; // long requests that wait for a compute thread; more are answered 503
    std::chrono::seconds headerTime{10}; // from the first byte to the end of the header
    std::chrono::seconds bodyTime{60};   // for the body, and again for each MiB of it
    std::chrono::seconds idleTime{75};   // between requests
    std::chrono::seconds writeTime{30};  // for the client to take an answer
};

// HTTP/1.1 on a TCP socket: keep-alive, pipelining, chunked bodies, Expect: 100-continue. Short requests are
// answered in the thread that reads them, long ones in a pool, so that a slow client or a large batch holds
// nobody else up. Lives in one thread; the router is called from its own threads.
class HttpListener final
{
public:
    HttpListener(const Router &router, ListenOptions options);
    ~HttpListener(); // stops without waiting for requests

    // Io when the address cannot be used: the sentence says why and what to do.
    Result<> start();
    std::string host() const; // as bound
    std::uint16_t port() const;

    // No new connections; requests that have begun are answered, then everything ends. Blocks for at most
    // `grace`.
    void stop(std::chrono::milliseconds grace);

private:
    class Server;
    std::unique_ptr<Server> m_server;
};

} // namespace vitrine::serving
