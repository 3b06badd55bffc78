// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/backtest.h"

#include "core/base/text.h"
#include "core/monitor/backtest/backtestcache.h"
#include "core/monitor/backtest/backtestplan.h"
#include "core/monitor/backtest/versionrun.h"
#include "core/monitor/localdays.h"
#include "core/monitor/scoredrows.h"

#include <QThreadPool>
#include <QtConcurrentMap>

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// One point of the matrix, before it is measured.
struct Cell {
    MetricPoint point; // but for the value
    qint64 group = 0;
    std::vector<qint64> groups; // whose rows it is made of
};

// One version in the making.
struct Row {
    LoadedVersion version;
    MeasurePlan plan = {};
    std::vector<int> columns = {};     // that it depends on, in the survey: truth, weight, those of the model
    std::vector<int> places = {};      // those of the model
    std::vector<QByteArray> keys = {}; // one a cell
    std::vector<QHash<QString, MetricValue>> values = {}; // likewise, by metric
    std::unique_ptr<VersionRun> run = {};
};

// Cells that hold for every version.
std::vector<Cell> cellsOf(const RowSurvey &survey, const BacktestRequest &request)
{
    std::vector<Cell> cells;
    if (survey.groups().empty())
        return cells;
    const bool hasTimes = !request.roles.time.isEmpty();
    const Periods periods = request.periods.value_or(Periods{});
    const bool isGrid = request.periods && hasTimes && periods.unit != PeriodUnit::Count;
    std::optional<PeriodGrid> grid;
    if (isGrid)
        grid.emplace(periods);
    std::vector<qint64> distances;
    for (const auto &[distance, group] : survey.groups())
        distances.push_back(distance);
    QList<Slice> slices;
    if (request.periods)
        slices = slicesOfGroups(periods, distances);
    else
        slices.append({distances.front(), 0, static_cast<qsizetype>(distances.size())});
    for (const Slice &slice : slices) {
        Cell cell;
        cell.group = slice.group;
        cell.groups.assign(distances.begin() + slice.first, distances.begin() + slice.last);
        qint64 first = missingTime;
        for (const qint64 distance : cell.groups) {
            const RowSurvey::Group &group = survey.groups().at(distance);
            cell.point.n += group.rows;
            if (first == missingTime || group.firstTime < first)
                first = group.firstTime;
        }
        if (first != missingTime) {
            cell.point.index = timeAt(first, periods.zone);
            cell.point.start = grid ? timeAt(grid->start(slice.group), periods.zone) : cell.point.index;
            cell.point.end = grid ? timeAt(grid->start(slice.group + 1), periods.zone) : QDateTime();
        }
        cells.push_back(std::move(cell));
    }
    return cells;
}

