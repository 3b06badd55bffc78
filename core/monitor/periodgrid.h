// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/period.h"

#include <QList>

#include <memory>
#include <span>

namespace vitrine::monitor {

// Period arithmetic on integer milliseconds UTC, for millions of rows: the fast form of periodDistance() and
// periodBounds(). Calendar units follow local dates of the time zone; hours and shorter are elapsed time, so
// that a day with a clock change has 23 or 25 of them. One grid belongs to one thread (it remembers the last
// offset of the time zone).
//
// Semantics: slider::slide_period() and warp::warp_distance() of R.
class PeriodGrid final
{
public:
    // `periods` must pass checkPeriods() and not be `Count`.
    explicit PeriodGrid(const Periods &periods);
    ~PeriodGrid();
    PeriodGrid(PeriodGrid &&) noexcept;
    PeriodGrid &operator=(PeriodGrid &&) noexcept;

    qint64 distance(qint64 ms) const;
    qint64 start(qint64 distance) const; // first millisecond of that period

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// Rows [first, last) that make one point: those whose distance is within [group - before, group + after].
struct Slice {
    qint64 group = 0; // distance of the period that the slice stands for; of `Count`, its ordinal
    qsizetype first = 0;
    qsizetype last = 0;
    bool operator==(const Slice &) const = default;
};

// One slice for every period that has rows, ascending; with `complete`, without those whose neighbourhood
// reaches over the first or the last period. InvalidArgument when the times are not ascending.
Result<QList<Slice>> slices(const Periods &periods, std::span<const qint64> timesMs);

// The same from the distances of the rows that are there, ascending and distinct: pairs [first, last) of
// indices into `distances`.
QList<Slice> slicesOfGroups(const Periods &periods, std::span<const qint64> distances);

} // namespace vitrine::monitor
