// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/httplistener.h"

#include "core/base/text.h"
#include "core/serving/responsetext.h"
#include "core/serving/shard.h"
#include "core/serving/tlscontext.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace vitrine::serving {

namespace asio = boost::asio;
using Acceptor = asio::basic_socket_acceptor<Tcp, asio::io_context::executor_type>;
using boost::system::error_code;

namespace {

Error cannotListen(const ListenOptions &options, const error_code &error)
{
    const QString host = QString::fromStdString(options.host);
    const QString detail = QString::fromStdString(error.message());
    if (options.inheritedSocket >= 0)
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("The inherited socket %1 is not a listening TCP socket.").arg(options.inheritedSocket),
            detail};
    if (error == asio::error::address_in_use)
        return Error{
            Error::Code::Io,
            Text::tr("Port %1 on %2 is in use by another program. Choose another one, or 0 for a free one.")
                .arg(options.port)
                .arg(host),
            detail};
    if (error == asio::error::access_denied)
        return Error{Error::Code::Io,
                     Text::tr("Port %1 may only be used by the administrator. Choose one above 1023.")
                         .arg(options.port),
                     detail};
    return Error{Error::Code::Io,
                 Text::tr("Cannot listen on %1: it is not an address of this machine.").arg(host), detail};
}

unsigned orElse(unsigned wanted, unsigned otherwise)
{
    return wanted > 0 ? wanted : std::max(1u, otherwise);
}

} // namespace

class HttpListener::Server final
{
public:
    Server(const Router &router, const ListenOptions &options)
        : m_commons(router, options, orElse(options.computeThreads, availableCores()))
    {
        const unsigned threads = orElse(options.ioThreads, availableCores() / 2);
        for (unsigned i = 0; i < threads; ++i)
            m_shards.push_back(std::make_unique<Shard>());
    }

    ~Server() { halt(); }

    Result<> start()
    {
        const ListenOptions &options = m_commons.options;
        VT_CHECK(loadCertificate());
        m_acceptor = std::make_unique<Acceptor>(m_shards.front()->context);
        m_pause = std::make_unique<asio::steady_timer>(m_shards.front()->context);
        error_code error;
        if (options.inheritedSocket >= 0)
            inherit(error);
        else
            open(error);
        if (error)
            return cannotListen(options, error);
        m_endpoint = m_acceptor->local_endpoint(error);
        for (auto &shard : m_shards) {
            shard->date = httpDate();
            tick(*shard);
        }
        accept();
        for (auto &shard : m_shards)
            shard->thread = std::thread([&context = shard->context] { context.run(); });
        m_running = true;
        return {};
    }

    Result<> loadCertificate()
    {
        const ListenOptions &options = m_commons.options;
        if (options.certificateFile.empty())
            return {};
        VT_TRY(auto context, tlsContext(options.certificateFile, options.keyFile));
        m_commons.tls = std::move(context);
        return {};
    }

    bool isTls() const { return !m_commons.options.certificateFile.empty(); }
    Tcp::endpoint endpoint() const { return m_endpoint; }
    std::size_t connectionCount() const { return m_commons.open.load(); }

    bool drain(std::chrono::milliseconds patience)
    {
        for (auto &shard : m_shards) {
            asio::post(shard->context, [each = shard.get()] {
                const auto connections = each->connections; // draining removes from the set
                for (const auto &connection : connections)
                    connection->drain();
            });
        }
        std::unique_lock lock(m_mutex);
        return m_emptied.wait_for(lock, patience, [this] { return m_commons.open.load() == 0; });
    }

    void stop(std::chrono::milliseconds grace)
    {
        if (!m_running)
            return;
        m_commons.draining = true;
        asio::post(m_shards.front()->context, [this] {
            error_code ignored;
            m_acceptor->close(ignored);
        });
        drain(grace);
        halt();
    }

private:
    void open(error_code &error)
    {
        const ListenOptions &options = m_commons.options;
        const auto address =
            asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
        if (error)
            return;
        const Tcp::endpoint wanted(address, options.port);
        m_acceptor->open(wanted.protocol(), error);
        if (!error)
            m_acceptor->set_option(Tcp::acceptor::reuse_address(true), error);
        if (!error)
            m_acceptor->bind(wanted, error);
        if (!error)
            m_acceptor->listen(asio::socket_base::max_listen_connections, error);
    }

