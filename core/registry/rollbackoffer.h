// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/event.h"
#include "core/registry/version.h"

#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace vitrine::registry {

// Nothing when the library has no such version (any more).
using VersionLookup = std::function<std::optional<Version>(const QString &name)>;

// What the past of a stage says about going (back) to a version.
struct StagePast {
    enum class Verdict {
        Good,       // it was there and left for another reason than being rolled back from
        RolledBack, // its last stay ended by a rollback
        Unfit,      // its note says not to use it, or it was withdrawn
        Never,      // it was never there
        Current,    // it is there now
    } verdict = Verdict::Never;
    QString sentence; // for people: "v1.1.0 was in production from 2 Sep 2013 to 10 Jun 2014 (281 days)."
};
StagePast pastInStage(const QList<StageInterval> &intervals, const QString &stage, const QString &version,
                      const VersionLookup &lookup);

// The version that a rollback of the stage offers: the last one that was there before the current one and is
// good. `why` says so for people, and which later ones are passed over; without a version it says why there
// is none.
struct RollbackOffer {
    QString version;
    QString why;
};
RollbackOffer rollbackOffer(const QList<StageInterval> &intervals, const QString &stage,
                            const VersionLookup &lookup);

} // namespace vitrine::registry
