// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/eventtime.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

// What a change of a stage will be, decided from the state that is then current.
struct PlannedTag {
    GtoTag tag;
    VersionRecord version;
};
struct PlannedChange {
    QString from;
    QString to;
    QList<PlannedTag> tags; // the last one is the change that is reported
    QString reason;
};
using Plan = std::function<Result<PlannedChange>(const RegistryReader &, const ModelState &)>;

using Open = std::function<Result<RegistryReader>()>;

Result<StageChange> change(const Open &open, const QString &model, const QString &stage,
                           const Authorship &authorship, const Plan &plan)
{
    if (!isStageName(stage)) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("“%1” is not a stage's name. Use letters, digits, - _ and /, with a letter or "
                              "digit at both ends.")
                         .arg(stage),
                     {}};
    }
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, open());
        VT_TRY(const ModelState state, reader.state(model));
        VT_TRY(const PlannedChange planned, plan(reader, state));
        git::Repository::Transaction transaction;
        int counter = state.nextCounter;
        for (const PlannedTag &each : planned.tags) {
            GtoTag tag = each.tag;
            tag.counter = counter++;
            const QString message =
                planned.reason.trimmed().isEmpty() ? defaultMessage(tag, each.version.name) : planned.reason;
            transaction.tags.append({tag.text(), each.version.commit, message});
        }
        transaction.when = eventTime(authorship, state);
        transaction.by = authorship.by;
        const auto written = reader.repository().write(transaction);
        if (written) {
            return StageChange{model,
                               stage,
                               planned.from,
                               planned.to,
                               transaction.tags.last().name,
                               planned.tags.last().version.commit,
                               *transaction.when};
        }
        // Somebody else took the counter: look again who is in the stage now, and go on from there.
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(Text::tr("The stage “%1” of %2 is not changed").arg(stage, model));
    }
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

PlannedTag assignment(const QString &model, const QString &stage, const VersionRecord &version)
{
    return {{GtoTag::Kind::Assign, model, {}, stage, 0}, version};
}

// Every version with a standing assignment is unassigned, because GTO puts the one before into the stage
// when only the last one leaves.
Result<PlannedChange> emptied(const RegistryReader &reader, const ModelState &state, const QString &stage,
                              const QString &reason)
{
    PlannedChange planned{holderOf(state, stage), {}, {}, reason};
    if (planned.from.isEmpty()) {
        return Error{Error::Code::NotFound,
                     Text::tr("No version of %1 is in the stage “%2”.").arg(state.name, stage),
                     {}};
    }
    QStringList leaving = state.standing.value(stage);
    leaving.removeOne(planned.from);
    leaving.append(planned.from); // last, so that nobody else is in the stage for a moment
    for (const QString &name : std::as_const(leaving)) {
        VT_TRY(const VersionRecord version, reader.find(state, name));
        planned.tags.append({{GtoTag::Kind::Unassign, state.name, {}, stage, 0}, version});
    }
    return planned;
}

} // namespace

Result<StageChange> Library::assign(const QString &model, const QString &version, const QString &stage,
                                    const QString &reason, const Authorship &authorship) const
{
    return change([this] { return reader(); }, model, stage, authorship,
        [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedChange> {
            VT_CHECK(checkStageIsAllowed(reader, stage));
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
            return PlannedChange{current, target.name, {assignment(model, stage, target)}, reason};
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
            if (done.from.isEmpty())
                return emptied(reader, state, done.stage, reason);
            VT_TRY(const VersionRecord before, reader.find(state, done.from));
            return PlannedChange{done.to, done.from, {assignment(done.model, done.stage, before)}, reason};
        });
}

} // namespace vitrine::registry
