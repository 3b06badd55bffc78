// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/httplistener.h"

#include "core/base/text.h"
#include "core/serving/requestreader.h"

#include <boost/asio.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

namespace vitrine::serving {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, asio::io_context::executor_type>;
using Acceptor = asio::basic_socket_acceptor<Tcp, asio::io_context::executor_type>;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

namespace {

class Connection;

// One I/O thread with its connections.
struct Shard {
    Shard() : context(1), timer(context) {}

    asio::io_context context;
    asio::steady_timer timer;
    std::unordered_set<std::shared_ptr<Connection>> connections;
    Workspace workspace;
    Clock::time_point now = Clock::now(); // refreshed with every tick: deadlines need no clock call
    std::string date;                     // for the Date header
    std::thread thread;
};

// What the connections of one server share.
struct Shared {
    const Router &router;
    const ListenOptions options;
    asio::thread_pool pool;
    std::atomic<std::size_t> waiting{0};
    std::atomic<bool> draining{false};
    std::atomic<std::size_t> open{0};
};

std::string httpDate()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    return {text.data(), length};
}

void appendResponse(std::string &out, const Response &response, std::string_view date, bool keepAlive,
                    bool oldVersion, bool withoutBody)
{
    out += oldVersion ? "HTTP/1.0 " : "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reasonPhrase(response.status);
    out += "\r\n";
    if (response.status != 204) {
        out += "Content-Type: ";
        out += response.contentType;
        out += "\r\nContent-Length: ";
        out += std::to_string(response.body.size());
        out += "\r\n";
    }
    out += "Date: ";
    out += date;
    out += "\r\nX-Content-Type-Options: nosniff\r\n";
    out += response.headers;
    if (!keepAlive)
        out += "Connection: close\r\n";
    else if (oldVersion)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (!withoutBody && response.status != 204)
        out += response.body;
}

int statusOf(const error_code &error)
{
    using Http = boost::beast::http::error;
    if (error == Http::header_limit)
        return 431;
    if (error == Http::body_limit || error == Http::buffer_overflow)
        return 413;
    if (error == Http::bad_version)
        return 505;
    return 400;
}

std::string_view messageOf(int status)
{
    switch (status) {
    case 408: return "The request took too long to arrive.";
    case 413: return "The body is larger than this server accepts: send fewer rows at once.";
    case 415: return "Compressed bodies are not accepted.";
    case 417: return "The only expectation that is met is 100-continue.";
    case 431: return "The header is larger than this server accepts.";
    case 503: return "The server is busy: try again in a moment.";
    case 505: return "This server speaks HTTP/1.1.";
    default: return "This is not a well-formed HTTP request.";
    }
}

// One client. All members are used in the shard's thread only, except while a compute thread answers.
class Connection final : public std::enable_shared_from_this<Connection>
{
public:
    Connection(Socket socket, Shard &shard, Shared &shared)
        : m_socket(std::move(socket))
        , m_shard(shard)
        , m_shared(shared)
        , m_reader(shared.options.maxHeader, shared.options.maxBody)
    {
        m_in.resize(firstBuffer);
        m_reader.restart();
    }

    void begin()
    {
        error_code ignored;
        m_socket.set_option(Tcp::no_delay(true), ignored);
        m_shard.connections.insert(shared_from_this());
        expectWithin(m_shared.options.headerTime);
        read();
    }

    // Too many connections: says so and ends.
    void refuse()
    {
        m_shard.connections.insert(shared_from_this());
        fail(503);
    }

    // Called with every tick of the shard.
    void checkDeadline(Clock::time_point now)
    {
        if (m_state == State::Computing || now < m_deadline)
            return;
        if (m_state == State::Reading && (m_reader.hasBegun() || m_end > m_begin)) {
            m_shared.router.metrics().refused.fetch_add(1, std::memory_order_relaxed);
            error_code ignored;
            m_socket.cancel(ignored);
            fail(408);
            return;
        }
        close();
    }

    // Ends the connection as soon as it has nothing to answer.
    void drain()
    {
        m_keepAlive = false;
        m_draining = true;
        if (m_state == State::Reading && !m_reader.hasBegun() && m_begin == m_end)
            close();
    }

    void close()
    {
        if (m_state == State::Closed)
            return;
        m_state = State::Closed;
        error_code ignored;
        m_socket.close(ignored);
        m_shard.connections.erase(shared_from_this());
    }

private:
    enum class State { Reading, Computing, Writing, Lingering, Closed };
    static constexpr std::size_t firstBuffer = 16 * 1024;
    static constexpr std::size_t largeBuffer = 256 * 1024;
    static constexpr std::size_t mostUnsent = 256 * 1024; // of pipelined answers before they are written

