// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/registrystate.h"

#include "core/registry/stagehistory.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

bool happenedBefore(const TagRecord &a, const TagRecord &b)
{
    return std::tie(a.date, a.parsed.counter, a.name) < std::tie(b.date, b.parsed.counter, b.name);
}

// The version that a stage tag is about is the one registered at its commit, whenever that happened, or at
// least deregistered there; of several, the one that is registered still and came last.
QHash<QString, QString> versionsByCommit(const QList<TagRecord> &tags)
{
    QHash<QString, QString> last;
    QHash<QString, bool> active;
    for (const TagRecord &tag : tags) {
        if (!tag.lightweight && tag.parsed.kind == GtoTag::Kind::Register)
            active.insert(tag.parsed.version, true);
        else if (!tag.lightweight && tag.parsed.kind == GtoTag::Kind::Deregister)
            active.insert(tag.parsed.version, false);
    }
    for (const TagRecord &tag : tags) {
        const bool names =
            tag.parsed.kind == GtoTag::Kind::Register || tag.parsed.kind == GtoTag::Kind::Deregister;
        if (tag.lightweight || !names)
            continue;
        const auto known = last.constFind(tag.commit);
        if (known == last.constEnd() || active.value(tag.parsed.version) || !active.value(*known))
            last.insert(tag.commit, tag.parsed.version);
    }
    return last;
}

EventKind eventKind(GtoTag::Kind kind)
{
    switch (kind) {
    case GtoTag::Kind::Register: return EventKind::Registered;
    case GtoTag::Kind::Deregister: return EventKind::Deregistered;
    case GtoTag::Kind::Assign: return EventKind::Assigned;
    case GtoTag::Kind::Unassign: return EventKind::Unassigned;
    case GtoTag::Kind::Deprecate:
    case GtoTag::Kind::Create: break;
    }
    return EventKind::Deprecated;
}

Event eventOf(const TagRecord &tag, const QHash<QString, QString> &byCommit)
{
    Event event;
    event.kind = eventKind(tag.parsed.kind);
    event.model = tag.parsed.model;
    event.version = tag.parsed.version;
    event.stage = tag.parsed.stage;
    if (!event.stage.isEmpty())
        event.version = byCommit.value(tag.commit, commitName(tag.commit));
    event.tag = tag.name;
    event.commit = tag.commit;
    event.date = tag.date;
    event.author = tag.author;
    event.message = isDefaultMessage(tag.message) ? QString() : tag.message.trimmed();
    event.counter = tag.parsed.counter;
    event.lightweight = tag.lightweight;
    return event;
}

class StateBuilder
{
public:
    StateBuilder(const QString &model, const StageRules &rules) : m_rules(rules) { m_state.name = model; }

    void add(const TagRecord &tag, const Event &event)
    {
        m_state.nextCounter = std::max(m_state.nextCounter, tag.parsed.counter + 1);
        if (tag.parsed.kind != GtoTag::Kind::Create)
            m_state.events.append(event);
        if (event.lightweight) {
            if (event.kind == EventKind::Registered && !m_versions.contains(event.version))
                record(event, tag)->lightweight = true;
            return;
        }
        m_state.lastEvent = std::max(m_state.lastEvent, event.date);
        m_state.deprecated = tag.parsed.kind == GtoTag::Kind::Deprecate;
        switch (tag.parsed.kind) {
        case GtoTag::Kind::Register:
        case GtoTag::Kind::Deregister: registration(tag, event); break;
        case GtoTag::Kind::Assign:
        case GtoTag::Kind::Unassign:
            if (!m_versions.contains(event.version))
                *record(event, tag) = unregistered(event);
            break;
        case GtoTag::Kind::Deprecate:
        case GtoTag::Kind::Create: break;
        }
    }

    ModelState finished()
    {
        const StageHistory history = stageHistory(m_state.events, m_rules);
        m_state.holders = history.holders;
        m_state.standing = history.standing;
        m_state.intervals = history.intervals;
        for (VersionRecord &version : m_versions) {
            version.stages = m_state.stagesOf(version.name);
            m_state.versions.append(version);
        }
        std::stable_sort(m_state.versions.begin(), m_state.versions.end(), newestFirst);
        nameLatestAndGreatest();
        return std::move(m_state);
    }

private:
    VersionRecord *record(const Event &event, const TagRecord &tag)
    {
        VersionRecord *made = &m_versions[event.version];
        *made = {event.version, event.commit, tag.name,           tag.object, event.date, event.author,
                 event.message, {},           !event.lightweight, false,      false};
        return made;
    }

    static VersionRecord unregistered(const Event &event)
    {
        return {event.version, event.commit, {},    {},    event.date, event.author,
                event.message, {},           false, false, false};
    }

    void registration(const TagRecord &tag, const Event &event)
    {
        const bool known = m_versions.contains(event.version) && !m_versions[event.version].lightweight;
        if (event.kind == EventKind::Registered) {
            const QString first = known ? m_versions[event.version].object : QString();
            VersionRecord *again = record(event, tag);
            if (!first.isEmpty())
                again->object = first;
        } else if (known) {
            m_versions[event.version].deregistered = true;
        } else {
            record(event, tag)->deregistered = true;
        }
    }

    static bool newestFirst(const VersionRecord &a, const VersionRecord &b)
    {
        if (a.date != b.date)
            return a.date > b.date;
        const auto versionA = SemVer::parse(a.name);
        const auto versionB = SemVer::parse(b.name);
        return versionA && versionB && *versionA > *versionB;
    }

    void nameLatestAndGreatest()
    {
        std::optional<SemVer> greatest;
        for (const VersionRecord &version : std::as_const(m_state.versions)) {
            if (!version.registered || version.deregistered)
                continue;
            if (m_state.latest.isEmpty())
                m_state.latest = version.name;
            const auto parsed = SemVer::parse(version.name);
            if (parsed && (!greatest || *parsed > *greatest)) {
                greatest = *parsed;
                m_state.greatest = version.name;
            }
        }
    }

    StageRules m_rules;
    ModelState m_state;
    QMap<QString, VersionRecord> m_versions;
};

} // namespace

const VersionRecord *ModelState::version(const QString &wanted) const
{
    for (const VersionRecord &each : versions) {
        if (each.name == wanted)
            return &each;
    }
    for (const VersionRecord &each : versions) {
        if (each.commit == wanted)
            return &each;
    }
    return nullptr;
}

QStringList ModelState::stagesOf(const QString &version) const
{
    QStringList stages;
    for (auto it = holders.begin(); it != holders.end(); ++it) {
        if (it.value().contains(version))
            stages.append(it.key());
    }
    return stages;
}

ModelState modelState(const QString &model, QList<TagRecord> tags, const StageRules &rules)
{
    std::sort(tags.begin(), tags.end(), happenedBefore);
    const QHash<QString, QString> byCommit = versionsByCommit(tags);
    StateBuilder builder(model, rules);
    for (const TagRecord &tag : std::as_const(tags))
        builder.add(tag, eventOf(tag, byCommit));
    return builder.finished();
}

QMap<QString, ModelState> registryState(const QList<TagRecord> &tags, const StageRules &rules)
{
    QHash<QString, QList<TagRecord>> byModel;
    for (const TagRecord &tag : tags)
        byModel[tag.parsed.model].append(tag);
    QMap<QString, ModelState> states;
    for (auto it = byModel.begin(); it != byModel.end(); ++it)
        states.insert(it.key(), modelState(it.key(), std::move(it.value()), rules));
    return states;
}

QString commitName(const QString &commit)
{
    return commit.left(10);
}

} // namespace vitrine::registry
