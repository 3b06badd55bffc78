// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/periodgrid.h"

#include "core/base/text.h"
#include "core/monitor/localdays.h"

#include <algorithm>
#include <array>

namespace vitrine::monitor {

namespace {

using std::chrono::year_month_day;

// 7-day and n-day blocks that start anew on every anniversary of the origin (yday, yweek).
struct YearBlocks {
    int every = 1;
    qint64 originMonth = 0;
    int originDay = 1;

    qint64 anniversary(qint64 years) const { return dayOfMonth(originMonth + years * 12, originDay); }
    qint64 blocks(qint64 daysInYear) const { return (daysInYear + every - 1) / every; }
    // In the first `years` anniversary years; counts backwards when negative.
    qint64 blocksBefore(qint64 years) const
    {
        const qint64 longYears = anniversary(years) - anniversary(0) - 365 * years;
        return years * blocks(365) + longYears * (blocks(366) - blocks(365));
    }
    qint64 yearsBefore(qint64 day) const
    {
        qint64 years = floorDivide(day - anniversary(0), 366) - 1;
        while (anniversary(years + 1) <= day)
            ++years;
        return years;
    }
    qint64 distance(qint64 day) const
    {
        const qint64 years = yearsBefore(day);
        return blocksBefore(years) + (day - anniversary(years)) / every;
    }
    qint64 startDay(qint64 distance) const
    {
        qint64 years = floorDivide(distance, blocks(366)) - 1;
        while (blocksBefore(years + 1) <= distance)
            ++years;
        return anniversary(years) + (distance - blocksBefore(years)) * every;
    }
};

// The same, starting anew on the first of every month (mday, mweek). Of the origin only the month counts.
struct MonthBlocks {
    int every = 1;
    qint64 originMonth = 0;

    qint64 blocks(qint64 month) const
    {
        return (dayOfMonth(month + 1, 1) - dayOfMonth(month, 1) + every - 1) / every;
    }
    // Since month 0 of year 0. 4,800 months are a whole cycle of the Gregorian calendar.
    qint64 blocksBefore(qint64 month) const
    {
        constexpr qint64 cycle = 4800;
        if (sums.empty()) {
            sums.resize(cycle + 1);
            for (qint64 i = 0; i < cycle; ++i)
                sums[static_cast<std::size_t>(i + 1)] = sums[static_cast<std::size_t>(i)] + blocks(i);
        }
        const qint64 cycles = floorDivide(month, cycle);
        return cycles * sums.back() + sums[static_cast<std::size_t>(month - cycles * cycle)];
    }
    qint64 distance(qint64 day) const
    {
        const qint64 month = monthIndex(dateOfDay(day));
        return blocksBefore(month) - blocksBefore(originMonth) + (day - dayOfMonth(month, 1)) / every;
    }
    qint64 startDay(qint64 distance) const
    {
        const qint64 wanted = distance + blocksBefore(originMonth);
        qint64 month = floorDivide(wanted, blocks(0)) - 1;
        while (blocksBefore(month + 1) <= wanted)
            ++month;
        return dayOfMonth(month, 1) + (wanted - blocksBefore(month)) * every;
    }
    mutable std::vector<qint64> sums;
};

qint64 elapsedStep(PeriodUnit unit)
{
    switch (unit) {
    case PeriodUnit::Hour: return 3'600'000;
    case PeriodUnit::Minute: return 60'000;
    case PeriodUnit::Second: return 1'000;
    case PeriodUnit::Millisecond: return 1;
    default: return 0;
    }
}

constexpr qint64 firstMonday = 4; // 1970-01-05

} // namespace

struct PeriodGrid::State {
    PeriodUnit unit;
    qint64 every;      // months, days or milliseconds, by unit
    qint64 origin = 0; // month index, day or millisecond, by unit
    int monthStart = 1;
    YearBlocks yearBlocks;
    MonthBlocks monthBlocks;
    LocalDays days;
    // The stretch that the last asked day lies in: rows come in time order nearly always.
    qint64 lastFrom = 1;
    qint64 lastTo = 0;
    qint64 lastDistance = 0;

    explicit State(const Periods &periods) : unit(periods.unit), every(periods.every), days(periods.zone)
    {
        const qint64 originDay = periods.origin ? days.day(periods.origin->toMSecsSinceEpoch()) : 0;
        const year_month_day date = dateOfDay(originDay);
        switch (unit) {
        case PeriodUnit::Year:
            every *= 12;
            origin = qint64(int(date.year())) * 12 + periods.yearStart - 1;
            monthStart = periods.monthStart;
            break;
        case PeriodUnit::Quarter:
            every *= 3;
            origin = periods.origin ? monthIndex(date) : monthIndex(date) + periods.yearStart - 1;
            monthStart = periods.monthStart;
            break;
        case PeriodUnit::Month:
            origin = monthIndex(date);
            monthStart = periods.monthStart;
            break;
        case PeriodUnit::Week:
            every *= 7;
            origin = originDay;
            break;
        case PeriodUnit::IsoWeek:
            every *= 7;
            origin = firstMonday + floorDivide(originDay - firstMonday, 7) * 7;
            break;
        case PeriodUnit::Day: origin = originDay; break;
        case PeriodUnit::YWeek: every *= 7; [[fallthrough]];
        case PeriodUnit::YDay:
            yearBlocks = {static_cast<int>(every), monthIndex(date), static_cast<int>(unsigned(date.day()))};
            break;
        case PeriodUnit::MWeek: every *= 7; [[fallthrough]];
        case PeriodUnit::MDay: monthBlocks = {static_cast<int>(every), monthIndex(date), {}}; break;
        case PeriodUnit::Hour:
        case PeriodUnit::Minute:
        case PeriodUnit::Second:
        case PeriodUnit::Millisecond:
            every *= elapsedStep(unit);
            origin = periods.origin ? periods.origin->toMSecsSinceEpoch() : days.startOfDay(0);
            break;
        case PeriodUnit::Count: Q_UNREACHABLE();
        }
    }

