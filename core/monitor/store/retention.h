// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/store/connection.h"

namespace vitrine::monitor {

// For how long a store keeps what, in days; 0: for ever. Roll-ups by the day stay always, so that years can
// be drawn when nothing else is left. What is shorter-lived is finer: observations ≤ minutes ≤ hours.
struct Retention {
    int observationDays = 0;
    int minuteDays = 0;
    int hourDays = 0;
    bool operator==(const Retention &) const = default;
};

// InvalidArgument when a finer part would outlive a coarser one.
Result<> checkRetention(const Retention &retention);

class RetentionKeeper final
{
public:
    explicit RetentionKeeper(StoreConnection &connection) : m_connection(connection) {}

    Result<Retention> read();
    Result<> set(const Retention &retention);

    // Observations before it were removed: ms UTC, a midnight; the smallest number when none were.
    Result<qint64> horizon();
    // Removes what is too old at `nowMs`, in small transactions, so that writers need not wait. Versions
    // whose roll-ups are not complete keep their observations.
    Result<qint64> apply(qint64 nowMs, const Job &job); // rows that were removed

private:
    Result<qint64> removeSteps(std::string_view sql, qint64 step, qint64 before, const Job &job);
    Result<qint64> number(const QString &name, qint64 otherwise);
    Result<> setNumber(const QString &name, qint64 value);

    StoreConnection &m_connection;
};

} // namespace vitrine::monitor
