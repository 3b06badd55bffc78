// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/dataset.h"

namespace vitrine::monitor {

// All that a reader still has as one chunk, in ascending order of the column of times at `timePlace`; rows of
// the same time keep their order. For files whose rows are out of order: it holds all of them in memory.
Result<Chunk> sortedChunk(DatasetReader &reader, int timePlace);

} // namespace vitrine::monitor
