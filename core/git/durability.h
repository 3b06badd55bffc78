// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

namespace vitrine::git {

// That a reference never outlives, in a power failure, what it points at.

// Unless Git's own setting core.fsync says "none".
bool wantsSync(git_repository *repository);
// Flushes a file to the disk, and with it, on the file systems that people use, its name.
Result<> syncFile(const QByteArray &path);
// Io when one of the objects is not there after all, whatever its writer said.
Result<> checkStored(git_repository *repository, const QList<git_oid> &objects);
// Flushes objects that were just written; those in packs are taken to be there already.
Result<> syncObjects(const RepositoryInfo &info, const QList<git_oid> &objects);

} // namespace vitrine::git
