// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/exchange.h"

namespace vitrine::serving::oip {

// The Open Inference Protocol v2 with the binary tensor and model repository extensions: everything below
// /v2. `rest`: the path behind /v2, without a slash at its end. Chooses the model and the version itself.
void answer(Exchange &exchange, const Catalogue &catalogue, std::string_view rest);

// The model that a path below /v2 names; null when it names none, or an unknown one.
const ServedModel *modelOf(const Catalogue &catalogue, std::string_view rest);

// The version that would answer at such a path; null when there is none.
ServedVersionPtr versionOf(const ServedModel &model, std::string_view rest);

} // namespace vitrine::serving::oip
