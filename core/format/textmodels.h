// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"

#include <string_view>

namespace vitrine::format {

// LightGBM's text form: columns with their categories, objective, trees, parameters.
bool inspectLightgbm(std::string_view bytes, Inspection &inspection);

// PMML: the fields that the model reads and predicts, its kind, who made it. Entities are not expanded.
bool inspectPmml(std::string_view bytes, Inspection &inspection);

} // namespace vitrine::format
