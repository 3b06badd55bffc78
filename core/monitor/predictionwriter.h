// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/prediction.h"
#include "core/monitor/store.h"

#include <QJsonObject>

#include <optional>
#include <string>
#include <vector>

namespace vitrine::monitor {

// The database side of PredictionLog; belongs to its thread.
class PredictionWriter final
{
public:
    // `where` as of StoreConnection.
    static Result<PredictionWriter> open(const QString &where);

    // The row of a version in the store, made when it is new.
    Result<qint64> versionId(const std::string &model, const std::string &version);

    // A batch of records is one transaction.
    Result<StoreTransaction> begin();
    Result<> write(const Prediction &prediction, qint64 version);
    Result<> commit(StoreTransaction &transaction);

    // Keeps the truths; those of known requests become observations. Replaces what was said before.
    Result<Feedback> attach(const std::vector<Truth> &truths, qint64 nowMs);
    Result<> note(const Occurrence &occurrence) { return m_store.note(occurrence); }

    // Removes a few thousand of the oldest at most, so that no other writer waits; true while there are more.
    Result<bool> removeOld(qint64 beforeMs, qint64 keepRequests);

private:
    // A request as it was recorded.
    struct Recorded {
        QString model;
        QString version;
        qint64 timeMs = 0;
        qint64 rows = 0;
        QJsonObject outputs;
    };
    PredictionWriter(StoreConnection database, Store store, StoreBatch batch)
        : m_database(std::move(database))
        , m_store(std::move(store))
        , m_batch(std::move(batch))
    {
    }
    Result<std::optional<Recorded>> find(const std::string &id);
    Result<> keep(const std::vector<Truth> &truths, qint64 nowMs);
    Result<QStringList> levelsOf(const Recorded &recorded);

    StoreConnection m_database;
    Store m_store;
    StoreBatch m_batch;
};

} // namespace vitrine::monitor