// Of a classifier that names its classes: whether the truth has one of them.
bool knowsAny(const Predictor &predictor, const QStringList &inTruth)
{
    const QStringList &levels = predictor.levels();
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

class BacktestRun final
{
public:
    BacktestRun(const Dataset &dataset, const BacktestRequest &request, const Job &job)
        : m_dataset(dataset)
        , m_request(request)
        , m_job(job)
    {
    }

    Result<Backtest> run(const QList<BacktestVersion> &versions);

private:
    Result<> check() const;
    Result<> runBatch(const QList<BacktestVersion> &versions);
    Result<QList<LoadedVersion>> load(const QList<BacktestVersion> &versions);
    Result<> prepare(const RowSurvey &survey, bool classification, const QList<LoadedVersion> &versions);
    Result<> findCached(Row &row);
    Result<> predict(const RowSurvey &survey);
    void progress(qint64 rows);
    void collect(Row &row);
    Result<> keep();
    void fail(const QString &version, const QString &why) { m_result.failures.append({version, why}); }

    Dataset m_dataset;
    const BacktestRequest &m_request;
    const Job &m_job;
    Backtest m_result;
    std::optional<BacktestCache> m_cache;
    QStringList m_metrics;
    std::vector<Cell> m_cells;
    std::vector<Row> m_rows;
    QList<BacktestCache::Entry> m_new;
    QThreadPool m_pool;
    std::mutex m_progressMutex;
    qint64 m_done = 0;
    qint64 m_total = 0;
};

Result<> BacktestRun::check() const
{
    const auto wrong = [](const QString &message) {
        return Error{Error::Code::InvalidArgument, message, {}};
    };
    if (m_request.roles.truth.isEmpty())
        return wrong(Text::tr("Name the column of the truth."));
    for (const QString &name : {m_request.roles.truth, m_request.roles.time, m_request.roles.weight}) {
        if (!name.isEmpty() && !m_dataset.column(name))
            return wrong(Text::tr("The data has no column '%1'.").arg(name));
    }
    const ColumnInfo *time = m_dataset.column(m_request.roles.time);
    if (time && time->type != ColumnType::Time)
        return wrong(Text::tr("Column '%1' holds no times.").arg(time->name));
    if (!m_request.periods)
        return {};
    VT_CHECK(checkPeriods(*m_request.periods));
    if (!time)
        return wrong(Text::tr("Periods need a column of times. Name it, or leave out the period."));
    return {};
}

// Versions that cannot be loaded, or that need what the data lacks, are told of; the others go on.
Result<QList<LoadedVersion>> BacktestRun::load(const QList<BacktestVersion> &versions)
{
    QList<LoadedVersion> loaded;
    for (const BacktestVersion &version : versions) {
        VT_CHECK(m_job.check());
        auto predictor = version.load();
        if (!predictor) {
            fail(version.name, predictor.error().message);
            continue;
        }
        LoadedVersion one{version, std::move(predictor).value()};
        QStringList lacking;
        for (const PredictorColumn &column : one.predictor->columns()) {
            if (!m_dataset.column(column.name))
                lacking << column.name;
        }
        if (lacking.isEmpty())
            loaded.append(one);
        else
            fail(version.name,
                 Text::tr("The data lacks what the model needs: %1.").arg(lacking.join(u", "_s)));
    }
    return loaded;
}

Result<> BacktestRun::prepare(const RowSurvey &survey, bool classification,
                              const QList<LoadedVersion> &versions)
{
    m_rows.clear();
    const auto placeOf = [&](const QString &name) {
        return static_cast<int>(survey.columns().indexOf(name));
    };
    for (const LoadedVersion &version : versions) {
        if (version.predictor->isClassifier() != classification) {
            fail(version.version.name,
                 classification ? Text::tr("The model predicts numbers, but the truth is classes.")
                                : Text::tr("The model predicts classes, but the truth is numbers."));
            continue;
        }
        const QStringList &inTruth = survey.levels(placeOf(m_request.roles.truth));
        if (classification && !knowsAny(*version.predictor, inTruth)) {
            fail(version.version.name,
                 Text::tr("The truth has none of the classes that the model predicts (%1), but %2.")
                     .arg(version.predictor->levels().join(u", "_s), someOf(inTruth)));
            continue;
        }
        Row row{.version = version};
        row.plan = measurePlan(m_request, classification, m_metrics, *version.predictor, inTruth);
        row.columns.push_back(placeOf(m_request.roles.truth));
        if (!m_request.roles.weight.isEmpty())
            row.columns.push_back(placeOf(m_request.roles.weight));
        for (const PredictorColumn &column : version.predictor->columns()) {
            row.places.push_back(placeOf(column.name));
            row.columns.push_back(placeOf(column.name));
        }
        row.values.resize(m_cells.size());
        const QByteArray settings = settingsText(row.plan);
        for (const Cell &cell : m_cells)
            row.keys.push_back(cellKey(version, settings, survey, row.columns, cell.groups));
        VT_CHECK(findCached(row));
        // Fixed counts number the rows that pass by, so that none may be left out.
        std::set<qint64> needed;
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            const bool isKnown = std::all_of(m_metrics.begin(), m_metrics.end(), [&](const QString &metric) {
                return row.values[i].contains(metric);
            });
            if (isKnown)
                m_result.cachedCells += m_metrics.size();
            else
                needed.insert(m_cells[i].groups.begin(), m_cells[i].groups.end());
        }
        const bool isCounted = m_request.periods && m_request.periods->unit == PeriodUnit::Count;
        if (!needed.empty()) {
            if (row.plan.orderMatters() && !survey.isAscending())
                return Error{
                    Error::Code::InvalidArgument,
                    Text::tr("These metrics or periods need rows in time order. Sort the file by time."),
                    {}};
            const RunColumns columns{placeOf(m_request.roles.time), placeOf(m_request.roles.truth),
                                     placeOf(m_request.roles.weight)};
            std::optional<std::set<qint64>> wanted;
            if (needed.size() < survey.groups().size() && !isCounted)
                wanted = std::move(needed);
            row.run = std::make_unique<VersionRun>(
                version.predictor, row.plan, columns, row.places, std::move(wanted),
                survey.isAscending() ? PeriodSeries::Order::Ascending : PeriodSeries::Order::Any);
        }
        m_rows.push_back(std::move(row));
    }
    return {};
}

Result<> BacktestRun::findCached(Row &row)
{
    if (!m_cache)
        return {};
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        VT_TRY(row.values[i], m_cache->find(row.keys[i]));
    }
    return {};
}

void BacktestRun::progress(qint64 rows)
{
    const std::lock_guard lock(m_progressMutex);
    m_done += rows;
    m_job.report(m_done, m_total);
}

Result<> BacktestRun::predict(const RowSurvey &survey)
{
    std::vector<VersionRun *> runs;
    for (const Row &row : m_rows) {
        if (row.run)
            runs.push_back(row.run.get());
    }
    if (runs.empty())
        return {};
    m_done = 0;
    m_total = survey.rows() * static_cast<qint64>(runs.size());
    if (survey.isKept()) {
        std::vector<std::vector<qint64>> groups;
        for (const Chunk &chunk : survey.chunks())
            groups.push_back(survey.groupsOf(chunk));
        QtConcurrent::blockingMap(&m_pool, runs, [&](VersionRun *run) {
            for (std::size_t i = 0; i < groups.size() && !m_job.stop.stop_requested(); ++i) {
                run->take(survey.chunks()[i], groups[i]);
                progress(static_cast<qint64>(groups[i].size()));
            }
        });
        return m_job.check();
    }
    return survey.read(m_job, [&](const Chunk &chunk) -> Result<> {
        const std::vector<qint64> groups = survey.groupsOf(chunk);
        QtConcurrent::blockingMap(&m_pool, runs, [&](VersionRun *run) { run->take(chunk, groups); });
        progress(static_cast<qint64>(chunk.rows * runs.size()));
        return {};
    });
}

