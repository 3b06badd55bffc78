// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

namespace vitrine::git {

using RepositoryHandle = std::unique_ptr<git_repository, Deleter<git_repository_free>>;

// libgit2 as this program uses it, once for the process.
void initialiseLibrary();

// What every handle of a repository gets: object files that are read here, and the settings of its own
// working tree.
Result<> prepareHandle(git_repository *repository);

// A handle of a repository whose folder is known: no folder above is searched.
Result<RepositoryHandle> openHandle(const QByteArray &folder);

} // namespace vitrine::git
