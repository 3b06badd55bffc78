// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/driftsweep.h"

#include "core/base/text.h"
#include "core/monitor/localdays.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace vitrine::monitor {

DriftSweep::DriftSweep(const QList<DriftColumn> &columns, const QList<ColumnProfile> &reference,
                       const Periods &periods, const DriftOptions &options, Order order, qint64 memory)
    : m_columns(columns)
    , m_reference(std::make_shared<const QList<ColumnProfile>>(reference))
    , m_periods(periods)
    , m_options(options)
    , m_order(order)
    , m_memory(memory)
{
    if (periods.unit != PeriodUnit::Count)
        m_grid.emplace(periods);
}

DriftSweep::~DriftSweep() = default;

Result<qint64> DriftSweep::distance(qint64 time)
{
    if (m_grid)
        return m_grid->distance(time);
    if (time < m_lastTime) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("Periods of a fixed number of rows need rows in time order. Sort the file by time."),
            {}};
    }
    m_lastTime = time;
    return m_counted++ / m_periods.every;
}

DriftSweep::Group &DriftSweep::group(qint64 distance)
{
    Group &group = m_groups[distance];
    if (group.columns.empty()) {
        for (const DriftColumn &column : m_columns)
            group.columns.emplace_back(column);
        if (m_sketched) {
            for (ColumnCollector &column : group.columns)
                column.keepSketchOnly();
        }
    }
    return group;
}

void DriftSweep::addRows(Group &group, const Chunk &chunk, std::size_t first, std::size_t last, bool hasTimes)
{
    for (std::size_t row = first; hasTimes && row < last; ++row) {
        const qint64 time = chunk.columns.front().times[row];
        if (group.firstTime == missingTime || time < group.firstTime)
            group.firstTime = time;
    }
    group.rows += static_cast<qint64>(last - first);
    for (std::size_t i = 0; i < group.columns.size(); ++i)
        group.columns[i].add(chunk.columns[i + (hasTimes ? 1 : 0)], first, last);
    if (!m_sketched)
        m_bytes += static_cast<qint64>((last - first) * sizeof(double)) * m_columns.size();
}

Result<bool> DriftSweep::add(const Chunk &chunk, bool hasTimes)
{
    std::size_t first = 0; // of the stretch of rows in one group
    qint64 current = 0;
    const auto close = [&](std::size_t last) {
        if (first < last)
            addRows(group(current), chunk, first, last, hasTimes);
    };
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        if (!hasTimes)
            break;
        const qint64 time = chunk.columns.front().times[row];
        if (time == missingTime) {
            close(row);
            first = row + 1;
            ++m_series.withoutTime;
            continue;
        }
        VT_TRY(const qint64 at, distance(time));
        if (first < row && at == current)
            continue;
        close(row);
        first = row;
        current = at;
        m_firstGroup = m_firstGroup ? std::min(*m_firstGroup, at) : at;
        m_lastGroup = m_lastGroup ? std::max(*m_lastGroup, at) : at;
        if (m_order == Order::Any)
            continue;
        if (m_nextToCompare && at < *m_nextToCompare)
            return false;
        compareUpTo(at);
    }
    close(chunk.rows);
    restrictMemory();
    return true;
}

void DriftSweep::compareUpTo(qint64 distance)
{
    const qint64 end = distance - m_periods.after; // exclusive
    std::vector<qint64> ready;
    for (const auto &[group, rows] : m_groups) {
        if (group < end && (!m_nextToCompare || group >= *m_nextToCompare))
            ready.push_back(group);
    }
    for (const qint64 group : ready)
        compare(group);
    if (!m_nextToCompare || end > *m_nextToCompare)
        m_nextToCompare = end;
    while (!m_groups.empty() && m_groups.begin()->first < *m_nextToCompare - m_periods.before) {
        forget(m_groups.begin()->second);
        m_groups.erase(m_groups.begin());
    }
}

void DriftSweep::forget(Group &group)
{
    if (!m_sketched)
        m_bytes -= group.rows * m_columns.size() * qint64(sizeof(double));
    group = {};
}

// All columns of a period, each on its own; the values are handed over when no other period needs them.
void DriftSweep::compare(qint64 distance)
{
    constexpr std::size_t mostPending = 8;
    const qint64 from = distance - m_periods.before;
    const qint64 to = distance + m_periods.after;
    const bool isAlone = m_periods.before == 0 && m_periods.after == 0;
    const bool isWhole = from >= m_firstGroup.value_or(from) && to <= m_lastGroup.value_or(to);
    if (m_periods.complete && !isWhole)
        return;
    Pending pending;
    qint64 firstTime = missingTime;
    std::vector<ColumnCollector> columns;
    for (auto it = m_groups.lower_bound(from); it != m_groups.end() && it->first <= to; ++it) {
        Group &group = it->second;
        if (firstTime == missingTime || group.firstTime < firstTime)
            firstTime = group.firstTime;
        pending.period.rows += group.rows;
        if (isAlone) {
            columns = std::move(group.columns);
            forget(group);
            continue;
        }
        if (columns.empty()) {
            columns = group.columns;
            continue;
        }
        for (std::size_t i = 0; i < columns.size(); ++i)
            columns[i].merge(group.columns[i]);
    }
    if (firstTime != missingTime) {
        pending.period.index = timeAt(firstTime, m_periods.zone);
        pending.period.start =
            m_grid ? timeAt(m_grid->start(distance), m_periods.zone) : pending.period.index;
        pending.period.end = m_grid ? timeAt(m_grid->start(distance + 1), m_periods.zone) : QDateTime();
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto column = std::make_shared<ColumnCollector>(std::move(columns[i]));
        pending.columns.append(
            QtConcurrent::run(&m_pool, [column, reference = m_reference, options = m_options, i]() mutable {
                const ColumnProfile current = column->profile();
                column.reset();
                return compareColumn(reference->at(static_cast<qsizetype>(i)), current, options);
            }));
    }
    m_pending.push_back(std::move(pending));
    while (m_pending.size() > mostPending)
        collectOldest();
}

void DriftSweep::collectOldest()
{
    Pending pending = std::move(m_pending.front());
    m_pending.pop_front();
    QList<DriftFinding> findings;
    for (QFuture<QList<DriftFinding>> &column : pending.columns)
        findings += column.result();
    pending.period.comparison = decide(std::move(findings), m_options);
    m_series.periods.append(pending.period);
}

void DriftSweep::restrictMemory()
{
    if (m_sketched || m_bytes <= m_memory)
        return;
    m_sketched = true;
    for (auto &[distance, group] : m_groups) {
        for (ColumnCollector &column : group.columns)
            column.keepSketchOnly();
    }
    m_series.notes << Text::tr(
        "The periods are too large to keep every value: their distributions are sketches, "
        "whose error is stated.");
}

DriftSeries DriftSweep::finish()
{
    std::vector<qint64> open;
    for (const auto &[distance, group] : m_groups) {
        if (!m_nextToCompare || distance >= *m_nextToCompare)
            open.push_back(distance);
    }
    for (const qint64 distance : open)
        compare(distance);
    while (!m_pending.empty())
        collectOldest();
    return std::move(m_series);
}

} // namespace vitrine::monitor
