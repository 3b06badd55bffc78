// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/measurepass.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

std::optional<PeriodGrid> gridOf(const std::optional<Periods> &periods)
{
    if (!periods || periods->unit == PeriodUnit::Count)
        return std::nullopt;
    return PeriodGrid(*periods);
}

// Without a branch, which std::minmax_element has.
std::pair<qint64, qint64> minAndMax(std::span<const qint64> times)
{
    qint64 least = times.front();
    qint64 most = least;
    for (const qint64 time : times) {
        least = std::min(least, time);
        most = std::max(most, time);
    }
    return {least, most};
}

int levelCount(const ScoredTask &task)
{
    return task.classification ? std::max(2, static_cast<int>(task.levels.size())) : 0;
}

} // namespace

bool MeasurePlan::orderMatters() const
{
    return !task.roles.time.isEmpty() &&
           ((periods && periods->unit == PeriodUnit::Count) || std::ranges::any_of(metrics, dependsOnOrder));
}

QStringList MeasurePlan::names() const
{
    QStringList names = metrics;
    for (const CustomMetric &one : custom)
        names << one.name;
    return names;
}

MeasurePass::MeasurePass(const MeasurePlan &plan, PeriodSeries::Order order)
    : m_plan(plan)
    , m_order(order)
    , m_rows(plan.task)
    , m_grid(gridOf(plan.periods))
    , m_empty(plan.needs, plan.options, levelCount(plan.task),
              static_cast<int>(plan.task.roles.probabilities.size()))
{
    m_columns = m_rows.columns();
    for (const CustomMetric &custom : plan.custom) {
        std::vector<int> places;
        for (const QString &name : custom.expression.columns()) {
            if (!m_columns.contains(name))
                m_columns << name;
            places.push_back(static_cast<int>(m_columns.indexOf(name)));
        }
        m_places.push_back(std::move(places));
    }
    if (!plan.task.levels.isEmpty())
        numberLevels();
}

QStringList MeasurePass::columns() const
{
    return m_columns;
}

// The values that custom metrics take from the rows, for all of a chunk.
void MeasurePass::takeTerms(const Chunk &chunk)
{
    m_terms.clear();
    for (qsizetype i = 0; i < m_plan.custom.size(); ++i) {
        for (auto &values :
             m_plan.custom[i].expression.rowValues(chunk, m_places[static_cast<std::size_t>(i)]))
            m_terms.push_back(std::move(values));
    }
}

MetricRows MeasurePass::rowsBetween(std::size_t first, std::size_t last) const
{
    MetricRows rows = m_rows.rows().slice(static_cast<qsizetype>(first), static_cast<qsizetype>(last));
    for (const std::vector<double> &values : m_terms)
        rows.terms.push_back(std::span(values).subspan(first, last - first));
    return rows;
}

PeriodSeries &MeasurePass::seriesOf(qint32 group)
{
    const auto found = m_gathered.find(group);
    if (found != m_gathered.end())
        return found->second;
    const Periods *periods = m_plan.periods ? &*m_plan.periods : nullptr;
    const PeriodGrid *grid = m_grid ? &*m_grid : nullptr;
    return m_gathered.emplace(group, PeriodSeries(periods, grid, m_empty, m_order)).first->second;
}

std::size_t MeasurePass::endOfGroup(std::size_t row) const
{
    const std::span<const qint32> groups = m_rows.groups();
    if (groups.empty())
        return m_rows.size();
    std::size_t end = row + 1;
    while (end < groups.size() && groups[end] == groups[row])
        ++end;
    return end;
}

bool MeasurePass::add(Chunk &chunk)
{
    m_rows.take(chunk);
    takeTerms(chunk);
    for (const qint64 time : m_rows.times()) {
        m_ascending = m_ascending && time >= m_latest;
        m_latest = std::max(m_latest, time);
    }
    if (!m_ascending && m_plan.orderMatters())
        return false;
    const bool grouped = !m_rows.groups().empty();
    for (std::size_t row = 0; row < m_rows.size();) {
        const std::size_t end = endOfGroup(row);
        if (!addStretch(seriesOf(grouped ? m_rows.groups()[row] : 0), row, end))
            return false;
        row = end;
    }
    if (m_order == PeriodSeries::Order::Ascending) {
        for (auto &[group, series] : m_gathered)
            series.measureWhatIsDone([this, code = group](MetricAccumulator &rows, const MetricPoint &point) {
                addPoint(code, rows, point);
            });
    }
    return true;
}

