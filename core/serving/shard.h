// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving: what the connections of the listener share. Shows Boost.Asio.

#include "core/serving/connection.h"
#include "core/serving/listenoptions.h"
#include "core/serving/router.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>

namespace vitrine::serving {

using Tcp = boost::asio::ip::tcp;
using Socket = boost::asio::basic_stream_socket<Tcp, boost::asio::io_context::executor_type>;

// One I/O thread with its connections.
struct Shard {
    Shard() : context(1), timer(context) {}

    boost::asio::io_context context;
    boost::asio::steady_timer timer;
    std::unordered_set<std::shared_ptr<Connection>> connections;
    Workspace workspace;
    // Refreshed with every tick: deadlines need no call of the clock.
    std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
    std::string date; // for the Date header
    std::thread thread;
};

// What the connections of one server share.
class Commons final
{
public:
    Commons(const Router &usedRouter, const ListenOptions &usedOptions, unsigned computeThreads)
        : router(usedRouter)
        , options(usedOptions)
        , compute(computeThreads)
    {
    }

    boost::asio::thread_pool &poolOf(Lane lane)
    {
        if (lane != Lane::Waiting)
            return compute;
        std::call_once(m_once, [this] { m_waiting.emplace(waitingThreads); });
        return *m_waiting;
    }
    void endPools()
    {
        compute.stop();
        compute.join();
        if (m_waiting) {
            m_waiting->stop();
            m_waiting->join();
        }
    }

    const Router &router;
    const ListenOptions options;
    boost::asio::thread_pool compute;
    std::atomic<std::size_t> waiting{0};
    std::atomic<bool> draining{false};
    std::atomic<std::size_t> open{0};
    std::atomic<std::shared_ptr<boost::asio::ssl::context>> tls; // null: no TLS

private:
    // They sleep in the kernel most of the time.
    static constexpr unsigned waitingThreads = 64;
    std::once_flag m_once;
    std::optional<boost::asio::thread_pool> m_waiting;
};

// A connection of its own kind, TCP or TLS. `onGone`: called in whatever thread lets go of it last.
std::shared_ptr<Connection> makeConnection(Socket socket, Shard &shard, Commons &commons,
                                           const std::function<void()> &onGone);

} // namespace vitrine::serving
