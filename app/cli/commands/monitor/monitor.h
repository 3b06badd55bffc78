// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace vitrine::cli {

// The verbs behind `monitor`, one file each.
std::unique_ptr<Command> makeMonitorExport();
std::unique_ptr<Command> makeMonitorIngest();
std::unique_ptr<Command> makeMonitorMetrics();
std::unique_ptr<Command> makeMonitorDrift();
std::unique_ptr<Command> makeMonitorEstimate();
std::unique_ptr<Command> makeMonitorBacktest();
std::unique_ptr<Command> makeMonitorBisect();
std::unique_ptr<Command> makeMonitorCheck();
std::unique_ptr<Command> makeMonitorRetention();

} // namespace vitrine::cli
