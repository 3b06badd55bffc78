// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/monitor/store.h"

namespace vitrine::cli {

// --store: another monitoring store than the library's own, a file or postgresql://user@host/database.
// Without it $VITRINE_MONITOR_STORE, which keeps a password out of the list of processes.
void addStoreOption(QCommandLineParser &parser);
QString storeOf(const registry::Library &library, const QCommandLineParser &options);
Result<monitor::Store> openStore(const registry::Library &library, const QCommandLineParser &options);

} // namespace vitrine::cli
