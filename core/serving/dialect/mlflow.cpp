// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/dialect/mlflow.h"

#include "core/serving/dialect/vetiver.h"
#include "core/serving/jsontext.h"

namespace vitrine::serving::mlflow {

namespace {

void refuse(Exchange &exchange, int status, std::string_view code, std::string_view message)
{
    Response &response = exchange.response;
    response.status = status;
    response.body = "{\"error_code\":\"" + std::string(code) + "\",\"message\":";
    appendText(response.body, message);
    response.body += '}';
}

void refuseRows(Exchange &exchange)
{
    const Faults &faults = exchange.workspace.faults;
    exchange.version->counters->faults.fetch_add(faults.count, std::memory_order_relaxed);
    bool cells = false;
    for (const Fault &fault : faults.list)
        cells = cells || fault.column >= 0 || fault.row != Fault::wholeBody;
    refuse(exchange, 400, cells ? "INVALID_PARAMETER_VALUE" : "BAD_REQUEST",
           faultMessage(faults, exchange.version->schema()));
    exchange.response.body.pop_back();
    exchange.response.body += ",\"detail\":";
    appendFaultDetail(exchange.response.body, faults, exchange.version->schema());
    exchange.response.body += '}';
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
    return !rest.empty() && rest != "charset=utf-8";
}

} // namespace

void invocations(Exchange &exchange)
{
    const std::string type = mediaType(exchange.request.contentType);
    const bool csv = type == "text/csv";
    if ((!csv && !type.empty() && type != "application/json") ||
        hasForeignParameters(exchange.request.contentType)) {
        refuse(exchange, 415, "BAD_REQUEST", "Send application/json (UTF-8) or text/csv.");
        return;
    }
    if (!csv && isBareList(exchange.request.body)) {
        vetiver::predict(exchange);
        return;
    }
    const ServedVersion &served = *exchange.version;
    Workspace &workspace = exchange.workspace;
    {
        const StageTimer timer(served, Stage::Parse);
        workspace.faults.clear();
        if (csv)
            workspace.parser.readCsvRows(exchange.request.body, served.schema(), workspace.frame,
                                         workspace.faults);
        else
            workspace.parser.readMlflow({exchange.request.body, exchange.request.bodyReadableBeyond},
                                        served.schema(), workspace.frame, workspace.faults);
    }
    if (!workspace.faults.isEmpty()) {
        refuseRows(exchange);
        return;
    }
    const auto wanted = exchange.request.parameter("type");
    const AnswerType answer = wanted == "prob" ? AnswerType::Probabilities : AnswerType::Prediction;
    int status = 500;
    std::string message;
    if (!runModel(exchange, answer, status, message)) {
        refuse(exchange, status == 422 ? 400 : status, status == 422 ? "BAD_REQUEST" : "INTERNAL_ERROR",
               "The model could not answer: " + message + ".");
        return;
    }
    const OutputColumn *column = answerColumn(workspace.output, answer);
    if (column == nullptr) {
        refuse(exchange, 400, "BAD_REQUEST", "This model does not classify, so it has no probabilities.");
        return;
    }
    const StageTimer timer(served, Stage::Serialise);
    addRemarks(exchange);
    std::string &out = exchange.response.body;
    out += "{\"predictions\":[";
    for (std::size_t row = 0; row < workspace.output.rows; ++row) {
        if (row > 0)
            out += ',';
        appendRow(out, *column, row, NotANumber::Null);
    }
    out += "]}";
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
