// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/exchange.h"

namespace vitrine::serving::mlflow {

// MLflow's scoring protocol (https://mlflow.org/docs/latest/deployment/deploy-model-locally), which SageMaker
// shares: JSON in its four forms and CSV in, {"predictions":[…]} out. A bare list of records, as vetiver
// sends to SageMaker, is answered as /predict answers it. Query: type=prob for probabilities.
void invocations(Exchange &exchange);
void health(Exchange &exchange);
void version(Exchange &exchange);

} // namespace vitrine::serving::mlflow
