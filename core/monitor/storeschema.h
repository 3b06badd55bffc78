// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"

namespace vitrine::monitor {

class ConnectionEngine;

// Brings a new or older monitoring store to the present layout, in one transaction; two processes may try at
// once. Unsupported when the file was written by a newer version of the program.
Result<> prepareStore(Database &database);

// The same of a PostgreSQL database, whose version is a row of the table vitrine_layout.
Result<> preparePostgresStore(ConnectionEngine &engine);

// Further tables, in SQLite's words, unless they are there.
Result<> addPostgresTables(ConnectionEngine &engine, const QByteArray &sql);

} // namespace vitrine::monitor
