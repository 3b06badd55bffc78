// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/rollupwriter.h"

#include "core/monitor/localdays.h"
#include "core/monitor/store.h"
#include "core/monitor/store/observationreader.h"

namespace vitrine::monitor {

namespace {

constexpr qint64 endOfTime = std::numeric_limits<qint64>::max();
constexpr qint64 beginningOfTime = std::numeric_limits<qint64>::min();
constexpr qint64 rowsOfPart = 200'000; // that catchUp() takes at a time

constexpr auto selectOne = "SELECT seen, labelled, earliest, latest, numbers, classes FROM rollup "
                           "WHERE version = ?1 AND step = ?2 AND time = ?3";
constexpr auto selectBetween = "SELECT seen, labelled, earliest, latest, numbers, classes FROM rollup "
                               "WHERE version = ?1 AND step = ?2 AND time >= ?3 AND time < ?4 ORDER BY time";
constexpr auto insertOrReplace =
    "INSERT INTO rollup(version, step, time, seen, labelled, earliest, latest, numbers, classes) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(version, step, time) DO UPDATE SET "
    "seen = excluded.seen, labelled = excluded.labelled, earliest = excluded.earliest, "
    "latest = excluded.latest, numbers = excluded.numbers, classes = excluded.classes";
constexpr auto selectRaw =
    "SELECT o.time, o.truth, o.estimate, coalesce(o.truth_level, 0), coalesce(o.estimate_level, 0), t.name, "
    "o.probabilities FROM observation o LEFT JOIN level t ON t.id = o.truth_level "
    "WHERE o.version = ?1 AND o.time >= ?2 AND o.time < ?3 ORDER BY o.time, o.seq";

qint64 startOf(qint64 timeMs, qint64 step)
{
    return floorDivide(timeMs, step) * step;
}

// The row of selectRaw that the statement stands on.
void addRow(Rollup &rollup, const StoreStatement &row, const Target &target)
{
    Observation observation;
    observation.timeMs = row.integer(0);
    observation.truth = row.real(1);
    observation.estimate = row.real(2);
    observation.truthLevel = row.text(5);
    observation.probabilities = probabilitiesOf(row.blob(6));
    rollup.add(observation, row.integer(3), row.integer(4), target);
}

} // namespace

Rollup rollupAt(const StoreStatement &statement, int column)
{
    Rollup rollup;
    rollup.seen = statement.integer(column);
    rollup.labelled = statement.integer(column + 1);
    rollup.earliest = statement.integer(column + 2);
    rollup.latest = statement.integer(column + 3);
    rollup.setNumbers(statement.blob(column + 4));
    rollup.setClasses(statement.blob(column + 5));
    return rollup;
}

Result<RollupWriter> RollupWriter::begin(StoreConnection &connection, qint64 version, const Target &target)
{
    RollupWriter writer(connection, version, target);
    {
        VT_TRY(StoreStatement state, connection.prepare("SELECT until FROM rollup_state WHERE version = ?1"));
        state.bind(1, version);
        VT_TRY(const bool known, state.step());
        if (known) {
            writer.m_until = state.integer(0);
            return writer;
        }
    }
    VT_TRY(StoreStatement any, connection.prepare("SELECT 1 FROM observation WHERE version = ?1 LIMIT 1"));
    any.bind(1, version);
    VT_TRY(const bool old, any.step());
    any.reset();
    VT_CHECK(writer.setUntil(old ? beginningOfTime : endOfTime));
    return writer;
}

Result<> RollupWriter::setUntil(qint64 until)
{
    m_until = until;
    VT_TRY(StoreStatement statement,
           m_connection->prepare("INSERT INTO rollup_state(version, until) VALUES(?1, ?2) "
                                 "ON CONFLICT(version) DO UPDATE SET until = excluded.until"));
    statement.bind(1, m_version);
    statement.bind(2, until);
    VT_CHECK(statement.execute());
    return {};
}

void RollupWriter::add(const Observation &observation, qint64 truthLevel, qint64 estimateLevel)
{
    if (observation.timeMs < m_until)
        m_minutes[startOf(observation.timeMs, rollupSteps[0])].add(observation, truthLevel, estimateLevel,
                                                                   m_target);
}

void RollupWriter::removed(qint64 timeMs)
{
    if (timeMs < m_until)
        m_again.insert(startOf(timeMs, rollupSteps[0]));
}

Result<> RollupWriter::put(StoreStatement &statement, qint64 step, qint64 time, const Rollup &rollup)
{
    statement.bind(1, m_version);
    statement.bind(2, step);
    statement.bind(3, time);
    statement.bind(4, rollup.seen);
    statement.bind(5, rollup.labelled);
    statement.bind(6, rollup.earliest);
    statement.bind(7, rollup.latest);
    const auto bindBlob = [&](int index, const QByteArray &blob) {
        if (blob.isNull())
            statement.bindNull(index);
        else
            statement.bind(index, blob);
    };
    bindBlob(8, rollup.numbersBlob());
    bindBlob(9, rollup.classesBlob());
    VT_CHECK(statement.execute());
    return {};
}

Result<> RollupWriter::addTo(qint64 step, const std::map<qint64, Rollup> &changes)
{
    VT_TRY(StoreStatement read, m_connection->prepare(selectOne));
    VT_TRY(StoreStatement write, m_connection->prepare(insertOrReplace));
    for (const auto &[time, change] : changes) {
        read.bind(1, m_version);
        read.bind(2, step);
        read.bind(3, time);
        VT_TRY(const bool known, read.step());
        Rollup rollup = known ? rollupAt(read, 0) : Rollup();
        read.reset();
        rollup.merge(change);
        VT_CHECK(put(write, step, time, rollup));
    }
    return {};
}

Result<> RollupWriter::sumUpMinute(qint64 minute)
{
    Rollup rollup;
    {
        VT_TRY(StoreStatement rows, m_connection->prepare(selectRaw));
        rows.bind(1, m_version);
        rows.bind(2, minute);
        rows.bind(3, minute + rollupSteps[0]);
        while (true) {
            VT_TRY(const bool more, rows.step());
            if (!more)
                break;
            addRow(rollup, rows, m_target);
        }
    }
    VT_TRY(StoreStatement write, m_connection->prepare(insertOrReplace));
    return put(write, rollupSteps[0], minute, rollup);
}

Result<> RollupWriter::sumUpParts(qint64 step, qint64 time, qint64 partStep)
{
    Rollup rollup;
    {
        VT_TRY(StoreStatement parts, m_connection->prepare(selectBetween));
        parts.bind(1, m_version);
        parts.bind(2, partStep);
        parts.bind(3, time);
        parts.bind(4, time + step);
        while (true) {
            VT_TRY(const bool more, parts.step());
            if (!more)
                break;
            rollup.merge(rollupAt(parts, 0));
        }
    }
    VT_TRY(StoreStatement write, m_connection->prepare(insertOrReplace));
    return put(write, step, time, rollup);
}

Result<> RollupWriter::write()
{
    std::map<qint64, Rollup> changes = std::exchange(m_minutes, {});
    for (const qint64 step : rollupSteps) {
        std::map<qint64, Rollup> longer;
        for (const auto &[time, change] : changes)
            longer[startOf(time, step)].merge(change);
        changes = std::move(longer);
        VT_CHECK(addTo(step, changes));
    }
    std::set<qint64> again = std::exchange(m_again, {});
    for (const qint64 minute : again)
        VT_CHECK(sumUpMinute(minute));
    for (std::size_t i = 1; i < rollupSteps.size(); ++i) {
        std::set<qint64> longer;
        for (const qint64 time : again)
            longer.insert(startOf(time, rollupSteps[i]));
        for (const qint64 time : longer)
            VT_CHECK(sumUpParts(rollupSteps[i], time, rollupSteps[i - 1]));
        again = std::move(longer);
    }
    return {};
}

Result<bool> RollupWriter::catchUp()
{
    if (m_until == endOfTime)
        return false;
    // Whole days, so that no roll-up is half done.
    qint64 next = endOfTime;
    {
        VT_TRY(StoreStatement bound,
               m_connection->prepare("SELECT time FROM observation WHERE version = ?1 AND time >= ?2 "
                                     "ORDER BY time LIMIT 1 OFFSET ?3"));
        bound.bind(1, m_version);
        bound.bind(2, m_until);
        bound.bind(3, rowsOfPart);
        VT_TRY(const bool more, bound.step());
        if (more)
            next = startOf(bound.integer(0), msPerDay) + msPerDay;
    }
    {
        VT_TRY(StoreStatement rows, m_connection->prepare(selectRaw));
        rows.bind(1, m_version);
        rows.bind(2, m_until);
        rows.bind(3, next);
        while (true) {
            VT_TRY(const bool more, rows.step());
            if (!more)
                break;
            addRow(m_minutes[startOf(rows.integer(0), rollupSteps[0])], rows, m_target);
        }
    }
    VT_CHECK(write());
    VT_CHECK(setUntil(next));
    return next != endOfTime;
}

} // namespace vitrine::monitor
