// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

#include <vector>

namespace vitrine::git {

// Where one working tree of a repository is.
struct WorkTreePlace {
    QByteArray name;   // "" for the main one, else "worktrees/<name>": its own folder below the common one
    QByteArray gitDir; // with '/'
    QByteArray root;
};

// The main working tree, unless the repository is bare, and the linked ones that are there. A linked one
// counts only when its .git file leads back: a folder cannot be made one by what the repository says of it.
std::vector<WorkTreePlace> workTreePlaces(const RepositoryInfo &info);

} // namespace vitrine::git
