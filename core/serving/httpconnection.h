// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving: a client over TCP or TLS.

#include "core/serving/requestreader.h"
#include "core/serving/responsetext.h"
#include "core/serving/rowstream.h"
#include "core/serving/shard.h"
#include "core/serving/spool.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <vector>

namespace vitrine::serving {

// Reads requests, has them answered in this thread or in a pool, and writes the answers in order. The members
// of the connection are used in the shard's thread only, except while a pool thread answers.
template<typename Stream>
class HttpConnection final : public Connection
{
    using Clock = std::chrono::steady_clock;
    using ErrorCode = boost::system::error_code;
    static constexpr bool isTls = !std::is_same_v<Stream, Socket>;

public:
    template<typename... TlsContext>
    HttpConnection(Socket socket, Shard &shard, Commons &commons, TlsContext &...context)
        : m_stream(std::move(socket), context...)
        , m_shard(shard)
        , m_commons(commons)
        , m_reader(commons.options.maxHeader, commons.options.maxBody)
    {
        m_in.resize(firstBuffer);
        m_reader.restart();
    }

    void begin() override
    {
        ErrorCode ignored;
        socket().set_option(Tcp::no_delay(true), ignored);
        m_shard.connections.insert(shared_from_this());
        expectWithin(m_commons.options.headerTime);
        if constexpr (isTls)
            shakeHands();
        else
            read();
    }

    void refuse() override
    {
        m_shard.connections.insert(shared_from_this());
        if constexpr (isTls)
            close();
        else
            fail(503);
    }

    void checkDeadline(Clock::time_point now) override
    {
        if (now < m_deadline)
            return;
        if (m_state == State::Computing) {
            fail(504);
        } else if (m_state == State::Reading && (m_reader.hasBegun() || m_end > m_begin)) {
            m_commons.router.metrics().refused.fetch_add(1, std::memory_order_relaxed);
            ErrorCode ignored;
            socket().cancel(ignored);
            fail(408);
        } else {
            close();
        }
    }

    void drain() override
    {
        m_keepAlive = false;
        m_draining = true;
        if (m_state == State::Reading && !m_reader.hasBegun() && m_begin == m_end)
            close();
    }

    void close() override
    {
        if (m_state == State::Closed)
            return;
        m_state = State::Closed;
        ErrorCode ignored;
        socket().close(ignored);
        m_shard.connections.erase(shared_from_this());
    }

private:
    enum class State { Handshake, Reading, Computing, Writing, Lingering, Closed };
    static constexpr std::size_t firstBuffer = 16 * 1024;
    static constexpr std::size_t largeBuffer = 256 * 1024; // also the pieces of long bodies and answers
    static constexpr std::size_t mostUnsent = 256 * 1024;  // of pipelined answers before they are written

    Socket &socket()
    {
        if constexpr (isTls)
            return m_stream.next_layer();
        else
            return m_stream;
    }
    auto self() { return std::static_pointer_cast<HttpConnection>(shared_from_this()); }

    void expectWithin(std::chrono::seconds time)
    {
        m_deadline = m_shard.now + time + std::chrono::seconds(1);
    }

    // A client that speaks plain HTTP gets an answer that it can read.
    void shakeHands()
    {
        m_state = State::Handshake;
        socket().async_wait(Socket::wait_read, [self = self()](const ErrorCode &error) {
            constexpr char tlsRecord = 0x16;
            char first = 0;
            ErrorCode unread;
            if (!error)
                self->socket().receive(boost::asio::buffer(&first, 1), Socket::message_peek, unread);
            if (error || unread)
                self->close();
            else if (first == tlsRecord)
                self->m_stream.async_handshake(
                    Stream::server, [self](const ErrorCode &failed) { self->onHandshake(failed); });
            else
                self->refusePlain();
        });
    }

    void refusePlain()
    {
        Response response;
        setError(response, 400, "This port speaks HTTPS: use https:// in the address.");
        appendResponse(m_sending, response, {m_shard.date, false, false, false});
        boost::asio::async_write(socket(), boost::asio::buffer(m_sending),
                                 [self = self()](const ErrorCode &, std::size_t) { self->close(); });
    }

