// SPDX-License-Identifier: GPL-3.0-or-later
// Registration events other than those of new versions: deregistration, deprecation, and their inverse.
#include "core/base/text.h"
#include "core/registry/eventwriter.h"

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

struct PlannedRegistration {
    EventKind kind = EventKind::Registered;
    PlannedTag tag;
    QString reason;
    bool revived = false;
};
using Plan = std::function<Result<PlannedRegistration>(const RegistryReader &, const ModelState &)>;
using Open = std::function<Result<RegistryReader>()>;

Result<RegistrationChange> change(const Open &open, const QString &model, const QString &what,
                                  const Authorship &authorship, const Plan &plan)
{
    PlannedRegistration planned;
    const auto events = [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedEvents> {
        VT_TRY(planned, plan(reader, state));
        return PlannedEvents{{planned.tag}, planned.reason};
    };
    VT_TRY(const WrittenEvents written, writeEvents(open, model, what, authorship, events));
    return RegistrationChange{planned.kind,       model,        planned.tag.version, written.tags.last(),
                              planned.tag.commit, written.when, planned.revived};
}

Error conflict(const QString &message)
{
    return {Error::Code::Conflict, message, {}};
}

// A version that an annotated tag registered once.
Result<VersionRecord> registeredOnce(const RegistryReader &reader, const ModelState &state,
                                     const QString &version)
{
    VT_TRY(const VersionRecord record, reader.find(state, version));
    if (record.lightweight || (!record.registered && !record.deregistered)) {
        return Error{Error::Code::InvalidArgument,
                     record.lightweight
                         ? Text::tr("%1 of %2 is a lightweight tag, which registers nothing.")
                               .arg(record.name, state.name)
                         : Text::tr("%1 of %2 is not registered.").arg(record.name, state.name),
                     {}};
    }
    return record;
}

PlannedTag registrationTag(GtoTag::Kind kind, const ModelState &state, const VersionRecord &version)
{
    return {{kind, state.name, version.name, {}, 0}, version.commit, version.name};
}

Result<PlannedRegistration> deregistration(const RegistryReader &reader, const ModelState &state,
                                           const QString &version, const QString &reason)
{
    VT_TRY(const VersionRecord record, registeredOnce(reader, state, version));
    if (record.deregistered)
        return conflict(Text::tr("%1 of %2 is deregistered already.").arg(record.name, state.name));
    if (!record.stages.isEmpty()) {
        return conflict(Text::tr("%1 of %2 is in %3. Put another version there or empty the stage first.")
                            .arg(record.name, state.name, record.stages.join(u", "_s)));
    }
    return PlannedRegistration{EventKind::Deregistered,
                               registrationTag(GtoTag::Kind::Deregister, state, record), reason};
}

Result<PlannedRegistration> registrationAgain(const RegistryReader &reader, const ModelState &state,
                                              const QString &version, const QString &reason)
{
    VT_TRY(const VersionRecord record, registeredOnce(reader, state, version));
    if (!record.deregistered)
        return conflict(Text::tr("%1 of %2 is registered.").arg(record.name, state.name));
    return PlannedRegistration{EventKind::Registered, registrationTag(GtoTag::Kind::Register, state, record),
                               reason};
}

Result<PlannedRegistration> deprecation(const RegistryReader &reader, const ModelState &state,
                                        const QString &reason)
{
    if (state.deprecated)
        return conflict(Text::tr("%1 is deprecated already.").arg(state.name));
    const auto last = std::find_if(state.events.rbegin(), state.events.rend(),
                                   [](const Event &event) { return !event.lightweight; });
    const QString commit = last == state.events.rend() ? reader.head() : last->commit;
    return PlannedRegistration{
        EventKind::Deprecated, {{GtoTag::Kind::Deprecate, state.name, {}, {}, 0}, commit, {}}, reason};
}

Result<PlannedRegistration> revival(const RegistryReader &reader, const ModelState &state,
                                    const QString &reason)
{
    if (!state.deprecated)
        return conflict(Text::tr("%1 is not deprecated.").arg(state.name));
    if (!state.holders.isEmpty()) {
        VT_TRY(const VersionRecord holder, reader.find(state, state.holders.first().first()));
        const GtoTag tag{GtoTag::Kind::Assign, state.name, {}, state.holders.firstKey(), 0};
        return PlannedRegistration{EventKind::Assigned, {tag, holder.commit, holder.name}, reason, true};
    }
    if (state.latest.isEmpty()) {
        return Error{
            Error::Code::NotFound,
            Text::tr("%1 has no registered version. Register one to use the model again.").arg(state.name),
            {}};
    }
    VT_TRY(const VersionRecord latest, reader.find(state, state.latest));
    return PlannedRegistration{EventKind::Registered, registrationTag(GtoTag::Kind::Register, state, latest),
                               reason, true};
}

QString notChanged(const QString &model, const QString &version)
{
    return version.isEmpty() ? Text::tr("%1 is not changed").arg(model)
                             : Text::tr("%1 of %2 is not changed").arg(version, model);
}

} // namespace

Result<RegistrationChange> Library::deregister(const QString &model, const QString &version,
                                               const QString &reason, const Authorship &authorship) const
{
    return change([this] { return reader(); }, model, notChanged(model, version), authorship,
                  [&](const RegistryReader &reader, const ModelState &state) {
                      return deregistration(reader, state, version, reason);
                  });
}

Result<RegistrationChange> Library::reregister(const QString &model, const QString &version,
                                               const QString &reason, const Authorship &authorship) const
{
    return change([this] { return reader(); }, model, notChanged(model, version), authorship,
                  [&](const RegistryReader &reader, const ModelState &state) {
                      return registrationAgain(reader, state, version, reason);
                  });
}

Result<RegistrationChange> Library::deprecate(const QString &model, const QString &reason,
                                              const Authorship &authorship) const
{
    return change([this] { return reader(); }, model, notChanged(model, {}), authorship,
                  [&](const RegistryReader &reader, const ModelState &state) {
                      return deprecation(reader, state, reason);
                  });
}

Result<RegistrationChange> Library::revive(const QString &model, const QString &reason,
                                           const Authorship &authorship) const
{
    return change([this] { return reader(); }, model, notChanged(model, {}), authorship,
                  [&](const RegistryReader &reader, const ModelState &state) {
                      return revival(reader, state, reason);
                  });
}

Result<RegistrationChange> Library::undo(const RegistrationChange &done, const Authorship &authorship) const
{
    const QString reason = u"Undo of %1"_s.arg(done.tag);
    return change([this] { return reader(); }, done.model, notChanged(done.model, done.version), authorship,
                  [&](const RegistryReader &reader, const ModelState &state) -> Result<PlannedRegistration> {
                      const auto last =
                          std::find_if(state.events.rbegin(), state.events.rend(), [&](const Event &event) {
                              const bool same = done.version.isEmpty() || done.revived ||
                                                (event.stage.isEmpty() && event.version == done.version);
                              return same && !event.lightweight;
                          });
                      if (last == state.events.rend() || last->tag != done.tag) {
                          return conflict(Text::tr("%1 was changed since. Look at its history first.")
                                              .arg(done.version.isEmpty()
                                                       ? done.model
                                                       : done.model + u'@' + done.version));
                      }
                      if (done.revived)
                          return deprecation(reader, state, reason);
                      if (done.kind == EventKind::Deprecated)
                          return revival(reader, state, reason);
                      return done.kind == EventKind::Deregistered
                                 ? registrationAgain(reader, state, done.version, reason)
                                 : deregistration(reader, state, done.version, reason);
                  });
}

} // namespace vitrine::registry
