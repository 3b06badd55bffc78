// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store.h"

#include "core/base/text.h"
#include "core/monitor/measure.h"
#include "core/monitor/observationtable.h"
#include "core/monitor/observationwriter.h"
#include "core/monitor/store/chartreader.h"
#include "core/monitor/store/observationreader.h"
#include "core/monitor/store/rollupmeasure.h"
#include "core/monitor/store/rollupreader.h"
#include "core/monitor/store/savedmetrics.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::array<std::pair<Occurrence::Kind, QLatin1StringView>, 5> kindNames{{
    {Occurrence::Kind::Deployed, "deployed"_L1},
    {Occurrence::Kind::RolledBack, "rolled-back"_L1},
    {Occurrence::Kind::Retrained, "retrained"_L1},
    {Occurrence::Kind::Alert, "alert"_L1},
    {Occurrence::Kind::Note, "note"_L1},
}};

QString kindName(Occurrence::Kind kind)
{
    return std::find_if(kindNames.begin(), kindNames.end(),
                        [&](const auto &entry) { return entry.first == kind; })
        ->second;
}

Occurrence::Kind kindOf(const QString &name)
{
    const auto found = std::find_if(kindNames.begin(), kindNames.end(),
                                    [&](const auto &entry) { return entry.second == name; });
    return found == kindNames.end() ? Occurrence::Kind::Note : found->first;
}

QDateTime utc(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

Result<QStringList> texts(StoreStatement statement)
{
    QStringList result;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return result;
        result << statement.text(0);
    }
}

// What retention left of a version: observations, or sums of them by the day.
constexpr auto hasObservations =
    " AND (EXISTS(SELECT 1 FROM observation WHERE version = v.id) OR "
    "EXISTS(SELECT 1 FROM rollup WHERE version = v.id AND step = 86400000 AND seen > 0))";

// The first and the last time; %1 says of which observations.
constexpr auto observedRange = R"sql(
SELECT min(first), max(last) FROM (
    SELECT (SELECT time FROM observation WHERE version = v.id %1 ORDER BY time LIMIT 1) AS first,
           (SELECT time FROM observation WHERE version = v.id %1 ORDER BY time DESC LIMIT 1) AS last
    FROM version v JOIN model m ON m.id = v.model WHERE m.name = ?1 AND (?2 = '' OR v.name = ?2)
    UNION ALL
    SELECT (SELECT min(earliest) FROM rollup WHERE version = v.id AND step = 86400000 AND labelled > 0),
           (SELECT max(latest) FROM rollup WHERE version = v.id AND step = 86400000 AND labelled > 0)
    FROM version v JOIN model m ON m.id = v.model WHERE m.name = ?1 AND (?2 = '' OR v.name = ?2)
) AS bounds
)sql"_L1;

} // namespace

Result<Store> Store::open(const QString &where)
{
    auto connection = StoreConnection::open(where);
    if (!connection) {
        return connection.error().within(isPostgres(where)
                                             ? Text::tr("Cannot open the monitoring store")
                                             : Text::tr("Cannot open the monitoring store %1").arg(where));
    }
    return Store(std::move(connection).value());
}

Result<> Store::append(const QString &model, const QString &version, const QList<Observation> &observations)
{
    if (observations.isEmpty())
        return {};
    VT_TRY(StoreTransaction transaction, StoreTransaction::begin(m_database));
    {
        VT_TRY(const auto target, storedTarget(model));
        VT_TRY(const qint64 horizon, RetentionKeeper(m_database).horizon());
        VT_TRY(ObservationWriter writer,
               ObservationWriter::begin(m_database, model, version, observations.size(),
                                        target.value_or(Target()), horizon));
        for (const Observation &observation : observations)
            VT_CHECK(writer.write(observation));
        VT_CHECK(writer.finish());
    }
    return transaction.commit();
}

Result<QList<qsizetype>> Store::attachTruths(const QString &model, const QString &version,
                                             const QList<Observation> &truths)
{
    QList<qsizetype> unknown;
    VT_TRY(StoreTransaction transaction, StoreTransaction::begin(m_database));
    {
        VT_TRY(const auto target, storedTarget(model));
        VT_TRY(ObservationWriter writer,
               ObservationWriter::begin(m_database, model, version, 0, target.value_or(Target())));
        for (qsizetype i = 0; i < truths.size(); ++i) {
            VT_TRY(const bool known, writer.setTruth(truths[i]));
            if (!known)
                unknown << i;
        }
        VT_CHECK(writer.finish());
    }
    VT_CHECK(transaction.commit());
    return unknown;
}

