// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/dialect/mlflow.h"

#include "core/serving/dialect/vetiver.h"
#include "core/serving/jsontext.h"

namespace vitrine::serving::mlflow {

namespace {

void refuse(Response &response, int status, std::string_view code, std::string_view message)
{
    response.status = status;
    response.contentType = "application/json";
    response.body = "{\"error_code\":\"" + std::string(code) + "\",\"message\":";
    appendText(response.body, message);
    response.body += '}';
}

void refuseRows(Response &response, const Faults &faults, const Schema &schema)
{
    bool cells = false;
    for (const Fault &fault : faults.list)
        cells = cells || fault.column >= 0 || fault.row != Fault::wholeBody;
    refuse(response, 400, cells ? "INVALID_PARAMETER_VALUE" : "BAD_REQUEST", faultMessage(faults, schema));
    response.body.pop_back();
    response.body += ",\"detail\":";
    appendFaultDetail(response.body, faults, schema);
    response.body += '}';
}

void refuseFailure(Response &response, int status, std::string_view message)
{
    if (status == 422)
        refuse(response, 400, "BAD_REQUEST", message);
    else
        refuse(response, status, status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR", message);
}

constexpr Refusals refusals{refuseRows, refuseFailure};

std::optional<PredictionPlan> refuse(Exchange &exchange, int status, std::string_view message)
{
    refuse(exchange.response, status, "BAD_REQUEST", message);
    return {};
}

bool isBareList(std::string_view body)
{
    const auto first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && body[first] == '[';
}

bool hasForeignParameters(std::string_view contentType)
{
    const auto semicolon = contentType.find(';');
    if (semicolon == std::string_view::npos)
        return false;
    std::string rest = mediaType(contentType.substr(semicolon + 1));
    std::erase(rest, ' ');
    std::erase(rest, '"');
    return !rest.empty() && rest != "charset=utf-8" && rest != "header=present" && rest != "header=absent";
}

std::optional<AnswerForm> wantedForm(std::string_view accept)
{
    const std::string type = mediaType(accept.substr(0, accept.find(',')));
    if (type == "text/csv")
        return AnswerForm::Csv;
    if (isJsonLines(type))
        return AnswerForm::JsonLines;
    return {};
}

} // namespace

std::optional<PredictionPlan> plan(Exchange &exchange)
{
    const Request &request = exchange.request;
    const std::string type = mediaType(request.contentType);
    const bool csv = type == "text/csv";
    const bool lines = isJsonLines(type);
    if ((!csv && !lines && !type.empty() && type != "application/json") ||
        hasForeignParameters(request.contentType))
        return refuse(exchange, 415, "Send application/json (UTF-8), application/jsonlines or text/csv.");
    const auto form = wantedForm(request.accept);
    if (!csv && !lines && isBareList(request.body)) {
        auto plan = vetiver::plan(exchange);
        if (plan)
            plan->form = form.value_or(plan->form);
        return plan;
    }
    PredictionPlan plan;
    plan.refusals = &refusals;
    plan.rows = csv ? RowForm::Csv : lines ? RowForm::JsonLines : RowForm::Mlflow;
    plan.rules = RowLists::Accepted;
    plan.form = form.value_or(AnswerForm::Lists);
    plan.name = form == AnswerForm::JsonLines ? "prediction" : "predictions";
    if (request.parameter("type") == "prob") {
        if (!exchange.version->engine->description().classifier)
            return refuse(exchange, 400, "This model does not classify, so it has no probabilities.");
        plan.type = AnswerType::Probabilities;
    }
    return plan;
}

void health(Exchange &exchange)
{
    exchange.response.contentType = "text/plain; charset=utf-8";
    exchange.response.body = "\n";
    if (exchange.model == nullptr || exchange.model->current() == nullptr)
        exchange.response.status = 503;
}

void version(Exchange &exchange)
{
    exchange.response.contentType = "text/plain; charset=utf-8";
    exchange.response.body = VT_VERSION;
}

} // namespace vitrine::serving::mlflow