    void onHandshake(const ErrorCode &failed)
    {
        if (failed)
            close();
        else if (m_state == State::Handshake)
            read();
    }

    void read()
    {
        m_state = State::Reading;
        makeRoom();
        m_stream.async_read_some(
            boost::asio::buffer(m_in.data() + m_end, m_in.size() - m_end),
            [self = self()](const ErrorCode &error, std::size_t size) { self->onRead(error, size); });
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

    void onRead(const ErrorCode &error, std::size_t size)
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
            ErrorCode error;
            m_begin += m_reader.put(m_in.data() + m_begin, m_end - m_begin, error);
            if (error && error != boost::beast::http::error::need_more) {
                m_commons.router.metrics().refused.fetch_add(1, std::memory_order_relaxed);
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
                if (!m_keepAlive || m_sendingSpool)
                    break;
                continue;
            }
            if (!expectRest(begun) || streamsNow())
                return;
            if (error)
                break;
        }
        if (m_out.empty() && !m_sendingSpool)
            read();
        else
            write();
    }

    static int statusOf(const ErrorCode &error)
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

    // False when the request was answered although its body is still to come.
    bool expectRest(bool begun)
    {
        const ListenOptions &options = m_commons.options;
        if (!m_reader.hasHeader()) {
            if (!begun)
                expectWithin(options.headerTime);
            return true;
        }
        if (m_inBody)
            return true;
        m_inBody = true;
        if (!m_commons.router.admits(m_reader.request(), m_response)) {
            m_keepAlive = false;
            appendResponse(m_out, m_response, {m_shard.date, false, m_reader.isOldVersion(), false});
            write();
            return false;
        }
        const auto megabytes = static_cast<int>(std::min<std::uint64_t>(m_reader.bodyLeft() >> 20, 1024));
        expectWithin(options.bodyTime * (1 + megabytes));
        if (m_reader.takeExpectation())
            m_out += "HTTP/1.1 100 Continue\r\n\r\n";
        return true;
    }

    // True when a long body is being handed on: reading goes on when it has been taken.
    bool streamsNow()
    {
        if (!m_triedStream && m_reader.bodySize() >= m_commons.options.streamAbove) {
            m_triedStream = true;
            m_request = m_reader.request();
            m_rows = m_commons.router.openStream(m_request, m_shard.workspace);
            m_request.body = {};
        }
        if (!m_rows || m_reader.bodySize() < largeBuffer)
            return false;
        compute(Lane::Compute, [](HttpConnection &self, Workspace &workspace) {
            self.m_rows->feed(self.m_reader.body(), workspace);
            return false;
        });
        return true;
    }

    // False: the answer comes later, from a pool.
    bool answer()
    {
        if (m_rows) {
            compute(Lane::Compute, [](HttpConnection &self, Workspace &workspace) {
                self.m_rows->feed(self.m_reader.body(), workspace);
                self.m_commons.router.finishStream(self.m_request, *self.m_rows, workspace, self.m_response);
                return true;
            });
            return false;
        }
        m_request = m_reader.request();
        const Lane lane = m_commons.router.laneOf(m_request);
        if (lane == Lane::Here) {
            m_commons.router.handle(m_request, m_shard.workspace, m_response);
            finishAnswer();
            return true;
        }
        if (m_commons.waiting.load() >= m_commons.options.maxWaiting) {
            m_response.clear();
            setError(m_response, 503, refusalText(503));
            m_response.addHeader("Retry-After", "1");
            m_commons.router.countRefusal(503);
            finishAnswer();
            return true;
        }
        m_request.waited = true;
        compute(lane, [](HttpConnection &self, Workspace &workspace) {
            self.m_commons.router.handle(self.m_request, workspace, self.m_response);
            return true;
        });
        return false;
    }

    // `work` runs in a pool and says whether the response is complete.
    template<typename Work>
    void compute(Lane lane, Work work)
    {
        m_state = State::Computing;
        expectWithin(m_commons.options.answerTime);
        m_commons.waiting.fetch_add(1);
        boost::asio::post(m_commons.poolOf(lane), [self = self(), work] {
            static thread_local Workspace workspace;
            const bool complete = work(*self, workspace);
            self->m_commons.waiting.fetch_sub(1);
            boost::asio::post(self->m_shard.context, [self, complete] { self->onComputed(complete); });
        });
    }

