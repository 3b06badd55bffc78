// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store.h"
#include "core/monitor/store/connection.h"
#include "core/monitor/store/rollupwriter.h"

#include <QHash>

namespace vitrine::monitor {

// Writes observations of one version, and their roll-ups, inside the caller's transaction. Short-lived: what
// it remembers of ids is true as long as that transaction.
class ObservationWriter final
{
public:
    // Creates the model and the version when they are new; reserves `count` places in the order of arrival.
    // `target` says whose the probabilities are. Observations before `horizon` only go into roll-ups: their
    // time was left behind by the retention.
    static Result<ObservationWriter> begin(StoreConnection &connection, const QString &model,
                                           const QString &version, qint64 count, const Target &target,
                                           qint64 horizonMs = std::numeric_limits<qint64>::min());

    Result<> write(const Observation &observation);
    // The truth of the observation that has this id; false when there is none.
    Result<bool> setTruth(const Observation &observation);
    Result<> finish(); // writes the roll-ups

private:
    ObservationWriter(StoreConnection &connection, StoreStatement insert, StoreStatement remove,
                      RollupWriter rollups)
        : m_connection(&connection)
        , m_insert(std::move(insert))
        , m_remove(std::move(remove))
        , m_rollups(std::move(rollups))
    {
    }
    Result<> remove(const QString &id);
    Result<qint64> levelId(const QString &level); // 0 of none
    void bindLevel(int index, qint64 id);

    StoreConnection *m_connection;
    StoreStatement m_insert;
    StoreStatement m_remove;
    RollupWriter m_rollups;
    QHash<QString, qint64> m_levels;
    qint64 m_model = 0;
    qint64 m_version = 0;
    qint64 m_sequence = 0;
    qint64 m_horizon = 0;
};

} // namespace vitrine::monitor
