// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"
#include "core/monitor/dataset/problem.h"

namespace vitrine::monitor {

// A part of a file, parsed. Lines count from 0 at its beginning.
struct ParsedPiece {
    Chunk chunk;
    DatasetProblems problems;
    qint64 lineCount = 0;
};

} // namespace vitrine::monitor