Result<> Store::setTarget(const QString &model, const Target &target)
{
    if (target.classification && target.levels.size() < 2)
        return Error{Error::Code::InvalidArgument, Text::tr("A classification needs at least 2 levels."),
                     model};
    VT_TRY(StoreTransaction transaction, StoreTransaction::begin(m_database));
    {
        VT_TRY(const auto old, storedTarget(model));
        VT_TRY(StoreStatement statement,
               m_database.prepare("INSERT INTO model(name, target) VALUES(?1, ?2) "
                                  "ON CONFLICT(name) DO UPDATE SET target = excluded.target"));
        statement.bind(1, model);
        statement.bind(2, QString::fromUtf8(targetToJson(target)));
        VT_CHECK(statement.execute());
        // Sums of probabilities depend on whose they are.
        if (target.levels != (old ? old->levels : QStringList())) {
            for (const auto *table : {"rollup", "rollup_state"}) {
                VT_TRY(StoreStatement forget,
                       m_database.prepare(std::string("DELETE FROM ") + table +
                                          " WHERE version IN (SELECT v.id FROM version v JOIN model m "
                                          "ON m.id = v.model WHERE m.name = ?1)"));
                forget.bind(1, model);
                VT_CHECK(forget.execute());
            }
        }
    }
    return transaction.commit();
}

Result<std::optional<Target>> Store::storedTarget(const QString &model)
{
    VT_TRY(StoreStatement statement, m_database.prepare("SELECT target FROM model WHERE name = ?1"));
    statement.bind(1, model);
    VT_TRY(const bool found, statement.step());
    if (!found || statement.isNull(0))
        return std::optional<Target>();
    VT_TRY(const Target target, targetFromJson(statement.text(0).toUtf8()));
    return std::optional(target);
}

Result<Target> Store::target(const QString &model)
{
    VT_TRY(const auto stored, storedTarget(model));
    return stored ? Result<Target>(*stored) : guessTarget(model);
}

Result<Target> Store::guessTarget(const QString &model)
{
    VT_TRY(StoreStatement any,
           m_database.prepare(
               std::string("SELECT 1 FROM model m JOIN version v ON v.model = m.id WHERE m.name = ?1") +
               hasObservations));
    any.bind(1, model);
    VT_TRY(const bool found, any.step());
    if (!found) {
        return Error{
            Error::Code::NotFound,
            Text::tr("Nothing has been recorded for %1 yet. Ingest labelled data or serve the model.")
                .arg(model),
            {}};
    }
    VT_TRY(StoreStatement levels,
           m_database.prepare("SELECT l.name FROM level l JOIN model m ON m.id = l.model "
                              "WHERE m.name = ?1 ORDER BY l.name"));
    levels.bind(1, model);
    Target target;
    VT_TRY(target.levels, texts(std::move(levels)));
    target.classification = !target.levels.isEmpty();
    return target;
}

Result<> Store::note(const Occurrence &occurrence)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare("INSERT INTO occurrence(model, time, kind, version, stage, text) "
                              "VALUES(?1, ?2, ?3, ?4, ?5, ?6)"));
    statement.bind(1, occurrence.model);
    statement.bind(2, occurrence.time.toMSecsSinceEpoch());
    statement.bind(3, kindName(occurrence.kind));
    statement.bind(4, occurrence.version);
    statement.bind(5, occurrence.stage);
    statement.bind(6, occurrence.text);
    VT_CHECK(statement.execute());
    return {};
}

Result<> Store::removeNote(const Occurrence &note)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare("DELETE FROM occurrence WHERE id = (SELECT id FROM occurrence WHERE model = ?1 "
                              "AND time = ?2 AND kind = ?3 AND text = ?4 LIMIT 1)"));
    statement.bind(1, note.model);
    statement.bind(2, note.time.toMSecsSinceEpoch());
    statement.bind(3, kindName(Occurrence::Kind::Note));
    statement.bind(4, note.text);
    VT_TRY(const qint64 removed, statement.execute());
    if (removed == 0)
        return Error{Error::Code::NotFound, Text::tr("The note is not there any more."), note.text};
    return {};
}

