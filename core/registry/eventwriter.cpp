// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/eventwriter.h"

#include <algorithm>

namespace vitrine::registry {

namespace {

bool isStageTag(const GtoTag &tag)
{
    return tag.kind == GtoTag::Kind::Assign || tag.kind == GtoTag::Kind::Unassign;
}

// Whether the order of the two matters. A deprecation is ended by any later event.
bool isOfSameSubject(const Event &event, const GtoTag &tag)
{
    if (tag.kind == GtoTag::Kind::Deprecate || event.kind == EventKind::Deprecated)
        return true;
    if (isStageTag(tag))
        return event.stage == tag.stage;
    return event.stage.isEmpty() && event.version == tag.version;
}

} // namespace

QString tagName(GtoTag tag, const ModelState &state, int *counter)
{
    const auto isTaken = [&state](const QString &name) {
        return std::any_of(state.events.begin(), state.events.end(),
                           [&name](const Event &event) { return event.tag == name; });
    };
    tag.counter = 0;
    if (isStageTag(tag) || isTaken(tag.text()))
        tag.counter = (*counter)++;
    return tag.text();
}

QDateTime eventTime(const Authorship &authorship, const ModelState &state, const QList<GtoTag> &tags)
{
    if (authorship.when)
        return *authorship.when;
    QDateTime when = QDateTime::currentDateTime();
    if (state.lastEvent.isValid() && state.lastEvent > when)
        when = state.lastEvent;
    for (const Event &event : state.events) {
        if (event.lightweight || event.date.toSecsSinceEpoch() < when.toSecsSinceEpoch())
            continue;
        const bool matters = std::any_of(tags.begin(), tags.end(),
                                         [&event](const GtoTag &tag) { return isOfSameSubject(event, tag); });
        if (matters)
            return when.addSecs(1);
    }
    return when;
}

Result<WrittenEvents> writeEvents(const std::function<Result<RegistryReader>()> &open, const QString &model,
                                  const QString &what, const Authorship &authorship, const EventPlan &plan)
{
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, open());
        VT_TRY(const ModelState state, reader.state(model));
        VT_TRY(const PlannedEvents planned, plan(reader, state));
        git::Repository::Transaction transaction;
        QList<GtoTag> tags;
        int counter = state.nextCounter;
        for (const PlannedTag &each : planned.tags) {
            const QString message =
                planned.reason.trimmed().isEmpty() ? defaultMessage(each.tag, each.version) : planned.reason;
            transaction.tags.append({tagName(each.tag, state, &counter), each.commit, message});
            tags.append(each.tag);
        }
        transaction.when = eventTime(authorship, state, tags);
        transaction.by = authorship.by;
        const auto written = reader.repository().write(transaction);
        if (written)
            return WrittenEvents{written->tags, *transaction.when};
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(what);
    }
}

} // namespace vitrine::registry
