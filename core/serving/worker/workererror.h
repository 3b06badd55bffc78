// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/serving/worker/workerframe.h"

namespace vitrine::serving {

// Why a worker could not load its model, as people read it: from the fields of Failed, or from how it died
// and the last line that it printed. `load`: what it was asked for; `interpreter`: "python3".
Error loadError(const Fields &failed, const Fields &load, const QString &interpreter);
Error deathError(const std::string &reason, const std::string &lastLine, const Fields &load,
                 const QString &interpreter);

// The text with every absolute path cut down to its last part.
std::string withoutPaths(std::string_view text);

} // namespace vitrine::serving
