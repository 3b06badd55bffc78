// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/format/structure.h"

#include <string_view>

namespace vitrine::format {

// The tensors of a file, each with its type, its shape, how large it is and a digest of its content, which is
// read for that. Without entries when the header is damaged: then the inspection says how.
Result<StructureGroup> safetensorsContent(std::string_view bytes, const Job &job = {});
Result<StructureGroup> ggufContent(std::string_view bytes, const Job &job = {});

} // namespace vitrine::format
