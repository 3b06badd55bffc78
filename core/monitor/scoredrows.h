// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/leveltable.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/metric/evaluation.h"

namespace vitrine::monitor {

// What the roles of a dataset say about the task.
struct ScoredTask {
    Roles roles;
    bool classification = false;
    // Of a classification, when they were given or follow from the columns of probabilities; else found in
    // the rows and sorted. An unknown level in the rows is appended: it counts as a mistake.
    QStringList levels;
};

// A level as it is compared: "1.0" is "1", since programs write whole labels either way.
QString plainLevel(const QString &level);
// Numbers by their size, else by code points, as R's factor() in the C locale and scikit-learn.
QStringList sortedLevels(QStringList levels);

// Turns chunks of a dataset into rows that metrics read. Rows without a time are left out where there is a
// column of times. One object for all chunks of a pass, since levels keep their codes.
class ScoredRows final
{
public:
    explicit ScoredRows(const ScoredTask &task);

    const QStringList &columns() const { return m_columns; } // to read for take()

    // Takes over a chunk of those columns; others may follow them. What the functions below return is valid
    // until the next one.
    void take(Chunk &chunk);

    std::size_t size() const { return m_rows.size(); }
    std::span<const qint64> times() const { return m_times; }   // empty when there is no such column
    std::span<const qint32> groups() const { return m_groups; } // likewise; codes, missingText is none
    const MetricRows &rows() const { return m_rows; }

    const QStringList &levels() const { return m_levels.names(); } // by code
    const QStringList &groupNames() const { return m_groupNames.names(); }
    qint64 withoutTime() const { return m_withoutTime; }
    qint64 firstLineWithoutTime() const { return m_firstLineWithoutTime; }
    // Of a single column of probabilities: the level that it is of.
    QString singleLevel() const;

private:
    void dropRowsWithoutTime(Chunk &chunk);
    std::vector<int> levelCodes(const Column &column);
    void takeProbabilities(const Chunk &chunk);
    void estimateByProbability();
    const Column *column(const Chunk &chunk, int place) const;

    ScoredTask m_task;
    int m_timePlace = -1;
    int m_truthPlace = -1;
    int m_estimatePlace = -1;
    int m_groupPlace = -1;
    int m_weightPlace = -1;
    std::vector<int> m_probabilityPlaces; // by level code, or the single one
    QStringList m_columns;

    LevelTable m_levels;
    LevelTable m_groupNames;
    const Chunk *m_chunk = nullptr;
    MetricRows m_rows;
    std::span<const qint64> m_times;
    std::vector<qint32> m_groups;
    std::vector<int> m_truthLevels;
    std::vector<int> m_estimateLevels;
    std::vector<double> m_probabilities;
    std::vector<double> m_unknown; // in place of columns that are not there
    qint64 m_withoutTime = 0;
    qint64 m_firstLineWithoutTime = 0;
};

} // namespace vitrine::monitor
