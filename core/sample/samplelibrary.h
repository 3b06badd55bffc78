// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/registry/library.h"

namespace vitrine::sample {

// Writes the sample library into a new folder `path` (bare): seattle-tmax with five versions and a rollback,
// seattle-rain with three, their cards, notes, stages and monitoring history, in which the truth of the
// newest weeks is not known yet. Conflict when the folder exists and is not empty; nothing half-made stays
// behind when it fails or is cancelled.
Result<registry::Library> create(const QString &path, const Job &job = {});

// Where the window offers to put it: below the user's data folder.
QString defaultPath();

} // namespace vitrine::sample
