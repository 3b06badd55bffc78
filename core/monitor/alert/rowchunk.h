// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/column.h"
#include "core/monitor/dataset/leveltable.h"
#include "core/monitor/drift/driftrun.h"
#include "core/monitor/drift/driftseries.h"
#include "core/monitor/store/connection.h"

#include <functional>
#include <vector>

namespace vitrine::monitor {

// Rows of the monitoring store as a chunk for a drift sweep: the times, then the columns.
class RowChunk final
{
public:
    explicit RowChunk(const QList<DriftColumn> &columns);

    const QList<DriftColumn> &columns() const { return m_columns; }
    bool isNumber(qsizetype column) const;
    std::size_t rows() const { return m_chunk.rows; }

    void add(qsizetype column, double number);
    void add(qsizetype column, std::string_view level);
    void addMissing(qsizetype column);
    // Ends `count` rows of the same time; what a column did not get is missing.
    void endRows(qint64 timeMs, std::size_t count = 1);

    const Chunk &chunk(); // until it is cleared
    void clear();

private:
    Column &column(qsizetype place) { return m_chunk.columns[static_cast<std::size_t>(place) + 1]; }

    QList<DriftColumn> m_columns;
    Chunk m_chunk;
    std::vector<LevelTable> m_levels;
};

// Drift of rows that come in the order of their times: `add` puts the statement's present row into the chunk.
Result<DriftSeries> driftOfRows(StoreStatement rows, RowChunk chunk, const QList<ColumnProfile> &reference,
                                const Periods &periods, const DriftOptions &options,
                                const std::function<void(RowChunk &, const StoreStatement &)> &add,
                                const Job &job);

} // namespace vitrine::monitor
