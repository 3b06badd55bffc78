// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/store/connection.h"
#include "core/monitor/store/rollup.h"

#include <functional>
#include <optional>

namespace vitrine::monitor {

// Reads the roll-ups of one version.
class RollupReader final
{
public:
    // NotFound when there is no such version.
    static Result<RollupReader> open(StoreConnection &connection, const QString &model,
                                     const QString &version);

    qint64 version() const { return m_version; } // its id in the store
    Result<bool> isComplete();
    // Makes roll-ups complete, in several transactions.
    Result<> complete(const Target &target, const Job &job);

    // The stretch that has roll-ups, in whole days [from, to); nothing when there are none.
    Result<std::optional<std::pair<qint64, qint64>>> range();
    // How many labelled observations lie in minutes that begin in [from, to).
    Result<qint64> labelled(qint64 from, qint64 to);
    // Those that begin in [from, to), ascending. `visit` returns false to stop.
    Result<> read(qint64 step, qint64 from, qint64 to,
                  const std::function<bool(qint64 time, const Rollup &rollup)> &visit);
    // Names of the model's levels by their ids.
    Result<QHash<qint64, QString>> levels();

private:
    RollupReader(StoreConnection &connection, qint64 model, qint64 version)
        : m_connection(&connection)
        , m_model(model)
        , m_version(version)
    {
    }
    StoreConnection *m_connection;
    qint64 m_model;
    qint64 m_version;
};

} // namespace vitrine::monitor
