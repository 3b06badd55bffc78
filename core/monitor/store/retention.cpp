// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/retention.h"

#include "core/base/text.h"
#include "core/monitor/localdays.h"
#include "core/monitor/store/rollup.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr qint64 rowsAtOnce = 20'000;

// The midnight before which nothing is kept.
qint64 boundOf(int days, qint64 nowMs)
{
    return (floorDivide(nowMs, msPerDay) - days) * msPerDay;
}

} // namespace

Result<> checkRetention(const Retention &retention)
{
    const auto outlives = [](int finer, int coarser) {
        return coarser > 0 && (finer == 0 || finer > coarser);
    };
    if (retention.observationDays < 0 || retention.minuteDays < 0 || retention.hourDays < 0)
        return Error{Error::Code::InvalidArgument, Text::tr("Days to keep are 0 or more."), {}};
    if (outlives(retention.observationDays, retention.minuteDays) ||
        outlives(retention.minuteDays, retention.hourDays)) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr(
                "Observations are kept no longer than sums by the minute, and those no longer than sums by "
                "the hour."),
            {}};
    }
    return {};
}

Result<qint64> RetentionKeeper::number(const QString &name, qint64 otherwise)
{
    VT_TRY(StoreStatement statement, m_connection.prepare("SELECT value FROM setting WHERE name = ?1"));
    statement.bind(1, name);
    VT_TRY(const bool found, statement.step());
    return found ? statement.text(0).toLongLong() : otherwise;
}

Result<> RetentionKeeper::setNumber(const QString &name, qint64 value)
{
    VT_TRY(StoreStatement statement,
           m_connection.prepare("INSERT INTO setting(name, value) VALUES(?1, ?2) "
                                "ON CONFLICT(name) DO UPDATE SET value = excluded.value"));
    statement.bind(1, name);
    statement.bind(2, QString::number(value));
    VT_CHECK(statement.execute());
    return {};
}

Result<Retention> RetentionKeeper::read()
{
    Retention retention;
    const auto days = [&](const QString &name, int &value) -> Result<> {
        VT_TRY(const qint64 stored, number(name, 0));
        value = static_cast<int>(stored);
        return {};
    };
    VT_CHECK(days(u"keep-observations"_s, retention.observationDays));
    VT_CHECK(days(u"keep-minutes"_s, retention.minuteDays));
    VT_CHECK(days(u"keep-hours"_s, retention.hourDays));
    return retention;
}

Result<> RetentionKeeper::set(const Retention &retention)
{
    VT_CHECK(checkRetention(retention));
    VT_TRY(StoreTransaction transaction, StoreTransaction::begin(m_connection));
    VT_CHECK(setNumber(u"keep-observations"_s, retention.observationDays));
    VT_CHECK(setNumber(u"keep-minutes"_s, retention.minuteDays));
    VT_CHECK(setNumber(u"keep-hours"_s, retention.hourDays));
    return transaction.commit();
}

Result<qint64> RetentionKeeper::horizon()
{
    return number(u"horizon"_s, std::numeric_limits<qint64>::min());
}

Result<qint64> RetentionKeeper::removeSteps(std::string_view sql, qint64 step, qint64 before, const Job &job)
{
    qint64 removed = 0;
    while (true) {
        VT_CHECK(job.check());
        VT_TRY(StoreTransaction transaction, StoreTransaction::begin(m_connection));
        qint64 now = 0;
        {
            VT_TRY(StoreStatement statement, m_connection.prepare(sql));
            statement.bind(1, before);
            statement.bind(2, rowsAtOnce);
            if (step > 0)
                statement.bind(3, step);
            VT_TRY(now, statement.execute());
        }
        VT_CHECK(transaction.commit());
        removed += now;
        job.report(removed, 0);
        if (now < rowsAtOnce)
            return removed;
    }
}

Result<qint64> RetentionKeeper::apply(qint64 nowMs, const Job &job)
{
    VT_TRY(const Retention retention, read());
    qint64 removed = 0;
    if (retention.observationDays > 0) {
        const qint64 bound = boundOf(retention.observationDays, nowMs);
        VT_TRY(const qint64 horizon, this->horizon());
        if (bound > horizon)
            VT_CHECK(setNumber(u"horizon"_s, bound));
        VT_TRY(const qint64 now,
               removeSteps(
                   "DELETE FROM observation WHERE (version, time, seq) IN (SELECT o.version, o.time, o.seq "
                   "FROM rollup_state s JOIN observation o ON o.version = s.version "
                   "WHERE s.until = 9223372036854775807 AND o.time < ?1 LIMIT ?2)",
                   0, bound, job));
        removed += now;
    }
    constexpr auto removeRollups =
        "DELETE FROM rollup WHERE (version, step, time) IN (SELECT version, step, time "
        "FROM rollup WHERE step = ?3 AND time < ?1 LIMIT ?2)";
    if (retention.minuteDays > 0) {
        VT_TRY(const qint64 now,
               removeSteps(removeRollups, rollupSteps[0], boundOf(retention.minuteDays, nowMs), job));
        removed += now;
    }
    if (retention.hourDays > 0) {
        VT_TRY(const qint64 now,
               removeSteps(removeRollups, rollupSteps[1], boundOf(retention.hourDays, nowMs), job));
        removed += now;
    }
    return removed;
}

} // namespace vitrine::monitor
