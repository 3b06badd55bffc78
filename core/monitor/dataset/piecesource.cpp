// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/piecesource.h"

#include <set>

namespace vitrine::monitor {

PieceSource::PieceSource(std::unique_ptr<PiecePipeline> pipeline, std::vector<int> order, qint64 firstLine,
                         qsizetype keptProblems)
    : m_pipeline(std::move(pipeline))
    , m_order(std::move(order))
    , m_line(firstLine)
    , m_keptProblems(keptProblems)
    , m_isLastUse(m_order.size())
{
    std::set<int> seen;
    for (std::size_t i = m_order.size(); i > 0; --i)
        m_isLastUse[i - 1] = seen.insert(m_order[i - 1]).second;
}

Result<bool> PieceSource::next(Chunk &chunk)
{
    while (true) {
        VT_TRY(std::optional<ParsedPiece> piece, m_pipeline->next());
        if (!piece)
            return false;
        add(piece->problems);
        Chunk &parsed = piece->chunk;
        for (qint64 &line : parsed.lines)
            line += m_line;
        m_line += piece->lineCount;
        if (parsed.rows == 0)
            continue;
        chunk.firstRow = m_row;
        chunk.rows = parsed.rows;
        chunk.lines = std::move(parsed.lines);
        chunk.columns.clear();
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            Column &column = parsed.columns[static_cast<std::size_t>(m_order[i])];
            if (m_isLastUse[i])
                chunk.columns.push_back(std::move(column));
            else
                chunk.columns.push_back(column);
        }
        m_row += qint64(chunk.rows);
        return true;
    }
}

void PieceSource::add(const DatasetProblems &problems)
{
    m_problems.droppedRows += problems.droppedRows;
    m_problems.unreadableCells += problems.unreadableCells;
    m_problems.unclearTimes += problems.unclearTimes;
    for (const DatasetProblem &problem : problems.first) {
        if (m_problems.first.size() >= m_keptProblems)
            break;
        m_problems.first.append(problem);
        m_problems.first.last().line += m_line;
    }
}

} // namespace vitrine::monitor
