// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store.h"

#include "core/base/text.h"
#include "core/monitor/measure.h"
#include "core/monitor/observationtable.h"
#include "core/monitor/observationwriter.h"
#include "core/monitor/storeschema.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cstring>

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

Result<QStringList> texts(Statement statement)
{
    QStringList result;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return result;
        result << statement.text(0);
    }
}

QList<double> doubles(const QByteArray &blob)
{
    QList<double> values(blob.size() / qsizetype(sizeof(double)));
    std::memcpy(values.data(), blob.constData(), static_cast<std::size_t>(values.size()) * sizeof(double));
    return values;
}

// Labelled observations of a version in a stretch of time, ascending. Binds 1 model, 2 version, 3 from, 4 to.
constexpr auto labelledObservations = R"sql(
SELECT o.time, o.truth, o.estimate, t.name, e.name, o.probabilities, o.id
FROM model m JOIN version v ON v.model = m.id JOIN observation o ON o.version = v.id
LEFT JOIN level t ON t.id = o.truth_level LEFT JOIN level e ON e.id = o.estimate_level
WHERE m.name = ?1 AND v.name = ?2 AND o.time >= ?3 AND o.time < ?4
  AND (o.truth IS NOT NULL OR o.truth_level IS NOT NULL)
ORDER BY o.time, o.seq
)sql";

Result<Statement> labelled(Database &database, const QString &model, const QString &version,
                           const std::optional<QDateTime> &from, const std::optional<QDateTime> &to)
{
    VT_TRY(Statement statement, database.prepare(labelledObservations));
    statement.bind(1, model);
    statement.bind(2, version);
    statement.bind(3, from ? from->toMSecsSinceEpoch() : std::numeric_limits<qint64>::min());
    statement.bind(4, to ? to->toMSecsSinceEpoch() : std::numeric_limits<qint64>::max());
    return statement;
}

} // namespace

Result<Store> Store::open(const QString &path)
{
    const auto context = [&](const Error &error) {
        return error.within(Text::tr("Cannot open the monitoring store %1").arg(path));
    };
    auto database = Database::open(path);
    if (!database)
        return context(database.error());
    if (auto prepared = prepareStore(*database); !prepared)
        return context(prepared.error());
    return Store(std::move(database).value());
}

Result<> Store::append(const QString &model, const QString &version, const QList<Observation> &observations)
{
    if (observations.isEmpty())
        return {};
    VT_TRY(Transaction transaction, Transaction::begin(m_database));
    VT_TRY(ObservationWriter writer,
           ObservationWriter::begin(m_database, model, version, observations.size()));
    for (const Observation &observation : observations)
        VT_CHECK(writer.write(observation));
    return transaction.commit();
}

Result<> Store::setTarget(const QString &model, const Target &target)
{
    if (target.classification && target.levels.size() < 2)
        return Error{Error::Code::InvalidArgument, Text::tr("A classification needs at least 2 levels."),
                     model};
    VT_TRY(Statement statement,
           m_database.prepare("INSERT INTO model(name, target) VALUES(?1, ?2) "
                              "ON CONFLICT(name) DO UPDATE SET target = excluded.target"));
    statement.bind(1, model);
    statement.bind(2, QString::fromUtf8(targetToJson(target)));
    return statement.execute();
}

Result<Target> Store::target(const QString &model)
{
    VT_TRY(Statement statement, m_database.prepare("SELECT target FROM model WHERE name = ?1"));
    statement.bind(1, model);
    VT_TRY(const bool found, statement.step());
    if (found && !statement.isNull(0))
        return targetFromJson(statement.text(0).toUtf8());
    return guessTarget(model);
}

Result<Target> Store::guessTarget(const QString &model)
{
    VT_TRY(
        Statement any,
        m_database.prepare("SELECT 1 FROM model m JOIN version v ON v.model = m.id "
                           "WHERE m.name = ?1 AND EXISTS(SELECT 1 FROM observation WHERE version = v.id)"));
    any.bind(1, model);
    VT_TRY(const bool found, any.step());
    if (!found) {
        return Error{
            Error::Code::NotFound,
            Text::tr("Nothing has been recorded for %1 yet. Ingest labelled data or serve the model.")
                .arg(model),
            {}};
    }
    VT_TRY(Statement levels, m_database.prepare("SELECT l.name FROM level l JOIN model m ON m.id = l.model "
                                                "WHERE m.name = ?1 ORDER BY l.name"));
    levels.bind(1, model);
    Target target;
    VT_TRY(target.levels, texts(std::move(levels)));
    target.classification = !target.levels.isEmpty();
    return target;
}

