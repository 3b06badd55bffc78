// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/dialect/vetiver.h"

#include "core/serving/jsontext.h"

#include <array>
#include <ctime>

namespace vitrine::serving::vetiver {

namespace {

void refuseRows(Response &response, const Faults &faults, const Schema &schema)
{
    response.status = 422;
    response.body += "{\"error\":\"422 - Unprocessable Entity\",\"message\":";
    appendText(response.body, faultMessage(faults, schema));
    response.body += ",\"detail\":";
    appendFaultDetail(response.body, faults, schema);
    response.body += ",\"count\":";
    appendUnsigned(response.body, faults.count);
    response.body += '}';
}

constexpr Refusals refusals{refuseRows, setError};

std::optional<PredictionPlan> refuse(Exchange &exchange, std::string_view message)
{
    setError(exchange.response, 400, message);
    return {};
}

AnswerType typeOf(Endpoint endpoint)
{
    switch (endpoint) {
    case Endpoint::PredictProba: return AnswerType::Probabilities;
    case Endpoint::PredictLogProba: return AnswerType::LogProbabilities;
    default: return AnswerType::Prediction;
    }
}

// The body is JSON whatever the header says: vetiver's clients send none, others the wrong one.
RowForm formOf(const Request &request)
{
    if (request.contentType.empty() || request.contentType == "application/json")
        return RowForm::Json;
    const std::string type = mediaType(request.contentType);
    if (type == "text/csv")
        return RowForm::Csv;
    return isJsonLines(type) ? RowForm::JsonLines : RowForm::Json;
}

} // namespace

void ping(Exchange &exchange)
{
    std::array<char, 32> now{};
    const std::time_t time = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&time, &utc);
    const std::size_t length = std::strftime(now.data(), now.size(), "%Y-%m-%d %H:%M:%S", &utc);
    const std::string online = "\"status\":\"online\",\"time\":\"" + std::string(now.data(), length) + "\"";
    switch (exchange.flavour) {
    case Flavour::Python: exchange.response.body = "{\"ping\":\"pong\"}"; return;
    case Flavour::R: exchange.response.body = '{' + online + '}'; return;
    case Flavour::Default: exchange.response.body = "{\"ping\":\"pong\"," + online + '}'; return;
    }
}

void metadata(Exchange &exchange)
{
    exchange.response.body =
        exchange.flavour == Flavour::R ? exchange.version->metadataR : exchange.version->metadataPython;
}

void prototype(Exchange &exchange)
{
    if (!exchange.version->hasPrototype) {
        setError(exchange.response, 404,
                 "This version has no prototype; requests are checked against the model's own "
                 "inputs only.");
        return;
    }
    exchange.response.body =
        exchange.flavour == Flavour::R ? exchange.version->prototypeR : exchange.version->prototypePython;
}

void pinUrl(Exchange &exchange)
{
    if (exchange.version->pinUrl.empty())
        setError(exchange.response, 404, "This version is not published anywhere, so it has no URL.");
    else
        exchange.response.body = exchange.version->pinUrl;
}

std::optional<PredictionPlan> plan(Exchange &exchange)
{
    const bool classifier = exchange.version->engine->description().classifier;
    PredictionPlan plan;
    plan.refusals = &refusals;
    plan.rows = formOf(exchange.request);
    plan.rules = {exchange.version->hasPrototype ? RowLists::Refused : RowLists::Accepted,
                  exchange.flavour == Flavour::R ? AbsentCells::Missing : AbsentCells::Refused};
    plan.name = endpointName(exchange.endpoint);
    plan.type = typeOf(exchange.endpoint);
    plan.form = exchange.flavour == Flavour::R ? AnswerForm::Records : AnswerForm::Lists;
    plan.special = exchange.flavour == Flavour::R ? NotANumber::RText : NotANumber::Null;
    const bool asked = !exchange.request.query().empty();
    if (const auto type = asked ? exchange.request.parameter("type") : std::nullopt) {
        if (*type == "prob")
            plan.type = AnswerType::Probabilities;
        else if (*type == "class" && !classifier)
            return refuse(exchange, "This model does not classify: use type=numeric.");
        else if (*type == "numeric" && classifier)
            return refuse(exchange, "This model classifies: use type=class or type=prob.");
        else if (*type != "class" && *type != "numeric")
            return refuse(exchange, "The parameter type is one of class, prob, numeric.");
    }
    if (plan.type != AnswerType::Prediction && !classifier)
        return refuse(exchange, "This model does not classify, so it has no probabilities.");
    if (const auto format = asked ? exchange.request.parameter("format") : std::nullopt) {
        if (*format != "lists" && *format != "records")
            return refuse(exchange, "The parameter format is one of lists, records.");
        plan.form = *format == "records" ? AnswerForm::Records : AnswerForm::Lists;
    }
    return plan;
}

} // namespace vitrine::serving::vetiver
