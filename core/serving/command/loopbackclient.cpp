// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/command/loopbackclient.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace vitrine::serving {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::uint64_t largestBody = 256u << 20;

} // namespace

struct LoopbackClient::Connection {
    asio::io_context context{1};
    beast::tcp_stream stream{context};
    beast::flat_buffer buffer;
    bool used = false; // answered before: then a closed connection is only an old one

    beast::error_code connect(std::uint16_t port);
    beast::error_code exchange(http::request<http::string_body> &request, PassedAnswer &answer, bool &keep);
};

beast::error_code LoopbackClient::Connection::connect(std::uint16_t port)
{
    beast::error_code error;
    stream.async_connect({asio::ip::address_v4::loopback(), port},
                         [&](beast::error_code result) { error = result; });
    context.restart();
    context.run();
    if (!error)
        stream.socket().set_option(asio::ip::tcp::no_delay(true), error);
    return error;
}

beast::error_code LoopbackClient::Connection::exchange(http::request<http::string_body> &request,
                                                       PassedAnswer &answer, bool &keep)
{
    beast::error_code error;
    http::response_parser<http::string_body> parser;
    parser.body_limit(largestBody);
    parser.skip(request.method() == http::verb::head);
    http::async_write(stream, request, [&](beast::error_code written, std::size_t) {
        error = written;
        if (error)
            return;
        http::async_read(stream, buffer, parser, [&](beast::error_code read, std::size_t) { error = read; });
    });
    context.restart();
    context.run();
    if (error)
        return error;
    used = true;
    keep = parser.get().keep_alive();
    answer.status = static_cast<int>(parser.get().result_int());
    const auto type = parser.get()[http::field::content_type];
    answer.contentType.assign(type.data(), type.size());
    answer.body = std::move(parser.get().body());
    return error;
}

LoopbackClient::LoopbackClient(std::uint16_t port) : m_port(port) {}
LoopbackClient::~LoopbackClient() = default;

std::optional<LoopbackClient::Problem> LoopbackClient::ask(const PassedRequest &asked,
                                                           std::chrono::steady_clock::time_point until,
                                                           PassedAnswer &answer)
{
    const auto text = [](std::string_view view) { return beast::string_view(view.data(), view.size()); };
    http::request<http::string_body> request;
    request.method_string(text(asked.method));
    request.target(text(asked.target));
    request.version(11);
    request.set(http::field::host, "127.0.0.1:" + std::to_string(m_port));
    if (!asked.accept.empty())
        request.set(http::field::accept, text(asked.accept));
    if (!asked.contentType.empty())
        request.set(http::field::content_type, text(asked.contentType));
    request.body() = asked.body;
    request.prepare_payload();
    for (bool again = true; again;) {
        std::unique_ptr<Connection> connection;
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                connection = std::move(m_idle.back());
                m_idle.pop_back();
            }
        }
        again = connection != nullptr;
        beast::error_code error;
        if (!connection)
            connection = std::make_unique<Connection>();
        connection->stream.expires_at(until);
        if (!connection->used)
            error = connection->connect(m_port);
        const bool unsent = bool(error);
        bool keep = false;
        if (!error)
            error = connection->exchange(request, answer, keep);
        if (!error) {
            const std::lock_guard lock(m_mutex);
            if (keep && m_idle.size() < 64)
                m_idle.push_back(std::move(connection));
            return {};
        }
        if (error == beast::error::timeout)
            return Problem{"it did not answer in time", unsent};
        if (!again)
            return Problem{error.message(), unsent};
    }
    return Problem{"it closed the connection", false};
}

std::uint16_t freeLoopbackPort()
{
    asio::io_context context;
    beast::error_code error;
    asio::ip::tcp::acceptor acceptor(context);
    acceptor.open(asio::ip::tcp::v4(), error);
    if (!error)
        acceptor.bind({asio::ip::address_v4::loopback(), 0}, error);
    return error ? std::uint16_t(0) : acceptor.local_endpoint().port();
}

} // namespace vitrine::serving
