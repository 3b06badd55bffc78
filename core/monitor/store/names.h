// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store/connection.h"

namespace vitrine::monitor {

// The rows that stand for names in a store; a row that is missing is made. Part of the caller's transaction.
Result<qint64> modelId(StoreConnection &connection, const QString &model);
Result<qint64> versionId(StoreConnection &connection, const QString &version, qint64 model);
Result<qint64> levelId(StoreConnection &connection, const QString &level, qint64 model);

} // namespace vitrine::monitor
