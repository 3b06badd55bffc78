// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/savedmetrics.h"

#include "core/base/text.h"

#include <limits>

namespace vitrine::monitor {

namespace {

// Of values that have no time.
constexpr qint64 noTime = std::numeric_limits<qint64>::min();

qint64 timeOf(const MetricRow &row)
{
    return row.index.isValid() ? row.index.toMSecsSinceEpoch() : noTime;
}

} // namespace

Result<MetricTable> SavedMetrics::read(const QString &model, const QString &version,
                                       std::optional<QDateTime> since)
{
    VT_TRY(StoreStatement statement,
           m_connection.prepare(
               "SELECT time, n, metric, estimator, value, why, lower, upper, version, part "
               "FROM saved_metric WHERE model = ?1 AND (?2 = '' OR version = ?2) AND time >= ?3 "
               "ORDER BY time, version, place"));
    statement.bind(1, model);
    statement.bind(2, version.isNull() ? QStringLiteral("") : version);
    statement.bind(3, since ? since->toMSecsSinceEpoch() : noTime);
    MetricTable table;
    while (true) {
        VT_TRY(const bool more, statement.step());
        if (!more)
            return table;
        MetricRow row;
        if (statement.integer(0) != noTime)
            row.index = QDateTime::fromMSecsSinceEpoch(statement.integer(0), Qt::UTC);
        row.n = statement.integer(1);
        row.metric = statement.text(2);
        row.estimator = statement.text(3);
        row.value = statement.real(4);
        row.why = statement.text(5);
        row.lower = statement.real(6);
        row.upper = statement.real(7);
        row.version = statement.text(8);
        row.group = statement.text(9);
        table.append(row);
    }
}

Result<MetricMerge> SavedMetrics::preview(const QString &model, const QString &version,
                                          const MetricTable &table)
{
    VT_TRY(const MetricTable old, read(model, version));
    return mergeMetrics(old, table);
}

Result<> SavedMetrics::save(const QString &model, const QString &version, const MetricTable &table,
                            bool overwrite)
{
    if (model.isEmpty() || version.isEmpty())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("Metrics are saved for a version of a model. Name both."),
                     {}};
    VT_TRY(StoreTransaction transaction, StoreTransaction::begin(m_connection));
    VT_TRY(const MetricMerge merge, preview(model, version, table));
    VT_CHECK(checkOverlap(merge, model + u'@' + version, overwrite));
    VT_TRY(StoreStatement remove,
           m_connection.prepare("DELETE FROM saved_metric WHERE model = ?1 AND version = ?2 AND time = ?3"));
    for (const QDateTime &time : merge.overlaps) {
        remove.bind(1, model);
        remove.bind(2, version);
        remove.bind(3, time.isValid() ? time.toMSecsSinceEpoch() : noTime);
        VT_CHECK(remove.execute());
    }
    VT_TRY(StoreStatement insert,
           m_connection.prepare(
               "INSERT INTO saved_metric(model, version, part, metric, estimator, time, place, n, value, "
               "lower, upper, why) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
               "ON CONFLICT(model, version, part, metric, estimator, time) DO UPDATE SET "
               "place = excluded.place, n = excluded.n, value = excluded.value, "
               "lower = excluded.lower, upper = excluded.upper, why = excluded.why"));
    qint64 place = 0;
    for (const MetricRow &row : table) {
        insert.bind(1, model);
        insert.bind(2, version);
        insert.bind(3, row.group.isNull() ? QStringLiteral("") : row.group);
        insert.bind(4, row.metric);
        insert.bind(5, row.estimator.isNull() ? QStringLiteral("") : row.estimator);
        insert.bind(6, timeOf(row));
        insert.bind(7, place++);
        insert.bind(8, row.n);
        insert.bind(9, row.value);
        insert.bind(10, row.lower);
        insert.bind(11, row.upper);
        insert.bind(12, row.why.isEmpty() ? QString() : row.why);
        VT_CHECK(insert.execute());
    }
    return transaction.commit();
}

} // namespace vitrine::monitor