Result<> Store::note(const Occurrence &occurrence)
{
    VT_TRY(Statement statement,
           m_database.prepare("INSERT INTO occurrence(model, time, kind, version, stage, text) "
                              "VALUES(?1, ?2, ?3, ?4, ?5, ?6)"));
    statement.bind(1, occurrence.model);
    statement.bind(2, occurrence.time.toMSecsSinceEpoch());
    statement.bind(3, kindName(occurrence.kind));
    statement.bind(4, occurrence.version);
    statement.bind(5, occurrence.stage);
    statement.bind(6, occurrence.text);
    return statement.execute();
}

Result<> Store::removeNote(const Occurrence &note)
{
    VT_TRY(Statement statement,
           m_database.prepare(
               "DELETE FROM occurrence WHERE id = (SELECT id FROM occurrence WHERE model = ?1 AND "
               "time = ?2 AND kind = ?3 AND text = ?4 LIMIT 1)"));
    statement.bind(1, note.model);
    statement.bind(2, note.time.toMSecsSinceEpoch());
    statement.bind(3, kindName(Occurrence::Kind::Note));
    statement.bind(4, note.text);
    VT_CHECK(statement.execute());
    if (m_database.changes() == 0)
        return Error{Error::Code::NotFound, Text::tr("The note is not there any more."), note.text};
    return {};
}

Result<QList<Occurrence>> Store::occurrences(const QString &model)
{
    VT_TRY(Statement statement, m_database.prepare("SELECT time, kind, version, stage, text FROM occurrence "
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
    VT_TRY(Statement statement, m_database.prepare("SELECT name FROM model ORDER BY name"));
    return texts(std::move(statement));
}

Result<QStringList> Store::versions(const QString &model)
{
    VT_TRY(Statement statement,
           m_database.prepare(
               "SELECT v.name FROM version v JOIN model m ON m.id = v.model "
               "WHERE m.name = ?1 AND EXISTS(SELECT 1 FROM observation WHERE version = v.id) ORDER BY v.id"));
    statement.bind(1, model);
    return texts(std::move(statement));
}

Result<std::pair<QDateTime, QDateTime>> Store::range(const QString &model)
{
    VT_TRY(Statement statement,
           m_database.prepare("SELECT min((SELECT min(time) FROM observation WHERE version = v.id)), "
                              "       max((SELECT max(time) FROM observation WHERE version = v.id)) "
                              "FROM version v JOIN model m ON m.id = v.model WHERE m.name = ?1"));
    statement.bind(1, model);
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    if (statement.isNull(0))
        return Error{Error::Code::NotFound, Text::tr("Nothing has been recorded for %1 yet.").arg(model), {}};
    return std::pair{utc(statement.integer(0)), utc(statement.integer(1))};
}

Result<QList<Observation>> Store::observations(const QString &model, const QString &version,
                                               std::optional<QDateTime> from, std::optional<QDateTime> to)
{
    VT_TRY(Statement statement, labelled(m_database, model, version, from, to));
    QList<Observation> result;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return result;
        result.append({statement.integer(0), statement.text(6), statement.real(1), statement.real(2),
                       statement.text(3), statement.text(4), doubles(statement.blob(5))});
    }
}

Result<ObservationTable> Store::table(const QString &model, const QString &version, const Target &target,
                                      const MetricRequest &request, const Job &job)
{
    VT_TRY(Statement statement, labelled(m_database, model, version, request.from, request.to));
    ObservationTable result(target.classification, target.levels);
    constexpr std::size_t rowsBetweenChecks = 4096;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return result;
        result.append(statement.integer(0), statement.real(1), statement.real(2), statement.text(3),
                      statement.text(4), statement.blob(5));
        if (result.times().size() % rowsBetweenChecks == 0)
            VT_CHECK(job.check());
    }
}

Result<QList<MetricSeries>> Store::metrics(const MetricRequest &request, const Job &job)
{
    VT_CHECK(checkPeriods(request.periods));
    VT_TRY(const Target target, this->target(request.model));
    VT_CHECK(checkMetrics(request.metrics, target.classification));
    QStringList versions = request.versions;
    if (versions.isEmpty()) {
        VT_TRY(versions, this->versions(request.model));
    }
    QList<MetricSeries> result;
    for (qsizetype i = 0; i < versions.size(); ++i) {
        job.report(i, versions.size());
        VT_CHECK(job.check());
        VT_TRY(const ObservationTable rows, table(request.model, versions[i], target, request, job));
        const QStringList metrics = request.metrics.isEmpty()
                                        ? defaultMetrics(target.classification, rows.hasProbabilities())
                                        : request.metrics;
        Job part;
        part.stop = job.stop;
        VT_TRY(QList<MetricSeries> series, measure(rows.times(), rows.rows(), metrics, request.periods,
                                                   request.options, part, request.intervals));
        for (MetricSeries &one : series) {
            one.model = request.model;
            one.version = versions[i];
            result.append(std::move(one));
        }
    }
    job.report(versions.size(), versions.size());
    return result;
}

} // namespace vitrine::monitor
