// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/backtestcache.h"

#include "core/monitor/storeschema.h"

namespace vitrine::monitor {

namespace {

constexpr auto layout = R"sql(
CREATE TABLE IF NOT EXISTS backtest(
    key BLOB NOT NULL,
    metric TEXT NOT NULL,
    value REAL,
    estimator TEXT,
    why TEXT,
    time INTEGER NOT NULL,
    PRIMARY KEY(key, metric)
) WITHOUT ROWID;
)sql";

} // namespace

Result<BacktestCache> BacktestCache::open(const QString &path)
{
    VT_TRY(Database database, Database::open(path));
    VT_CHECK(prepareStore(database));
    VT_CHECK(database.execute(layout));
    return BacktestCache(std::move(database));
}

Result<QHash<QString, MetricValue>> BacktestCache::find(const QByteArray &key)
{
    VT_TRY(Statement statement,
           m_database.prepare("SELECT metric, value, estimator, why FROM backtest WHERE key = ?1"));
    statement.bind(1, key);
    QHash<QString, MetricValue> values;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return values;
        values[statement.text(0)] = {statement.real(1), statement.text(2), statement.text(3)};
    }
}

Result<> BacktestCache::keep(const QList<Entry> &entries, qint64 nowMs)
{
    VT_TRY(Transaction transaction, Transaction::begin(m_database));
    VT_TRY(Statement statement,
           m_database.prepare("INSERT OR REPLACE INTO backtest(key, metric, value, estimator, why, time) "
                              "VALUES(?1, ?2, ?3, ?4, ?5, ?6)"));
    for (const Entry &entry : entries) {
        statement.bind(1, entry.key);
        statement.bind(2, entry.metric);
        statement.bind(3, entry.value.value);
        statement.bind(4, entry.value.estimator);
        statement.bind(5, entry.value.why);
        statement.bind(6, nowMs);
        VT_CHECK(statement.execute());
    }
    return transaction.commit();
}

Result<> BacktestCache::prune(qint64 beforeMs)
{
    VT_TRY(Statement statement, m_database.prepare("DELETE FROM backtest WHERE time < ?1"));
    statement.bind(1, beforeMs);
    return statement.execute();
}

} // namespace vitrine::monitor