    void expectWithin(std::chrono::seconds time)
    {
        m_deadline = m_shard.now + time + std::chrono::seconds(1);
    }

    void read()
    {
        m_state = State::Reading;
        makeRoom();
        m_socket.async_read_some(asio::buffer(m_in.data() + m_end, m_in.size() - m_end),
                                 [self = shared_from_this()](const error_code &error, std::size_t size) {
                                     self->onRead(error, size);
                                 });
    }

    void makeRoom()
    {
        if (m_begin == m_end) {
            m_begin = m_end = 0;
        } else if (m_begin > 0) {
            std::memmove(m_in.data(), m_in.data() + m_begin, m_end - m_begin);
            m_end -= m_begin;
            m_begin = 0;
        }
        if (m_in.size() < largeBuffer && (m_reader.bodyLeft() > firstBuffer || m_end == m_in.size()))
            m_in.resize(largeBuffer);
    }

    void onRead(const error_code &error, std::size_t size)
    {
        if (m_state != State::Reading)
            return;
        if (error) {
            close();
            return;
        }
        m_end += size;
        consume();
    }

    // Answers every complete request that has arrived.
    void consume()
    {
        while (m_begin < m_end && m_out.size() < mostUnsent && m_state != State::Closed) {
            const bool begun = m_reader.hasBegun();
            error_code error;
            m_begin += m_reader.put(m_in.data() + m_begin, m_end - m_begin, error);
            if (error && error != boost::beast::http::error::need_more) {
                m_shared.router.metrics().refused.fetch_add(1, std::memory_order_relaxed);
                fail(statusOf(error));
                return;
            }
            if (m_reader.hasHeader() && m_reader.refusal() != 0) {
                fail(m_reader.refusal());
                return;
            }
            if (m_reader.isDone()) {
                if (!answer())
                    return;
                if (!m_keepAlive)
                    break;
                continue;
            }
            expectRest(begun);
            if (error)
                break;
        }
        if (m_out.empty())
            read();
        else
            write();
    }

    void expectRest(bool begun)
    {
        if (!m_reader.hasHeader()) {
            if (!begun)
                expectWithin(m_shared.options.headerTime);
            return;
        }
        if (m_inBody)
            return;
        m_inBody = true;
        const auto megabytes = static_cast<int>(std::min<std::uint64_t>(m_reader.bodyLeft() >> 20, 1024));
        expectWithin(m_shared.options.bodyTime * (1 + megabytes));
        if (m_reader.takeExpectation())
            m_out += "HTTP/1.1 100 Continue\r\n\r\n";
    }

    // False: the answer comes later, from the pool.
    bool answer()
    {
        m_request = m_reader.request();
        if (!m_shared.router.isHeavy(m_request)) {
            m_shared.router.handle(m_request, m_shard.workspace, m_response);
            finishAnswer();
            return true;
        }
        if (m_shared.waiting.fetch_add(1) >= m_shared.options.maxWaiting) {
            m_shared.waiting.fetch_sub(1);
            m_response.clear();
            setError(m_response, 503, messageOf(503));
            finishAnswer();
            return true;
        }
        m_state = State::Computing;
        asio::post(m_shared.pool, [self = shared_from_this()] {
            static thread_local Workspace workspace;
            self->m_shared.router.handle(self->m_request, workspace, self->m_response);
            self->m_shared.waiting.fetch_sub(1);
            asio::post(self->m_socket.get_executor(), [self] { self->onComputed(); });
        });
        return false;
    }

    void onComputed()
    {
        if (m_state != State::Computing)
            return;
        finishAnswer();
        if (m_keepAlive)
            consume();
        else
            write();
    }

    void finishAnswer()
    {
        m_keepAlive = m_reader.keepAlive() && !m_response.close && !m_draining && !m_shared.draining.load();
        appendResponse(m_out, m_response, m_shard.date, m_keepAlive, m_reader.isOldVersion(),
                       m_request.method == Method::Head);
        m_reader.restart();
        m_inBody = false;
        expectWithin(m_shared.options.idleTime);
    }

    void fail(int status)
    {
        m_response.clear();
        setError(m_response, status, messageOf(status));
        m_keepAlive = false;
        appendResponse(m_out, m_response, m_shard.date, false, false, false);
        write();
    }

    void write()
    {
        m_state = State::Writing;
        expectWithin(m_shared.options.writeTime);
        std::swap(m_out, m_sending);
        m_out.clear();
        asio::async_write(
            m_socket, asio::buffer(m_sending),
            [self = shared_from_this()](const error_code &error, std::size_t) { self->onWritten(error); });
    }

