// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/plotseries.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace vitrine::ui {

namespace {

// Appends a period; a gap where there was none before it.
void add(PlotLine *line, const monitor::MetricPoint &point)
{
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    const qint64 start = point.start.toMSecsSinceEpoch();
    const qint64 end = std::max(point.end.toMSecsSinceEpoch(), start);
    if (!line->end.empty() && start > line->end.back()) {
        line->time.push_back((double(line->end.back()) + double(start)) / 2);
        line->value.push_back(undefined);
        line->low.push_back(undefined);
        line->high.push_back(undefined);
        line->n.push_back(0);
        const qint64 before = line->end.back();
        line->start.push_back(before);
        line->end.push_back(start);
    }
    if (!std::isfinite(point.value))
        line->why.insert(qsizetype(line->time.size()), point.why);
    line->time.push_back((double(start) + double(end)) / 2);
    line->value.push_back(std::isfinite(point.value) ? point.value : undefined);
    line->low.push_back(point.lower);
    line->high.push_back(point.upper);
    line->start.push_back(start);
    line->end.push_back(end);
    line->n.push_back(std::max<qint64>(point.n, 1));
}

} // namespace

std::optional<size_t> PlotLine::indexAt(double at) const
{
    if (time.empty())
        return {};
    const auto after = std::lower_bound(time.begin(), time.end(), at);
    size_t best = size_t(after - time.begin());
    if (best == time.size() || (best > 0 && at - time[best - 1] < time[best] - at))
        --best;
    if (start.empty() && left.empty())
        return best;
    // Periods of calendar months differ in length: the nearest middle may be the neighbour's.
    for (size_t i = best > 0 ? best - 1 : 0; i < std::min(best + 2, time.size()); ++i) {
        if (!isGap(i) && at >= leftOf(i) && at < rightOf(i))
            return i;
    }
    return {};
}

void PlotLine::prepare()
{
    reduction = Reduction(time, value);
    total.resize(n.size());
    std::partial_sum(n.begin(), n.end(), total.begin());
    if (low.empty())
        return;
    lowest = Reduction(time, low);
    highest = Reduction(time, high);
}

qint64 PlotLine::countBetween(size_t first, size_t last) const
{
    if (total.empty() || first >= last)
        return 0;
    return total[last - 1] - (first > 0 ? total[first - 1] : 0);
}

QString PlotSeries::label() const
{
    return estimated ? QCoreApplication::translate("PlotSeries", "%1 estimated").arg(name) : name;
}

PlotPoint plotPoint(const QString &metric, const PlotSeries &series, size_t row)
{
    const PlotLine &line = *series.line;
    return {metric,          series.name,     line.startOf(row), line.endOf(row), line.countOf(row),
            line.value[row], series.estimated};
}

std::shared_ptr<const PlotLine> lineOf(const monitor::MetricSeries &series)
{
    auto line = std::make_shared<PlotLine>();
    for (const monitor::MetricPoint &point : series.points)
        add(line.get(), point);
    line->prepare();
    return line;
}

std::shared_ptr<const PlotLine> lineOf(const monitor::EstimatedSeries &series)
{
    auto line = std::make_shared<PlotLine>();
    for (const monitor::EstimatedPoint &point : series.points)
        add(line.get(), {point.start, point.end, point.index, point.n, point.estimated.value,
                         point.estimated.why, point.estimated.low, point.estimated.high});
    line->prepare();
    return line;
}

std::shared_ptr<const PlotLine> lineOf(std::vector<double> time, std::vector<double> value)
{
    auto line = std::make_shared<PlotLine>();
    line->time = std::move(time);
    line->value = std::move(value);
    line->prepare();
    return line;
}

} // namespace vitrine::ui
