// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"
#include "core/git/repository.h"

namespace vitrine::git {

// The files that are checked out beside a repository, kept in step with commits that Vitrine makes.

// Conflict, naming the path, when a changed path was edited, is untracked in the way, or is staged
// differently.
Result<> checkUntouched(git_repository *repository, const Repository::Transaction &transaction);

// Writes the changed paths into the working tree and the index. LFS pointers are written as they are: both
// `git status` with git-lfs (which passes pointers through) and without it find nothing changed.
Result<> updateWorkTree(git_repository *repository, const Oid &commit, const QList<Change> &changes);

} // namespace vitrine::git