    void onWritten(const error_code &error)
    {
        if (m_state != State::Writing)
            return;
        if (error) {
            close();
            return;
        }
        m_sending.clear();
        if (!m_keepAlive) {
            linger();
            return;
        }
        expectWithin(m_inBody ? m_shared.options.bodyTime : m_shared.options.idleTime);
        m_state = State::Reading;
        if (m_begin < m_end)
            consume();
        else if (m_draining)
            close();
        else
            read();
    }

    // What the client still sends is thrown away: closing at once would reset the connection and could
    // destroy the answer before it was read.
    void linger()
    {
        m_state = State::Lingering;
        error_code ignored;
        m_socket.shutdown(Tcp::socket::shutdown_send, ignored);
        m_deadline = m_shard.now + std::chrono::seconds(2);
        discard();
    }

    void discard()
    {
        m_socket.async_read_some(asio::buffer(m_in),
                                 [self = shared_from_this()](const error_code &error, std::size_t) {
                                     if (self->m_state != State::Lingering)
                                         return;
                                     if (error)
                                         self->close();
                                     else
                                         self->discard();
                                 });
    }

    Socket m_socket;
    Shard &m_shard;
    Shared &m_shared;
    RequestReader m_reader;
    State m_state = State::Reading;
    Clock::time_point m_deadline;
    std::vector<char> m_in;
    std::size_t m_begin = 0; // of the bytes that were read and not used yet
    std::size_t m_end = 0;
    std::string m_out;     // answers to be written
    std::string m_sending; // being written
    Request m_request;
    Response m_response;
    bool m_keepAlive = true;
    bool m_draining = false;
    bool m_inBody = false;
};

unsigned cores()
{
    return std::max(1u, std::thread::hardware_concurrency());
}

Error cannotListen(const ListenOptions &options, const error_code &error)
{
    const QString host = QString::fromStdString(options.host);
    const QString detail = QString::fromStdString(error.message());
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

} // namespace

class HttpListener::Server final
{
public:
    Server(const Router &router, const ListenOptions &options)
        : m_shared{router, options,
                   asio::thread_pool(options.computeThreads > 0 ? options.computeThreads : cores())}
    {
        const unsigned threads = options.ioThreads > 0 ? options.ioThreads : std::max(1u, cores() / 2);
        for (unsigned i = 0; i < threads; ++i)
            m_shards.push_back(std::make_unique<Shard>());
    }

    ~Server() { halt(); }

    Result<> start()
    {
        const ListenOptions &options = m_shared.options;
        m_acceptor = std::make_unique<Acceptor>(m_shards.front()->context);
        m_pause = std::make_unique<asio::steady_timer>(m_shards.front()->context);
        error_code error;
        if (options.inheritedSocket >= 0)
            m_acceptor->assign(Tcp::v4(), options.inheritedSocket, error);
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

    Tcp::endpoint endpoint() const { return m_endpoint; }

    void stop(std::chrono::milliseconds grace)
    {
        if (!m_running)
            return;
        m_shared.draining = true;
        asio::post(m_shards.front()->context, [this] {
            error_code ignored;
            m_acceptor->close(ignored);
        });
        for (auto &shard : m_shards) {
            asio::post(shard->context, [each = shard.get()] {
                const auto connections = each->connections; // draining removes from the set
                for (const auto &connection : connections)
                    connection->drain();
            });
        }
        std::unique_lock lock(m_mutex);
        m_emptied.wait_for(lock, grace, [this] { return m_shared.open.load() == 0; });
        lock.unlock();
        halt();
    }

private:
    void open(error_code &error)
    {
        const ListenOptions &options = m_shared.options;
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
            const bool tooMany = m_shared.open.load() >= m_shared.options.maxConnections;
            countIn();
            auto connection = std::shared_ptr<Connection>(new Connection(std::move(socket), shard, m_shared),
                                                          [this](Connection *each) {
                                                              delete each;
                                                              countOut();
                                                          });
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
        m_shared.open.fetch_add(1);
        m_shared.router.metrics().connections.fetch_add(1, std::memory_order_relaxed);
    }

    void countOut()
    {
        m_shared.router.metrics().connections.fetch_sub(1, std::memory_order_relaxed);
        if (m_shared.open.fetch_sub(1) == 1) {
            const std::lock_guard lock(m_mutex);
            m_emptied.notify_all();
        }
    }

    void tick(Shard &shard)
    {
        shard.now = Clock::now();
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
        m_shared.pool.stop();
        m_shared.pool.join();
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
    Shared m_shared;
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

void HttpListener::stop(std::chrono::milliseconds grace)
{
    m_server->stop(grace);
}

} // namespace vitrine::serving
