// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"

namespace vitrine::cli {

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make : {makeInit, makeDemo, makeAdd, makeList, makeVersions, makeShow, makeDiff, makeEdit,
                            makeNote, makeAssign, makeUnassign, makeRollback, makeHistory, makeInspect,
                            makeTrust, makeServe, makeDeployments, makeMonitor, makeVerify})
        commands.push_back(make());
    return commands;
}

} // namespace vitrine::cli
