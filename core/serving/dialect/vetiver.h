// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/exchange.h"

namespace vitrine::serving::vetiver {

// The API of vetiver's servers for R and Python, answered so that both clients understand it: lists are never
// unboxed, numbers keep their full precision, and a refused request is 422 with a JSON body that has
// `message` (R) and `detail` (FastAPI). Each function writes the response of one endpoint.
void ping(Exchange &exchange);
void metadata(Exchange &exchange);
void prototype(Exchange &exchange);
void pinUrl(Exchange &exchange);

// POST /predict and /predict_proba. Query: type=class|prob|numeric, format=lists|records.
void predict(Exchange &exchange);

} // namespace vitrine::serving::vetiver