    void onComputed(bool complete)
    {
        if (m_state != State::Computing)
            return;
        m_state = State::Reading;
        if (!complete) {
            m_reader.clearBody();
            expectWithin(m_commons.options.bodyTime);
            consume();
            return;
        }
        finishAnswer();
        if (m_keepAlive && !m_sendingSpool)
            consume();
        else
            write();
    }

    void finishAnswer()
    {
        m_keepAlive = m_reader.keepAlive() && !m_response.close && !m_draining && !m_commons.draining.load();
        appendResponse(
            m_out, m_response,
            {m_shard.date, m_keepAlive, m_reader.isOldVersion(), m_request.method == Method::Head});
        m_sendingSpool = m_request.method == Method::Head ? nullptr : std::move(m_response.spool);
        m_response.spool.reset();
        m_reader.restart();
        m_rows.reset();
        m_triedStream = false;
        m_inBody = false;
        expectWithin(m_commons.options.idleTime);
    }

    // A pool thread may still be busy with m_response: nothing of it is touched.
    void fail(int status)
    {
        Response response;
        setError(response, status, refusalText(status));
        m_commons.router.countRefusal(status);
        m_keepAlive = false;
        appendResponse(m_out, response, {m_shard.date, false, false, false});
        write();
    }

    void write()
    {
        m_state = State::Writing;
        expectWithin(m_commons.options.writeTime);
        std::swap(m_out, m_sending);
        m_out.clear();
        boost::asio::async_write(
            m_stream, boost::asio::buffer(m_sending),
            [self = self()](const ErrorCode &error, std::size_t) { self->onWritten(error); });
    }

    void onWritten(const ErrorCode &error)
    {
        if (m_state != State::Writing)
            return;
        if (error) {
            close();
            return;
        }
        forget(m_sending);
        if (m_sendingSpool && !nextPiece())
            return;
        if (!m_out.empty()) {
            write();
            return;
        }
        if (!m_keepAlive) {
            linger();
            return;
        }
        expectWithin(m_inBody ? m_commons.options.bodyTime : m_commons.options.idleTime);
        m_state = State::Reading;
        if (m_begin < m_end)
            consume();
        else if (m_draining)
            close();
        else
            read();
    }

    // The next part of an answer that waits in a spool; false when it is lost.
    bool nextPiece()
    {
        if (!m_sendingSpool->read(largeBuffer, m_out)) {
            close();
            return false;
        }
        if (m_out.empty())
            m_sendingSpool.reset();
        return true;
    }

    // What the client still sends is thrown away: closing at once would reset the connection and could
    // destroy the answer before it was read.
    void linger()
    {
        m_state = State::Lingering;
        m_deadline = m_shard.now + std::chrono::seconds(2);
        if constexpr (isTls) {
            m_stream.async_shutdown([self = self()](const ErrorCode &) { self->close(); });
        } else {
            ErrorCode ignored;
            m_stream.shutdown(Tcp::socket::shutdown_send, ignored);
            discard();
        }
    }

    void discard()
    {
        m_stream.async_read_some(boost::asio::buffer(m_in),
                                 [self = self()](const ErrorCode &error, std::size_t) {
                                     if (self->m_state != State::Lingering)
                                         return;
                                     if (error)
                                         self->close();
                                     else
                                         self->discard();
                                 });
    }

    Stream m_stream;
    Shard &m_shard;
    Commons &m_commons;
    RequestReader m_reader;
    State m_state = State::Reading;
    Clock::time_point m_deadline;
    std::vector<char> m_in;
    std::size_t m_begin = 0; // of the bytes that were read and not used yet
    std::size_t m_end = 0;
    std::string m_out;                     // answers to be written
    std::string m_sending;                 // being written
    std::shared_ptr<Spool> m_sendingSpool; // what follows them
    Request m_request;
    Response m_response;
    std::unique_ptr<RowStream> m_rows; // of the request whose body is coming
    bool m_triedStream = false;
    bool m_keepAlive = true;
    bool m_draining = false;
    bool m_inBody = false;
};

} // namespace vitrine::serving
