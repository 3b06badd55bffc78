// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store/connection.h"
#include "core/monitor/store/rollup.h"

#include <map>
#include <set>

namespace vitrine::monitor {

// Keeps the roll-ups of one version in step with its observations, inside the caller's transaction. It
// collects what a batch adds by the minute and writes once.
class RollupWriter final
{
public:
    // A version without observations has complete roll-ups from now on.
    static Result<RollupWriter> begin(StoreConnection &connection, qint64 version, const Target &target);

    bool isComplete() const { return m_until == std::numeric_limits<qint64>::max(); }
    void add(const Observation &observation, qint64 truthLevel, qint64 estimateLevel);
    // An observation of that time was taken away: its minute is summed up anew from what is stored.
    void removed(qint64 timeMs);
    Result<> write();

    // Sums up a part of the observations that are not in the roll-ups yet; true while there are more. For
    // versions that were recorded before there were roll-ups, or whose target changed.
    Result<bool> catchUp();

private:
    RollupWriter(StoreConnection &connection, qint64 version, const Target &target)
        : m_connection(&connection)
        , m_version(version)
        , m_target(target)
    {
    }
    Result<> addTo(qint64 step, const std::map<qint64, Rollup> &changes);
    Result<> put(StoreStatement &statement, qint64 step, qint64 time, const Rollup &rollup);
    Result<> sumUpMinute(qint64 minute);
    Result<> sumUpParts(qint64 step, qint64 time, qint64 partStep);
    Result<> setUntil(qint64 until);

    StoreConnection *m_connection;
    qint64 m_version;
    Target m_target;
    qint64 m_until = 0; // observations before it are in the roll-ups
    std::map<qint64, Rollup> m_minutes;
    std::set<qint64> m_again; // minutes to sum up anew
};

// A row of the table: seen, labelled, earliest, latest, numbers, classes from this column on.
Rollup rollupAt(const StoreStatement &statement, int column);

} // namespace vitrine::monitor
