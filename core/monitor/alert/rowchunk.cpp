// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/rowchunk.h"

#include "core/monitor/drift/driftsweep.h"

namespace vitrine::monitor {

RowChunk::RowChunk(const QList<DriftColumn> &columns) : m_columns(columns)
{
    clear();
}

bool RowChunk::isNumber(qsizetype place) const
{
    return m_columns[place].kind == ColumnKind::Number;
}

void RowChunk::add(qsizetype place, double number)
{
    column(place).numbers.push_back(number);
}

void RowChunk::add(qsizetype place, std::string_view level)
{
    column(place).codes.push_back(m_levels[static_cast<std::size_t>(place)].code(level));
}

void RowChunk::addMissing(qsizetype place)
{
    if (isNumber(place))
        column(place).numbers.push_back(std::numeric_limits<double>::quiet_NaN());
    else
        column(place).codes.push_back(missingText);
}

void RowChunk::endRows(qint64 timeMs, std::size_t count)
{
    std::vector<qint64> &times = m_chunk.columns.front().times;
    times.insert(times.end(), count, timeMs);
    m_chunk.rows += count;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        if (isNumber(i))
            column(i).numbers.resize(m_chunk.rows, std::numeric_limits<double>::quiet_NaN());
        else
            column(i).codes.resize(m_chunk.rows, missingText);
    }
}

const Chunk &RowChunk::chunk()
{
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        std::vector<std::string> texts;
        for (const QString &name : m_levels[static_cast<std::size_t>(i)].names())
            texts.push_back(name.toStdString());
        column(i).texts = std::move(texts);
    }
    return m_chunk;
}

void RowChunk::clear()
{
    m_chunk = {};
    m_chunk.columns.resize(static_cast<std::size_t>(m_columns.size()) + 1);
    m_chunk.columns.front().type = ColumnType::Time;
    m_levels.assign(static_cast<std::size_t>(m_columns.size()), LevelTable());
    for (qsizetype i = 0; i < m_columns.size(); ++i)
        column(i).type = isNumber(i) ? ColumnType::Number : ColumnType::Text;
}

Result<DriftSeries> driftOfRows(StoreStatement rows, RowChunk chunk, const QList<ColumnProfile> &reference,
                                const Periods &periods, const DriftOptions &options,
                                const std::function<void(RowChunk &, const StoreStatement &)> &add,
                                const Job &job)
{
    constexpr std::size_t enough = 20'000;
    DriftSweep sweep(chunk.columns(), reference, periods, options, DriftSweep::Order::Ascending, driftMemory);
    while (true) {
        VT_TRY(const bool row, rows.step());
        if (row)
            add(chunk, rows);
        if (chunk.rows() >= enough || (!row && chunk.rows() > 0)) {
            VT_CHECK(job.check());
            VT_TRY([[maybe_unused]] const bool inOrder, sweep.add(chunk.chunk(), true));
            chunk.clear();
        }
        if (!row)
            return sweep.finish();
    }
}

} // namespace vitrine::monitor
