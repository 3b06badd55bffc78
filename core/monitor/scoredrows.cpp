// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/scoredrows.h"

#include "core/monitor/dataset/chunkrows.h"

#include <algorithm>
#include <cmath>

namespace vitrine::monitor {

QString plainLevel(const QString &level)
{
    const qsizetype point = level.indexOf(u'.');
    if (point <= 0 || point + 1 == level.size())
        return level;
    const bool zeros = std::all_of(level.begin() + point + 1, level.end(), [](QChar c) { return c == u'0'; });
    const qsizetype first = level.startsWith(u'-') ? 1 : 0;
    const bool digits = first < point && std::all_of(level.begin() + first, level.begin() + point,
                                                     [](QChar c) { return c >= u'0' && c <= u'9'; });
    return zeros && digits ? level.left(point) : level;
}

QStringList sortedLevels(QStringList levels)
{
    const bool numbers = std::ranges::all_of(levels, [](const QString &level) {
        bool number = level.isEmpty();
        if (!number)
            level.toDouble(&number);
        return number;
    });
    const auto size = [](const QString &level) {
        return level.isEmpty() ? -std::numeric_limits<double>::infinity() : level.toDouble();
    };
    if (numbers)
        std::ranges::stable_sort(levels, {}, size);
    else
        std::ranges::sort(levels);
    return levels;
}

ScoredRows::ScoredRows(const ScoredTask &task) : m_task(task)
{
    const auto place = [&](const QString &column) {
        if (column.isEmpty())
            return -1;
        if (!m_columns.contains(column))
            m_columns << column;
        return static_cast<int>(m_columns.indexOf(column));
    };
    m_timePlace = place(task.roles.time);
    m_truthPlace = place(task.roles.truth);
    m_estimatePlace = place(task.roles.estimate);
    m_groupPlace = place(task.roles.group);
    m_weightPlace = place(task.roles.weight);
    for (const QString &level : task.levels)
        m_levels.code(plainLevel(level).toStdString());
    if (!task.classification)
        return;
    const QList<Roles::Probability> &probabilities = task.roles.probabilities;
    if (probabilities.size() == 1)
        m_probabilityPlaces.push_back(place(probabilities.constFirst().column));
    for (const QString &level : m_levels.names()) {
        const auto found = std::ranges::find_if(
            probabilities, [&](const Roles::Probability &one) { return plainLevel(one.level) == level; });
        if (probabilities.size() > 1 && found != probabilities.end())
            m_probabilityPlaces.push_back(place(found->column));
    }
}

QString ScoredRows::singleLevel() const
{
    return m_probabilityPlaces.size() == 1 ? plainLevel(m_task.roles.probabilities.constFirst().level)
                                           : QString();
}

const Column *ScoredRows::column(const Chunk &chunk, int place) const
{
    return place < 0 ? nullptr : &chunk.columns[static_cast<std::size_t>(place)];
}

void ScoredRows::dropRowsWithoutTime(Chunk &chunk)
{
    const Column *times = column(chunk, m_timePlace);
    if (!times || std::ranges::find(times->times, missingTime) == times->times.end())
        return;
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        if (times->times[row] != missingTime)
            kept.push_back(row);
        else if (m_withoutTime++ == 0)
            m_firstLineWithoutTime = chunk.lines[row];
    }
    for (Column &one : chunk.columns) {
        keepRows(one.numbers, kept);
        keepRows(one.times, kept);
        keepRows(one.codes, kept);
    }
    keepRows(chunk.lines, kept);
    chunk.rows = kept.size();
}

std::vector<int> ScoredRows::levelCodes(const Column &column)
{
    std::vector<int> known;
    for (const std::string &text : column.texts)
        known.push_back(m_levels.code(plainLevel(QString::fromStdString(text)).toStdString()));
    std::vector<int> codes;
    codes.reserve(column.codes.size());
    for (const qint32 local : column.codes)
        codes.push_back(local == missingText ? -1 : known[static_cast<std::size_t>(local)]);
    return codes;
}

void ScoredRows::takeProbabilities(const Chunk &chunk)
{
    const std::size_t width = m_probabilityPlaces.size();
    m_probabilities.resize(chunk.rows * width);
    for (std::size_t level = 0; level < width; ++level) {
        const std::vector<double> &numbers = column(chunk, m_probabilityPlaces[level])->numbers;
        for (std::size_t row = 0; row < chunk.rows; ++row)
            m_probabilities[row * width + level] = numbers[row];
    }
    m_rows.probabilities = m_probabilities;
    m_rows.columns = static_cast<int>(width);
}

// Where the estimate is not in the dataset, it is the likeliest level; of a single column, at a half.
void ScoredRows::estimateByProbability()
{
    const std::size_t width = m_probabilityPlaces.size();
    m_estimateLevels.assign(m_chunk->rows, -1);
    const int single = width == 1 ? m_levels.code(singleLevel().toStdString()) : 0;
    for (std::size_t row = 0; row < m_chunk->rows; ++row) {
        const double *p = m_probabilities.data() + row * width;
        if (std::any_of(p, p + width, [](double value) { return std::isnan(value); }))
            continue;
        if (width > 1)
            m_estimateLevels[row] = static_cast<int>(std::max_element(p, p + width) - p);
        else if (*p >= 0.5)
            m_estimateLevels[row] = single;
        else if (m_levels.size() == 2)
            m_estimateLevels[row] = 1 - single;
    }
}

void ScoredRows::take(Chunk &chunk)
{
    dropRowsWithoutTime(chunk);
    m_chunk = &chunk;
    m_rows = {};
    m_times = {};
    m_groups.clear();
    if (const Column *times = column(chunk, m_timePlace))
        m_times = times->times;
    if (const Column *groups = column(chunk, m_groupPlace))
        m_groups = m_groupNames.codes(*groups);
    if (const Column *weights = column(chunk, m_weightPlace))
        m_rows.weights = weights->numbers;
    const Column *truth = column(chunk, m_truthPlace);
    const Column *estimate = column(chunk, m_estimatePlace);
    if (!m_task.classification) {
        if (!truth || !estimate)
            m_unknown.assign(chunk.rows, std::numeric_limits<double>::quiet_NaN());
        m_rows.truth = truth ? truth->numbers : m_unknown;
        m_rows.estimate = estimate ? estimate->numbers : m_unknown;
        return;
    }
    if (truth)
        m_truthLevels = levelCodes(*truth);
    else
        m_truthLevels.assign(chunk.rows, -1);
    if (estimate)
        m_estimateLevels = levelCodes(*estimate);
    if (!m_probabilityPlaces.empty())
        takeProbabilities(chunk);
    if (!estimate && !m_probabilityPlaces.empty())
        estimateByProbability();
    else if (!estimate)
        m_estimateLevels.assign(chunk.rows, -1);
    m_rows.truthLevel = m_truthLevels;
    m_rows.estimateLevel = m_estimateLevels;
    m_rows.levels = std::max(2, static_cast<int>(m_levels.size()));
}

} // namespace vitrine::monitor
