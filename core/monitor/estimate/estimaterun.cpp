// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/estimaterun.h"

#include "core/base/text.h"
#include "core/monitor/estimate/estimatereading.h"
#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::monitor {

namespace {

constexpr qint64 mostReferenceRows = 500'000;

// In time order, without those that have no time; times of rows that have the same one keep their order.
EstimateRows inTimeOrder(const EstimateRows &rows, qint64 &withoutTime)
{
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::erase_if(order, [&](std::size_t row) { return rows.times[row] == missingTime; });
    withoutTime = static_cast<qint64>(rows.size() - order.size());
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rows.times[a] < rows.times[b]; });
    return rows.subset(order);
}

qint64 labelledRows(const EstimateRows &rows, std::size_t first, std::size_t last)
{
    qint64 count = 0;
    for (std::size_t row = first; row < last; ++row)
        count += rows.isClassification() ? rows.truthLevel[row] >= 0 : !std::isnan(rows.truth[row]);
    return count;
}

// One point for every metric.
QList<EstimatedPoint> pointsOf(const PerformanceEstimation &estimation, const QStringList &metrics,
                               const EstimateRows &rows, const Slice &slice)
{
    const auto first = static_cast<std::size_t>(slice.first);
    const auto last = static_cast<std::size_t>(slice.last);
    const qint64 labelled = labelledRows(rows, first, last);
    MetricEvaluation realised(rows.measured().slice(slice.first, slice.last), estimation.options());
    QList<EstimatedPoint> points;
    for (const EstimatedValue &value : estimation.values(metrics, rows, first, last)) {
        EstimatedPoint point;
        point.n = slice.last - slice.first;
        point.estimated = value;
        point.labelled = labelled;
        if (labelled > 0)
            point.realised = realised.value(metrics[points.size()]);
        points.append(point);
    }
    return points;
}

} // namespace

Result<EstimateReport> estimateOverTime(const Dataset &reference, const Dataset &data,
                                        const EstimateRequest &request, const Job &job)
{
    VT_CHECK(checkPeriods(request.periods));
    VT_TRY(EstimateReading reading, EstimateReading::begin(reference, request.roles, request.levels, job));
    VT_TRY(const EstimateReading::All labelled, reading.readAll(reference, mostReferenceRows, job));
    const QStringList metrics =
        request.metrics.isEmpty() ? defaultMetrics(!reading.levels().isEmpty(), true) : request.metrics;
    VT_TRY(const PerformanceEstimation estimation,
           PerformanceEstimation::fit(labelled.rows, metrics, request.options, job));
    EstimateRows rows;
    EstimateReport report;
    VT_TRY(report.problems, reading.read(data, job, [&](EstimateRows chunk) -> Result<> {
        estimation.estimator().prepare(chunk);
        if (rows.size() == 0)
            rows = std::move(chunk);
        else
            rows.append(chunk);
        return {};
    }));
    report.method = estimation.estimator().method();
    report.description = estimation.estimator().description();
    report.referenceProblems = labelled.problems;
    if (labelled.step > 1)
        report.notes << Text::tr("The reference is large: every %1th row was used.").arg(labelled.step);
    QList<Slice> all;
    const bool hasTimes = !request.roles.time.isEmpty();
    if (hasTimes) {
        rows = inTimeOrder(rows, report.withoutTime);
        VT_TRY(all, slices(request.periods, rows.times));
    } else if (rows.size() > 0) {
        all.append({0, 0, static_cast<qsizetype>(rows.size())});
    }
    std::optional<PeriodGrid> grid;
    if (hasTimes && request.periods.unit != PeriodUnit::Count)
        grid.emplace(request.periods);
    const auto at = [&](qint64 ms) { return timeAt(ms, request.periods.zone); };
    for (const QString &metric : metrics)
        report.series.append({metric, estimation.ownError(metric), {}});
    for (const Slice &slice : all) {
        VT_CHECK(job.check());
        const QList<EstimatedPoint> points = pointsOf(estimation, metrics, rows, slice);
        for (qsizetype i = 0; i < points.size(); ++i) {
            EstimatedPoint point = points[i];
            if (hasTimes) {
                point.index = at(rows.times[static_cast<std::size_t>(slice.first)]);
                point.start = grid ? at(grid->start(slice.group)) : point.index;
                point.end = grid ? at(grid->start(slice.group + 1))
                                 : at(rows.times[static_cast<std::size_t>(slice.last) - 1] + 1);
            }
            report.series[i].points.append(point);
        }
    }
    return report;
}

} // namespace vitrine::monitor
