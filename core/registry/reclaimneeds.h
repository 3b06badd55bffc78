// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/versionuse.h"

namespace vitrine::registry {

// What needs the LFS objects of a library besides its versions: hash → one thing that needs it, in words.
// Looks at the tips of all references but GTO's tags, at the parts of the stash, and at HEAD and the index of
// every working tree. Fails when one of them cannot be read.
Result<QHash<QString, QString>> needsOfGit(const RegistryReader &reader, PointerScan &scan, const Job &job);

} // namespace vitrine::registry
