// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/rollupreader.h"

#include "core/base/text.h"
#include "core/monitor/store/rollupwriter.h"

namespace vitrine::monitor {

Result<RollupReader> RollupReader::open(StoreConnection &connection, const QString &model,
                                        const QString &version)
{
    VT_TRY(StoreStatement statement,
           connection.prepare("SELECT m.id, v.id FROM model m JOIN version v ON v.model = m.id "
                              "WHERE m.name = ?1 AND v.name = ?2"));
    statement.bind(1, model);
    statement.bind(2, version);
    VT_TRY(const bool found, statement.step());
    if (!found)
        return Error{Error::Code::NotFound,
                     Text::tr("Nothing has been recorded for %1@%2 yet.").arg(model, version),
                     {}};
    return RollupReader(connection, statement.integer(0), statement.integer(1));
}

Result<bool> RollupReader::isComplete()
{
    VT_TRY(StoreStatement statement,
           m_connection->prepare("SELECT until FROM rollup_state WHERE version = ?1"));
    statement.bind(1, m_version);
    VT_TRY(const bool known, statement.step());
    return known && statement.integer(0) == std::numeric_limits<qint64>::max();
}

Result<> RollupReader::complete(const Target &target, const Job &job)
{
    while (true) {
        VT_TRY(const bool complete, isComplete());
        if (complete)
            return {};
        VT_CHECK(job.check());
        VT_TRY(StoreTransaction transaction, StoreTransaction::begin(*m_connection));
        {
            VT_TRY(RollupWriter writer, RollupWriter::begin(*m_connection, m_version, target));
            VT_CHECK(writer.catchUp());
        }
        VT_CHECK(transaction.commit());
    }
}

Result<std::optional<std::pair<qint64, qint64>>> RollupReader::range()
{
    VT_TRY(StoreStatement statement,
           m_connection->prepare("SELECT min(time), max(time) FROM rollup WHERE version = ?1 AND step = ?2"));
    statement.bind(1, m_version);
    statement.bind(2, rollupSteps.back());
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    if (statement.isNull(0))
        return std::optional<std::pair<qint64, qint64>>();
    return std::optional(std::pair{statement.integer(0), statement.integer(1) + rollupSteps.back()});
}

Result<qint64> RollupReader::labelled(qint64 from, qint64 to)
{
    VT_TRY(StoreStatement statement,
           m_connection->prepare("SELECT coalesce(sum(labelled), 0) FROM rollup "
                                 "WHERE version = ?1 AND step = ?2 AND time >= ?3 AND time < ?4"));
    statement.bind(1, m_version);
    statement.bind(2, rollupSteps.front());
    statement.bind(3, from);
    statement.bind(4, to);
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    return statement.integer(0);
}

Result<> RollupReader::read(qint64 step, qint64 from, qint64 to,
                            const std::function<bool(qint64 time, const Rollup &rollup)> &visit)
{
    VT_TRY(
        StoreStatement statement,
        m_connection->prepare("SELECT time, seen, labelled, earliest, latest, numbers, classes FROM rollup "
                              "WHERE version = ?1 AND step = ?2 AND time >= ?3 AND time < ?4 ORDER BY time"));
    statement.bind(1, m_version);
    statement.bind(2, step);
    statement.bind(3, from);
    statement.bind(4, to);
    while (true) {
        VT_TRY(const bool more, statement.step());
        if (!more || !visit(statement.integer(0), rollupAt(statement, 1)))
            return {};
    }
}

Result<QHash<qint64, QString>> RollupReader::levels()
{
    VT_TRY(StoreStatement statement, m_connection->prepare("SELECT id, name FROM level WHERE model = ?1"));
    statement.bind(1, m_model);
    QHash<qint64, QString> levels;
    while (true) {
        VT_TRY(const bool more, statement.step());
        if (!more)
            return levels;
        levels.insert(statement.integer(0), statement.text(1));
    }
}

} // namespace vitrine::monitor
