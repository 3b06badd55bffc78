// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/predictionplan.h"

namespace vitrine::serving::mlflow {

// MLflow's scoring protocol (https://mlflow.org/docs/latest/deployment/deploy-model-locally): JSON in its
// four forms and CSV in, {"predictions":[…]} out.
//
// SageMaker's containers have the same address
// (https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html): a bare list of records, as vetiver
// sends to SageMaker, is answered as /predict answers it; CSV may come without a header line, JSON lines are
// read, and CSV or JSON lines are written where the header Accept asks for them.
//
// Query: type=prob for probabilities. None, with the answer, when the request makes no sense.
std::optional<PredictionPlan> plan(Exchange &exchange);
void health(Exchange &exchange);
void version(Exchange &exchange);

} // namespace vitrine::serving::mlflow
