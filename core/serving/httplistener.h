// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/serving/listenoptions.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace vitrine::serving {

class Router;

// HTTP/1.1 on a TCP socket, with or without TLS: keep-alive, pipelining, chunked bodies, Expect:
// 100-continue. Short requests are answered in the thread that reads them, long ones in a pool, so that a
// slow client or a large batch holds nobody else up. Lives in one thread; the router is called from its own
// threads.
class HttpListener final
{
public:
    HttpListener(const Router &router, ListenOptions options);
    ~HttpListener(); // stops without waiting for requests

    // Io when the address cannot be used, InvalidArgument when the certificate cannot: the sentence says why
    // and what to do.
    Result<> start();
    std::string host() const; // as bound
    std::uint16_t port() const;
    bool isTls() const;

    // Reads the certificate and its key again; connections that are open keep the old one.
    Result<> reloadCertificate();

    // Every connection ends after the answer to its present request; new ones are still taken. False when
    // some are left after `patience`. Blocks.
    bool drain(std::chrono::milliseconds patience);
    std::size_t connectionCount() const;

    // No new connections; requests that have begun are answered, then everything ends. Blocks for at most
    // `grace`.
    void stop(std::chrono::milliseconds grace);

private:
    class Server;
    std::unique_ptr<Server> m_server;
};

} // namespace vitrine::serving
