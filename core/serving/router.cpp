// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/router.h"

#include "core/serving/dialect/oip.h"
#include "core/serving/feedbackreader.h"
#include "core/serving/passage.h"
#include "core/serving/predictionrecorder.h"
#include "core/serving/requestid.h"
#include "core/serving/routetable.h"
#include "core/serving/rowstream.h"

#include <algorithm>

namespace vitrine::serving {

namespace {

constexpr std::string_view idHeader = "X-Request-Id: ";

bool isHealthPath(std::string_view path)
{
    return path == "/ping" || path == "/health" || path.starts_with("/v2/health/");
}

// The page itself says nothing of the model, and a browser cannot send a token with its first request.
bool isOpenPath(std::string_view path)
{
    const bool page = path.ends_with("/__docs__") || path.ends_with("/docs") || path == "/";
    return isHealthPath(path) || (page && !path.starts_with("/v2/"));
}

std::string_view withoutTrailingSlash(std::string_view path)
{
    while (path.size() > 1 && path.back() == '/')
        path.remove_suffix(1);
    return path;
}

// The id is the first header: the place is known, a copy is not needed.
std::string_view requestIdIn(const Response &response)
{
    std::string_view id = std::string_view(response.headers).substr(idHeader.size());
    return id.substr(0, id.find('\r'));
}

// Null when the request names none that is offered.
ServedVersionPtr versionAsked(const ServedModel &model, const Request &request)
{
    const auto name = request.query().empty() ? std::nullopt : request.parameter("version");
    return name ? model.find(*name) : model.current();
}

void notFound(Exchange &exchange)
{
    setError(exchange.response, 404,
             "There is nothing at this address. The endpoints are listed at /openapi.json.");
}

// GET is allowed to ask for HEAD, everything may be asked for its OPTIONS; false when it was answered.
bool takesMethod(const Route &route, Exchange &exchange)
{
    const Method method = exchange.request.method;
    const bool get = route.method == Method::Get;
    if (method == route.method || (method == Method::Head && get))
        return true;
    if (method == Method::Options) {
        exchange.response.status = 204;
        exchange.response.addHeader("Allow", get ? "GET, HEAD, OPTIONS" : "POST, OPTIONS");
        return false;
    }
    const std::string_view allowed = get ? "GET, HEAD" : methodName(route.method);
    setError(exchange.response, 405, "This address takes " + std::string(allowed) + ".");
    exchange.response.addHeader("Allow", allowed);
    return false;
}

} // namespace

Router::Router(const Catalogue &catalogue, ServerMetrics &metrics, RouterOptions options)
    : m_catalogue(catalogue)
    , m_metrics(metrics)
    , m_options(std::move(options))
    , m_access(std::make_shared<const Access>(m_options.access))
{
}

void Router::setAccess(Access access)
{
    m_access = std::make_shared<const Access>(std::move(access));
}

Router::Place Router::find(std::string_view path) const
{
    if (path.starts_with("/v2") && (path.size() == 3 || path[3] == '/'))
        return {nullptr, oip::modelOf(m_catalogue, path.substr(3)), true};
    const Place place = findNamed(path);
    if (place.model != nullptr && !place.model->hasOwnApi())
        return place;
    // Where a model has an API of its own, everything that predicts belongs to that.
    const bool ours = place.route != nullptr && place.route->plan == nullptr;
    return ours ? place : findOwn(path);
}

Router::Place Router::findNamed(std::string_view path) const
{
    if (const Route *route = findRoute(path))
        return {route, m_catalogue.first(), false};
    // /{model}/predict and the like.
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos || slash == 0)
        return {};
    const ServedModel *model = m_catalogue.find(percentDecoded(path.substr(1, slash - 1)));
    return {model == nullptr ? nullptr : findRoute(path.substr(slash)), model, false};
}

