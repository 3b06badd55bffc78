// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/accumulator.h"
#include "core/monitor/period.h"
#include "core/monitor/series.h"

#include <functional>
#include <map>

namespace vitrine::monitor {

class PeriodGrid;

// The rows of one series, gathered period by period as they come, and the points that follow from them.
// Periods that no later row can change are measured and forgotten at once, unless rows may come in any order.
class PeriodSeries final
{
public:
    // What a point is made of: the rows of a period and of its neighbours. Index, bounds and n are filled in.
    using Measure = std::function<void(MetricAccumulator &rows, const MetricPoint &point)>;
    enum class Order { Ascending, Any };

    // Everything is borrowed. `grid` may be null: Count, or one period over all rows when `periods` is, too.
    PeriodSeries(const Periods *periods, const PeriodGrid *grid, const MetricAccumulator &empty, Order order);

    // Rows of one period in a run; `from` and `to` are their first and last time. False when that period was
    // measured already: the order was promised and not kept.
    bool add(qint64 distance, const MetricRows &rows, qint64 from, qint64 to);
    // Rows without a time, or rows that are counted: places by themselves.
    void addCounted(const MetricRows &rows, std::span<const qint64> times);

    void measureWhatIsDone(const Measure &measure); // Ascending only
    void measureAll(const Measure &measure);

private:
    struct Period {
        qint64 from = std::numeric_limits<qint64>::max();
        qint64 to = std::numeric_limits<qint64>::min();
        MetricAccumulator rows;
    };
    void measureUntil(qint64 bound, const Measure &measure);
    void measureOne(qint64 distance, const Measure &measure);

    const Periods *m_periods;
    const PeriodGrid *m_grid;
    const MetricAccumulator &m_empty;
    Order m_order;
    std::map<qint64, Period> m_found;
    qint64 m_first = 0;    // distance of the first period ever
    qint64 m_measured = 0; // periods before it are measured
    bool m_any = false;
    qint64 m_counted = 0;
};

} // namespace vitrine::monitor
