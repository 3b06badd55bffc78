// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/backtest.h"

#include "core/base/text.h"
#include "core/monitor/backtest/versionrow.h"

#include <QThreadPool>
#include <QtConcurrentMap>

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

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
    Result<> chooseMetrics(bool classification, const QList<LoadedVersion> &versions);
    Result<> prepare(const RowSurvey &survey, bool classification, const QList<LoadedVersion> &versions);
    Result<> predict(const RowSurvey &survey);
    void progress(qint64 rows);
    Result<> collect();
    void fail(const QString &version, const QString &why) { m_result.failures.append({version, why}); }

    Dataset m_dataset;
    const BacktestRequest &m_request;
    const Job &m_job;
    Backtest m_result;
    std::optional<BacktestCache> m_cache;
    QStringList m_metrics;
    std::vector<MatrixCell> m_cells;
    std::vector<std::unique_ptr<VersionRow>> m_rows; // of one batch
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

Result<> BacktestRun::chooseMetrics(bool classification, const QList<LoadedVersion> &versions)
{
    if (!m_metrics.isEmpty())
        return {};
    const bool allGiveProbabilities =
        std::all_of(versions.begin(), versions.end(),
                    [](const LoadedVersion &one) { return !one.predictor->levels().isEmpty(); });
    m_metrics = m_request.metrics.isEmpty() ? defaultMetrics(classification, allGiveProbabilities)
                                            : m_request.metrics;
    return checkMetrics(m_metrics, classification);
}

Result<> BacktestRun::prepare(const RowSurvey &survey, bool classification,
                              const QList<LoadedVersion> &versions)
{
    const QStringList &inTruth = survey.levels(survey.columns().indexOf(m_request.roles.truth));
    for (const LoadedVersion &version : versions) {
        const QString misfit = VersionRow::misfit(version, classification, inTruth);
        if (!misfit.isEmpty()) {
            fail(version.version.name, misfit);
            continue;
        }
        const MeasurePlan plan =
            measurePlan(m_request, classification, m_metrics, *version.predictor, inTruth);
        auto row = std::make_unique<VersionRow>(version, plan, survey, m_cells);
        if (m_cache)
            VT_CHECK(row->findCached(*m_cache));
        m_result.cachedCells += row->knownCells();
        VT_CHECK(row->prepareRun(survey));
        m_rows.push_back(std::move(row));
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
    for (const auto &row : m_rows) {
        if (row->run())
            runs.push_back(row->run());
    }
    if (runs.empty())
        return {};
    m_done = 0;
    m_total = survey.rows() * static_cast<qint64>(runs.size());
    if (!survey.isKept()) {
        return survey.read(m_job, [&](const Chunk &chunk) -> Result<> {
            const std::vector<qint64> groups = survey.groupsOf(chunk);
            QtConcurrent::blockingMap(&m_pool, runs, [&](VersionRun *run) { run->take(chunk, groups); });
            progress(static_cast<qint64>(chunk.rows * runs.size()));
            return {};
        });
    }
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

Result<> BacktestRun::collect()
{
    QList<BacktestCache::Entry> fresh;
    for (const auto &row : m_rows) {
        const VersionRun *run = row->run();
        if (run && run->failure()) {
            fail(row->name(), run->failure()->message);
            continue;
        }
        fresh += row->takeMeasured();
        m_result.series += row->series(m_request.model);
        if (!run)
            continue;
        m_result.predictedRows += run->predictedRows();
        if (run->unansweredRows() > 0)
            m_result.notes << Text::tr(
                                  "%1 left %2 of %3 rows unanswered: values that it needs are missing there, "
                                  "or are none that it knows.")
                                  .arg(row->name())
                                  .arg(run->unansweredRows())
                                  .arg(run->predictedRows());
    }
    m_rows.clear();
    return m_cache && !fresh.isEmpty() ? m_cache->keep(fresh, QDateTime::currentMSecsSinceEpoch())
                                       : Result<>();
}

Result<> BacktestRun::runBatch(const QList<BacktestVersion> &versions)
{
    VT_TRY(const QList<LoadedVersion> loaded, load(versions));
    if (loaded.isEmpty())
        return {};
    const bool classification = isClassification(m_dataset, m_request, loaded);
    VT_CHECK(chooseMetrics(classification, loaded));
    VT_TRY(const Dataset dataset, typedDataset(m_dataset, m_request, classification, loaded));
    VT_TRY(const RowSurvey survey,
           RowSurvey::of(dataset, surveyColumns(m_request, loaded), m_request.roles.time, m_request.periods,
                         m_request.memory, m_job));
    m_result.problems = survey.problems();
    m_result.withoutTime = survey.withoutTime();
    m_cells = matrixCells(survey, m_request.periods);
    VT_CHECK(prepare(survey, classification, loaded));
    VT_CHECK(predict(survey));
    return collect();
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