void BacktestRun::collect(Row &row)
{
    const QString &name = row.version.version.name;
    if (row.run && row.run->failure()) {
        fail(name, row.run->failure()->message);
        return;
    }
    QList<MetricSeries> measured;
    if (row.run) {
        measured = row.run->finish();
        m_result.predictedRows += row.run->predictedRows();
        if (row.run->unansweredRows() > 0)
            m_result.notes
                << Text::tr("%1 left %2 of %3 rows unanswered: values that it needs are missing there, or "
                            "are none that it knows.")
                       .arg(name)
                       .arg(row.run->unansweredRows())
                       .arg(row.run->predictedRows());
    }
    const bool byStart = m_request.periods && m_request.periods->unit != PeriodUnit::Count;
    for (qsizetype i = 0; i < measured.size(); ++i) {
        const MetricSeries &series = measured[i];
        QHash<qint64, const MetricPoint *> points;
        for (qsizetype at = 0; at < series.points.size(); ++at)
            points[byStart ? series.points[at].start.toMSecsSinceEpoch() : at] = &series.points[at];
        for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
            if (row.values[cell].contains(series.metric))
                continue;
            const qint64 key = byStart             ? m_cells[cell].point.start.toMSecsSinceEpoch()
                               : m_request.periods ? m_cells[cell].group
                                                   : 0;
            const MetricPoint *point = points.value(key);
            if (!point || point->n != m_cells[cell].point.n)
                continue; // a neighbour of what was asked for
            const MetricValue value{point->value, series.estimator, point->why};
            row.values[cell][series.metric] = value;
            m_new.append({row.keys[cell], series.metric, value});
        }
    }
    for (const QString &metric : std::as_const(m_metrics)) {
        MetricSeries series{m_request.model, name, metric, {}, {}, {}};
        for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
            const MetricValue value = row.values[cell].value(metric);
            MetricPoint point = m_cells[cell].point;
            point.value = value.value;
            point.why = value.why;
            if (series.estimator.isEmpty())
                series.estimator = value.estimator;
            series.points.append(point);
        }
        m_result.series.append(series);
    }
}

Result<> BacktestRun::keep()
{
    if (!m_cache || m_new.isEmpty())
        return {};
    VT_CHECK(m_cache->keep(m_new, QDateTime::currentMSecsSinceEpoch()));
    m_new.clear();
    return {};
}

Result<> BacktestRun::runBatch(const QList<BacktestVersion> &versions)
{
    VT_TRY(const QList<LoadedVersion> loaded, load(versions));
    if (loaded.isEmpty())
        return {};
    const bool classification = isClassification(m_dataset, m_request, loaded);
    if (m_metrics.isEmpty()) {
        const bool allGiveProbabilities =
            std::all_of(loaded.begin(), loaded.end(),
                        [](const LoadedVersion &one) { return !one.predictor->levels().isEmpty(); });
        m_metrics = m_request.metrics.isEmpty() ? defaultMetrics(classification, allGiveProbabilities)
                                                : m_request.metrics;
        VT_CHECK(checkMetrics(m_metrics, classification));
    }
    VT_TRY(const Dataset dataset, typedDataset(m_dataset, m_request, classification, loaded));
    VT_TRY(const RowSurvey survey,
           RowSurvey::of(dataset, surveyColumns(m_request, loaded), m_request.roles.time, m_request.periods,
                         m_request.memory, m_job));
    m_result.problems = survey.problems();
    m_result.withoutTime = survey.withoutTime();
    m_cells = cellsOf(survey, m_request);
    VT_CHECK(prepare(survey, classification, loaded));
    VT_CHECK(predict(survey));
    for (Row &row : m_rows)
        collect(row);
    m_rows.clear();
    return keep();
}

Result<Backtest> BacktestRun::run(const QList<BacktestVersion> &versions)
{
    VT_CHECK(check());
    if (!m_request.cachePath.isEmpty()) {
        VT_TRY(m_cache, BacktestCache::open(m_request.cachePath));
    }
    QList<BacktestVersion> batch;
    qint64 bytes = 0;
    for (const BacktestVersion &version : versions) {
        if (!batch.isEmpty() && bytes + version.bytes > m_request.modelMemory) {
            VT_CHECK(runBatch(batch));
            batch.clear();
            bytes = 0;
        }
        batch.append(version);
        bytes += version.bytes;
    }
    VT_CHECK(runBatch(batch));
    return std::move(m_result);
}

} // namespace

Result<Backtest> backtest(const Dataset &dataset, const QList<BacktestVersion> &versions,
                          const BacktestRequest &request, const Job &job)
{
    return BacktestRun(dataset, request, job).run(versions);
}

} // namespace vitrine::monitor
