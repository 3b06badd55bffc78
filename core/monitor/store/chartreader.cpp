// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/chartreader.h"

#include "core/base/text.h"
#include "core/monitor/localdays.h"
#include "core/monitor/measure.h"
#include "core/monitor/observationtable.h"

#include <algorithm>
#include <cmath>

namespace vitrine::monitor {

namespace {

constexpr qint64 mostRows = 50'000; // that are read one by one for a chart

QDateTime utc(qint64 ms)
{
    return timeAt(ms, QTimeZone::utc());
}

} // namespace

qint64 stepForChart(qint64 rangeMs, int width)
{
    const qint64 wanted = std::max(1, width / 2);
    const qint64 most = 16 * qint64(std::max(1, width));
    for (std::size_t i = rollupSteps.size(); i-- > 0;) {
        if (rangeMs / rollupSteps[i] < wanted)
            continue;
        const bool isMuch = rangeMs / rollupSteps[i] > most && i + 1 < rollupSteps.size();
        return rollupSteps[isMuch ? i + 1 : i];
    }
    return 0;
}

QList<MetricPoint> reducedToPixels(const QList<MetricPoint> &points, qint64 from, qint64 to, int width)
{
    if (points.size() <= 2 * qsizetype(width) || to <= from)
        return points;
    const auto pixelOf = [&](const MetricPoint &point) {
        return (double(point.start.toMSecsSinceEpoch()) - double(from)) * width / (double(to) - double(from));
    };
    QList<MetricPoint> reduced;
    for (qsizetype first = 0; first < points.size();) {
        const double pixel = std::floor(pixelOf(points[first]));
        qsizetype least = -1;
        qsizetype greatest = -1;
        qsizetype last = first;
        for (; last < points.size() && std::floor(pixelOf(points[last])) == pixel; ++last) {
            if (std::isnan(points[last].value))
                continue;
            if (least < 0 || points[last].value < points[least].value)
                least = last;
            if (greatest < 0 || points[last].value > points[greatest].value)
                greatest = last;
        }
        if (least < 0) {
            reduced.append(points[first]);
        } else {
            reduced.append(points[std::min(least, greatest)]);
            if (least != greatest)
                reduced.append(points[std::max(least, greatest)]);
        }
        first = last;
    }
    return reduced;
}

Result<Chart> ChartReader::read(const QStringList &metrics, qint64 from, qint64 to, qint64 step)
{
    Chart chart;
    // Only asked where it matters: counting a year by the minute takes longer than to draw it.
    std::optional<qint64> rows;
    const auto fewRows = [&]() -> Result<bool> {
        if (!rows) {
            VT_TRY(rows, m_reader.labelled(floorDivide(from, rollupSteps[0]) * rollupSteps[0], to));
        }
        return *rows <= mostRows;
    };
    if (step == 0) {
        VT_TRY(const bool few, fewRows());
        step = few ? 0 : rollupSteps[0];
    }
    chart.stepMs = step;
    if (step == 0) {
        VT_CHECK(addRows(chart, metrics, from, to,
                         std::max<qint64>(1, (to - from) / std::max(1, m_request.width))));
        return chart;
    }
    QStringList summed;
    QStringList others;
    for (const QString &metric : metrics)
        (rollupHas(metric, m_target) ? summed : others) << metric;
    if (!summed.isEmpty())
        VT_CHECK(addRollups(chart, summed, from, to, step));
    if (!others.isEmpty()) {
        VT_TRY(const bool few, fewRows());
        if (few)
            VT_CHECK(addRows(chart, others, from, to, step));
        else
            chart.notes << Text::tr(
                               "%1 needs every row. Choose a shorter stretch of time, or measure by period.")
                               .arg(others.join(QStringLiteral(", ")));
    }
    return chart;
}

Result<> ChartReader::addRollups(Chart &chart, const QStringList &metrics, qint64 from, qint64 to,
                                 qint64 step)
{
    VT_TRY(const auto levels, m_reader.levels());
    QList<MetricSeries> series(metrics.size());
    for (qsizetype i = 0; i < metrics.size(); ++i)
        series[i].metric = metrics[i];
    VT_CHECK(m_reader.read(step, floorDivide(from, step) * step, to, [&](qint64 time, const Rollup &rollup) {
        if (rollup.labelled == 0)
            return true;
        MetricPoint empty;
        empty.start = utc(time);
        empty.end = utc(time + step);
        empty.index = utc(rollup.earliest);
        empty.n = rollup.labelled;
        for (MetricSeries &one : series) {
            const RollupValue value = rollupValue(one.metric, rollup, m_target, levels, m_request.options);
            MetricPoint point = empty;
            point.value = value.metric.value;
            point.why = value.metric.why;
            if (value.lower != value.upper) {
                point.lower = value.lower;
                point.upper = value.upper;
            }
            if (one.estimator.isEmpty())
                one.estimator = value.metric.estimator;
            one.points.append(point);
        }
        return true;
    }));
    for (MetricSeries &one : series) {
        one.points = reducedToPixels(one.points, from, to, m_request.width);
        chart.series.append(std::move(one));
    }
    return {};
}

Result<> ChartReader::addRows(Chart &chart, const QStringList &metrics, qint64 from, qint64 to, qint64 bucket)
{
    VT_TRY(const ObservationTable table, m_readRows(from, to));
    Periods periods;
    periods.unit = PeriodUnit::Second;
    periods.origin = utc(from);
    periods.every = static_cast<int>(std::max<qint64>(1, bucket / 1000));
    VT_TRY(QList<MetricSeries> series,
           measure(table.times(), table.rows(), metrics, periods, m_request.options));
    for (MetricSeries &one : series) {
        one.points = reducedToPixels(one.points, from, to, m_request.width);
        chart.series.append(std::move(one));
    }
    return {};
}

} // namespace vitrine::monitor
