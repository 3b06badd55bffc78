// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"
#include "core/base/job.h"
#include "core/monitor/metric/interval.h"
#include "core/monitor/metric/options.h"
#include "core/monitor/period.h"
#include "core/monitor/series.h"
#include "core/monitor/target.h"

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

// The monitoring store of a library: <Git directory>/vitrine/monitor.sqlite. It is a log, not a cache.
// One Store belongs to one thread; any number of them may be open on one file, in several processes.
class Store final
{
public:
    static Result<Store> open(const QString &path);

    // One transaction. An observation with the id of an earlier one of the same version replaces it.
    Result<> append(const QString &model, const QString &version, const QList<Observation> &observations);
    Result<> setTarget(const QString &model, const Target &target);
    // As set; else guessed from the observations (levels sorted). NotFound when there is neither.
    Result<Target> target(const QString &model);
    Result<> note(const Occurrence &occurrence);
    // Takes back a note that somebody wrote: same model, time and text. NotFound when there is none.
    Result<> removeNote(const Occurrence &note);

    Result<QStringList> models();
    Result<QStringList> versions(const QString &model); // that have observations
    // First and last observation of a model; NotFound when there are none.
    Result<std::pair<QDateTime, QDateTime>> range(const QString &model);
    // Ascending in time; only those with a known truth.
    Result<QList<Observation>> observations(const QString &model, const QString &version,
                                            std::optional<QDateTime> from = {},
                                            std::optional<QDateTime> to = {});
    Result<QList<Occurrence>> occurrences(const QString &model); // ascending: notes and alerts

    // The series of every asked version and metric. Blocking; meant for a worker thread.
    Result<QList<MetricSeries>> metrics(const MetricRequest &request, const Job &job = {});

private:
    explicit Store(Database database) : m_database(std::move(database)) {}
    Result<Target> guessTarget(const QString &model);
    Result<ObservationTable> table(const QString &model, const QString &version, const Target &target,
                                   const MetricRequest &request, const Job &job);

    Database m_database;
};

} // namespace vitrine::monitor
