// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/estimatereading.h"
#include "core/monitor/store.h"

#include <QSet>

namespace vitrine::monitor {

// What a store knows a version to have predicted, with the truth as far as it is known: the rows of recorded
// requests, whose features are what was asked, and the observations that did not come of these (they were
// ingested, and have no features). Belongs to one thread.
class RecordedRows final
{
public:
    // Nothing when there are none that performance can be estimated of, or when every truth is known.
    static Result<std::optional<RecordedRows>> open(const QString &where, const QString &model,
                                                    const QString &version, const Target &target,
                                                    const Job &job);

    // Chunk by chunk, any number of times.
    Result<> read(const Job &job, const std::function<Result<>(EstimateRows)> &visit);

private:
    // What servers recorded.
    struct Log {
        Dataset dataset;
        EstimateReading reading;
        QSet<QString> labelled; // ids of observations that came of its rows
    };
    RecordedRows(Store store, const QString &where, const QString &model, const QString &version,
                 const Target &target)
        : m_store(std::move(store))
        , m_where(where)
        , m_model(model)
        , m_version(version)
        , m_target(target)
    {
    }
    Result<> openLog(const Job &job);
    Result<> findLabelled(const Job &job);
    Result<bool> hasOpen(const Job &job);
    Result<> readObservations(const Job &job, const std::function<Result<>(EstimateRows)> &visit);
    EstimateRows blank() const;
    void add(EstimateRows &rows, const Observation &observation) const;

    Store m_store;
    QString m_where;
    QString m_model;
    QString m_version;
    Target m_target;
    QStringList m_levels; // of a classification
    std::optional<Log> m_log;
};

} // namespace vitrine::monitor
