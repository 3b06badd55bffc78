// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/errorkind.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::serving {

class Spool;

enum class Method : std::uint8_t { Get, Head, Post, Put, Patch, Delete, Options, Other };
std::string_view methodName(Method method);

// A complete request as views into the connection's buffers, which outlive the answer.
struct Request {
    Method method = Method::Get;
    std::string_view target; // as sent: path and query
    std::string_view body;
    std::size_t bodyReadableBeyond = 0; // bytes behind the body that may be read
    std::string_view host;
    std::string_view origin;
    std::string_view authorization;
    std::string_view contentType;
    std::string_view accept;
    std::string_view requestId;          // X-Request-Id of the client
    std::string_view tensorHeaderLength; // Inference-Header-Content-Length
    // When its last byte came.
    std::chrono::steady_clock::time_point received = std::chrono::steady_clock::now();
    bool waited = false; // for a thread, since it was received

    std::string_view path() const;  // without the query, still percent-encoded
    std::string_view query() const; // behind the ?
    // The decoded value of `name=` in the query; none when it is not there.
    std::optional<std::string> parameter(std::string_view name) const;
};

// The media type without parameters, in lower case: "application/json".
std::string mediaType(std::string_view contentType);
bool isJsonLines(std::string_view mediaType); // under any of its names
// "%20" and, in queries, "+". Broken escapes stay as they are.
std::string percentDecoded(std::string_view text, bool plusIsSpace = false);

// Empties a buffer that is used again and again; one that an unusual request made large gives its memory
// back.
void forget(std::string &buffer);

// What is sent back. Reused by a connection, so that its buffers stop growing.
struct Response {
    int status = 200;
    std::string contentType = "application/json";
    std::string headers; // further ones, each ending in CRLF
    std::string body;
    std::shared_ptr<Spool> spool;      // the body, where it is too large for memory; `body` is then empty
    ErrorKind error = ErrorKind::None; // None at 400 and above: as the status says
    bool close = false;                // the connection is not to be used again

    void clear();
    // Characters that would end the header are dropped.
    void addHeader(std::string_view name, std::string_view value);
};

std::string_view reasonPhrase(int status);

// {"error":"404 - Resource Not Found","message":…,"detail":…}: what the clients of both vetivers look for.
void setError(Response &response, int status, std::string_view message);

} // namespace vitrine::serving
