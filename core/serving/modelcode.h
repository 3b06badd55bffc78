// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/serving/engineoptions.h"

namespace vitrine::serving {

// What would run when the model in `path` is loaded, and the digest that trust in it is given to: of a file
// its SHA-256; of a folder that of its list, as `find . -type f | sort | xargs sha256sum` prints it with
// names relative to the folder; of a command that of its words, one a line, with the model's digest behind
// them. `sha256`: of the file, when it is known already. Nothing is executed. Blocking.
Result<CodeBearing> codeOf(const QString &path, const QString &name, const CommandSpec &command = {},
                           const QString &sha256 = {}, const Job &job = {});

} // namespace vitrine::serving
