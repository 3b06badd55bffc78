// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"
#include "core/monitor/metric/options.h"

#include <QByteArray>
#include <QHash>
#include <QStringList>

namespace vitrine::monitor {

// Metrics that were taken before, in a table of their own in the monitoring store: by version, by the very
// rows of the period, and by what influences a metric besides. It is a cache: losing it costs time only.
// Belongs to one thread.
class BacktestCache final
{
public:
    static Result<BacktestCache> open(const QString &path);

    // The metrics that are known under a key; others are absent.
    Result<QHash<QString, MetricValue>> find(const QByteArray &key);
    struct Entry {
        QByteArray key;
        QString metric;
        MetricValue value;
    };
    Result<> keep(const QList<Entry> &entries, qint64 nowMs); // one transaction
    // Forgets what was kept before a time.
    Result<> prune(qint64 beforeMs);

private:
    explicit BacktestCache(Database database) : m_database(std::move(database)) {}
    Database m_database;
};

} // namespace vitrine::monitor
