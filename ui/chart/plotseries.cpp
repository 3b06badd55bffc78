// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/plotseries.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrine::ui {

std::optional<size_t> PlotLine::indexAt(double at) const
{
    if (time.empty())
        return {};
    const auto after = std::lower_bound(time.begin(), time.end(), at);
    size_t best = size_t(after - time.begin());
    if (best == time.size() || (best > 0 && at - time[best - 1] < time[best] - at))
        --best;
    if (start.empty())
        return best;
    // Periods of calendar months differ in length: the nearest middle may be the neighbour's.
    for (size_t i = best > 0 ? best - 1 : 0; i < std::min(best + 2, time.size()); ++i) {
        if (!isGap(i) && at >= double(start[i]) && at < double(end[i]))
            return i;
    }
    return {};
}

std::shared_ptr<const PlotLine> lineOf(const monitor::MetricSeries &series)
{
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    auto line = std::make_shared<PlotLine>();
    for (const monitor::MetricPoint &point : series.points) {
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
    line->reduction = Reduction(line->time, line->value);
    return line;
}

std::shared_ptr<const PlotLine> lineOf(std::vector<double> time, std::vector<double> value)
{
    auto line = std::make_shared<PlotLine>();
    line->time = std::move(time);
    line->value = std::move(value);
    line->reduction = Reduction(line->time, line->value);
    return line;
}

} // namespace vitrine::ui