    void inherit(error_code &error)
    {
        const int inherited = m_commons.options.inheritedSocket;
        sockaddr_storage address{};
        socklen_t size = sizeof address;
        int listening = 0;
        socklen_t length = sizeof listening;
        if (::getsockname(inherited, reinterpret_cast<sockaddr *>(&address), &size) != 0 ||
            ::getsockopt(inherited, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) != 0 || listening == 0 ||
            (address.ss_family != AF_INET && address.ss_family != AF_INET6)) {
            error = asio::error::invalid_argument;
            return;
        }
        m_acceptor->assign(address.ss_family == AF_INET ? Tcp::v4() : Tcp::v6(), inherited, error);
    }

    void accept()
    {
        Shard &shard = *m_shards[m_next++ % m_shards.size()];
        m_acceptor->async_accept(shard.context, [this, &shard](const error_code &error, Socket socket) {
            if (error == asio::error::operation_aborted || !m_acceptor->is_open())
                return;
            if (error) {
                // Out of file descriptors, mostly: others must close first.
                m_pause->expires_after(std::chrono::milliseconds(50));
                m_pause->async_wait([this](const error_code &cancelled) {
                    if (!cancelled)
                        accept();
                });
                return;
            }
            const bool tooMany = m_commons.open.load() >= m_commons.options.maxConnections;
            countIn();
            const auto connection =
                makeConnection(std::move(socket), shard, m_commons, [this] { countOut(); });
            asio::dispatch(shard.context, [connection, tooMany] {
                if (tooMany)
                    connection->refuse();
                else
                    connection->begin();
            });
            accept();
        });
    }

    void countIn()
    {
        m_commons.open.fetch_add(1);
        m_commons.router.metrics().connections.fetch_add(1, std::memory_order_relaxed);
    }

    void countOut()
    {
        m_commons.router.metrics().connections.fetch_sub(1, std::memory_order_relaxed);
        if (m_commons.open.fetch_sub(1) == 1) {
            const std::lock_guard lock(m_mutex);
            m_emptied.notify_all();
        }
    }

    void tick(Shard &shard)
    {
        shard.now = std::chrono::steady_clock::now();
        shard.date = httpDate();
        const auto connections = shard.connections;
        for (const auto &connection : connections)
            connection->checkDeadline(shard.now);
        shard.timer.expires_after(std::chrono::milliseconds(500));
        shard.timer.async_wait([this, &shard](const error_code &error) {
            if (!error)
                tick(shard);
        });
    }

    void halt()
    {
        if (!m_running)
            return;
        m_running = false;
        m_commons.endPools();
        for (auto &shard : m_shards)
            shard->context.stop();
        for (auto &shard : m_shards)
            shard->thread.join();
        for (auto &shard : m_shards) {
            const auto connections = shard->connections;
            for (const auto &connection : connections)
                connection->close();
        }
        error_code ignored;
        m_acceptor->close(ignored);
    }

    std::mutex m_mutex;
    std::condition_variable m_emptied;
    Commons m_commons;
    std::vector<std::unique_ptr<Shard>> m_shards;
    std::unique_ptr<Acceptor> m_acceptor;
    std::unique_ptr<asio::steady_timer> m_pause; // after a failed accept
    Tcp::endpoint m_endpoint;
    std::size_t m_next = 0;
    bool m_running = false;
};

HttpListener::HttpListener(const Router &router, ListenOptions options)
    : m_server(std::make_unique<Server>(router, options))
{
}

HttpListener::~HttpListener() = default;

Result<> HttpListener::start()
{
    return m_server->start();
}

std::string HttpListener::host() const
{
    return m_server->endpoint().address().to_string();
}

std::uint16_t HttpListener::port() const
{
    return m_server->endpoint().port();
}

bool HttpListener::isTls() const
{
    return m_server->isTls();
}

Result<> HttpListener::reloadCertificate()
{
    return m_server->loadCertificate();
}

bool HttpListener::drain(std::chrono::milliseconds patience)
{
    return m_server->drain(patience);
}

std::size_t HttpListener::connectionCount() const
{
    return m_server->connectionCount();
}

void HttpListener::stop(std::chrono::milliseconds grace)
{
    m_server->stop(grace);
}

} // namespace vitrine::serving
