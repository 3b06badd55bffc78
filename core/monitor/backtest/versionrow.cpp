// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/versionrow.h"

#include "core/base/text.h"
#include "core/monitor/scoredrows.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// Of a classifier that names its classes: whether the truth has one of them.
bool knowsAny(const QStringList &levels, const QStringList &inTruth)
{
    return levels.isEmpty() || inTruth.isEmpty() ||
           std::any_of(levels.begin(), levels.end(), [&](const QString &level) {
               return std::any_of(inTruth.begin(), inTruth.end(),
                                  [&](const QString &of) { return plainLevel(of) == plainLevel(level); });
           });
}

QString someOf(const QStringList &levels)
{
    constexpr qsizetype shown = 3;
    return levels.first(std::min(shown, levels.size())).join(u", "_s) +
           (levels.size() > shown ? u", …"_s : QString());
}

} // namespace

QString VersionRow::misfit(const LoadedVersion &version, bool classification,
                           const QStringList &levelsInTruth)
{
    if (version.predictor->isClassifier() != classification)
        return classification ? Text::tr("The model predicts numbers, but the truth is classes.")
                              : Text::tr("The model predicts classes, but the truth is numbers.");
    if (classification && !knowsAny(version.predictor->levels(), levelsInTruth))
        return Text::tr("The truth has none of the classes that the model predicts (%1), but %2.")
            .arg(version.predictor->levels().join(u", "_s), someOf(levelsInTruth));
    return {};
}

VersionRow::VersionRow(const LoadedVersion &version, const MeasurePlan &plan, const RowSurvey &survey,
                       const std::vector<MatrixCell> &cells)
    : m_version(version)
    , m_plan(plan)
    , m_cells(cells)
    , m_values(cells.size())
{
    const auto placeOf = [&](const QString &name) {
        return static_cast<int>(survey.columns().indexOf(name));
    };
    m_columns.push_back(placeOf(plan.task.roles.truth));
    if (!plan.task.roles.weight.isEmpty())
        m_columns.push_back(placeOf(plan.task.roles.weight));
    for (const PredictorColumn &column : version.predictor->columns()) {
        m_places.push_back(placeOf(column.name));
        m_columns.push_back(m_places.back());
    }
    const QByteArray settings = settingsText(plan);
    for (const MatrixCell &cell : cells)
        m_keys.push_back(cellKey(version, settings, survey, m_columns, cell.groups));
}

Result<> VersionRow::findCached(BacktestCache &cache)
{
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        VT_TRY(m_values[i], cache.find(m_keys[i]));
    }
    return {};
}

bool VersionRow::isKnown(std::size_t cell) const
{
    return std::all_of(m_plan.metrics.begin(), m_plan.metrics.end(),
                       [&](const QString &metric) { return m_values[cell].contains(metric); });
}

qint64 VersionRow::knownCells() const
{
    qint64 known = 0;
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        known += isKnown(i) ? m_plan.metrics.size() : 0;
    return known;
}

Result<> VersionRow::prepareRun(const RowSurvey &survey)
{
    std::set<qint64> needed;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        if (!isKnown(i))
            needed.insert(m_cells[i].groups.begin(), m_cells[i].groups.end());
    }
    if (needed.empty())
        return {};
    if (m_plan.orderMatters() && !survey.isAscending())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("These metrics or periods need rows in time order. Sort the file by time."),
                     {}};
    // Fixed counts number the rows that pass by, so that none may be left out.
    const bool isCounted = m_plan.periods && m_plan.periods->unit == PeriodUnit::Count;
    std::optional<std::set<qint64>> wanted;
    if (needed.size() < survey.groups().size() && !isCounted)
        wanted = std::move(needed);
    const auto placeOf = [&](const QString &name) {
        return static_cast<int>(survey.columns().indexOf(name));
    };
    const Roles &roles = m_plan.task.roles;
    const RunColumns columns{placeOf(roles.time), placeOf(roles.truth), placeOf(roles.weight)};
    m_run = std::make_unique<VersionRun>(m_version.predictor, m_plan, columns, m_places, std::move(wanted),
                                         survey.isAscending() ? PeriodSeries::Order::Ascending
                                                              : PeriodSeries::Order::Any);
    return {};
}

// Periods in time are found by their start, counted ones by their number.
qint64 VersionRow::keyOf(const MatrixCell &cell) const
{
    if (!m_plan.periods)
        return 0;
    return m_plan.periods->unit == PeriodUnit::Count ? cell.group : cell.point.start.toMSecsSinceEpoch();
}

QList<BacktestCache::Entry> VersionRow::takeMeasured()
{
    QList<BacktestCache::Entry> fresh;
    if (!m_run)
        return fresh;
    const bool byStart = m_plan.periods && m_plan.periods->unit != PeriodUnit::Count;
    for (const MetricSeries &series : m_run->finish()) {
        QHash<qint64, MetricPoint> points;
        for (qsizetype at = 0; at < series.points.size(); ++at)
            points[byStart ? series.points[at].start.toMSecsSinceEpoch() : at] = series.points[at];
        for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
            const auto point = points.constFind(keyOf(m_cells[cell]));
            // A neighbour of what was asked for lacks some of its rows.
            if (m_values[cell].contains(series.metric) || point == points.cend() ||
                point->n != m_cells[cell].point.n)
                continue;
            const MetricValue value{point->value, series.estimator, point->why};
            m_values[cell][series.metric] = value;
            fresh.append({m_keys[cell], series.metric, value});
        }
    }
    return fresh;
}

QList<MetricSeries> VersionRow::series(const QString &model) const
{
    QList<MetricSeries> all;
    for (const QString &metric : m_plan.metrics) {
        MetricSeries series{model, name(), metric, {}, {}, {}};
        for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
            const MetricValue value = m_values[cell].value(metric);
            MetricPoint point = m_cells[cell].point;
            point.value = value.value;
            point.why = value.why;
            if (series.estimator.isEmpty())
                series.estimator = value.estimator;
            series.points.append(point);
        }
        all.append(series);
    }
    return all;
}

} // namespace vitrine::monitor
