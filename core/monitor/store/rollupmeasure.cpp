// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/rollupmeasure.h"

#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// Roll-ups added up by period.
struct Gathered {
    std::vector<qint64> periods; // ascending and distinct distances
    std::vector<Rollup> sums;
};

bool isExact(const QString &metric, const Target &target)
{
    return rollupHas(metric, target) && !metric.startsWith(u"roc_au"_s);
}

// Nothing when a roll-up of this step reaches over the bounds of a period.
Result<std::optional<Gathered>> gather(RollupReader &reader, qint64 step, qint64 from, qint64 to,
                                       const Periods &periods, const Job &job)
{
    const PeriodGrid grid(periods);
    Gathered gathered;
    bool aligned = true;
    VT_CHECK(reader.read(step, from, to, [&](qint64 time, const Rollup &rollup) {
        if (job.stop.stop_requested())
            return false;
        const qint64 period = grid.distance(time);
        aligned = grid.distance(time + step - 1) == period;
        if (!aligned || rollup.labelled == 0)
            return aligned;
        if (gathered.periods.empty() || gathered.periods.back() != period) {
            gathered.periods.push_back(period);
            gathered.sums.emplace_back();
        }
        gathered.sums.back().merge(rollup);
        return true;
    }));
    VT_CHECK(job.check());
    return aligned ? std::optional(std::move(gathered)) : std::nullopt;
}

QList<MetricSeries> seriesOf(const Gathered &gathered, const Target &target,
                             const QHash<qint64, QString> &levels, const QStringList &metrics,
                             const MetricRequest &request)
{
    const PeriodGrid grid(request.periods);
    const auto at = [&](qint64 ms) { return timeAt(ms, request.periods.zone); };
    QList<MetricSeries> series(metrics.size());
    for (qsizetype i = 0; i < metrics.size(); ++i)
        series[i].metric = metrics[i];
    for (const Slice &slice : slicesOfGroups(request.periods, gathered.periods)) {
        Rollup sum;
        for (qsizetype period = slice.first; period < slice.last; ++period)
            sum.merge(gathered.sums[static_cast<std::size_t>(period)]);
        MetricPoint empty;
        empty.index = at(sum.earliest);
        empty.n = sum.labelled;
        empty.start = at(grid.start(slice.group));
        empty.end = at(grid.start(slice.group + 1));
        for (MetricSeries &one : series) {
            const RollupValue value = rollupValue(one.metric, sum, target, levels, request.options);
            MetricPoint point = empty;
            point.value = value.metric.value;
            point.why = value.metric.why;
            if (one.estimator.isEmpty())
                one.estimator = value.metric.estimator;
            one.points.append(point);
        }
    }
    return series;
}

} // namespace

Result<std::optional<QList<MetricSeries>>> measureRollups(RollupReader &reader, const Target &target,
                                                          const QStringList &metrics,
                                                          const MetricRequest &request, const Job &job)
{
    using Nothing = std::optional<QList<MetricSeries>>;
    const bool exact =
        std::ranges::all_of(metrics, [&](const QString &metric) { return isExact(metric, target); });
    if (!exact || request.periods.unit == PeriodUnit::Count)
        return Nothing();
    VT_TRY(const bool complete, reader.isComplete());
    if (!complete)
        return Nothing();
    const qint64 from = request.from ? request.from->toMSecsSinceEpoch() : std::numeric_limits<qint64>::min();
    const qint64 to = request.to ? request.to->toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
    for (auto step = rollupSteps.rbegin(); step != rollupSteps.rend(); ++step) {
        if ((request.from && floorDivide(from, *step) * *step != from) ||
            (request.to && floorDivide(to, *step) * *step != to))
            continue;
        VT_TRY(const auto gathered, gather(reader, *step, from, to, request.periods, job));
        if (!gathered)
            continue;
        VT_TRY(const auto levels, reader.levels());
        return std::optional(seriesOf(*gathered, target, levels, metrics, request));
    }
    return Nothing();
}

} // namespace vitrine::monitor
