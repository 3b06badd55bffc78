// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/eventwriter.h"

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

// What a change of a stage will be, decided from the state that is then current.
struct PlannedChange {
    QString from;
    QString to;
    QStringList left;
    QList<PlannedTag> tags; // the last one is the change that is reported
    QString reason;
};
using Plan = std::function<Result<PlannedChange>(const RegistryReader &, const ModelState &)>;

using Open = std::function<Result<RegistryReader>()>;

Result<> checkStageName(const QString &stage)
{
    if (isStageName(stage))
        return {};
    return Error{Error::Code::InvalidArgument,
                 Text::tr("“%1” is not a stage's name. Use letters, digits, - _ and /, with a letter or "
                          "digit at both ends.")
                     .arg(stage),
                 {}};
}

Result<StageChange> change(const Open &open, const QString &model, const QString &stage,
                           const Authorship &authorship, const Plan &plan)
{
    VT_CHECK(checkStageName(stage));
    PlannedChange planned;
    const auto events = [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedEvents> {
        VT_TRY(planned, plan(reader, state));
        return PlannedEvents{planned.tags, planned.reason};
    };
    VT_TRY(const WrittenEvents written,
           writeEvents(open, model, Text::tr("The stage “%1” of %2 is not changed").arg(stage, model),
                       authorship, events));
    return StageChange{
        model,        stage,       planned.from, planned.to, written.tags.last(), planned.tags.last().commit,
        written.when, planned.left};
}

QString holderOf(const ModelState &state, const QString &stage)
{
    return state.holders.value(stage).value(0);
}

Result<> checkStageIsAllowed(const RegistryReader &reader, const QString &stage)
{
    const QStringList allowed = reader.rules().stages;
    if (allowed.isEmpty() || allowed.contains(stage))
        return {};
    return Error{Error::Code::InvalidArgument,
                 Text::tr("The stage “%1” is not one of those that .gto allows: %2.")
                     .arg(stage, allowed.join(u", "_s)),
                 {}};
}

PlannedTag stageTag(GtoTag::Kind kind, const QString &model, const QString &stage,
                    const VersionRecord &version)
{
    return {{kind, model, {}, stage, 0}, version.commit, version.name};
}

PlannedTag assignment(const QString &model, const QString &stage, const VersionRecord &version)
{
    return stageTag(GtoTag::Kind::Assign, model, stage, version);
}

// Refs of both could not be kept apart where file names do not know case, and people would not either.
Result<> checkStageIsNotSimilar(const ModelState &state, const QString &stage)
{
    for (const Event &event : state.events) {
        if (event.stage != stage && event.stage.compare(stage, Qt::CaseInsensitive) == 0 &&
            !state.holders.contains(stage)) {
            return Error{Error::Code::Conflict,
                         Text::tr("%1 has a stage “%2”, whose name differs in case only. Use that name or "
                                  "another.")
                             .arg(state.name, event.stage),
                         {}};
        }
    }
    return {};
}

Error nobodyIsIn(const ModelState &state, const QString &stage)
{
    return {
        Error::Code::NotFound, Text::tr("No version of %1 is in the stage “%2”.").arg(state.name, stage), {}};
}

// Every version with a standing assignment is unassigned, because GTO puts the one before into the stage
// when only the last one leaves.
Result<PlannedChange> emptied(const RegistryReader &reader, const ModelState &state, const QString &stage,
                              const QString &reason)
{
    PlannedChange planned{holderOf(state, stage), {}, {}, {}, reason};
    if (planned.from.isEmpty())
        return nobodyIsIn(state, stage);
    const QStringList standing = state.standing.value(stage);
    planned.left = QStringList(standing.rbegin(), standing.rend());
    planned.left.removeOne(planned.from);
    planned.left.append(planned.from); // last, so that nobody else is in the stage for a moment
    for (const QString &name : std::as_const(planned.left)) {
        VT_TRY(const VersionRecord version, reader.find(state, name));
        planned.tags.append(stageTag(GtoTag::Kind::Unassign, state.name, stage, version));
    }
    return planned;
}

// Only this version leaves; the one that was assigned before it and stands is in the stage again.
Result<PlannedChange> withdrawn(const RegistryReader &reader, const ModelState &state, const QString &version,
                                const QString &stage, const QString &reason)
{
    VT_TRY(const VersionRecord leaving, reader.find(state, version));
    QStringList standing = state.standing.value(stage);
    if (!standing.removeOne(leaving.name)) {
        return Error{Error::Code::NotFound,
                     Text::tr("%1 of %2 is not in the stage “%3”.").arg(leaving.name, state.name, stage),
                     {}};
    }
    PlannedChange planned{holderOf(state, stage), holderOf(state, stage), {leaving.name}, {}, reason};
    if (planned.from == leaving.name) {
        const auto next = std::find_if(standing.begin(), standing.end(), [&state](const QString &name) {
            const VersionRecord *record = state.version(name);
            return record && !record->deregistered;
        });
        planned.to = next == standing.end() ? QString() : *next;
    }
    planned.tags.append(stageTag(GtoTag::Kind::Unassign, state.name, stage, leaving));
    return planned;
}

// Those that left are assigned again in their order, and whoever counted before counts again.
Result<PlannedChange> takenBack(const RegistryReader &reader, const ModelState &state,
                                const StageChange &done, const QString &reason)
{
    if (done.from.isEmpty())
        return emptied(reader, state, done.stage, reason);
    QStringList returning = done.left;
    if (returning.isEmpty() || returning.last() != done.from)
        returning.append(done.from);
    PlannedChange planned{done.to, done.from, {}, {}, reason};
    for (const QString &name : std::as_const(returning)) {
        VT_TRY(const VersionRecord version, reader.find(state, name));
        if (!version.deregistered)
            planned.tags.append(assignment(done.model, done.stage, version));
    }
    if (planned.tags.isEmpty() || planned.tags.last().version != done.from) {
        return Error{
            Error::Code::Conflict,
            Text::tr("%1 of %2 was deregistered since. Choose another version.").arg(done.from, done.model),
            {}};
    }
    return planned;
}

} // namespace

