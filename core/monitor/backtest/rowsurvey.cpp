// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/rowsurvey.h"

#include "core/monitor/dataset/chunkrows.h"

#include <QSet>

#include <algorithm>

namespace vitrine::monitor {

namespace {

constexpr std::uint64_t missingWord = 0x7ff8dead00000000U;

qint64 bytesOf(const Chunk &chunk)
{
    std::size_t bytes = chunk.lines.capacity() * sizeof(qint64);
    for (const Column &column : chunk.columns)
        bytes += column.numbers.capacity() * sizeof(double) + column.times.capacity() * sizeof(qint64) +
                 column.codes.capacity() * sizeof(qint32) + column.texts.size() * 64;
    return static_cast<qint64>(bytes);
}

// One word for every row of a column.
class ColumnWords final
{
public:
    explicit ColumnWords(const Column &column) : m_column(column)
    {
        for (const std::string &text : column.texts)
            m_texts.push_back(textWord(text));
    }
    std::uint64_t operator[](std::size_t row) const
    {
        switch (m_column.type) {
        case ColumnType::Number: return std::bit_cast<std::uint64_t>(m_column.numbers[row]);
        case ColumnType::Time: return static_cast<std::uint64_t>(m_column.times[row]);
        case ColumnType::Text: break;
        }
        const qint32 code = m_column.codes[row];
        return code == missingText ? missingWord : m_texts[static_cast<std::size_t>(code)];
    }

private:
    const Column &m_column;
    std::vector<std::uint64_t> m_texts;
};

} // namespace

Result<RowSurvey> RowSurvey::of(const Dataset &dataset, const QStringList &columns, const QString &time,
                                const std::optional<Periods> &periods, qint64 memory, const Job &job)
{
    RowSurvey survey(dataset, columns, periods);
    survey.m_timePlace = time.isEmpty() ? -1 : static_cast<int>(columns.indexOf(time));
    survey.m_levels.resize(columns.size());
    VT_TRY(DatasetReader reader, dataset.read(columns, job));
    qint64 bytes = 0;
    while (true) {
        Chunk chunk;
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        const std::size_t before = chunk.rows;
        survey.dropRowsWithoutTime(chunk);
        survey.m_withoutTime += static_cast<qint64>(before - chunk.rows);
        VT_CHECK(survey.take(chunk));
        bytes += bytesOf(chunk);
        if (survey.m_kept && bytes > memory) {
            survey.m_kept = false;
            survey.m_chunks = {};
        }
        if (survey.m_kept)
            survey.m_chunks.push_back(std::move(chunk));
    }
    survey.m_problems = reader.problems();
    return survey;
}

void RowSurvey::dropRowsWithoutTime(Chunk &chunk) const
{
    if (m_timePlace < 0)
        return;
    const std::vector<qint64> &times = chunk.columns[static_cast<std::size_t>(m_timePlace)].times;
    if (std::find(times.begin(), times.end(), missingTime) == times.end())
        return;
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        if (times[row] != missingTime)
            kept.push_back(row);
    }
    for (Column &column : chunk.columns) {
        keepRows(column.numbers, kept);
        keepRows(column.times, kept);
        keepRows(column.codes, kept);
    }
    keepRows(chunk.lines, kept);
    chunk.rows = kept.size();
}

std::vector<qint64> RowSurvey::groupsOf(const Chunk &chunk) const
{
    std::vector<qint64> groups(chunk.rows, 0);
    if (m_timePlace < 0 || !m_periods || m_periods->unit == PeriodUnit::Count)
        return groups;
    const PeriodGrid grid(*m_periods);
    const std::vector<qint64> &times = chunk.columns[static_cast<std::size_t>(m_timePlace)].times;
    for (std::size_t row = 0; row < chunk.rows; ++row)
        groups[row] = grid.distance(times[row]);
    return groups;
}

Result<> RowSurvey::take(const Chunk &chunk)
{
    std::vector<qint64> groups = groupsOf(chunk);
    if (m_timePlace >= 0 && m_periods && m_periods->unit == PeriodUnit::Count) {
        for (std::size_t row = 0; row < chunk.rows; ++row)
            groups[row] = (m_rows + static_cast<qint64>(row)) / m_periods->every;
    }
    m_rows += static_cast<qint64>(chunk.rows);
    for (std::size_t row = 0; m_timePlace >= 0 && row < chunk.rows; ++row) {
        const qint64 time = chunk.columns[static_cast<std::size_t>(m_timePlace)].times[row];
        m_ascending = m_ascending && time >= m_latest;
        m_latest = std::max(m_latest, time);
        Group &group = m_groups[groups[row]];
        if (group.firstTime == missingTime || time < group.firstTime)
            group.firstTime = time;
    }
    takeFingerprints(chunk, groups);
    for (qsizetype i = 0; i < m_levels.size(); ++i) {
        for (const std::string &text : chunk.columns[static_cast<std::size_t>(i)].texts) {
            constexpr qsizetype mostLevels = 1000;
            const QString level = QString::fromStdString(text);
            if (m_levels[i].size() < mostLevels && !m_levels[i].contains(level))
                m_levels[i].append(level);
        }
    }
    return {};
}

void RowSurvey::takeFingerprints(const Chunk &chunk, const std::vector<qint64> &groups)
{
    std::vector<ColumnWords> words;
    for (const Column &column : chunk.columns)
        words.emplace_back(column);
    for (std::size_t first = 0; first < chunk.rows;) {
        std::size_t last = first + 1;
        while (last < chunk.rows && groups[last] == groups[first])
            ++last;
        Group &group = m_groups[groups[first]];
        group.columns.resize(chunk.columns.size());
        group.rows += static_cast<qint64>(last - first);
        for (std::size_t i = 0; i < words.size(); ++i) {
            for (std::size_t row = first; row < last; ++row)
                group.columns[i].add(words[i][row]);
        }
        first = last;
    }
}

Result<> RowSurvey::read(const Job &job, const std::function<Result<>(const Chunk &)> &visit) const
{
    if (m_kept) {
        for (const Chunk &chunk : m_chunks) {
            VT_CHECK(job.check());
            VT_CHECK(visit(chunk));
        }
        return {};
    }
    VT_TRY(DatasetReader reader, m_dataset.read(m_columns, job));
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            return {};
        dropRowsWithoutTime(chunk);
        VT_CHECK(visit(chunk));
    }
}

} // namespace vitrine::monitor
