// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vitrine::monitor {

// A request for predictions and what was answered, as a server records it. No Qt types: it is filled on the
// path of the request. Texts are UTF-8.
struct Prediction {
    std::string id;           // of the request; not always unique where clients choose it
    bool chosen = false;      // by the client; else its first 12 hexadecimal digits are timeMs
    std::uint32_t origin = 0; // model and version, as PredictionLog::origin() gave it
    std::int64_t timeMs = 0;  // UTC, of its arrival
    std::uint32_t latencyUs = 0;
    std::uint16_t status = 0; // HTTP
    std::uint32_t rows = 0;   // of the request; inputs and outputs may have fewer
    std::string endpoint;     // "predict"
    std::string inputs;       // JSON object: a list of values for each column; empty: not recorded
    // The same of the answers, named as tidymodels does: .pred, or .pred_class and .pred_<level>. Of a
    // refused request the JSON that was answered.
    std::string outputs;
    std::string error; // why it was refused: "validation"; empty: it was not

    std::size_t bytes() const { return id.size() + endpoint.size() + inputs.size() + outputs.size(); }
    void clear();
};

// What came true for one row of a request.
struct Truth {
    std::string id; // of the request
    std::uint32_t row = 0;
    std::variant<double, std::string> value;
};

// What became of truths that were handed in.
struct Feedback {
    std::size_t matched = 0;          // belonged to a recorded prediction: they are observations now
    std::vector<std::string> unknown; // ids of no recorded request, each once; kept, in case it comes
    std::vector<std::string> unfit;   // sentences: a row that the request does not have, a text for a number
};

} // namespace vitrine::monitor
