// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/httpmessage.h"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// Who may use the server. Immutable while it runs; any thread may ask.
//
// A page in a browser can reach servers on the user's own machine: by a name that it re-points at 127.0.0.1
// (DNS rebinding) or by cross-site requests. Hence requests must name a known host, and those that carry an
// Origin must come from the server's own pages, unless a token protects it (rebinding) or the origin is
// allowed.
class Access final
{
public:
    std::string token;              // empty: none is asked for
    std::vector<std::string> hosts; // accepted names besides localhost and IP addresses of this machine
    std::vector<std::string> allowedOrigins; // for CORS: "https://example.org"; empty: off
    bool anyHost = false;                    // the operator said that the network is trusted

    // False, with the answer, when the request is refused. `isHealthCheck` ones need no token.
    bool check(const Request &request, bool isHealthCheck, Response &response) const;
    // Adds the headers of CORS for an allowed origin.
    void addHeaders(const Request &request, Response &response) const;

private:
    bool hostIsKnown(std::string_view host) const;
    bool originIsKnown(const Request &request) const;
};

// Host of "name:8080", "[::1]:80", "name"; lower case.
std::string hostName(std::string_view hostHeader);
bool isLoopbackName(std::string_view host); // localhost, 127.x.y.z, ::1

// Takes the same time wherever the first difference is.
bool equalInConstantTime(std::string_view a, std::string_view b);

} // namespace vitrine::serving
