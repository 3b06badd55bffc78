// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/exploredrows.h"

namespace vitrine::ui {

// What was observed of a version: time, truth, what was predicted, and what its requests asked as far as
// servers recorded it. Read by stretches of time, so that memory does not grow with the observations.
// `storePath` is a SQLite file. Blocking.
Result<ExploredRows> readObserved(const QString &storePath, const ExploreQuestion &question,
                                  ExploredReading &reading, const Job &job);

} // namespace vitrine::ui
