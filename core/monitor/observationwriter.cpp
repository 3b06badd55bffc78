// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/observationwriter.h"

#include "core/base/text.h"
#include "core/monitor/store/names.h"

namespace vitrine::monitor {

Result<ObservationWriter> ObservationWriter::begin(StoreConnection &connection, const QString &model,
                                                   const QString &version, qint64 count, const Target &target,
                                                   qint64 horizonMs)
{
    if (model.isEmpty() || version.isEmpty())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("An observation needs the name of a model and a version."),
                     {}};
    // First of all: writers of a database server wait here for each other.
    VT_TRY(StoreStatement reserve,
           connection.prepare("UPDATE sequence SET next = next + ?1 RETURNING next - ?1"));
    reserve.bind(1, count);
    VT_TRY([[maybe_unused]] const bool row, reserve.step());
    const qint64 sequence = reserve.integer(0);
    VT_CHECK(reserve.execute());
    VT_TRY(const qint64 modelRow, modelId(connection, model));
    VT_TRY(const qint64 versionRow, versionId(connection, version, modelRow));
    VT_TRY(StoreStatement insert,
           connection.prepare("INSERT INTO observation(version, time, seq, id, truth, estimate, "
                              "truth_level, estimate_level, probabilities) "
                              "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    VT_TRY(StoreStatement remove,
           connection.prepare("DELETE FROM observation WHERE version = ?1 AND id = ?2 RETURNING time"));
    VT_TRY(RollupWriter rollups, RollupWriter::begin(connection, versionRow, target));
    ObservationWriter writer(connection, std::move(insert), std::move(remove), std::move(rollups));
    writer.m_model = modelRow;
    writer.m_version = versionRow;
    writer.m_sequence = sequence;
    writer.m_horizon = horizonMs;
    return writer;
}

Result<qint64> ObservationWriter::levelId(const QString &level)
{
    if (level.isEmpty())
        return qint64(0);
    const auto found = m_levels.constFind(level);
    if (found != m_levels.constEnd())
        return *found;
    VT_TRY(const qint64 id, monitor::levelId(*m_connection, level, m_model));
    m_levels.insert(level, id);
    return id;
}

void ObservationWriter::bindLevel(int index, qint64 id)
{
    if (id == 0)
        m_insert.bindNull(index);
    else
        m_insert.bind(index, id);
}

Result<> ObservationWriter::remove(const QString &id)
{
    m_remove.bind(1, m_version);
    m_remove.bind(2, id);
    while (true) {
        VT_TRY(const bool more, m_remove.step());
        if (!more)
            break;
        m_rollups.removed(m_remove.integer(0));
    }
    m_remove.reset();
    return {};
}

Result<> ObservationWriter::write(const Observation &observation)
{
    if (!observation.id.isEmpty())
        VT_CHECK(remove(observation.id));
    VT_TRY(const qint64 truthLevel, levelId(observation.truthLevel));
    VT_TRY(const qint64 estimateLevel, levelId(observation.estimateLevel));
    m_rollups.add(observation, truthLevel, estimateLevel);
    if (observation.timeMs < m_horizon && m_rollups.isComplete())
        return {};
    m_insert.bind(1, m_version);
    m_insert.bind(2, observation.timeMs);
    m_insert.bind(3, m_sequence++);
    if (observation.id.isEmpty())
        m_insert.bindNull(4);
    else
        m_insert.bind(4, observation.id);
    m_insert.bind(5, observation.truth);
    m_insert.bind(6, observation.estimate);
    bindLevel(7, truthLevel);
    bindLevel(8, estimateLevel);
    if (observation.probabilities.isEmpty()) {
        m_insert.bindNull(9);
    } else {
        m_insert.bind(9, QByteArray(reinterpret_cast<const char *>(observation.probabilities.constData()),
                                    observation.probabilities.size() * qsizetype(sizeof(double))));
    }
    VT_CHECK(m_insert.execute());
    return {};
}

Result<bool> ObservationWriter::setTruth(const Observation &observation)
{
    VT_TRY(const qint64 level, levelId(observation.truthLevel));
    VT_TRY(StoreStatement update, m_connection->prepare("UPDATE observation SET truth = ?1, truth_level = ?2 "
                                                        "WHERE version = ?3 AND id = ?4 RETURNING time"));
    update.bind(1, observation.truth);
    if (level == 0)
        update.bindNull(2);
    else
        update.bind(2, level);
    update.bind(3, m_version);
    update.bind(4, observation.id);
    VT_TRY(const bool known, update.step());
    if (known)
        m_rollups.removed(update.integer(0)); // its minute is summed up anew
    VT_CHECK(update.execute());
    return known;
}

Result<> ObservationWriter::finish()
{
    return m_rollups.write();
}

} // namespace vitrine::monitor
