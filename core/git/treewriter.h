// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

namespace vitrine::git {

// Writes the tree that `base` (null: the empty tree) becomes with the changes. Folders that become empty
// disappear.
Result<git_oid> writeTree(git_repository *repository, const git_tree *base, const QList<Change> &changes);

// Refuses paths that Git would not check out or that leave the repository: "..", ".git", "//", a leading "/".
Result<> checkPath(const QString &path);

} // namespace vitrine::git
