// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/datasetoptions.h"

namespace vitrine::monitor {

// A file of delimited text.
Result<std::shared_ptr<DatasetFile>> openCsv(const QString &path, const DatasetOptions &options);

} // namespace vitrine::monitor
