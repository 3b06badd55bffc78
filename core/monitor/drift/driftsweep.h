// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/column.h"
#include "core/monitor/drift/columncollector.h"
#include "core/monitor/drift/driftseries.h"
#include "core/monitor/periodgrid.h"

#include <QFuture>
#include <QThreadPool>

#include <deque>
#include <map>
#include <memory>

namespace vitrine::monitor {

// Compares the periods of a dataset with a reference while its rows pass by, on several threads.
//
// Ascending rows: a period is compared as soon as the next ones begin, and forgotten. Rows in any order:
// every period is kept to the end, its numbers as sketches once they take more than `memory`. Belongs to one
// thread.
class DriftSweep final
{
public:
    enum class Order { Ascending, Any };

    // `reference`: one profile for every column, in their order; not asked with another baseline.
    DriftSweep(const QList<DriftColumn> &columns, const QList<ColumnProfile> &reference,
               const Periods &periods, const DriftOptions &options, Order order, qint64 memory,
               DriftBaseline baseline = DriftBaseline::Reference);
    ~DriftSweep();

    // The first column holds the times (if `hasTimes`; else all rows are one period), the others are those of
    // the sweep. False when Order::Ascending was promised and a row comes too late: sweep again with
    // Order::Any. InvalidArgument when fixed-count periods meet rows that are not in time order.
    Result<bool> add(const Chunk &chunk, bool hasTimes);
    // Waits for the comparisons.
    DriftSeries finish();

private:
    struct Group {
        qint64 firstTime = missingTime;
        qint64 rows = 0;
        std::vector<ColumnCollector> columns;
    };
    struct Stretch { // rows [first, last) of a chunk
        qint64 distance = 0;
        std::size_t first = 0;
        std::size_t last = 0;
    };
    struct Pending {
        DriftPeriod period;
        QList<QFuture<QList<DriftFinding>>> columns;
    };

    Result<qint64> distance(qint64 time);
    Group &group(qint64 distance);
    qint64 baselineOf(qint64 distance) const; // of the period that this one is compared with
    Group gathered(qint64 distance) const;    // the period and those that slide with it
    std::shared_ptr<const QList<ColumnProfile>> referenceFor(qint64 distance) const;
    Result<bool> findStretches(const Chunk &chunk, bool hasTimes);
    void gatherStretches(const Chunk &chunk);
    void addStretches(const Chunk &chunk, bool hasTimes);
    void compareUpTo(qint64 distance); // every period whose neighbourhood ends before it
    void compare(qint64 distance);
    void forget(Group &group);
    void setBounds(DriftPeriod &period, qint64 distance) const;
    void collectOldest();
    void restrictMemory();

    QList<DriftColumn> m_columns;
    std::shared_ptr<const QList<ColumnProfile>> m_reference;
    Periods m_periods;
    DriftOptions m_options;
    DriftBaseline m_baseline;
    Order m_order;
    qint64 m_memory;
    std::optional<PeriodGrid> m_grid;
    std::map<qint64, Group> m_groups; // by distance
    std::optional<qint64> m_firstGroup;
    std::optional<qint64> m_lastGroup;
    std::optional<qint64> m_nextToCompare; // no period before it is still to be compared
    qint64 m_lastTime = missingTime;
    qint64 m_counted = 0; // rows, for fixed-count periods
    qint64 m_bytes = 0;
    bool m_sketched = false;
    int m_k = QuantileSketch::defaultK; // of the sketches
    std::vector<Stretch> m_stretches;
    Chunk m_gathered;
    std::deque<Pending> m_pending;
    DriftSeries m_series;
    QThreadPool m_pool;
};

} // namespace vitrine::monitor
