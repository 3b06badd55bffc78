// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/backtest/fingerprint.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/periodgrid.h"

#include <functional>
#include <map>
#include <optional>

namespace vitrine::monitor {

// What lies in a dataset, found in one pass before any model is asked: which periods there are, a fingerprint
// of every column in each, whether rows are in time order; and the rows themselves, as long as they fit into
// memory. Rows without a time belong to no period and are left out.
class RowSurvey final
{
public:
    struct Group {
        qint64 rows = 0;
        qint64 firstTime = missingTime;   // none: the dataset has no times
        std::vector<Fingerprint> columns; // in the order of the columns
    };

    // `time`: one of the columns, or empty. Without periods all rows are one group; those of Count number
    // rows as they come.
    static Result<RowSurvey> of(const Dataset &dataset, const QStringList &columns, const QString &time,
                                const std::optional<Periods> &periods, qint64 memory, const Job &job);

    const std::map<qint64, Group> &groups() const { return m_groups; }
    bool isAscending() const { return m_ascending; }
    qint64 withoutTime() const { return m_withoutTime; }
    qint64 rows() const { return m_rows; }
    const DatasetProblems &problems() const { return m_problems; }
    const QStringList &columns() const { return m_columns; }
    const QStringList &levels(qsizetype column) const { return m_levels[column]; } // of a text column

    // All chunks again, in order: from memory, else from the file.
    bool isKept() const { return m_kept; }
    const std::vector<Chunk> &chunks() const { return m_chunks; } // when kept
    Result<> read(const Job &job, const std::function<Result<>(const Chunk &)> &visit) const;
    // The group of every row of a chunk. Fixed counts are not asked for by chunk.
    std::vector<qint64> groupsOf(const Chunk &chunk) const;

private:
    RowSurvey(const Dataset &dataset, const QStringList &columns, const std::optional<Periods> &periods)
        : m_dataset(dataset)
        , m_columns(columns)
        , m_periods(periods)
    {
    }
    void dropRowsWithoutTime(Chunk &chunk) const;
    Result<> take(const Chunk &chunk);
    void takeFingerprints(const Chunk &chunk, const std::vector<qint64> &groups);

    Dataset m_dataset;
    QStringList m_columns;
    int m_timePlace = -1;
    std::optional<Periods> m_periods;
    std::map<qint64, Group> m_groups;
    bool m_ascending = true;
    qint64 m_latest = missingTime;
    qint64 m_withoutTime = 0;
    qint64 m_rows = 0;
    DatasetProblems m_problems;
    QList<QStringList> m_levels;
    bool m_kept = true;
    std::vector<Chunk> m_chunks;
};

} // namespace vitrine::monitor
