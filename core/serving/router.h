// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/access.h"
#include "core/serving/exchange.h"

#include <functional>
#include <string>

namespace vitrine::serving {

// Maps a request to its response: a pure function of the request and of the version that is current when it
// comes. Thread-safe: each thread brings its own workspace.
class Router final
{
public:
    Router(const Catalogue &catalogue, ServerMetrics &metrics, Access access,
           Flavour flavour = Flavour::Default);

    // Never fails: whatever comes is answered. `response` is overwritten.
    void handle(const Request &request, Workspace &workspace, Response &response) const;

    // The request will keep a thread busy for long enough that other connections would notice.
    bool isHeavy(const Request &request) const;

    ServerMetrics &metrics() const { return m_metrics; }

private:
    struct Route;
    static const Route *find(std::string_view path);
    void dispatch(Exchange &exchange, std::string_view path) const;
    void call(const Route &route, Exchange &exchange) const;
    bool chooseVersion(Exchange &exchange) const;
    void notFound(Exchange &exchange) const;
    void methodNotAllowed(Exchange &exchange, std::string_view allowed) const;

    const Catalogue &m_catalogue;
    ServerMetrics &m_metrics;
    Access m_access;
    Flavour m_flavour;
};

// A short id for a request: the client's own when it is sensible, else a new one.
std::string requestIdFor(const Request &request);

} // namespace vitrine::serving
