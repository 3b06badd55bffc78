// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/datasetoptions.h"
#include "core/monitor/dataset/textsample.h"

namespace vitrine::monitor {

// Objects of JSON, one a line or in an array, by its beginning. Corrupt when there are none.
Result<std::shared_ptr<DatasetFile>> openJson(const TextSample &sample, const DatasetOptions &options);

} // namespace vitrine::monitor
