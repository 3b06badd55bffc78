// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/servedversion.h"

#include <string>

namespace vitrine::serving {

// The OpenAPI 3.1 description (https://spec.openapis.org/oas/v3.1.0) of what a server answers for this
// version: rows as the prototype has them, in its order, with the version's example.
std::string openApi(const ServedVersion &version);

} // namespace vitrine::serving