Result<QList<Occurrence>> Store::occurrences(const QString &model)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare("SELECT time, kind, version, stage, text FROM occurrence "
                              "WHERE model = ?1 ORDER BY time, id"));
    statement.bind(1, model);
    QList<Occurrence> result;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return result;
        result.append({kindOf(statement.text(1)), utc(statement.integer(0)), model, statement.text(2),
                       statement.text(3), statement.text(4)});
    }
}

Result<QStringList> Store::models()
{
    VT_TRY(StoreStatement statement, m_database.prepare("SELECT name FROM model ORDER BY name"));
    return texts(std::move(statement));
}

Result<QStringList> Store::versions(const QString &model)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare(
               std::string("SELECT v.name FROM version v JOIN model m ON m.id = v.model WHERE m.name = ?1") +
               hasObservations + " ORDER BY v.id"));
    statement.bind(1, model);
    return texts(std::move(statement));
}

Result<std::pair<QDateTime, QDateTime>> Store::range(const QString &model, const QString &version,
                                                     Labels labels)
{
    const std::string_view which = labelCondition(labels);
    const QString sql =
        QString(observedRange).arg(QString::fromLatin1(which.data(), qsizetype(which.size())));
    VT_TRY(StoreStatement statement, m_database.prepare(sql.toStdString()));
    statement.bind(1, model);
    statement.bind(2, version.isNull() ? u""_s : version);
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    if (statement.isNull(0))
        return Error{Error::Code::NotFound, Text::tr("Nothing has been recorded for %1 yet.").arg(model), {}};
    return std::pair{utc(statement.integer(0)), utc(statement.integer(1))};
}

Result<QList<Observation>> Store::observations(const QString &model, const QString &version,
                                               std::optional<QDateTime> from, std::optional<QDateTime> to,
                                               Labels labels)
{
    VT_TRY(ObservationReader reader, ObservationReader::open(m_database, model, version, labels, from, to));
    QList<Observation> result;
    while (true) {
        VT_TRY(const bool row, reader.next());
        if (!row)
            return result;
        result.append(reader.observation());
    }
}

Result<> Store::visit(const QString &model, const QString &version, Labels labels,
                      const std::function<Result<>(const Observation &)> &visit)
{
    VT_TRY(ObservationReader reader, ObservationReader::open(m_database, model, version, labels));
    while (true) {
        VT_TRY(const bool row, reader.next());
        if (!row)
            return {};
        VT_CHECK(visit(reader.observation()));
    }
}

Result<bool> Store::hasOpen(const QString &model, const QString &version)
{
    return ObservationReader::hasOpen(m_database, model, version);
}

Result<ObservationTable> Store::table(const QString &model, const QString &version, const Target &target,
                                      const MetricRequest &request, const Job &job)
{
    VT_TRY(ObservationReader reader,
           ObservationReader::open(m_database, model, version, Labels::Known, request.from, request.to));
    ObservationTable result(target.classification, target.levels);
    constexpr std::size_t rowsBetweenChecks = 4096;
    while (true) {
        VT_TRY(const bool row, reader.next());
        if (!row)
            return result;
        result.append(reader.time(), reader.truth(), reader.estimate(), reader.truthLevel(),
                      reader.estimateLevel(), reader.probabilities());
        if (result.times().size() % rowsBetweenChecks == 0)
            VT_CHECK(job.check());
    }
}

Result<QStringList> Store::versionsOf(const QString &model, const QStringList &asked)
{
    return asked.isEmpty() ? versions(model) : Result<QStringList>(asked);
}

Result<QList<MetricSeries>> Store::metrics(const MetricRequest &request, const Job &job)
{
    VT_CHECK(checkPeriods(request.periods));
    VT_TRY(const Target target, this->target(request.model));
    VT_CHECK(checkMetrics(request.metrics, target.classification));
    VT_TRY(const QStringList versions, versionsOf(request.model, request.versions));
    QList<MetricSeries> result;
    for (qsizetype i = 0; i < versions.size(); ++i) {
        job.report(i, versions.size());
        VT_CHECK(job.check());
        VT_TRY(QList<MetricSeries> series, metricsOf(versions[i], target, request, job));
        for (MetricSeries &one : series) {
            one.model = request.model;
            one.version = versions[i];
            result.append(std::move(one));
        }
    }
    job.report(versions.size(), versions.size());
    return result;
}

