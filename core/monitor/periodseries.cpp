// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/periodseries.h"

#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <algorithm>

namespace vitrine::monitor {

namespace {

constexpr qint64 noTime = std::numeric_limits<qint64>::min();

} // namespace

PeriodSeries::PeriodSeries(const Periods *periods, const PeriodGrid *grid, const MetricAccumulator &empty,
                           Order order)
    : m_periods(periods)
    , m_grid(grid)
    , m_empty(empty)
    , m_order(order)
    , m_measured(std::numeric_limits<qint64>::min())
{
}

bool PeriodSeries::add(qint64 distance, const MetricRows &rows, qint64 from, qint64 to)
{
    if (distance < m_measured)
        return false;
    m_first = m_any ? std::min(m_first, distance) : distance;
    m_any = true;
    auto place = m_found.find(distance);
    if (place == m_found.end())
        place = m_found.emplace(distance, Period{.rows = m_empty}).first;
    Period &period = place->second;
    period.from = std::min(period.from, from);
    period.to = std::max(period.to, to);
    period.rows.add(rows);
    return true;
}

void PeriodSeries::addCounted(const MetricRows &rows, std::span<const qint64> times)
{
    const auto count = static_cast<qsizetype>(rows.size());
    const qint64 every = m_periods ? m_periods->every : std::numeric_limits<qint64>::max();
    for (qsizetype row = 0; row < count;) {
        const qint64 distance = m_counted / every;
        const auto last = static_cast<qsizetype>(std::min<qint64>(count, row + (every - m_counted % every)));
        if (times.empty()) {
            add(distance, rows.slice(row, last), noTime, noTime);
        } else {
            const auto [from, to] = std::minmax_element(times.begin() + row, times.begin() + last);
            add(distance, rows.slice(row, last), *from, *to);
        }
        m_counted += last - row;
        row = last;
    }
}

void PeriodSeries::measureWhatIsDone(const Measure &measure)
{
    if (m_order == Order::Ascending && !m_found.empty())
        measureUntil(m_found.rbegin()->first - (m_periods ? m_periods->after : 0), measure);
}

void PeriodSeries::measureAll(const Measure &measure)
{
    measureUntil(std::numeric_limits<qint64>::max(), measure);
}

// Periods before `bound`, in order.
void PeriodSeries::measureUntil(qint64 bound, const Measure &measure)
{
    for (auto period = m_found.lower_bound(m_measured); period != m_found.end() && period->first < bound;
         ++period)
        measureOne(period->first, measure);
    m_measured = std::max(m_measured, bound);
    const qint64 needed = m_measured - (m_periods ? m_periods->before : 0);
    m_found.erase(m_found.begin(), m_found.lower_bound(std::min(needed, m_measured)));
}

void PeriodSeries::measureOne(qint64 distance, const Measure &measure)
{
    const qint64 low = distance - (m_periods ? m_periods->before : 0);
    const qint64 high = distance + (m_periods ? m_periods->after : 0);
    if (m_periods && m_periods->complete && (low < m_first || high > m_found.rbegin()->first))
        return;
    auto first = m_found.lower_bound(low);
    const auto last = m_found.upper_bound(high);
    qint64 from = first->second.from;
    qint64 to = first->second.to;
    const bool alone = low == high && std::next(first) == last;
    MetricAccumulator merged = alone ? std::move(first->second.rows) : first->second.rows;
    for (++first; first != last; ++first) {
        from = std::min(from, first->second.from);
        to = std::max(to, first->second.to);
        merged.merge(first->second.rows);
    }
    MetricPoint point;
    point.n = merged.rows();
    if (from != noTime) {
        const QTimeZone zone = m_periods ? m_periods->zone : QTimeZone::utc();
        point.index = timeAt(from, zone);
        point.start = m_grid ? timeAt(m_grid->start(distance), zone) : point.index;
        point.end = m_grid ? timeAt(m_grid->start(distance + 1), zone) : timeAt(to + 1, zone);
    }
    measure(merged, point);
}

} // namespace vitrine::monitor
