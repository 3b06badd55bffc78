// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace vitrine::cli {

// --confirm STAGE, for verbs that change stages.
QCommandLineOption confirmOption();

// Conflict when the stage is protected (protected_stages in the model's model.yaml or the library's
// vitrine.yaml) and --confirm does not name it.
Result<> checkConfirmed(const registry::Library &library, const QString &model, const QString &stage,
                        const QCommandLineParser &options);

} // namespace vitrine::cli
