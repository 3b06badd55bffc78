// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/fileformat.h"

#include <string_view>

namespace vitrine::format {

// What a file is by its content; `name` only decides between pickle and joblib, which look alike. `bytes` is
// the whole file, most often mapped: only a few places are read.
FileFormat sniff(std::string_view bytes, const QString &name = {});

} // namespace vitrine::format
