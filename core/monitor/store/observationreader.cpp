// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/observationreader.h"

#include "core/monitor/store/rollupreader.h"

#include <cstring>
#include <string>

namespace vitrine::monitor {

namespace {

// Binds 1 model, 2 version, 3 from, 4 to.
constexpr auto observations = R"sql(
SELECT o.time, o.truth, o.estimate, t.name, e.name, o.probabilities, o.id
FROM model m JOIN version v ON v.model = m.id JOIN observation o ON o.version = v.id
LEFT JOIN level t ON t.id = o.truth_level LEFT JOIN level e ON e.id = o.estimate_level
WHERE m.name = ?1 AND v.name = ?2 AND o.time >= ?3 AND o.time < ?4
)sql";
constexpr auto inOrder = " ORDER BY o.time, o.seq";

} // namespace

QList<double> probabilitiesOf(const QByteArray &blob)
{
    QList<double> values(blob.size() / qsizetype(sizeof(double)));
    if (!values.isEmpty()) // there may be no memory to copy from or to
        std::memcpy(values.data(), blob.constData(),
                    static_cast<std::size_t>(values.size()) * sizeof(double));
    return values;
}

std::string_view labelCondition(Labels labels)
{
    switch (labels) {
    case Labels::Known: return " AND (truth IS NOT NULL OR truth_level IS NOT NULL)";
    case Labels::Open: return " AND truth IS NULL AND truth_level IS NULL";
    case Labels::Any: break;
    }
    return {};
}

Result<ObservationReader> ObservationReader::open(StoreConnection &connection, const QString &model,
                                                  const QString &version, Labels labels,
                                                  const std::optional<QDateTime> &from,
                                                  const std::optional<QDateTime> &to)
{
    VT_TRY(StoreStatement statement,
           connection.prepare(std::string(observations).append(labelCondition(labels)).append(inOrder)));
    statement.bind(1, model);
    statement.bind(2, version);
    statement.bind(3, from ? from->toMSecsSinceEpoch() : std::numeric_limits<qint64>::min());
    statement.bind(4, to ? to->toMSecsSinceEpoch() : std::numeric_limits<qint64>::max());
    return ObservationReader(std::move(statement));
}

Result<bool> ObservationReader::hasOpen(StoreConnection &connection, const QString &model,
                                        const QString &version)
{
    auto sums = RollupReader::open(connection, model, version);
    if (!sums)
        return sums.error().code == Error::Code::NotFound ? Result<bool>(false) : sums.error();
    VT_TRY(const bool summed, sums->isComplete());
    VT_TRY(StoreStatement statement,
           connection.prepare(summed ? "SELECT 1 FROM rollup WHERE version = ?1 AND step = 86400000 AND "
                                       "seen > labelled LIMIT 1"
                                     : "SELECT 1 FROM observation WHERE version = ?1 AND truth IS NULL AND "
                                       "truth_level IS NULL LIMIT 1"));
    statement.bind(1, sums->version());
    return statement.step();
}

Result<bool> ObservationReader::next()
{
    return m_statement.step();
}

Observation ObservationReader::observation() const
{
    return {
        time(), id(), truth(), estimate(), truthLevel(), estimateLevel(), probabilitiesOf(probabilities())};
}

} // namespace vitrine::monitor
