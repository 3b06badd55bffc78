// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/predictionreader.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// By sequence within one version's stretch of time, or within all.
QByteArray query(const PredictionFilter &filter)
{
    QByteArray sql = "SELECT p.seq, p.id, m.name, v.name, p.time, p.endpoint, p.status, p.latency, p.rows, "
                     "p.inputs, p.outputs, p.error FROM prediction p JOIN version v ON v.id = p.version "
                     "JOIN model m ON m.id = v.model "
                     "WHERE p.time >= ?1 AND p.time < ?2 AND p.seq > ?3 AND (?4 = '' OR m.name = ?4) "
                     "AND (?5 = '' OR v.name = ?5)";
    if (!filter.refused)
        sql += " AND p.error IS NULL";
    sql += filter.order == PredictionFilter::Order::OldestFirst ? " ORDER BY p.seq" : " ORDER BY p.seq DESC";
    return sql + " LIMIT ?6";
}

} // namespace

Result<> readPredictions(StoreConnection &store, const PredictionFilter &filter,
                         const std::function<bool(const RecordedPrediction &)> &visit)
{
    VT_TRY(StoreStatement statement, store.prepare(query(filter).toStdString()));
    statement.bind(1, filter.from ? filter.from->toMSecsSinceEpoch() : std::numeric_limits<qint64>::min());
    statement.bind(2, filter.to ? filter.to->toMSecsSinceEpoch() : std::numeric_limits<qint64>::max());
    statement.bind(3, filter.afterSequence);
    statement.bind(4, filter.model.isNull() ? u""_s : filter.model);
    statement.bind(5, filter.version.isNull() ? u""_s : filter.version);
    statement.bind(6, filter.limit < 0 ? std::numeric_limits<qint64>::max() : filter.limit);
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return {};
        const RecordedPrediction prediction{
            statement.integer(0),       statement.text(1),           statement.text(2),
            statement.text(3),          statement.integer(4),        statement.text(5),
            int(statement.integer(6)),  statement.integer(7),        statement.integer(8),
            statement.text(9).toUtf8(), statement.text(10).toUtf8(), statement.text(11)};
        if (!visit(prediction))
            return {};
    }
}

} // namespace vitrine::monitor
