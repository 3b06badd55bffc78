// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/answertext.h"
#include "core/serving/exchange.h"

#include <optional>
#include <string_view>

namespace vitrine::serving {

// How the rows of a request are written down.
enum class RowForm : std::uint8_t {
    Json,      // records, columns, and what RequestParser::readRows takes besides
    Mlflow,    // MLflow's four objects
    Csv,       // with a header line, or without one when it has as many columns as the prototype
    JsonLines, // a record a line
};

// The words in which a dialect refuses.
struct Refusals {
    void (*rows)(Response &response, const Faults &faults, const Schema &schema);
    void (*failure)(Response &response, int status, std::string_view message);
};

// What a dialect makes of a request for predictions before it looks at the body.
struct PredictionPlan {
    RowForm rows = RowForm::Json;
    RowRules rules;
    AnswerForm form = AnswerForm::Lists;
    std::string_view name; // of the list in the answer; a literal
    AnswerType type = AnswerType::Prediction;
    NotANumber special = NotANumber::Null;
    const Refusals *refusals = nullptr;
};

// Reads the rows, checks them, runs the model and writes the answer.
void answerRows(Exchange &exchange, const PredictionPlan &plan);

// Reads rows in the form of the plan into the workspace. `openedAt`: when their structure was known.
void readRows(const PredictionPlan &plan, BodyText body, const Schema &schema, Workspace &workspace);

// The body is refused or the model failed: answered in the dialect's words and counted.
void refuseRows(Exchange &exchange, const PredictionPlan &plan, const Faults &faults);
void refuseTooManyRows(Exchange &exchange, const PredictionPlan &plan);
void refuseFailure(Exchange &exchange, const PredictionPlan &plan, int status, std::string_view message);

} // namespace vitrine::serving
