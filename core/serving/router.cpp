// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/router.h"

#include "core/serving/dialect/mlflow.h"
#include "core/serving/dialect/oip.h"
#include "core/serving/dialect/vetiver.h"
#include "core/serving/docspage.h"

#include <algorithm>
#include <array>
#include <random>

namespace vitrine::serving {

struct Router::Route {
    std::string_view path;
    Method method;
    Endpoint endpoint;
    bool needsVersion;
    void (*answer)(Exchange &);
};

namespace {

bool isHealthPath(std::string_view path)
{
    return path == "/ping" || path == "/health" || path.starts_with("/v2/health/");
}

bool isSensibleId(std::string_view id)
{
    return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.' || c == ':';
    });
}

void writeMetrics(Exchange &exchange)
{
    exchange.response.contentType = "text/plain; version=0.0.4; charset=utf-8";
    exchange.response.body = exchange.metrics->text();
}

void toDocumentation(Exchange &exchange)
{
    exchange.response.status = 307;
    exchange.response.contentType = "text/plain; charset=utf-8";
    exchange.response.addHeader("Location", "/__docs__");
}

std::string_view withoutTrailingSlash(std::string_view path)
{
    while (path.size() > 1 && path.back() == '/')
        path.remove_suffix(1);
    return path;
}

} // namespace

std::string requestIdFor(const Request &request)
{
    if (isSensibleId(request.requestId))
        return std::string(request.requestId);
    static thread_local std::mt19937_64 random{std::random_device{}()};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id(16, '0');
    std::uint64_t bits = random();
    for (char &c : id) {
        c = digits[bits & 15];
        bits >>= 4;
    }
    return id;
}

Router::Router(const Catalogue &catalogue, ServerMetrics &metrics, Access access, Flavour flavour)
    : m_catalogue(catalogue)
    , m_metrics(metrics)
    , m_access(std::move(access))
    , m_flavour(flavour)
{
}

const Router::Route *Router::find(std::string_view path)
{
    static constexpr std::array<Route, 14> routes{{
        {"/predict", Method::Post, Endpoint::Predict, true, vetiver::predict},
        {"/predict_proba", Method::Post, Endpoint::PredictProba, true, vetiver::predict},
        {"/ping", Method::Get, Endpoint::Health, false, vetiver::ping},
        {"/metadata", Method::Get, Endpoint::Metadata, true, vetiver::metadata},
        {"/prototype", Method::Get, Endpoint::Prototype, true, vetiver::prototype},
        {"/pin-url", Method::Get, Endpoint::Metadata, true, vetiver::pinUrl},
        {"/metrics", Method::Get, Endpoint::Metrics, false, writeMetrics},
        {"/invocations", Method::Post, Endpoint::Invocations, true, mlflow::invocations},
        {"/health", Method::Get, Endpoint::Health, false, mlflow::health},
        {"/version", Method::Get, Endpoint::Metadata, false, mlflow::version},
        {"/openapi.json", Method::Get, Endpoint::Documentation, true, openApiDocument},
        {"/__docs__", Method::Get, Endpoint::Documentation, false, docsPage},
        {"/docs", Method::Get, Endpoint::Documentation, false, docsPage},
        {"/", Method::Get, Endpoint::Documentation, false, toDocumentation},
    }};
    const auto it =
        std::find_if(routes.begin(), routes.end(), [path](const Route &route) { return route.path == path; });
    return it == routes.end() ? nullptr : &*it;
}

void Router::notFound(Exchange &exchange) const
{
    setError(exchange.response, 404,
             "There is nothing at this address. The endpoints are listed at /openapi.json.");
}

void Router::methodNotAllowed(Exchange &exchange, std::string_view allowed) const
{
    setError(exchange.response, 405, "This address takes " + std::string(allowed) + ".");
    exchange.response.addHeader("Allow", allowed);
}

