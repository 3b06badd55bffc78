// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/repository.h"

namespace vitrine::registry {

// The commits after which `path` (a file or a folder, from the root) had another content than before, newest
// first, from `from` on. What DVC tracks counts by its hash, wherever it is written down now: in a .dvc file
// or a dvc.lock. A commit that removed it is not among them. Empty when `from` is.
Result<QList<git::Commit>> pathHistory(const git::Repository &repository, const git::Oid &from,
                                       const QString &path, const Job &job = {});

} // namespace vitrine::registry
