// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/measure.h"

#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <cmath>
#include <optional>

namespace vitrine::monitor {

namespace {

MetricPoint emptyPoint(const Slice &slice, std::span<const qint64> times, const Periods &periods,
                       const std::optional<PeriodGrid> &grid)
{
    const auto at = [&](qint64 ms) { return timeAt(ms, periods.zone); };
    MetricPoint point;
    point.index = at(times[static_cast<std::size_t>(slice.first)]);
    point.n = slice.last - slice.first;
    if (grid) {
        point.start = at(grid->start(slice.group));
        point.end = at(grid->start(slice.group + 1));
    } else {
        point.start = point.index;
        point.end = at(times[static_cast<std::size_t>(slice.last - 1)] + 1);
    }
    return point;
}

} // namespace

Result<QList<MetricSeries>> measure(std::span<const qint64> timesMs, const MetricRows &rows,
                                    const QStringList &metrics, const Periods &periods,
                                    const MetricOptions &options, const Job &job,
                                    const IntervalOptions &intervals)
{
    VT_CHECK(checkMetrics(metrics, rows.isClassification()));
    VT_TRY(const QList<Slice> all, slices(periods, timesMs));
    std::optional<PeriodGrid> grid;
    if (periods.unit != PeriodUnit::Count)
        grid.emplace(periods);
    QList<MetricSeries> series(metrics.size());
    for (qsizetype i = 0; i < metrics.size(); ++i)
        series[i].metric = metrics[i];
    qint64 done = 0;
    for (const Slice &slice : all) {
        VT_CHECK(job.check());
        const MetricPoint empty = emptyPoint(slice, timesMs, periods, grid);
        MetricEvaluation evaluation(rows.slice(slice.first, slice.last), options);
        const QList<Interval> sure =
            intervals.wanted() ? evaluation.intervals(metrics, intervals) : QList<Interval>(metrics.size());
        for (qsizetype i = 0; i < series.size(); ++i) {
            MetricSeries &one = series[i];
            const MetricValue value = evaluation.value(one.metric);
            MetricPoint point = empty;
            point.value = value.value;
            point.why = value.why;
            if (!std::isnan(value.value)) {
                point.lower = sure[i].lower;
                point.upper = sure[i].upper;
            }
            if (one.estimator.isEmpty())
                one.estimator = value.estimator;
            one.points.append(point);
        }
        job.report(++done, all.size());
    }
    return series;
}

} // namespace vitrine::monitor
