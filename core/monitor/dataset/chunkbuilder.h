// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/columnbuilder.h"
#include "core/monitor/dataset/problem.h"
#include "core/monitor/dataset/wantedcolumns.h"

#include <vector>

namespace vitrine::monitor {

// The columns of one chunk while its rows come one by one. `forms` are those of the distinct columns.
class ChunkBuilder final
{
public:
    ChunkBuilder(const std::vector<CellForm> &forms, const MissingTexts &missing, const QTimeZone &zone);
    Q_DISABLE_COPY_MOVE(ChunkBuilder)

    std::size_t size() const { return m_builders.size(); }
    ColumnBuilder &operator[](std::size_t column) { return m_builders[column]; }
    // Puts the columns into the chunk as they were asked for, and what was noticed about them to the
    // problems.
    void finish(const WantedColumns &wanted, Chunk &chunk, DatasetProblems &problems);

private:
    std::vector<Column> m_columns;
    std::vector<ColumnBuilder> m_builders;
};

} // namespace vitrine::monitor
