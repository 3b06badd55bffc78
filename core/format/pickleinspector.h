// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"

#include <string_view>

namespace vitrine::format {

// Adds to `inspection` what loading the pickle would import and call (its findings), and what the object in
// it tells about itself (framework, task, inputs, metadata). Every stream to the end of the bytes is
// followed. `member`: of an archive, for the findings; may be empty.
void inspectPickle(std::string_view bytes, const QString &member, Inspection &inspection);

} // namespace vitrine::format
