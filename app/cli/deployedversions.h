// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

namespace vitrine::cli {

// "model@version": the versions that a deployment serves now or was ever seen to serve: what the running
// servers of this user say, and what the library's monitoring store remembers.
Result<QStringList> deployedVersions(const registry::Library &library);

} // namespace vitrine::cli
