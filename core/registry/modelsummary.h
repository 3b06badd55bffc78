// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/metadata.h"
#include "core/registry/model.h"
#include "core/registry/modelfolder.h"
#include "core/registry/registrystate.h"

namespace vitrine::registry {

// The row of a model: what its tags say, then what its folder says now (else the folder of its last version),
// then what artifacts.yaml or dvc.yaml adds. `updated` is the last event.
Model summaryOf(const ModelState &state, const ModelFolder &folder, const Metadata &metadata,
                const Annotation *annotation);

} // namespace vitrine::registry
