// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metrictable.h"
#include "core/monitor/store/connection.h"

#include <optional>

namespace vitrine::monitor {

// The tables of metrics that were saved for versions, as vetiver pins them beside a model.
class SavedMetrics final
{
public:
    explicit SavedMetrics(StoreConnection &connection) : m_connection(connection) {}

    // Ascending in time; in the order they were saved in within one. An empty version: all of them.
    Result<MetricTable> read(const QString &model, const QString &version = {},
                             std::optional<QDateTime> since = {});
    // What save() would do, without doing it.
    Result<MetricMerge> preview(const QString &model, const QString &version, const MetricTable &table);
    // One transaction. Conflict when times are there already, unless `overwrite`: then all old rows of those
    // times go.
    Result<> save(const QString &model, const QString &version, const MetricTable &table, bool overwrite);

private:
    StoreConnection &m_connection;
};

} // namespace vitrine::monitor
