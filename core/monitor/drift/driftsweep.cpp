// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/driftsweep.h"

#include "core/base/text.h"
#include "core/monitor/dataset/chunkrows.h"
#include "core/monitor/localdays.h"

#include <QtConcurrentMap>
#include <QtConcurrentRun>

#include <algorithm>
#include <numeric>

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
                column.keepSketchOnly(m_k);
        }
    }
    return group;
}

// Rows side by side that belong to the same period. False when one comes too late.
Result<bool> DriftSweep::findStretches(const Chunk &chunk, bool hasTimes)
{
    m_stretches.clear();
    if (!hasTimes) {
        m_stretches.push_back({0, 0, chunk.rows});
        return true;
    }
    const std::vector<qint64> &times = chunk.columns.front().times;
    for (std::size_t row = 0; row < chunk.rows; ++row) {
        if (times[row] == missingTime) {
            ++m_series.withoutTime;
            continue;
        }
        VT_TRY(const qint64 at, distance(times[row]));
        if (!m_stretches.empty() && m_stretches.back().distance == at && m_stretches.back().last == row) {
            ++m_stretches.back().last;
            continue;
        }
        if (m_order == Order::Ascending && m_nextToCompare && at < *m_nextToCompare)
            return false;
        m_stretches.push_back({at, row, row + 1});
    }
    return true;
}

// Rows of one period one behind the other, so that columns are read in long stretches again.
void DriftSweep::gatherStretches(const Chunk &chunk)
{
    std::stable_sort(m_stretches.begin(), m_stretches.end(),
                     [](const Stretch &a, const Stretch &b) { return a.distance < b.distance; });
    std::vector<std::size_t> rows;
    rows.reserve(chunk.rows);
    std::vector<Stretch> gathered;
    for (const Stretch &stretch : m_stretches) {
        if (gathered.empty() || gathered.back().distance != stretch.distance)
            gathered.push_back({stretch.distance, rows.size(), rows.size()});
        for (std::size_t row = stretch.first; row < stretch.last; ++row)
            rows.push_back(row);
        gathered.back().last = rows.size();
    }
    pickRows(chunk, rows, m_gathered);
    m_stretches = std::move(gathered);
}

void DriftSweep::addStretches(const Chunk &chunk, bool hasTimes)
{
    std::vector<Group *> groups;
    for (const Stretch &stretch : m_stretches) {
        Group &group = this->group(stretch.distance);
        for (std::size_t row = stretch.first; hasTimes && row < stretch.last; ++row) {
            const qint64 time = chunk.columns.front().times[row];
            if (group.firstTime == missingTime || time < group.firstTime)
                group.firstTime = time;
        }
        const auto rows = static_cast<qint64>(stretch.last - stretch.first);
        group.rows += rows;
        m_bytes += m_sketched ? 0 : rows * m_columns.size() * qint64(sizeof(double));
        groups.push_back(&group);
    }
    const auto addColumn = [&](std::size_t column) {
        for (std::size_t i = 0; i < m_stretches.size(); ++i)
            groups[i]->columns[column].add(chunk.columns[column + (hasTimes ? 1 : 0)], m_stretches[i].first,
                                           m_stretches[i].last);
    };
    std::vector<std::size_t> columns(static_cast<std::size_t>(m_columns.size()));
    std::iota(columns.begin(), columns.end(), std::size_t(0));
    QtConcurrent::blockingMap(&m_pool, columns, addColumn);
}

Result<bool> DriftSweep::add(const Chunk &chunk, bool hasTimes)
{
    constexpr std::size_t longEnough = 32; // rows of a stretch, on average
    VT_TRY(const bool inOrder, findStretches(chunk, hasTimes));
    if (!inOrder)
        return false;
    if (m_stretches.empty())
        return true;
    const bool isScattered = m_stretches.size() > 1 && chunk.rows / m_stretches.size() < longEnough;
    if (isScattered)
        gatherStretches(chunk);
    addStretches(isScattered ? m_gathered : chunk, hasTimes);
    for (const Stretch &stretch : m_stretches) {
        m_firstGroup = std::min(m_firstGroup.value_or(stretch.distance), stretch.distance);
        m_lastGroup = std::max(m_lastGroup.value_or(stretch.distance), stretch.distance);
    }
    if (m_order == Order::Ascending)
        compareUpTo(*m_lastGroup);
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
    constexpr qint64 bytesOfK = 32; // that a sketch takes for each unit of k, about
    constexpr int smallestK = 64;
    const qint64 sketches = qint64(m_groups.size()) * m_columns.size();
    if (!m_sketched) {
        if (m_bytes <= m_memory)
            return;
        m_sketched = true;
        m_series.notes << Text::tr("The periods are too large to keep every value: their distributions are "
                                   "sketches, whose error is stated.");
    } else if (sketches * m_k * bytesOfK <= m_memory) {
        return;
    }
    while (m_k > smallestK && sketches * m_k * bytesOfK > m_memory)
        m_k /= 2;
    for (auto &[distance, group] : m_groups) {
        for (ColumnCollector &column : group.columns)
            column.keepSketchOnly(m_k);
    }
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
