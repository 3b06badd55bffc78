// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/backtest/predictor.h"
#include "core/serving/engine.h"

#include <memory>

namespace vitrine::serving {

// A loaded model as backtests take it: columns of a dataset become a frame of the model's schema, and its
// answer columns again. Rows with a value that a request would be refused for are left unanswered.
std::unique_ptr<monitor::Predictor> predictorOf(std::unique_ptr<const Engine> engine);

} // namespace vitrine::serving
