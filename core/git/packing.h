// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/writesession.h"

namespace vitrine::git {

// Puts the tags into packed-refs once a thousand of them lie about as files of their own, as `git pack-refs`
// does: listing the references costs a read of one file then, not of one file each. For use after a write, in
// its session; another program that holds the lock, or a reference that cannot be read, only leaves things as
// they are.
void packManyReferences(git_repository *repository, const RepositoryInfo &info, WriteSession *session);

} // namespace vitrine::git
