// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/datasetoptions.h"
#include "core/monitor/dataset/textsample.h"

namespace vitrine::monitor {

// A file of delimited text, by its beginning. Corrupt when it has no rows.
Result<std::shared_ptr<DatasetFile>> openCsv(const TextSample &sample, const DatasetOptions &options);

} // namespace vitrine::monitor
