// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/eventwriter.h"

#include <QMap>

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

// `counter` is that of the next tag that needs one, and is moved on.
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

// The earliest time at which a tag comes after the events that it must come after.
QDateTime earliest(const GtoTag &tag, const ModelState &state)
{
    QDateTime when = QDateTime::currentDateTime();
    if (state.lastEvent.isValid() && state.lastEvent > when)
        when = state.lastEvent;
    for (const Event &event : state.events) {
        if (!event.lightweight && event.date.toSecsSinceEpoch() >= when.toSecsSinceEpoch() &&
            isOfSameSubject(event, tag))
            return when.addSecs(1);
    }
    return when;
}

} // namespace

void addTags(git::Repository::Transaction *transaction, const QList<TagToWrite> &tags,
             const ModelState &state, const Authorship &authorship)
{
    int counter = state.nextCounter;
    QMap<QString, QDateTime> assigned; // by stage
    for (const TagToWrite &each : tags) {
        git::NewTag tag{tagName(each.tag, state, &counter), each.commit, each.message};
        tag.notBefore = earliest(each.tag, state);
        if (each.tag.kind == GtoTag::Kind::Assign) {
            const QDateTime before = assigned.value(each.tag.stage);
            if (before.isValid())
                tag.notBefore = std::max(*tag.notBefore, before.addSecs(1));
            assigned.insert(each.tag.stage, *tag.notBefore);
        }
        transaction->tags.append(tag);
    }
    transaction->when = authorship.when;
    transaction->by = authorship.by;
    if (state.lastEvent.isValid())
        transaction->notBefore = state.lastEvent;
}

Result<WrittenEvents> writeEvents(const std::function<Result<RegistryReader>()> &open, const QString &model,
                                  const QString &what, const Authorship &authorship, const EventPlan &plan)
{
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, open());
        VT_TRY(const ModelState state, reader.state(model));
        VT_TRY(const PlannedEvents planned, plan(reader, state));
        git::Repository::Transaction transaction;
        QList<TagToWrite> tags;
        for (const PlannedTag &each : planned.tags) {
            tags.append({each.tag, each.commit,
                         planned.reason.trimmed().isEmpty() ? defaultMessage(each.tag, each.version)
                                                            : planned.reason});
        }
        addTags(&transaction, tags, state, authorship);
        const auto written = reader.repository().write(transaction);
        if (written) {
            VT_TRY(const git::Tag last, reader.repository().tag(written->tags.last()));
            return WrittenEvents{written->tags, last.tagger.when};
        }
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(what);
    }
}

} // namespace vitrine::registry