// /v1/chat/completions of the first model, /{model}/v1/chat/completions of any.
Router::Place Router::findOwn(std::string_view path) const
{
    for (const ServedModel &model : m_catalogue.models()) {
        const std::string &name = model.name();
        if (path.size() > name.size() + 2 && path.substr(1, name.size()) == name &&
            path[name.size() + 1] == '/' && model.hasOwnApi())
            return {nullptr, &model, false, path.substr(name.size() + 1)};
    }
    const ServedModel *first = m_catalogue.first();
    return first != nullptr && first->hasOwnApi() ? Place{nullptr, first, false, path} : Place{};
}

bool Router::chooseVersion(Exchange &exchange) const
{
    if (exchange.model == nullptr) {
        setError(exchange.response, 503, "No model is loaded.");
        return false;
    }
    exchange.version = versionAsked(*exchange.model, exchange.request);
    if (exchange.version)
        return true;
    if (exchange.request.parameter("version"))
        setError(exchange.response, 404, "This server does not offer that version.");
    else
        setError(exchange.response, 503, "No version is loaded yet.");
    return false;
}

void Router::call(const Route &route, Exchange &exchange) const
{
    if (!takesMethod(route, exchange))
        return;
    exchange.endpoint = route.endpoint;
    if (route.needsVersion && !chooseVersion(exchange))
        return;
    if (route.endpoint == Endpoint::Health && isDraining()) {
        setError(exchange.response, 503, "This server is about to stop.");
        return;
    }
    if (route.endpoint == Endpoint::Metrics) {
        exchange.response.contentType = "text/plain; version=0.0.4; charset=utf-8";
        exchange.response.body = m_metrics.text();
    } else if (route.endpoint == Endpoint::Feedback) {
        answerFeedback(exchange, m_options.recorder == nullptr ? nullptr : &m_options.recorder->log());
    } else if (route.plan != nullptr) {
        beginRecord(exchange);
        if (const auto plan = route.plan(exchange))
            answerRows(exchange, *plan);
    } else {
        route.answer(exchange);
    }
}

void Router::callOwn(Exchange &exchange, std::string_view path) const
{
    exchange.endpoint = Endpoint::Passed;
    if (!chooseVersion(exchange))
        return;
    if (exchange.request.method == Method::Post)
        beginRecord(exchange);
    passOn(exchange, path);
}

void Router::dispatch(Exchange &exchange, std::string_view path) const
{
    const Place place = find(path);
    exchange.model = place.model;
    if (place.inference && exchange.request.method == Method::Post)
        beginRecord(exchange);
    if (place.inference)
        oip::answer(exchange, m_catalogue, path.substr(3));
    else if (!place.own.empty())
        callOwn(exchange, place.own);
    else if (place.route != nullptr)
        call(*place.route, exchange);
    else
        notFound(exchange);
}

Exchange Router::exchange(const Request &request, Workspace &workspace, Response &response) const
{
    Exchange exchange{request, response, workspace, m_options.flavour, m_options.mostRows, isDraining()};
    if (request.waited)
        exchange.clock.lap(Stage::Queue);
    return exchange;
}

// The client's own id when it is sensible, else a new one.
void Router::identify(Exchange &exchange) const
{
    std::string &headers = exchange.response.headers;
    headers += idHeader;
    if (isSensibleRequestId(exchange.request.requestId))
        headers += exchange.request.requestId;
    else
        exchange.idTimeMs = appendNewRequestId(headers);
    headers += "\r\n";
}

void Router::beginRecord(Exchange &exchange) const
{
    if (m_options.recorder == nullptr || !m_options.recorder->wantsNext())
        return;
    exchange.recorder = m_options.recorder;
    exchange.workspace.record.clear();
}

