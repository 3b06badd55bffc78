// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

namespace vitrine::git {

// Refuses, as Git does, a repository of another user, whose settings could make programs do that user's
// bidding: unless its folder, or "*", is named by safe.directory in the settings of this user or the system.
// A person who became root by sudo keeps access to what is their own.
Result<> checkOwnership(git_repository *repository);

} // namespace vitrine::git
