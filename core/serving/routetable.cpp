// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/routetable.h"

#include "core/serving/dialect/mlflow.h"
#include "core/serving/dialect/vetiver.h"
#include "core/serving/docspage.h"

#include <algorithm>
#include <array>

namespace vitrine::serving {

namespace {

void toDocumentation(Exchange &exchange)
{
    exchange.response.status = 307;
    exchange.response.contentType = "text/plain; charset=utf-8";
    exchange.response.addHeader("Location", "/__docs__");
}

// The most frequent first.
constexpr std::array routes{
    Route{"/predict", Method::Post, Endpoint::Predict, true, nullptr, vetiver::plan},
    Route{"/invocations", Method::Post, Endpoint::Invocations, true, nullptr, mlflow::plan},
    Route{"/ping", Method::Get, Endpoint::Health, false, vetiver::ping},
    Route{"/predict_proba", Method::Post, Endpoint::PredictProba, true, nullptr, vetiver::plan},
    Route{"/predict_log_proba", Method::Post, Endpoint::PredictLogProba, true, nullptr, vetiver::plan},
    Route{"/metadata", Method::Get, Endpoint::Metadata, true, vetiver::metadata},
    Route{"/prototype", Method::Get, Endpoint::Prototype, true, vetiver::prototype},
    Route{"/pin-url", Method::Get, Endpoint::Metadata, true, vetiver::pinUrl},
    Route{"/metrics", Method::Get, Endpoint::Metrics, false},
    Route{"/feedback", Method::Post, Endpoint::Feedback, false},
    Route{"/health", Method::Get, Endpoint::Health, false, mlflow::health},
    Route{"/version", Method::Get, Endpoint::Metadata, false, mlflow::version},
    Route{"/openapi.json", Method::Get, Endpoint::Documentation, true, openApiDocument},
    Route{"/__docs__", Method::Get, Endpoint::Documentation, false, docsPage},
    Route{"/docs", Method::Get, Endpoint::Documentation, false, docsPage},
    Route{"/", Method::Get, Endpoint::Documentation, false, toDocumentation},
};

} // namespace

const Route *findRoute(std::string_view path)
{
    const auto it =
        std::find_if(routes.begin(), routes.end(), [path](const Route &route) { return route.path == path; });
    return it == routes.end() ? nullptr : &*it;
}

} // namespace vitrine::serving
