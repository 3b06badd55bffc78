// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/predictionplan.h"

#include <string_view>

namespace vitrine::serving {

// One address that a server answers, below the root and below each model's name.
struct Route {
    std::string_view path;
    Method method;
    Endpoint endpoint;
    bool needsVersion;
    // Writes the response; null where the router does it itself or `plan` is set.
    void (*answer)(Exchange &) = nullptr;
    // Of requests for predictions.
    std::optional<PredictionPlan> (*plan)(Exchange &) = nullptr;
};

// Null when there is no such address.
const Route *findRoute(std::string_view path);

} // namespace vitrine::serving
