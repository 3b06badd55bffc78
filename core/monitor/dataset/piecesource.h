// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/piecepipeline.h"

namespace vitrine::monitor {

// Chunks out of parsed pieces: whole lines of the file, rows counted through, columns in the order asked.
class PieceSource final : public ChunkSource
{
public:
    // `order`: for every column asked, its place in the pieces. `firstLine`: of the first piece.
    PieceSource(std::unique_ptr<PiecePipeline> pipeline, std::vector<int> order, qint64 firstLine,
                qsizetype keptProblems);

    Result<bool> next(Chunk &chunk) override;

private:
    void add(const DatasetProblems &problems);

    std::unique_ptr<PiecePipeline> m_pipeline;
    std::vector<int> m_order;
    qint64 m_line;
    qsizetype m_keptProblems;
    std::vector<bool> m_isLastUse; // of the piece's column, in m_order
    qint64 m_row = 0;
};

} // namespace vitrine::monitor
