// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/predictionplan.h"

#include "core/serving/predictionrecorder.h"

namespace vitrine::serving {

void refuseRows(Exchange &exchange, const PredictionPlan &plan, const Faults &faults)
{
    exchange.predicted = Predicted::Refused;
    exchange.version->counters->faults.fetch_add(faults.count, std::memory_order_relaxed);
    exchange.response.body.clear();
    plan.refusals->rows(exchange.response, faults, exchange.version->schema());
    exchange.response.error = faults.isMalformed() ? ErrorKind::Malformed : ErrorKind::Validation;
}

void refuseTooManyRows(Exchange &exchange, const PredictionPlan &plan)
{
    exchange.predicted = Predicted::Refused;
    plan.refusals->failure(exchange.response, 413,
                           "This server takes at most " + std::to_string(exchange.mostRows) +
                               " rows in one request: send fewer rows at once.");
}

void refuseFailure(Exchange &exchange, const PredictionPlan &plan, int status, std::string_view message)
{
    plan.refusals->failure(exchange.response, status,
                           "The model could not answer: " + std::string(message) + ".");
    exchange.response.error = errorKindOf(status);
}

void readRows(const PredictionPlan &plan, BodyText body, const Schema &schema, Workspace &workspace)
{
    workspace.faults.clear();
    switch (plan.rows) {
    case RowForm::Json:
        workspace.parser.readRows(body, schema, plan.rules, workspace.frame, workspace.faults);
        return;
    case RowForm::Mlflow:
        workspace.parser.readMlflow(body, schema, workspace.frame, workspace.faults);
        return;
    case RowForm::Csv:
        workspace.parser.readCsvRows(body.text, schema, workspace.frame, workspace.faults);
        return;
    case RowForm::JsonLines:
        workspace.parser.readJsonLines(body, schema, plan.rules, workspace.frame, workspace.faults);
        return;
    }
}

void answerRows(Exchange &exchange, const PredictionPlan &plan)
{
    Workspace &workspace = exchange.workspace;
    const Request &request = exchange.request;
    readRows(plan, {request.body, request.bodyReadableBeyond}, exchange.version->schema(), workspace);
    exchange.clock.lap(Stage::Parse, workspace.parser.openedAt());
    exchange.clock.lap(Stage::Validate);
    if (!workspace.faults.isEmpty())
        return refuseRows(exchange, plan, workspace.faults);
    if (exchange.mostRows > 0 && workspace.frame.rows() > exchange.mostRows)
        return refuseTooManyRows(exchange, plan);
    int status = 500;
    std::string message;
    if (!runModel(exchange, plan.type, status, message))
        return refuseFailure(exchange, plan, status, message);
    const OutputColumn *answer = answerColumn(workspace.output, plan.type);
    if (answer == nullptr)
        return refuseFailure(exchange, plan, 500, "it gave no answer of that kind");
    addRemarks(exchange);
    AnswerText text(plan.form, plan.name, plan.type, plan.special);
    exchange.response.contentType = text.contentType();
    text.begin(exchange.response.body);
    text.rows(exchange.response.body, *answer, workspace.output.rows);
    text.end(exchange.response.body);
    exchange.clock.lap(Stage::Serialise);
    if (exchange.recorder != nullptr)
        exchange.recorder->fill(*exchange.version, workspace, workspace.record);
}

} // namespace vitrine::serving
