// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/structure.h"

namespace vitrine::format {

struct Inspection;

// What an inspection found, in the form that is compared: inputs and outputs, and everything else that the
// file tells as facts.
Structure structureOf(const Inspection &inspection);

} // namespace vitrine::format
