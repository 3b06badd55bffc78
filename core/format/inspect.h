// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/format/inspection.h"

#include <string_view>

namespace vitrine::format {

// Looks at a file without executing any of it. `name`: what people call it, when the path does not say (a
// stored object is named by its hash); only used to tell pickle and joblib apart. Errors when it cannot be
// opened; a file of no known format is not an error. Blocking; memory is bounded.
Result<Inspection> inspectFile(const QString &path, const QString &name = {});

// The same for bytes in memory.
Inspection inspectBytes(std::string_view bytes, const QString &name = {});

} // namespace vitrine::format
