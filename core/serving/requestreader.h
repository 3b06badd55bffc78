// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving: the header that shows Boost.Beast. Include it in one source file only.

#include "core/serving/httpmessage.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <limits>
#include <string>
#include <string_view>

namespace vitrine::serving {

// Reads one HTTP/1 request with Beast's parser and keeps only what the router looks at, in strings that are
// reused from request to request.
class RequestReader final
{
public:
    RequestReader(std::size_t maxHeader, std::uint64_t maxBody) : m_maxHeader(maxHeader), m_maxBody(maxBody)
    {
    }

    // Ready for the next request of the connection.
    void restart()
    {
        m_fields.clear();
        m_parser.emplace(m_fields);
        m_parser->header_limit(static_cast<std::uint32_t>(m_maxHeader));
        m_parser->body_limit(m_maxBody);
        m_parser->eager(true);
    }

    // Takes bytes; returns how many were used. `need_more` is not a failure.
    std::size_t put(const char *data, std::size_t size, boost::system::error_code &error)
    {
        // In chunks, more must follow than these few bytes. Beast asserts that it is not asked again about
        // the last chunk before all of it has come.
        constexpr std::size_t shortestEnd = 5; // "0\r\n\r\n"
        if (hasHeader() && !isDone() && m_parser->chunked() && size < shortestEnd) {
            error = boost::beast::http::error::need_more;
            return 0;
        }
        return m_parser->put(boost::asio::const_buffer(data, size), error);
    }

    bool hasBegun() const { return m_parser->got_some(); }
    bool hasHeader() const { return m_parser->is_header_done(); }
    bool isDone() const { return m_parser->is_done(); }
    bool keepAlive() const { return m_parser->keep_alive(); }
    bool isOldVersion() const { return m_fields.version == 10; }
    std::uint64_t bodyLeft() const
    {
        return hasHeader() ? m_parser->content_length_remaining().value_or(0) : 0;
    }
    // The client waits for a go-ahead before it sends the body. True once.
    bool takeExpectation()
    {
        const bool expected = m_fields.expects && !isDone();
        m_fields.expects = false;
        return expected;
    }
    // What has come of the body and was not cleared.
    std::string_view body() const { return m_fields.body; }
    std::size_t bodySize() const { return m_fields.body.size(); }
    void clearBody() { m_fields.body.clear(); }
    // Why a syntactically fine header cannot be served; 0: it can.
    int refusal() const { return m_fields.refusal; }

    Request request() const
    {
        Request request;
        request.method = m_fields.method;
        request.target = m_fields.target;
        request.body = m_fields.body;
        request.bodyReadableBeyond = m_fields.body.capacity() - m_fields.body.size();
        request.host = m_fields.host;
        request.origin = m_fields.origin;
        request.authorization = m_fields.authorization;
        request.contentType = m_fields.contentType;
        request.accept = m_fields.accept;
        request.requestId = m_fields.requestId;
        request.tensorHeaderLength = m_fields.tensorHeaderLength;
        return request;
    }

private:
    struct Fields {
        Method method = Method::Other;
        unsigned version = 11;
        bool expects = false;
        bool hasHost = false;
        int refusal = 0;
        std::string target, host, origin, authorization, contentType, accept, requestId, tensorHeaderLength,
            body;

        void clear()
        {
            expects = hasHost = false;
            refusal = 0;
            version = 11;
            for (std::string *text : {&target, &host, &origin, &authorization, &contentType, &accept,
                                      &requestId, &tensorHeaderLength})
                text->clear();
            forget(body);
        }
    };

    class Parser final : public boost::beast::http::basic_parser<true>
    {
    public:
        explicit Parser(Fields &fields) : m_fields(fields) {}

    private:
        using Text = boost::beast::string_view;
        using ErrorCode = boost::beast::error_code;
        using Verb = boost::beast::http::verb;
        using Field = boost::beast::http::field;

        static void set(std::string &out, Text text) { out.assign(text.data(), text.size()); }

        static Method methodOf(Verb verb)
        {
            switch (verb) {
            case Verb::get: return Method::Get;
            case Verb::head: return Method::Head;
            case Verb::post: return Method::Post;
            case Verb::put: return Method::Put;
            case Verb::patch: return Method::Patch;
            case Verb::delete_: return Method::Delete;
            case Verb::options: return Method::Options;
            default: return Method::Other;
            }
        }

        void on_request_impl(Verb method, Text, Text target, int version, ErrorCode &) override
        {
            m_fields.method = methodOf(method);
            m_fields.version = static_cast<unsigned>(version);
            set(m_fields.target, target);
        }
        void on_response_impl(int, Text, int, ErrorCode &) override {}

        void on_field_impl(Field name, Text nameText, Text value, ErrorCode &) override
        {
            switch (name) {
            case Field::host:
                if (m_fields.hasHost)
                    m_fields.refusal = 400;
                m_fields.hasHost = true;
                set(m_fields.host, value);
                return;
            case Field::origin: set(m_fields.origin, value); return;
            case Field::authorization: set(m_fields.authorization, value); return;
            case Field::content_type: set(m_fields.contentType, value); return;
            case Field::accept: set(m_fields.accept, value); return;
            case Field::expect:
                m_fields.expects = boost::beast::iequals(value, "100-continue");
                if (!m_fields.expects)
                    m_fields.refusal = 417;
                return;
            case Field::content_encoding:
                if (!boost::beast::iequals(value, "identity"))
                    m_fields.refusal = 415;
                return;
            case Field::unknown:
                if (boost::beast::iequals(nameText, "X-Request-Id"))
                    set(m_fields.requestId, value);
                else if (boost::beast::iequals(nameText, "Inference-Header-Content-Length"))
                    set(m_fields.tensorHeaderLength, value);
                return;
            default: return;
            }
        }
        void on_header_impl(ErrorCode &) override
        {
            if (!m_fields.hasHost && m_fields.version >= 11)
                m_fields.refusal = 400;
        }
        void on_body_init_impl(const boost::optional<std::uint64_t> &length, ErrorCode &) override
        {
            // Memory is taken as bytes come, not because a header promises them.
            constexpr std::uint64_t atOnce = 1 << 20;
            m_fields.body.reserve(static_cast<std::size_t>(std::min(length.value_or(0), atOnce)) + padding);
        }
        std::size_t on_body_impl(Text body, ErrorCode &) override
        {
            m_fields.body.append(body.data(), body.size());
            return body.size();
        }
        void on_chunk_header_impl(std::uint64_t, Text, ErrorCode &) override {}
        std::size_t on_chunk_body_impl(std::uint64_t, Text body, ErrorCode &) override
        {
            m_fields.body.append(body.data(), body.size());
            return body.size();
        }
        void on_finish_impl(ErrorCode &) override { m_fields.body.reserve(m_fields.body.size() + padding); }

        static constexpr std::size_t padding = 64; // that SIMD parsing may read
        Fields &m_fields;
    };

    std::size_t m_maxHeader;
    std::uint64_t m_maxBody;
    Fields m_fields;
    std::optional<Parser> m_parser;
};

} // namespace vitrine::serving
