// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"
#include "core/serving/requestparser.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// A request of the Open Inference Protocol v2
// (https://kserve.github.io/website/latest/modelserving/data_plane/v2_protocol/) with Triton's binary tensor
// extension.
struct InferRequest {
    struct WantedOutput {
        std::string name;
        std::optional<bool> binary;
    };

    std::string id;
    std::vector<Tensor> inputs;
    std::vector<WantedOutput> outputs; // empty: all
    bool binaryOutputs = false;        // the request's parameter binary_data_output
};

// Reads the body. `headerLength`: bytes of JSON in front of binary data; none: all of it is JSON.
// Returns what is wrong with it, or an empty string.
std::string readInferRequest(BodyText body, std::optional<std::size_t> headerLength, InferRequest &request);

} // namespace vitrine::serving
