// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/event.h"

#include <QList>
#include <QMap>
#include <QStringList>

namespace vitrine::registry {

struct StageRules;

// Who is in which stage, and who was.
struct StageHistory {
    QMap<QString, QStringList> holders;  // the one that counts first; stages that are empty are left out
    QMap<QString, QStringList> standing; // all with an assignment that was not taken back, the last one first
    QList<StageInterval> intervals;      // by stage, oldest first
};

// Replays events (oldest first) as GTO does: a version is in a stage while its last event there is an
// assignment and it is not deregistered; of several, the last one assigned counts. So when a version leaves,
// the one that was assigned before it and never unassigned is in the stage again.
StageHistory stageHistory(const QList<Event> &events, const StageRules &rules);

} // namespace vitrine::registry
