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

// The rows to estimate at the beginning of each slice, and how many they are.
EstimateRows chosenFirst(EstimateRows rows, const QList<Slice> &all, EstimateRequest::Of of,
                         std::vector<std::size_t> &counts)
{
    if (of == EstimateRequest::Of::AllRows) {
        for (const Slice &slice : all)
            counts.push_back(static_cast<std::size_t>(slice.last - slice.first));
        return rows;
    }
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (const Slice &slice : all) {
        const auto begin = order.begin() + slice.first;
        const auto middle = std::stable_partition(begin, order.begin() + slice.last,
                                                  [&](std::size_t row) { return rows.isOpen(row); });
        counts.push_back(static_cast<std::size_t>(middle - begin));
    }
    return rows.subset(order);
}

// One point for every metric, of the first `count` rows of a slice.
QList<EstimatedPoint> pointsOf(const PerformanceEstimation &estimation, const QStringList &metrics,
                               const EstimateRows &rows, const Slice &slice, std::size_t count)
{
    const auto first = static_cast<std::size_t>(slice.first);
    qint64 labelled = 0;
    for (std::size_t row = first; row < static_cast<std::size_t>(slice.last); ++row)
        labelled += rows.isLabelled(row);
    MetricEvaluation realised(rows.measured().slice(slice.first, slice.last), estimation.options());
    QList<EstimatedPoint> points;
    for (const EstimatedValue &value : estimation.values(metrics, rows, first, first + count)) {
        EstimatedPoint point;
        point.n = static_cast<qint64>(count);
        point.estimated = value;
        point.labelled = labelled;
        if (labelled > 0)
            point.realised = realised.value(metrics[points.size()]);
        points.append(point);
    }
    return points;
}

} // namespace

QString thinningNote(qint64 step)
{
    return Text::tr("The reference is large: every %1th row was used.").arg(step);
}

Result<EstimateReport> estimateRows(const EstimateRows &reference, const EstimateSource &data,
                                    const EstimateRequest &request, const Job &job)
{
    VT_CHECK(checkPeriods(request.periods));
    const QStringList metrics =
        request.metrics.isEmpty() ? defaultMetrics(reference.isClassification(), true) : request.metrics;
    VT_TRY(const PerformanceEstimation estimation,
           PerformanceEstimation::fit(reference, metrics, request.options, job));
    EstimateRows rows;
    VT_CHECK(data([&](EstimateRows chunk) -> Result<> {
        estimation.estimator().prepare(chunk);
        if (rows.size() == 0)
            rows = std::move(chunk);
        else
            rows.append(chunk);
        return {};
    }));
    EstimateReport report;
    report.method = estimation.estimator().method();
    report.description = estimation.estimator().description();
    for (const QString &metric : metrics)
        report.series.append({metric, estimation.ownError(metric), {}});
    QList<Slice> all;
    const bool hasTimes = !request.roles.time.isEmpty();
    if (hasTimes) {
        rows = inTimeOrder(rows, report.withoutTime);
        VT_TRY(all, slices(request.periods, rows.times));
    } else if (rows.size() > 0) {
        all.append({0, 0, static_cast<qsizetype>(rows.size())});
    }
    std::vector<std::size_t> counts;
    const EstimateRows ordered = chosenFirst(std::move(rows), all, request.of, counts);
    std::optional<PeriodGrid> grid;
    if (hasTimes && request.periods.unit != PeriodUnit::Count)
        grid.emplace(request.periods);
    const auto at = [&](qint64 ms) { return timeAt(ms, request.periods.zone); };
    for (qsizetype i = 0; i < all.size(); ++i) {
        VT_CHECK(job.check());
        const std::size_t count = counts[static_cast<std::size_t>(i)];
        if (count == 0)
            continue;
        const Slice &slice = all[i];
        const auto times =
            std::minmax_element(ordered.times.begin() + slice.first, ordered.times.begin() + slice.last);
        const QList<EstimatedPoint> points = pointsOf(estimation, metrics, ordered, slice, count);
        for (qsizetype metric = 0; metric < points.size(); ++metric) {
            EstimatedPoint point = points[metric];
            if (hasTimes) {
                point.index = at(*times.first);
                point.start = grid ? at(grid->start(slice.group)) : point.index;
                point.end = grid ? at(grid->start(slice.group + 1)) : at(*times.second + 1);
            }
            report.series[metric].points.append(point);
        }
    }
    return report;
}

Result<EstimateReport> estimateOverTime(const Dataset &reference, const Dataset &data,
                                        const EstimateRequest &request, const Job &job)
{
    VT_CHECK(checkPeriods(request.periods));
    VT_TRY(EstimateReading reading, EstimateReading::begin(reference, request.roles, request.levels, job));
    VT_TRY(const EstimateReading::All labelled, reading.readAll(reference, mostReferenceRows, job));
    DatasetProblems problems;
    const auto source = [&](const std::function<Result<>(EstimateRows)> &visit) -> Result<> {
        VT_TRY(problems, reading.read(data, job, visit));
        return {};
    };
    VT_TRY(EstimateReport report, estimateRows(labelled.rows, source, request, job));
    report.problems = problems;
    report.referenceProblems = labelled.problems;
    if (labelled.step > 1)
        report.notes << thinningNote(labelled.step);
    return report;
}

} // namespace vitrine::monitor
