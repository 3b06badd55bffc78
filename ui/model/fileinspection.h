// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/structure.h"
#include "core/registry/library.h"
#include "core/serving/trust/trust.h"

#include <optional>

namespace vitrine::ui {

// What is inside a version's model file, and what was decided about the code in it.
struct FileInspection {
    QString fileName; // of the artefact, or of the folder that MLflow wrote
    serving::TrustQuestion question;
    std::optional<format::Structure> structure;
    QString structureProblem; // why there is none; one sentence
};

// Blocking. Nothing in the file is executed. Errors when there is no file to look into: none was registered,
// it is not downloaded, or it is not clear which one is the model.
Result<FileInspection> inspectVersion(const registry::Library &library, const QString &model,
                                      const QString &version, const Job &job = {});

} // namespace vitrine::ui