bool Router::chooseVersion(Exchange &exchange) const
{
    if (exchange.model == nullptr) {
        setError(exchange.response, 503, "No model is loaded.");
        return false;
    }
    exchange.version = exchange.model->current();
    if (const auto name =
            exchange.request.query().empty() ? std::nullopt : exchange.request.parameter("version")) {
        exchange.version = exchange.model->find(*name);
        if (!exchange.version) {
            setError(exchange.response, 404, "This server does not offer that version.");
            return false;
        }
    }
    if (!exchange.version)
        setError(exchange.response, 503, "No version is loaded yet.");
    return exchange.version != nullptr;
}

void Router::call(const Route &route, Exchange &exchange) const
{
    const bool head = exchange.request.method == Method::Head && route.method == Method::Get;
    if (exchange.request.method == Method::Options) {
        exchange.response.status = 204;
        exchange.response.addHeader("Allow",
                                    route.method == Method::Get ? "GET, HEAD, OPTIONS" : "POST, OPTIONS");
        return;
    }
    if (exchange.request.method != route.method && !head) {
        methodNotAllowed(exchange, route.method == Method::Get ? "GET, HEAD" : methodName(route.method));
        return;
    }
    exchange.endpoint = route.endpoint;
    if (route.needsVersion && !chooseVersion(exchange))
        return;
    route.answer(exchange);
}

void Router::dispatch(Exchange &exchange, std::string_view path) const
{
    if (path == "/v2" || path.starts_with("/v2/")) {
        oip::answer(exchange, m_catalogue, path.substr(3));
        return;
    }
    exchange.model = m_catalogue.first();
    if (const Route *route = find(path)) {
        call(*route, exchange);
        return;
    }
    // /{model}/predict and the like.
    const auto slash = path.rfind('/');
    if (slash != std::string_view::npos && slash > 0) {
        const ServedModel *model = m_catalogue.find(percentDecoded(path.substr(1, slash - 1)));
        const Route *route = find(path.substr(slash));
        if (model != nullptr && route != nullptr) {
            exchange.model = model;
            call(*route, exchange);
            return;
        }
    }
    notFound(exchange);
}

void Router::handle(const Request &request, Workspace &workspace, Response &response) const
{
    const auto begin = std::chrono::steady_clock::now();
    m_metrics.inProgress.fetch_add(1, std::memory_order_relaxed);
    response.clear();
    Exchange exchange{request, response, workspace, m_flavour, nullptr, nullptr, Endpoint::Other, &m_metrics};
    const std::string_view path = withoutTrailingSlash(request.path());
    response.addHeader("X-Request-Id", requestIdFor(request));
    const bool preflight = request.method == Method::Options;
    if (m_access.check(request, preflight || isHealthPath(path), response))
        dispatch(exchange, path);
    m_access.addHeaders(request, response);
    if (exchange.version) {
        response.addHeader("X-Model-Version", exchange.version->version);
        VersionCounters &counters = *exchange.version->counters;
        counters.count(exchange.endpoint, response.status);
        if (request.method == Method::Post) {
            counters.stages[static_cast<std::size_t>(Stage::Queue)].observe(begin - request.received);
            counters.stages[static_cast<std::size_t>(Stage::Total)].observe(std::chrono::steady_clock::now() -
                                                                            request.received);
        }
    }
    m_metrics.inProgress.fetch_sub(1, std::memory_order_relaxed);
}

bool Router::isHeavy(const Request &request) const
{
    constexpr double shortest = 300; // microseconds: below it the hand-over costs more than it gains
    constexpr double parseMicrosecondsPerByte = 0.002;
    if (request.method != Method::Post)
        return false;
    const auto bytes = static_cast<double>(request.body.size());
    double expected = bytes * parseMicrosecondsPerByte;
    if (const ServedModel *model = m_catalogue.first()) {
        if (const ServedVersionPtr version = model->current())
            expected += version->rowMicroseconds * std::max(1.0, bytes / version->bytesPerRow);
    }
    return expected > shortest;
}

} // namespace vitrine::serving
