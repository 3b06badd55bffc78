// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/datasetmeasure.h"
#include "core/monitor/periodgrid.h"
#include "core/monitor/periodseries.h"
#include "core/monitor/scoredrows.h"

#include <map>

namespace vitrine::monitor {

// What is fixed for every pass over a dataset.
struct MeasurePlan {
    ScoredTask task;
    QStringList metrics;
    QList<CustomMetric> custom;
    MetricNeeds needs;
    MetricOptions options;
    IntervalOptions intervals;
    std::optional<Periods> periods;

    bool orderMatters() const; // metrics or periods change with the order of the rows
    QStringList names() const; // of metrics and of custom ones
};

// One pass over rows that come chunk by chunk: gathers them by group and period, and measures periods.
class MeasurePass final
{
public:
    // `order`: what rows are promised to come in. With Ascending, periods are forgotten once they are over.
    MeasurePass(const MeasurePlan &plan, PeriodSeries::Order order);

    QStringList columns() const; // to read, in this order
    // A chunk of those columns, which is taken over. False when rows are out of an order that was promised or
    // that matters; the pass is of no use then.
    bool add(Chunk &chunk);
    const ScoredRows &rows() const { return m_rows; }
    bool wasAscending() const { return m_ascending; }

    // What is left, and all series: one a metric, by group.
    QList<MetricSeries> finish();
    QStringList levels() const { return m_levels; } // event first, valid behind finish()

private:
    void takeTerms(const Chunk &chunk);
    PeriodSeries &seriesOf(qint32 group);
    std::size_t endOfGroup(std::size_t row) const;
    std::size_t endOfPeriod(qint64 distance, std::size_t row, std::size_t last) const;
    bool addStretch(PeriodSeries &series, std::size_t first, std::size_t last);
    MetricRows rowsBetween(std::size_t first, std::size_t last) const;
    void numberLevels();
    void addPoint(qint32 group, MetricAccumulator &rows, const MetricPoint &empty);
    void addCustom(QList<MetricSeries> &series, const MetricAccumulator &rows,
                   const MetricPoint &empty) const;

    const MeasurePlan &m_plan;
    PeriodSeries::Order m_order;
    ScoredRows m_rows;
    std::optional<PeriodGrid> m_grid;
    MetricAccumulator m_empty;
    QStringList m_columns;
    std::vector<std::vector<int>> m_places; // of every custom metric: where its columns are in a chunk
    std::vector<std::vector<double>> m_terms;
    std::map<qint32, PeriodSeries> m_gathered;      // by code of the group
    std::map<qint32, QList<MetricSeries>> m_series; // likewise; one a metric
    std::vector<int> m_codes;                       // level code → number; empty: the same
    bool m_complement = false;                      // the single probability is not that of the event
    QStringList m_levels;
    qint64 m_latest = std::numeric_limits<qint64>::min();
    bool m_ascending = true;
};

} // namespace vitrine::monitor
