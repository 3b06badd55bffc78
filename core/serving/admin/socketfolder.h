// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace vitrine::serving::admin {

// The folder with the administration sockets of this user's servers: $XDG_RUNTIME_DIR/vitrine, else
// /tmp/vitrine-<uid>. Made when it is missing, for this user only; Io when it belongs to somebody else or
// others may enter it.
Result<QString> socketFolder();

// <folder>/<pid>.sock
Result<QString> socketPath(qint64 pid);

// The sockets in the folder, of servers that may have ended since; by process id.
QStringList socketPaths();

} // namespace vitrine::serving::admin
