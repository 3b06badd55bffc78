// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/chunkbuilder.h"

namespace vitrine::monitor {

ChunkBuilder::ChunkBuilder(const std::vector<CellForm> &forms, const MissingTexts &missing,
                           const QTimeZone &zone)
    : m_columns(forms.size())
{
    m_builders.reserve(forms.size());
    for (std::size_t i = 0; i < forms.size(); ++i)
        m_builders.emplace_back(m_columns[i], forms[i], missing, zone);
}

void ChunkBuilder::finish(const WantedColumns &wanted, Chunk &chunk, DatasetProblems &problems)
{
    for (const ColumnBuilder &builder : m_builders)
        problems.unclearTimes += builder.unclearTimes();
    for (const int place : wanted.order)
        chunk.columns.push_back(m_columns[static_cast<std::size_t>(place)]);
}

} // namespace vitrine::monitor
