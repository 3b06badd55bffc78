// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/driftsweep.h"

#include "core/base/text.h"
#include "core/monitor/dataset/chunkrows.h"
#include "core/monitor/localdays.h"
#include "core/monitor/period.h"

#include <QtConcurrentMap>
#include <QtConcurrentRun>

#include <algorithm>
#include <numeric>

namespace vitrine::monitor {

namespace {

// By the calendar where the unit is of the calendar, else by whole weeks.
qint64 yearBefore(const Periods &periods, qint64 distance)
{
    constexpr int daysOfWholeWeeks = 364;
    const QDateTime start = periodBounds(periods, distance).first;
    switch (periods.unit) {
    case PeriodUnit::Week:
    case PeriodUnit::IsoWeek:
    case PeriodUnit::Day:
    case PeriodUnit::Hour:
    case PeriodUnit::Minute:
    case PeriodUnit::Second:
    case PeriodUnit::Millisecond: return periodDistance(periods, start.addDays(-daysOfWholeWeeks));
    default: return periodDistance(periods, start.addYears(-1));
    }
}

QList<DriftFinding> withoutReference(const DriftColumn &column, const ColumnProfile &current,
                                     const DriftOptions &options, DriftBaseline baseline)
{
    ColumnProfile nothing;
    nothing.name = column.name;
    nothing.kind = column.kind;
    nothing.role = column.role;
    QList<DriftFinding> findings = compareColumn(nothing, current, options);
    for (DriftFinding &finding : findings)
        finding.why = baseline == DriftBaseline::YearBefore
                          ? Text::tr("There are no rows a year earlier to compare with.")
                          : Text::tr("There are no rows in the period before to compare with.");
    return findings;
}

} // namespace

DriftSweep::DriftSweep(const QList<DriftColumn> &columns, const QList<ColumnProfile> &reference,
                       const Periods &periods, const DriftOptions &options, Order order, qint64 memory,
                       DriftBaseline baseline)
    : m_columns(columns)
    , m_reference(std::make_shared<const QList<ColumnProfile>>(reference))
    , m_periods(periods)
    , m_options(options)
    , m_baseline(baseline)
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

qint64 DriftSweep::baselineOf(qint64 distance) const
{
    switch (m_baseline) {
    case DriftBaseline::Reference: return distance;
    case DriftBaseline::PeriodBefore: return distance - m_periods.before - m_periods.after - 1;
    case DriftBaseline::YearBefore: return yearBefore(m_periods, distance);
    }
    return distance;
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
    const qint64 needed = std::min(*m_nextToCompare, baselineOf(*m_nextToCompare)) - m_periods.before;
    while (!m_groups.empty() && m_groups.begin()->first < needed) {
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

DriftSweep::Group DriftSweep::gathered(qint64 distance) const
{
    Group all;
    const qint64 to = distance + m_periods.after;
    for (auto it = m_groups.lower_bound(distance - m_periods.before); it != m_groups.end() && it->first <= to;
         ++it) {
        const Group &group = it->second;
        if (group.firstTime != missingTime &&
            (all.firstTime == missingTime || group.firstTime < all.firstTime))
            all.firstTime = group.firstTime;
        all.rows += group.rows;
        if (all.columns.empty()) {
            all.columns = group.columns;
            continue;
        }
        for (std::size_t i = 0; i < all.columns.size(); ++i)
            all.columns[i].merge(group.columns[i]);
    }
    return all;
}

// Null: there was no row then.
std::shared_ptr<const QList<ColumnProfile>> DriftSweep::referenceFor(qint64 distance) const
{
    if (m_baseline == DriftBaseline::Reference)
        return m_reference;
    const Group earlier = gathered(baselineOf(distance));
    if (earlier.rows == 0)
        return nullptr;
    return std::make_shared<const QList<ColumnProfile>>(QtConcurrent::blockingMapped<QList<ColumnProfile>>(
        earlier.columns, [](const ColumnCollector &column) { return column.profile(); }));
}

void DriftSweep::setBounds(DriftPeriod &period, qint64 distance) const
{
    period.start = m_grid ? timeAt(m_grid->start(distance), m_periods.zone) : period.index;
    period.end = m_grid ? timeAt(m_grid->start(distance + 1), m_periods.zone) : QDateTime();
    if (!m_grid || m_baseline == DriftBaseline::Reference)
        return;
    const qint64 earlier = baselineOf(distance);
    period.referenceStart = timeAt(m_grid->start(earlier - m_periods.before), m_periods.zone);
    period.referenceEnd = timeAt(m_grid->start(earlier + m_periods.after + 1), m_periods.zone);
}

// All columns of a period, each on its own; the values are handed over when no other period needs them.
void DriftSweep::compare(qint64 distance)
{
    constexpr std::size_t mostPending = 8;
    const qint64 from = distance - m_periods.before;
    const qint64 to = distance + m_periods.after;
    const bool isWhole = from >= m_firstGroup.value_or(from) && to <= m_lastGroup.value_or(to);
    if (m_periods.complete && !isWhole)
        return;
    const auto reference = referenceFor(distance);
    const bool isAlone =
        m_periods.before == 0 && m_periods.after == 0 && m_baseline == DriftBaseline::Reference;
    Group group;
    if (isAlone) {
        Group &alone = m_groups.at(distance);
        group = {alone.firstTime, alone.rows, std::move(alone.columns)};
        forget(alone);
    } else {
        group = gathered(distance);
    }
    Pending pending;
    pending.period.rows = group.rows;
    if (group.firstTime != missingTime) {
        pending.period.index = timeAt(group.firstTime, m_periods.zone);
        setBounds(pending.period, distance);
    }
    for (std::size_t i = 0; i < group.columns.size(); ++i) {
        auto column = std::make_shared<ColumnCollector>(std::move(group.columns[i]));
        pending.columns.append(
            QtConcurrent::run(&m_pool, [column, reference, of = m_columns.at(static_cast<qsizetype>(i)),
                                        options = m_options, baseline = m_baseline, i]() mutable {
                const ColumnProfile current = column->profile();
                column.reset();
                return reference ? compareColumn(reference->at(static_cast<qsizetype>(i)), current, options)
                                 : withoutReference(of, current, options, baseline);
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