    bool isElapsed() const { return elapsedStep(unit) != 0; }

    qint64 distanceOfDay(qint64 day) const
    {
        switch (unit) {
        case PeriodUnit::Year:
        case PeriodUnit::Quarter:
        case PeriodUnit::Month:
            // A fiscal month is named by the month that holds most of it.
            return floorDivide(
                monthIndex(dateOfDay(day - (monthStart - 1))) + (monthStart > 15 ? 1 : 0) - origin, every);
        case PeriodUnit::YWeek:
        case PeriodUnit::YDay: return yearBlocks.distance(day);
        case PeriodUnit::MWeek:
        case PeriodUnit::MDay: return monthBlocks.distance(day);
        default: return floorDivide(day - origin, every);
        }
    }

    qint64 startDay(qint64 distance) const
    {
        switch (unit) {
        case PeriodUnit::Year:
        case PeriodUnit::Quarter:
        case PeriodUnit::Month:
            return dayOfMonth(origin + distance * every - (monthStart > 15 ? 1 : 0), monthStart);
        case PeriodUnit::YWeek:
        case PeriodUnit::YDay: return yearBlocks.startDay(distance);
        case PeriodUnit::MWeek:
        case PeriodUnit::MDay: return monthBlocks.startDay(distance);
        default: return origin + distance * every;
        }
    }

    qint64 start(qint64 distance) const
    {
        return isElapsed() ? origin + distance * every : days.startOfDay(startDay(distance));
    }

    qint64 distance(qint64 ms)
    {
        if (isElapsed())
            return floorDivide(ms - origin, every);
        const qint64 day = days.day(ms);
        if (day < lastFrom || day >= lastTo) {
            lastDistance = distanceOfDay(day);
            lastFrom = startDay(lastDistance);
            lastTo = startDay(lastDistance + 1);
        }
        return lastDistance;
    }
};

PeriodGrid::PeriodGrid(const Periods &periods) : m_state(std::make_unique<State>(periods)) {}
PeriodGrid::~PeriodGrid() = default;
PeriodGrid::PeriodGrid(PeriodGrid &&) noexcept = default;
PeriodGrid &PeriodGrid::operator=(PeriodGrid &&) noexcept = default;

qint64 PeriodGrid::distance(qint64 ms) const
{
    return m_state->distance(ms);
}

qint64 PeriodGrid::start(qint64 distance) const
{
    return m_state->start(distance);
}

QList<Slice> slicesOfGroups(const Periods &periods, std::span<const qint64> distances)
{
    QList<Slice> result;
    if (distances.empty())
        return result;
    for (const qint64 group : distances) {
        const qint64 low = group - periods.before;
        const qint64 high = group + periods.after;
        if (periods.complete && (low < distances.front() || high > distances.back()))
            continue;
        const auto first = std::lower_bound(distances.begin(), distances.end(), low);
        const auto last = std::upper_bound(distances.begin(), distances.end(), high);
        result.append({group, first - distances.begin(), last - distances.begin()});
    }
    return result;
}

Result<QList<Slice>> slices(const Periods &periods, std::span<const qint64> timesMs)
{
    VT_CHECK(checkPeriods(periods));
    if (!std::is_sorted(timesMs.begin(), timesMs.end()))
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The times are not in ascending order. Sort the rows by time."),
                     {}};
    std::vector<qint64> groups;
    std::vector<qsizetype> starts;
    const auto enter = [&](qint64 group, qsizetype row) {
        if (groups.empty() || groups.back() != group) {
            groups.push_back(group);
            starts.push_back(row);
        }
    };
    const auto rows = static_cast<qsizetype>(timesMs.size());
    if (periods.unit == PeriodUnit::Count) {
        for (qsizetype row = 0; row < rows; row += periods.every)
            enter(row / periods.every, row);
    } else {
        const PeriodGrid grid(periods);
        for (qsizetype row = 0; row < rows; ++row)
            enter(grid.distance(timesMs[static_cast<std::size_t>(row)]), row);
    }
    starts.push_back(rows);
    QList<Slice> result = slicesOfGroups(periods, groups);
    for (Slice &slice : result) {
        slice.first = starts[static_cast<std::size_t>(slice.first)];
        slice.last = starts[static_cast<std::size_t>(slice.last)];
    }
    return result;
}

} // namespace vitrine::monitor