Result<bool> Store::hasManyRows(const QString &model, const QString &version)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare(
               "SELECT count(*) FROM (SELECT 1 FROM observation o JOIN version v ON v.id = o.version "
               "JOIN model m ON m.id = v.model WHERE m.name = ?1 AND v.name = ?2 LIMIT 200001) AS few"));
    statement.bind(1, model);
    statement.bind(2, version);
    VT_TRY(const bool row, statement.step());
    return row && statement.integer(0) > 200'000;
}

Result<QList<MetricSeries>> Store::metricsOf(const QString &version, const Target &target,
                                             const MetricRequest &request, const Job &job)
{
    Job part;
    part.stop = job.stop;
    // Sums do not tell how sure a value is; where there are too many rows to look at, they have to do.
    bool summed = !request.metrics.isEmpty();
    if (summed && request.intervals.wanted()) {
        VT_TRY(summed, hasManyRows(request.model, version));
    }
    if (summed) {
        auto reader = RollupReader::open(m_database, request.model, version);
        if (reader) {
            VT_TRY(auto series, measureRollups(*reader, target, request.metrics, request, part));
            if (series)
                return std::move(*series);
        }
    }
    VT_TRY(const ObservationTable rows, table(request.model, version, target, request, job));
    const QStringList metrics = request.metrics.isEmpty()
                                    ? defaultMetrics(target.classification, rows.hasProbabilities())
                                    : request.metrics;
    return measure(rows.times(), rows.rows(), metrics, request.periods, request.options, part,
                   request.intervals);
}

Result<Chart> Store::chart(const ChartRequest &request, const Job &job)
{
    VT_TRY(const Target target, this->target(request.model));
    VT_CHECK(checkMetrics(request.metrics, target.classification));
    VT_TRY(const QStringList versions, versionsOf(request.model, request.versions));
    Chart chart;
    for (const QString &version : versions) {
        VT_CHECK(job.check());
        VT_TRY(Chart one, chartOf(version, target, request, job));
        for (MetricSeries &series : one.series) {
            series.model = request.model;
            series.version = version;
            chart.series.append(std::move(series));
        }
        chart.stepMs = std::max(chart.stepMs, one.stepMs);
        for (const QString &note : one.notes) {
            if (!chart.notes.contains(note))
                chart.notes << note;
        }
    }
    return chart;
}

Result<Chart> Store::chartOf(const QString &version, const Target &target, const ChartRequest &request,
                             const Job &job)
{
    VT_TRY(RollupReader reader, RollupReader::open(m_database, request.model, version));
    VT_CHECK(reader.complete(target, job));
    VT_TRY(const auto range, reader.range());
    if (!range)
        return Chart();
    const qint64 from = request.from ? request.from->toMSecsSinceEpoch() : range->first;
    const qint64 to = request.to ? request.to->toMSecsSinceEpoch() : range->second;
    QStringList metrics = request.metrics;
    if (metrics.isEmpty())
        metrics = defaultMetrics(target.classification, target.levels.size() == 2);
    ChartReader chart(reader, target, request, [&](qint64 first, qint64 last) {
        MetricRequest rows;
        rows.from = utc(first);
        rows.to = utc(last);
        return table(request.model, version, target, rows, job);
    });
    return chart.read(metrics, from, to, stepForChart(to - from, request.width));
}

Result<MetricTable> Store::savedMetrics(const QString &model, const QString &version,
                                        std::optional<QDateTime> since)
{
    return SavedMetrics(m_database).read(model, version, since);
}

Result<MetricMerge> Store::previewMetrics(const QString &model, const QString &version,
                                          const MetricTable &table)
{
    return SavedMetrics(m_database).preview(model, version, table);
}

Result<> Store::saveMetrics(const QString &model, const QString &version, const MetricTable &table,
                            bool overwrite)
{
    return SavedMetrics(m_database).save(model, version, table, overwrite);
}

Result<Retention> Store::retention()
{
    return RetentionKeeper(m_database).read();
}

Result<> Store::setRetention(const Retention &retention)
{
    return RetentionKeeper(m_database).set(retention);
}

Result<qint64> Store::applyRetention(const QDateTime &now, const Job &job)
{
    return RetentionKeeper(m_database).apply(now.toMSecsSinceEpoch(), job);
}

} // namespace vitrine::monitor
