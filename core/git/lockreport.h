// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

namespace vitrine::git {

// Who holds a lock file of Git's, as far as this user can see.
struct LockHolder {
    qint64 process = 0; // 0: no running program has it open or works in the repository
    QString program;
};
LockHolder lockHolder(const RepositoryInfo &info, const QString &lockFile);

// A sentence about a lock file: which it is, how old, who holds it, what to do.
QString lockSentence(const RepositoryInfo &info, const QString &lockFile);

// Busy: `file` is locked. Cheap, because a write tries again many times; its detail is the lock file and what
// identifies it, so that a lock which stays is told from one that others take in turn.
Error lockedBy(const RepositoryInfo &info, const QString &file);
// The same with the whole sentence, for the one who gives up.
Error lockedFor(const RepositoryInfo &info, const Error &locked);

} // namespace vitrine::git
