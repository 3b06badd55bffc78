// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace vitrine::cli {

// One file a verb.
std::unique_ptr<Command> makeAdd();
std::unique_ptr<Command> makeAssign();
std::unique_ptr<Command> makeDemo();
std::unique_ptr<Command> makeDeployments();
std::unique_ptr<Command> makeDeprecate();
std::unique_ptr<Command> makeDeregister();
std::unique_ptr<Command> makeDiff();
std::unique_ptr<Command> makeEdit();
std::unique_ptr<Command> makeExport();
std::unique_ptr<Command> makeHistory();
std::unique_ptr<Command> makeInit();
std::unique_ptr<Command> makeInspect();
std::unique_ptr<Command> makeList();
std::unique_ptr<Command> makeMonitor();
std::unique_ptr<Command> makeNote();
std::unique_ptr<Command> makePrune();
std::unique_ptr<Command> makeRegister();
std::unique_ptr<Command> makeReindex();
std::unique_ptr<Command> makeRestore();
std::unique_ptr<Command> makeRollback();
std::unique_ptr<Command> makeSearch();
std::unique_ptr<Command> makeServe();
std::unique_ptr<Command> makeShow();
std::unique_ptr<Command> makeSpace();
std::unique_ptr<Command> makeTrust();
std::unique_ptr<Command> makeUnassign();
std::unique_ptr<Command> makeVerify();
std::unique_ptr<Command> makeVersions();

} // namespace vitrine::cli