// The first row from `row` on that lies in another period. Where rows are dense, comparing with the bounds of
// the period is cheaper than asking for that of each row, and dearer where they are not.
std::size_t MeasurePass::endOfPeriod(qint64 distance, std::size_t row, std::size_t last) const
{
    constexpr std::size_t few = 16;
    const std::span<const qint64> times = m_rows.times();
    const std::size_t firstMany = std::min(last, row + few);
    while (row < firstMany && m_grid->distance(times[row]) == distance)
        ++row;
    if (row < firstMany || row == last)
        return row;
    const qint64 from = m_grid->start(distance);
    const qint64 to = m_grid->start(distance + 1);
    while (row < last && times[row] >= from && times[row] < to)
        ++row;
    return row;
}

// Rows of one group.
bool MeasurePass::addStretch(PeriodSeries &series, std::size_t first, std::size_t last)
{
    const std::span<const qint64> times = m_rows.times();
    if (!m_grid) {
        series.addCounted(rowsBetween(first, last),
                          times.empty() ? times : times.subspan(first, last - first));
        return true;
    }
    while (first < last) {
        const qint64 distance = m_grid->distance(times[first]);
        const std::size_t end = endOfPeriod(distance, first + 1, last);
        const auto [earliest, latest] = minAndMax(times.subspan(first, end - first));
        if (!series.add(distance, rowsBetween(first, end), earliest, latest))
            return false;
        first = end;
    }
    return true;
}

// Levels that were given keep their order and what turns up later follows; else all are sorted.
void MeasurePass::numberLevels()
{
    if (!m_plan.task.classification)
        return;
    const QStringList &found = m_rows.levels();
    m_levels = m_plan.task.levels.isEmpty() ? sortedLevels(found) : found;
    m_codes.clear();
    if (m_levels != found) {
        for (const QString &level : found)
            m_codes.push_back(static_cast<int>(m_levels.indexOf(level)));
    }
    const QString single = m_rows.singleLevel();
    const bool first = m_plan.options.event == EventLevel::First;
    m_complement = !single.isEmpty() && !m_levels.isEmpty() &&
                   single != (first ? m_levels.constFirst()
                                    : m_levels.value(std::max<qsizetype>(1, m_levels.size() - 1)));
}

void MeasurePass::addPoint(qint32 group, MetricAccumulator &rows, const MetricPoint &empty)
{
    if (!m_codes.empty())
        rows.renumber(m_codes);
    if (m_complement)
        rows.complementProbabilities();
    MetricEvaluation evaluation = rows.evaluation(m_plan.options);
    const QList<Interval> intervals = m_plan.intervals.wanted()
                                          ? evaluation.intervals(m_plan.metrics, m_plan.intervals)
                                          : QList<Interval>(m_plan.metrics.size());
    QList<MetricSeries> &series = m_series[group];
    series.resize(m_plan.names().size());
    for (qsizetype i = 0; i < m_plan.metrics.size(); ++i) {
        const MetricValue value = evaluation.value(m_plan.metrics[i]);
        MetricPoint point = empty;
        point.value = value.value;
        point.why = value.why;
        if (!std::isnan(value.value)) {
            point.lower = intervals[i].lower;
            point.upper = intervals[i].upper;
        }
        series[i].metric = m_plan.metrics[i];
        if (series[i].estimator.isEmpty())
            series[i].estimator = value.estimator;
        series[i].points.append(point);
    }
    addCustom(series, rows, empty);
}

void MeasurePass::addCustom(QList<MetricSeries> &series, const MetricAccumulator &rows,
                            const MetricPoint &empty) const
{
    std::span<const TermMoments> terms = rows.terms();
    qsizetype place = m_plan.metrics.size();
    for (const CustomMetric &custom : m_plan.custom) {
        MetricPoint point = empty;
        const std::size_t count = custom.expression.terms();
        point.value = custom.expression.value(terms.first(count));
        terms = terms.subspan(count);
        if (!std::isfinite(point.value))
            point.why = Text::tr("The expression has no value for these rows.");
        series[place].metric = custom.name;
        series[place].estimator = u"custom"_s;
        series[place].points.append(point);
        ++place;
    }
}

QList<MetricSeries> MeasurePass::finish()
{
    numberLevels();
    for (auto &[group, series] : m_gathered)
        series.measureAll([this, code = group](MetricAccumulator &rows, const MetricPoint &point) {
            addPoint(code, rows, point);
        });
    const QStringList &names = m_rows.groupNames();
    QStringList present;
    QHash<QString, qint32> codes;
    for (const auto &[group, series] : m_series) {
        present << names.value(group);
        codes.insert(present.constLast(), group);
    }
    QList<MetricSeries> result;
    for (const QString &name : sortedLevels(present)) {
        for (MetricSeries &one : m_series[codes.value(name)]) {
            one.group = name;
            result.append(std::move(one));
        }
    }
    if (result.isEmpty()) {
        for (const QString &name : m_plan.names()) {
            result.append(MetricSeries());
            result.last().metric = name;
        }
    }
    return result;
}

} // namespace vitrine::monitor
