// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/predictionplan.h"

namespace vitrine::serving::vetiver {

// The API of vetiver's servers for R and Python, answered so that both clients understand it: lists are never
// unboxed, numbers keep their full precision, and a refused request is 422 with a JSON body that has
// `message` (R) and `detail` (FastAPI). Each function writes the response of one endpoint.
void ping(Exchange &exchange);
void metadata(Exchange &exchange);
void prototype(Exchange &exchange);
void pinUrl(Exchange &exchange);

// POST /predict, /predict_proba and /predict_log_proba. Query: type=class|prob|numeric, format=lists|records.
// None, with the answer, when the request makes no sense for the model.
std::optional<PredictionPlan> plan(Exchange &exchange);

} // namespace vitrine::serving::vetiver
