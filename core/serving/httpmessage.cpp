// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/httpmessage.h"

#include "core/serving/jsontext.h"

#include <algorithm>
#include <iterator>

namespace vitrine::serving {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::string_view methodName(Method method)
{
    switch (method) {
    case Method::Get: return "GET";
    case Method::Head: return "HEAD";
    case Method::Post: return "POST";
    case Method::Put: return "PUT";
    case Method::Patch: return "PATCH";
    case Method::Delete: return "DELETE";
    case Method::Options: return "OPTIONS";
    case Method::Other: break;
    }
    return "other";
}

std::string_view Request::path() const
{
    std::string_view path = target.substr(0, target.find('?'));
    // As sent to proxies: http://host/path.
    if (path.starts_with("http://") || path.starts_with("https://")) {
        const auto slash = path.find('/', path.find("//") + 2);
        path = slash == std::string_view::npos ? std::string_view("/") : path.substr(slash);
    }
    return path;
}

std::string_view Request::query() const
{
    const auto mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

std::optional<std::string> Request::parameter(std::string_view name) const
{
    std::string_view rest = query();
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (percentDecoded(pair.substr(0, equals), true) == name)
            return equals == std::string_view::npos ? std::string()
                                                    : percentDecoded(pair.substr(equals + 1), true);
    }
    return {};
}

std::string mediaType(std::string_view contentType)
{
    contentType = contentType.substr(0, contentType.find(';'));
    while (!contentType.empty() && contentType.back() == ' ')
        contentType.remove_suffix(1);
    std::string type;
    for (const char c : contentType)
        type += lower(c);
    return type;
}

bool isJsonLines(std::string_view mediaType)
{
    return mediaType == "application/jsonlines" || mediaType == "application/x-ndjson" ||
           mediaType == "application/jsonl" || mediaType == "application/x-jsonlines";
}

std::string percentDecoded(std::string_view text, bool plusIsSpace)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 &&
            hexDigit(text[i + 2]) >= 0) {
            out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            out += plusIsSpace && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

void forget(std::string &buffer)
{
    constexpr std::size_t mostKept = 1 << 20;
    if (buffer.capacity() > mostKept)
        std::string().swap(buffer);
    else
        buffer.clear();
}

void Response::clear()
{
    status = 200;
    contentType = "application/json";
    headers.clear();
    forget(body);
    spool.reset();
    error = ErrorKind::None;
    close = false;
}

void Response::addHeader(std::string_view name, std::string_view value)
{
    headers += name;
    headers += ": ";
    const auto endsHeader = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::none_of(value.begin(), value.end(), endsHeader))
        headers += value;
    else
        std::remove_copy_if(value.begin(), value.end(), std::back_inserter(headers), endsHeader);
    headers += "\r\n";
}

std::string_view reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Payload Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Entity";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return status < 400 ? "OK" : "Error";
    }
}

void setError(Response &response, int status, std::string_view message)
{
    response.status = status;
    response.contentType = "application/json";
    response.body = "{\"error\":\"" + std::to_string(status) + " - " +
                    std::string(status == 404 ? "Resource Not Found" : reasonPhrase(status)) +
                    "\",\"message\":";
    appendText(response.body, message);
    response.body += ",\"detail\":\"";
    response.body += reasonPhrase(status);
    response.body += "\"}";
}

} // namespace vitrine::serving
