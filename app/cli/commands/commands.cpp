// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

namespace vitrine::cli {

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make :
         {makeInit,     makeDemo,    makeAdd,        makeRegister,    makeList,    makeVersions, makeShow,
          makeSearch,   makeDiff,    makeEdit,       makeNote,        makeRestore, makeAssign,   makeUnassign,
          makeRollback, makeHistory, makeDeregister, makeDeprecate,   makePrune,   makeSpace,    makeExport,
          makeInspect,  makeTrust,   makeServe,      makeDeployments, makeMonitor, makeVerify,   makeReindex})
        commands.push_back(make());
    return commands;
}

} // namespace vitrine::cli
