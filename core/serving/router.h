// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/access.h"
#include "core/serving/exchange.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace vitrine::serving {

struct Route;
class RowStream;

struct RouterOptions {
    Access access;
    Flavour flavour = Flavour::Default;
    std::size_t mostRows = 0;                     // in one request; 0: any number
    const PredictionRecorder *recorder = nullptr; // null: predictions are not recorded
};

// Which thread is to answer a request.
enum class Lane : std::uint8_t {
    Here,    // it is over at once
    Compute, // it keeps a core busy for long enough that other connections would notice
    Waiting, // it mostly waits, for other requests to share a run of the model or for a worker
};

// Maps a request to its response: a pure function of the request and of the version that is current when it
// comes. Thread-safe: each thread brings its own workspace.
class Router final
{
public:
    Router(const Catalogue &catalogue, ServerMetrics &metrics, RouterOptions options = {});

    // Never fails: whatever comes is answered. `response` is overwritten.
    void handle(const Request &request, Workspace &workspace, Response &response) const;

    Lane laneOf(const Request &request) const;

    // Whether a request whose body is still to come may be answered at all; if not, `response` says why.
    bool admits(const Request &request, Response &response) const;

    // For a request whose body has only begun to come: what takes the body, piece by piece. Null when the
    // body must be read whole. `request` is without a body from then on and stays where it is.
    std::unique_ptr<RowStream> openStream(const Request &request, Workspace &workspace) const;
    void finishStream(const Request &request, RowStream &stream, Workspace &workspace,
                      Response &response) const;

    // Whom to let in from now on.
    void setAccess(Access access);

    // The server is about to go: health checks fail, everything else is answered as before.
    void setDraining(bool draining) { m_draining = draining; }
    bool isDraining() const { return m_draining.load(std::memory_order_relaxed); }

    // Counts a request that was answered before it came to the router.
    void countRefusal(int status) const;
    ServerMetrics &metrics() const { return m_metrics; }

private:
    // Where a path leads.
    struct Place {
        const Route *route = nullptr; // null: nowhere, or to `inference` or `own`
        const ServedModel *model = nullptr;
        bool inference = false;    // the Open Inference Protocol
        std::string_view own = {}; // path in the model's own API
    };
    Place find(std::string_view path) const;
    Place findNamed(std::string_view path) const;
    Place findOwn(std::string_view path) const;
    bool mayAsk(const Request &request, std::string_view path, Response &response) const;
    Exchange exchange(const Request &request, Workspace &workspace, Response &response) const;
    void dispatch(Exchange &exchange, std::string_view path) const;
    void callOwn(Exchange &exchange, std::string_view path) const;
    void call(const Route &route, Exchange &exchange) const;
    bool chooseVersion(Exchange &exchange) const;
    void identify(Exchange &exchange) const;
    void beginRecord(Exchange &exchange) const;
    void conclude(Exchange &exchange) const;

    const Catalogue &m_catalogue;
    ServerMetrics &m_metrics;
    RouterOptions m_options;
    std::atomic<std::shared_ptr<const Access>> m_access;
    std::atomic<bool> m_draining{false};
};

} // namespace vitrine::serving
