// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

namespace vitrine::git {

// Gives a repository an object database whose loose objects are read by LooseObject instead of libgit2; packs
// and writing stay libgit2's. An object that is damaged counts as missing when it is written again, so that
// the new file takes its place.
Result<> installObjectDatabase(git_repository *repository);

// The object folders of a repository, its own first, then those that it borrows from
// (objects/info/alternates).
QList<QByteArray> objectFolders(const QByteArray &commonDir);

// Where a loose object lies.
QByteArray loosePath(const QByteArray &objectFolder, const git_oid &id);

} // namespace vitrine::git
