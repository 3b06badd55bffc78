// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"

#include <string_view>

namespace vitrine::format {

// Adds the inputs and outputs of an ONNX model, its operators, classes, number of parameters and metadata;
// findings for weights that lie in other files and for operators outside of the standard. False when it is
// not an ONNX model; what was read before damage is kept and the damage is a finding.
bool inspectOnnx(std::string_view bytes, Inspection &inspection);

} // namespace vitrine::format
