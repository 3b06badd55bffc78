// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/candidate.h"
#include "core/registry/registryreader.h"

namespace vitrine::registry {

// By path. Looks at every name in the tree, and into those files whose name leaves open what they are.
Result<QList<Candidate>> findCandidates(const RegistryReader &reader, const Job &job);

// A name in GTO's grammar from a path: the file's without its suffix, or the folder's where the file's says
// nothing ("model", "best", …). Without what the grammar does not allow.
QString proposedName(const QString &path);

} // namespace vitrine::registry
