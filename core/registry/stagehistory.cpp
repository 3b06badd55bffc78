// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/stagehistory.h"

#include "core/registry/registrystate.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace vitrine::registry {

namespace {

class Replay
{
public:
    explicit Replay(const StageRules &rules) : m_rules(rules) {}

    void play(const Event &event)
    {
        switch (event.kind) {
        case EventKind::Registered:
            m_registered.insert(event.version, event.date);
            m_deregistered.remove(event.version);
            settleAll(event);
            break;
        case EventKind::Deregistered:
            m_deregistered.insert(event.version);
            settleAll(event);
            break;
        case EventKind::Assigned:
            m_assigned[event.stage].removeOne(event.version);
            m_assigned[event.stage].append(event.version);
            settle(event.stage, event);
            break;
        case EventKind::Unassigned:
            m_assigned[event.stage].removeOne(event.version);
            settle(event.stage, event);
            break;
        case EventKind::Deprecated: break;
        }
    }

    StageHistory finished() const
    {
        StageHistory history;
        for (auto it = m_holders.begin(); it != m_holders.end(); ++it) {
            if (!it.value().isEmpty())
                history.holders.insert(it.key(), it.value());
        }
        for (auto it = m_assigned.begin(); it != m_assigned.end(); ++it)
            history.standing.insert(it.key(), QStringList(it.value().rbegin(), it.value().rend()));
        for (const QList<StageInterval> &stage : m_intervals)
            history.intervals.append(stage);
        return history;
    }

private:
    QStringList holdersOf(const QString &stage) const
    {
        QStringList holders;
        const QStringList &assigned = m_assigned[stage];
        for (auto it = assigned.rbegin(); it != assigned.rend(); ++it) {
            if (m_deregistered.contains(*it))
                continue;
            holders.append(*it);
            if (!m_rules.greatestFirst && holders.size() == m_rules.versionsPerStage)
                break;
        }
        if (m_rules.greatestFirst) {
            std::stable_sort(holders.begin(), holders.end(), isGreater);
            if (m_rules.versionsPerStage >= 0 && holders.size() > m_rules.versionsPerStage)
                holders.resize(m_rules.versionsPerStage);
        }
        return holders;
    }

    static bool isGreater(const QString &a, const QString &b)
    {
        const auto versionA = SemVer::parse(a);
        const auto versionB = SemVer::parse(b);
        if (versionA && versionB)
            return *versionA > *versionB;
        return bool(versionA) && !versionB;
    }

    void settleAll(const Event &event)
    {
        for (auto it = m_assigned.begin(); it != m_assigned.end(); ++it) {
            if (it.value().contains(event.version))
                settle(it.key(), event);
        }
    }

    void settle(const QString &stage, const Event &event)
    {
        const QStringList before = m_holders.value(stage);
        const QStringList after = holdersOf(stage);
        if (before == after)
            return;
        QList<StageInterval> &intervals = m_intervals[stage];
        for (StageInterval &interval : intervals) {
            if (interval.end.isNull() && !after.contains(interval.version))
                interval.end = event.date;
        }
        for (const QString &version : after) {
            if (!before.contains(version))
                intervals.append({stage, version, event.date, {}, isRollback(before, version, event)});
        }
        m_holders[stage] = after;
    }

    bool isRollback(const QStringList &before, const QString &version, const Event &event) const
    {
        if (m_rules.versionsPerStage != 1 || before.isEmpty() || event.kind != EventKind::Assigned)
            return false;
        const QDateTime was = m_registered.value(before.first());
        const QDateTime is = m_registered.value(version);
        if (was.isValid() && is.isValid() && was != is)
            return is < was;
        return isGreater(before.first(), version);
    }

    const StageRules &m_rules;
    QHash<QString, QDateTime> m_registered;
    QSet<QString> m_deregistered;
    QMap<QString, QStringList> m_assigned; // by stage, the last one last
    QMap<QString, QStringList> m_holders;
    QMap<QString, QList<StageInterval>> m_intervals;
};

} // namespace

StageHistory stageHistory(const QList<Event> &events, const StageRules &rules)
{
    Replay replay(rules);
    for (const Event &event : events) {
        if (!event.lightweight)
            replay.play(event);
    }
    return replay.finished();
}

} // namespace vitrine::registry