void Router::conclude(Exchange &exchange) const
{
    Response &response = exchange.response;
    if (!exchange.request.origin.empty())
        m_access.load()->addHeaders(exchange.request, response);
    VersionCounters &counters = exchange.version ? *exchange.version->counters : m_metrics.elsewhere();
    if (exchange.version)
        response.addHeader("X-Model-Version", exchange.version->version);
    counters.count(exchange.endpoint, response.status);
    const ErrorKind error = response.status < 400               ? ErrorKind::None
                            : response.error != ErrorKind::None ? response.error
                                                                : errorKindOf(response.status);
    if (error != ErrorKind::None)
        counters.errors[static_cast<std::size_t>(error)].fetch_add(1, std::memory_order_relaxed);
    if (exchange.predicted != Predicted::Nothing) {
        exchange.clock.record(counters);
        if (exchange.recorder != nullptr && exchange.version)
            exchange.recorder->record(exchange, requestIdIn(response), exchange.workspace.record);
    }
    m_metrics.inProgress.fetch_sub(1, std::memory_order_relaxed);
}

void Router::handle(const Request &request, Workspace &workspace, Response &response) const
{
    m_metrics.inProgress.fetch_add(1, std::memory_order_relaxed);
    response.clear();
    Exchange exchange = this->exchange(request, workspace, response);
    identify(exchange);
    const std::string_view path = withoutTrailingSlash(request.path());
    if (mayAsk(request, path, response))
        dispatch(exchange, path);
    conclude(exchange);
}

bool Router::mayAsk(const Request &request, std::string_view path, Response &response) const
{
    const bool preflight = request.method == Method::Options;
    return m_access.load()->check(request, preflight || isOpenPath(path), response);
}

bool Router::admits(const Request &request, Response &response) const
{
    response.clear();
    if (mayAsk(request, withoutTrailingSlash(request.path()), response))
        return true;
    countRefusal(response.status);
    return false;
}

void Router::countRefusal(int status) const
{
    VersionCounters &counters = m_metrics.elsewhere();
    counters.count(Endpoint::Other, status);
    counters.errors[static_cast<std::size_t>(errorKindOf(status))].fetch_add(1, std::memory_order_relaxed);
}

Lane Router::laneOf(const Request &request) const
{
    constexpr double longest = 300; // microseconds: below it the hand-over costs more than it gains
    constexpr double microsecondsPerByte = 0.004; // of reading rows and writing answers
    const std::string_view path = withoutTrailingSlash(request.path());
    const Place place = find(path);
    if (!place.own.empty())
        return Lane::Waiting;
    if (request.method != Method::Post)
        return Lane::Here;
    const auto bytes = static_cast<double>(request.body.size());
    double expected = bytes * microsecondsPerByte;
    if (place.route != nullptr && place.route->endpoint == Endpoint::Feedback)
        return Lane::Waiting;
    if (place.model == nullptr)
        return Lane::Here;
    const ServedVersionPtr version =
        place.inference ? oip::versionOf(*place.model, path.substr(3)) : versionAsked(*place.model, request);
    if (version) {
        if (version->batcher || version->engine->description().waits)
            return Lane::Waiting;
        expected += version->pace.of(std::max(1.0, bytes / version->bytesPerRow));
    }
    return expected > longest ? Lane::Compute : Lane::Here;
}

std::unique_ptr<RowStream> Router::openStream(const Request &request, Workspace &workspace) const
{
    Response unused;
    const std::string_view path = withoutTrailingSlash(request.path());
    if (request.method != Method::Post || !mayAsk(request, path, unused))
        return nullptr;
    const Place place = find(path);
    if (place.route == nullptr || place.route->plan == nullptr)
        return nullptr;
    Exchange exchange = this->exchange(request, workspace, unused);
    exchange.model = place.model;
    exchange.endpoint = place.route->endpoint;
    if (!chooseVersion(exchange))
        return nullptr;
    beginRecord(exchange);
    const auto plan = place.route->plan(exchange);
    return plan ? RowStream::open(*plan, exchange) : nullptr;
}

void Router::finishStream(const Request &request, RowStream &stream, Workspace &workspace,
                          Response &response) const
{
    m_metrics.inProgress.fetch_add(1, std::memory_order_relaxed);
    response.clear();
    Exchange exchange = this->exchange(request, workspace, response);
    exchange.version = stream.version();
    exchange.endpoint = stream.endpoint();
    identify(exchange);
    stream.finish(exchange);
    conclude(exchange);
}

} // namespace vitrine::serving
