// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/passage.h"

#include "core/serving/predictionrecorder.h"

namespace vitrine::serving {

void passOn(Exchange &exchange, std::string_view path)
{
    const Request &request = exchange.request;
    Response &response = exchange.response;
    const ServedVersion &version = *exchange.version;
    std::string target(path);
    if (const std::string_view query = request.query(); !query.empty())
        target += '?' + std::string(query);
    PassedAnswer answer;
    const PassedRequest asked{methodName(request.method), target, request.contentType, request.accept,
                              request.body};
    const auto failure = version.engine->pass(asked, answer);
    exchange.clock.lap(Stage::Infer);
    const bool predicts = request.method == Method::Post;
    if (predicts)
        exchange.predicted = failure || answer.status >= 400 ? Predicted::Refused : Predicted::Answered;
    if (failure) {
        setError(response, statusOf(*failure),
                 "The model could not answer: " + std::string(failure->message) + ".");
        return;
    }
    response.status = answer.status;
    response.contentType = answer.contentType.empty() ? "application/octet-stream" : answer.contentType;
    if (predicts && exchange.recorder != nullptr)
        exchange.recorder->fillPassed(request.body, answer.body, exchange.workspace.record);
    if (predicts && answer.status < 400)
        version.counters->rows.fetch_add(1, std::memory_order_relaxed);
    response.body = std::move(answer.body);
}

} // namespace vitrine::serving
