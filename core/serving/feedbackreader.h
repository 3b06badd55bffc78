// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/prediction.h"
#include "core/serving/exchange.h"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::monitor {
class PredictionLog;
}

namespace vitrine::serving {

// Reads {"id":"…","truth":23.1}, {"id":"…","truth":["a","b"]} (a value a row) or
// {"id":"…","row":2,"truth":…}, or a list of them. Returns what is wrong with it, or an empty string.
std::string readFeedback(std::string_view body, std::vector<monitor::Truth> &truths);

// POST /feedback: what came true. Answers {"matched":2,"unknown":["…"],"problems":["…"]}; 404 when none of
// the requests is known. `log` may be null: nothing is recorded here.
void answerFeedback(Exchange &exchange, monitor::PredictionLog *log);

} // namespace vitrine::serving
