// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/access.h"

#include <algorithm>

namespace vitrine::serving {

namespace {

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

// Scheme and port are not compared: a page of the same host is one of ours or one that the user runs.
std::string_view originHost(std::string_view origin)
{
    const auto scheme = origin.find("://");
    return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

} // namespace

std::string hostName(std::string_view hostHeader)
{
    if (hostHeader.starts_with('[')) {
        const auto end = hostHeader.find(']');
        return end == std::string_view::npos ? std::string() : lowered(hostHeader.substr(1, end - 1));
    }
    std::string name = lowered(hostHeader.substr(0, hostHeader.find(':')));
    if (name.ends_with('.'))
        name.pop_back();
    return name;
}

bool isLoopbackName(std::string_view host)
{
    return host == "localhost" || host == "::1" || host.ends_with(".localhost") ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

bool equalInConstantTime(std::string_view a, std::string_view b)
{
    unsigned char difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ (b.empty() ? '\0' : b[i % b.size()])));
    return difference == 0;
}

bool Access::hostIsKnown(std::string_view host) const
{
    if (anyHost || !token.empty())
        return true;
    // What nearly every client on this machine sends needs no copy.
    if (isLoopbackName(host.substr(0, host.rfind(':'))))
        return true;
    const std::string name = hostName(host);
    return isLoopbackName(name) || std::find(hosts.begin(), hosts.end(), name) != hosts.end();
}

bool Access::originIsKnown(const Request &request) const
{
    if (request.origin.empty())
        return true;
    if (std::find(allowedOrigins.begin(), allowedOrigins.end(), request.origin) != allowedOrigins.end())
        return true;
    return lowered(originHost(request.origin)) == lowered(request.host);
}

bool Access::check(const Request &request, bool isHealthCheck, Response &response) const
{
    if (!hostIsKnown(request.host)) {
        setError(response, 403,
                 "This server does not answer for the host that the request names. Use localhost or its "
                 "address, or start it with --allow-host.");
        return false;
    }
    if (!originIsKnown(request)) {
        setError(response, 403,
                 "Requests from pages of other sites are refused. Start the server with --allow-origin "
                 "to let them in.");
        return false;
    }
    if (token.empty() || isHealthCheck)
        return true;
    constexpr std::string_view scheme = "bearer ";
    const std::string_view given = request.authorization;
    if (given.size() > scheme.size() && lowered(given.substr(0, scheme.size())) == scheme &&
        equalInConstantTime(given.substr(scheme.size()), token))
        return true;
    setError(response, 401, "This server wants a token: send the header Authorization: Bearer TOKEN.");
    response.addHeader("WWW-Authenticate", "Bearer realm=\"vitrine\"");
    return false;
}

void Access::addHeaders(const Request &request, Response &response) const
{
    if (request.origin.empty() ||
        std::find(allowedOrigins.begin(), allowedOrigins.end(), request.origin) == allowedOrigins.end())
        return;
    response.addHeader("Access-Control-Allow-Origin", request.origin);
    response.addHeader("Vary", "Origin");
    if (request.method == Method::Options) {
        response.addHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
        response.addHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id");
        response.addHeader("Access-Control-Max-Age", "600");
    }
}

} // namespace vitrine::serving
