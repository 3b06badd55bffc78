// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"

#include <string_view>

namespace vitrine::format {

// Files of named tensors without code: their names, types and sizes, and what else the header says. A
// header that contradicts the file is a finding. False when it is no such file.
bool inspectSafetensors(std::string_view bytes, Inspection &inspection);
bool inspectGguf(std::string_view bytes, Inspection &inspection);
bool inspectNpy(std::string_view bytes, Inspection &inspection);

} // namespace vitrine::format
