// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/servesession.h"

namespace vitrine::serving {

// Serves in the foreground until SIGTERM, SIGINT or `stop` on the administration socket: announcements on
// standard output, log on standard error. Needs a QCoreApplication, whose event loop it runs. Returns the
// exit code: 0 stopped, 1 failed.
int serveUntilStopped(const ServeOptions &options);

} // namespace vitrine::serving
