// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/event.h"
#include "core/registry/gtotag.h"
#include "core/registry/semver.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::registry {

// A tag in GTO's grammar that points at a commit, with who made it and when. A lightweight tag has neither:
// its date and author are those of the commit.
struct TagRecord {
    QString name;
    GtoTag parsed;
    QString object; // id of the annotated tag; empty when lightweight
    QString commit;
    QDateTime date;
    QString author;
    QString message;
    bool lightweight = false;
    bool operator==(const TagRecord &) const = default;
};

// How many versions a stage holds and which stages there are, as `.gto` and `vitrine.yaml` say.
struct StageRules {
    int versionsPerStage = 1;    // -1: all that were assigned and not unassigned
    bool greatestFirst = false;  // by semantic version instead of by time of assignment
    QStringList stages;          // the only ones allowed; empty: any
    QStringList protectedStages; // whose change asks for the stage's name
    bool operator==(const StageRules &) const = default;
};

// A version as its tags tell it.
struct VersionRecord {
    QString name; // "v1.2.0", else the first 10 digits of the commit
    QString commit;
    QString tag;    // of its last registration; empty when only stage tags name the commit
    QString object; // of its first registration's tag, which its notes are about
    QDateTime date;
    QString author;
    QString message;
    QStringList stages;
    bool registered = true;
    bool deregistered = false;
    bool lightweight = false;
};

// What all tags of one model say. Pure: made from the tags alone.
struct ModelState {
    QString name;                        // full name
    QList<Event> events;                 // oldest first; lightweight tags among them have no effect
    QList<VersionRecord> versions;       // newest first
    QMap<QString, QStringList> holders;  // stage → versions in it, the first one counts
    QMap<QString, QStringList> standing; // stage → all that were assigned and not unassigned since
    QList<StageInterval> intervals;      // by stage, oldest first
    QString latest;                      // newest registered version by time
    QString greatest;                    // highest registered version
    bool deprecated = false;
    int nextCounter = 1;
    QDateTime lastEvent;

    const VersionRecord *version(
        const QString &name) const; // by name or commit id; nullptr when there is none
    QStringList stagesOf(const QString &version) const;
};

// Tags of one model, in any order. Events are ordered by the tagger's time; within a second by counter,
// then by the tag's name.
ModelState modelState(const QString &model, QList<TagRecord> tags, const StageRules &rules = {});

// The same for the tags of many models: full name → state.
QMap<QString, ModelState> registryState(const QList<TagRecord> &tags, const StageRules &rules = {});

// The name under which a commit without a registered version goes.
QString commitName(const QString &commit);

} // namespace vitrine::registry
