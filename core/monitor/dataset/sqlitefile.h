// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/datasetoptions.h"

namespace vitrine::monitor {

// A table, view or query of a SQLite database, which is opened for reading only; every pass is one snapshot.
// InvalidArgument when the options name none of several tables, or a query that is not one SELECT.
Result<std::shared_ptr<DatasetFile>> openSqlite(const QString &path, const DatasetOptions &options);

} // namespace vitrine::monitor