Result<StageChange> Library::assign(const QString &model, const QString &version, const QString &stage,
                                    const QString &reason, const Authorship &authorship) const
{
    return change(
        [this] { return reader(); }, model, stage, authorship,
        [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedChange> {
            VT_CHECK(checkStageIsAllowed(reader, stage));
            VT_CHECK(checkStageIsNotSimilar(state, stage));
            VT_TRY(const VersionRecord target, reader.find(state, version));
            if (target.deregistered) {
                return Error{Error::Code::InvalidArgument,
                             Text::tr("%1 of %2 was deregistered. Register it again before assigning it.")
                                 .arg(target.name, model),
                             {}};
            }
            if (target.lightweight) {
                return Error{
                    Error::Code::InvalidArgument,
                    Text::tr(
                        "%1 of %2 is a lightweight tag, which registers nothing. Register the version first.")
                        .arg(target.name, model),
                    {}};
            }
            const QString current = holderOf(state, stage);
            if (current == target.name) {
                return Error{
                    Error::Code::Conflict,
                    Text::tr("%1 of %2 is in the stage “%3” already.").arg(target.name, model, stage),
                    {}};
            }
            return PlannedChange{current, target.name, {}, {assignment(model, stage, target)}, reason};
        });
}

Result<StageChange> Library::unassign(const QString &model, const QString &stage, const QString &reason,
                                      const Authorship &authorship) const
{
    return change([this] { return reader(); }, model, stage, authorship,
                  [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedChange> {
                      return emptied(reader, state, stage, reason);
                  });
}

Result<StageChange> Library::unassignVersion(const QString &model, const QString &version,
                                             const QString &stage, const QString &reason,
                                             const Authorship &authorship) const
{
    return change([this] { return reader(); }, model, stage, authorship,
                  [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedChange> {
                      return withdrawn(reader, state, version, stage, reason);
                  });
}

Result<StageChange> Library::undo(const StageChange &done, const Authorship &authorship) const
{
    const QString reason = u"Undo of %1"_s.arg(done.tag);
    return change(
        [this] { return reader(); }, done.model, done.stage, authorship,
        [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedChange> {
            const auto last =
                std::find_if(state.events.rbegin(), state.events.rend(), [&](const Event &event) {
                    return event.stage == done.stage && !event.lightweight;
                });
            const bool isLast = last != state.events.rend() && last->tag == done.tag;
            if (holderOf(state, done.stage) != done.to || (!done.to.isEmpty() && !isLast)) {
                return Error{
                    Error::Code::Conflict,
                    Text::tr(
                        "The stage “%1” of %2 was changed since. Look at its history and choose a version.")
                        .arg(done.stage, done.model),
                    {}};
            }
            return takenBack(reader, state, done, reason);
        });
}

} // namespace vitrine::registry
