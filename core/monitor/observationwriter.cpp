// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/observationwriter.h"

#include "core/base/text.h"

namespace vitrine::monitor {

namespace {

// The id of a row that is made when it is missing. The statement returns it.
Result<qint64> idOf(Database &database, std::string_view sql, const QString &name, qint64 owner = 0)
{
    VT_TRY(Statement statement, database.prepare(sql));
    statement.bind(1, name);
    if (owner != 0)
        statement.bind(2, owner);
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    const qint64 id = statement.integer(0);
    VT_CHECK(statement.execute());
    return id;
}

// A do-nothing update, so that RETURNING answers for rows that were there already.
constexpr auto modelId =
    "INSERT INTO model(name) VALUES(?1) ON CONFLICT(name) DO UPDATE SET name = name RETURNING id";
constexpr auto versionId = "INSERT INTO version(name, model) VALUES(?1, ?2) "
                           "ON CONFLICT(model, name) DO UPDATE SET name = name RETURNING id";
constexpr auto levelId = "INSERT INTO level(name, model) VALUES(?1, ?2) "
                         "ON CONFLICT(model, name) DO UPDATE SET name = name RETURNING id";

} // namespace

Result<ObservationWriter> ObservationWriter::begin(Database &database, const QString &model,
                                                   const QString &version, qint64 count)
{
    if (model.isEmpty() || version.isEmpty())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("An observation needs the name of a model and a version."),
                     {}};
    VT_TRY(Statement insert,
           database.prepare("INSERT INTO observation(version, time, seq, id, truth, estimate, "
                            "truth_level, estimate_level, probabilities) "
                            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    VT_TRY(Statement remove, database.prepare("DELETE FROM observation WHERE version = ?1 AND id = ?2"));
    ObservationWriter writer(database, std::move(insert), std::move(remove));
    VT_TRY(writer.m_model, idOf(database, modelId, model));
    VT_TRY(writer.m_version, idOf(database, versionId, version, writer.m_model));
    VT_TRY(Statement reserve, database.prepare("UPDATE sequence SET next = next + ?1 RETURNING next - ?1"));
    reserve.bind(1, count);
    VT_TRY([[maybe_unused]] const bool row, reserve.step());
    writer.m_sequence = reserve.integer(0);
    VT_CHECK(reserve.execute());
    return writer;
}

Result<> ObservationWriter::bindLevel(int index, const QString &level)
{
    if (level.isEmpty()) {
        m_insert.bindNull(index);
        return {};
    }
    auto found = m_levels.constFind(level);
    if (found == m_levels.constEnd()) {
        VT_TRY(const qint64 id, idOf(*m_database, levelId, level, m_model));
        found = m_levels.insert(level, id);
    }
    m_insert.bind(index, *found);
    return {};
}

Result<> ObservationWriter::write(const Observation &observation)
{
    if (!observation.id.isEmpty()) {
        m_remove.bind(1, m_version);
        m_remove.bind(2, observation.id);
        VT_CHECK(m_remove.execute());
    }
    m_insert.bind(1, m_version);
    m_insert.bind(2, observation.timeMs);
    m_insert.bind(3, m_sequence++);
    if (observation.id.isEmpty())
        m_insert.bindNull(4);
    else
        m_insert.bind(4, observation.id);
    m_insert.bind(5, observation.truth);
    m_insert.bind(6, observation.estimate);
    VT_CHECK(bindLevel(7, observation.truthLevel));
    VT_CHECK(bindLevel(8, observation.estimateLevel));
    if (observation.probabilities.isEmpty()) {
        m_insert.bindNull(9);
    } else {
        m_insert.bind(9, QByteArray(reinterpret_cast<const char *>(observation.probabilities.constData()),
                                    observation.probabilities.size() * qsizetype(sizeof(double))));
    }
    return m_insert.execute();
}

} // namespace vitrine::monitor
