// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/metric/interval.h"
#include "core/monitor/metric/options.h"
#include "core/monitor/metrictable.h"
#include "core/monitor/period.h"
#include "core/monitor/series.h"
#include "core/monitor/store/chart.h"
#include "core/monitor/store/connection.h"
#include "core/monitor/store/retention.h"
#include "core/monitor/target.h"

#include <functional>

namespace vitrine::monitor {

class ObservationTable;

// A prediction with, once it is known, what came true. Regression uses the numbers; classification the labels
// and the probabilities of the levels.
struct Observation {
    qint64 timeMs = 0; // UTC, of what is predicted
    QString id;        // request id; may be empty
    double truth = std::numeric_limits<double>::quiet_NaN();
    double estimate = std::numeric_limits<double>::quiet_NaN();
    QString truthLevel;
    QString estimateLevel;
    QList<double> probabilities; // in the order of Target::levels
};

// Which observations: those whose truth is known, those whose truth is not yet, or both.
enum class Labels { Known, Open, Any };

// Something that happened to a model, for the markers on a chart.
struct Occurrence {
    enum class Kind { Deployed, RolledBack, Retrained, Alert, Note } kind = Kind::Note;
    QDateTime time;
    QString model;
    QString version;
    QString stage;
    QString text;
};

struct MetricRequest {
    QString model;
    QStringList versions; // empty: all
    QStringList
        metrics; // empty: the default set of the target (rmse rsq mae | accuracy kap mn_log_loss roc_auc)
    Periods periods;
    std::optional<QDateTime> from; // inclusive
    std::optional<QDateTime> to;   // exclusive
    MetricOptions options;
    IntervalOptions intervals; // none unless asked for
};

// The monitoring store of a library: <Git directory>/vitrine/monitor.sqlite, or for a team a PostgreSQL
// database. It is a log, not a cache. One Store belongs to one thread; any number of them may be open on one
// file or database, in several processes. What append() returned from survives the end of the program.
class Store final
{
public:
    // `where`: a path, or postgresql://user@host/database; see StoreConnection.
    static Result<Store> open(const QString &where);

    // One transaction. An observation with the id of an earlier one of the same version replaces it. One of a
    // time that the retention left behind counts in charts and sums only.
    Result<> append(const QString &model, const QString &version, const QList<Observation> &observations);
    // Sets the truth of observations that were recorded before, by their ids; what else they hold stays. One
    // transaction. The places in the list whose ids are not known.
    Result<QList<qsizetype>> attachTruths(const QString &model, const QString &version,
                                          const QList<Observation> &truths);
    Result<> setTarget(const QString &model, const Target &target);
    // As set; else guessed from the observations (levels sorted). NotFound when there is neither.
    Result<Target> target(const QString &model);
    Result<> note(const Occurrence &occurrence);
    // Takes back a note that somebody wrote: same model, time and text. NotFound when there is none.
    Result<> removeNote(const Occurrence &note);

    Result<QStringList> models();
    Result<QStringList> versions(const QString &model); // that have observations, or sums of such
    // First and last observation of a model, removed ones too if they had a truth; NotFound when there are
    // none.
    Result<std::pair<QDateTime, QDateTime>> range(const QString &model, const QString &version = {},
                                                  Labels labels = Labels::Any);
    // Ascending in time.
    Result<QList<Observation>> observations(const QString &model, const QString &version,
                                            std::optional<QDateTime> from = {},
                                            std::optional<QDateTime> to = {}, Labels labels = Labels::Known);
    // The same one by one, however many there are.
    Result<> visit(const QString &model, const QString &version, Labels labels,
                   const std::function<Result<>(const Observation &)> &visit);
    // Whether the truth of any observation is not known yet.
    Result<bool> hasOpen(const QString &model, const QString &version);
    Result<QList<Occurrence>> occurrences(const QString &model); // ascending: notes and alerts

    // The series of every asked version and metric, exact. Blocking; meant for a worker thread: most metrics
    // follow from sums by the day, hour or minute within milliseconds, the others read every observation.
    Result<QList<MetricSeries>> metrics(const MetricRequest &request, const Job &job = {});
    // Metrics over time for a number of pixels: a year of an observation a second takes milliseconds.
    // Blocking. The first call for versions that were recorded by an older program sums them up first.
    Result<Chart> chart(const ChartRequest &request, const Job &job = {});

    // Tables of metrics that were measured elsewhere and saved, as vetiver pins them; see SavedMetrics.
    Result<MetricTable> savedMetrics(const QString &model, const QString &version = {},
                                     std::optional<QDateTime> since = {});
    Result<MetricMerge> previewMetrics(const QString &model, const QString &version,
                                       const MetricTable &table);
    Result<> saveMetrics(const QString &model, const QString &version, const MetricTable &table,
                         bool overwrite);

    // For how long what is kept; nothing is removed but by applyRetention(), which returns how many rows it
    // removed.
    Result<Retention> retention();
    Result<> setRetention(const Retention &retention);
    Result<qint64> applyRetention(const QDateTime &now, const Job &job = {});

private:
    explicit Store(StoreConnection connection) : m_database(std::move(connection)) {}
    Result<Target> guessTarget(const QString &model);
    Result<std::optional<Target>> storedTarget(const QString &model);
    Result<bool> hasManyRows(const QString &model, const QString &version);
    Result<QList<MetricSeries>> metricsOf(const QString &version, const Target &target,
                                          const MetricRequest &request, const Job &job);
    Result<QStringList> versionsOf(const QString &model, const QStringList &asked);
    Result<Chart> chartOf(const QString &version, const Target &target, const ChartRequest &request,
                          const Job &job);
    Result<ObservationTable> table(const QString &model, const QString &version, const Target &target,
                                   const MetricRequest &request, const Job &job);

    StoreConnection m_database;
};

} // namespace vitrine::monitor
