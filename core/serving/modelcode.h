// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/serving/engineoptions.h"

namespace vitrine::serving {

// What would run when the model in `path` is loaded with these options, and the digest that trust in it is
// given to: of a file its SHA-256; of a folder that of its list, as `find . -type f | sort | xargs sha256sum`
// prints it. When the library also names a program to run it with (a command, the path of an interpreter),
// the digest is that of the program's words, one a line, with the model's digest behind them. Nothing is
// executed. Blocking.
Result<CodeBearing> codeOf(const QString &path, const QString &name, const EngineOptions &options,
                           const Job &job = {});

} // namespace vitrine::serving
