// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"

#include <string_view>

namespace vitrine::format {

// Adds what an R object tells about itself: class, the variables of its formula, the prototype in a vetiver
// pin, R's version; and findings for functions, promises and calls that would run when it is used. Unpacked
// bytes. False when it is no such object.
bool inspectRds(std::string_view bytes, Inspection &inspection);

} // namespace vitrine::format
