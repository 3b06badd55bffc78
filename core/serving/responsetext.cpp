// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/responsetext.h"

#include "core/serving/jsontext.h"
#include "core/serving/spool.h"

#include <array>
#include <ctime>

namespace vitrine::serving {

std::string httpDate()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    return {text.data(), length};
}

void appendResponse(std::string &out, const Response &response, const ResponseFrame &frame)
{
    out += frame.oldVersion ? "HTTP/1.0 " : "HTTP/1.1 ";
    appendInteger(out, response.status);
    out += ' ';
    out += reasonPhrase(response.status);
    out += "\r\n";
    const bool hasBody = response.status != 204;
    if (hasBody) {
        out += "Content-Type: ";
        out += response.contentType;
        out += "\r\nContent-Length: ";
        appendUnsigned(out, response.spool ? response.spool->size() : response.body.size());
        out += "\r\n";
    }
    out += "Date: ";
    out += frame.date;
    out += "\r\nX-Content-Type-Options: nosniff\r\n";
    out += response.headers;
    if (!frame.keepAlive)
        out += "Connection: close\r\n";
    else if (frame.oldVersion)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (hasBody && !frame.withoutBody)
        out += response.body;
}

std::string_view refusalText(int status)
{
    switch (status) {
    case 408: return "The request took too long to arrive.";
    case 413: return "The body is larger than this server accepts: send fewer rows at once.";
    case 415: return "Compressed bodies are not accepted.";
    case 417: return "The only expectation that is met is 100-continue.";
    case 431: return "The header is larger than this server accepts.";
    case 503: return "The server is busy: try again in a moment.";
    case 504: return "The model took too long to answer.";
    case 505: return "This server speaks HTTP/1.1.";
    default: return "This is not a well-formed HTTP request.";
    }
}

} // namespace vitrine::serving
