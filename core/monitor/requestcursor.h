// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"
#include "core/monitor/predictiondataset.h"

#include <QHash>

#include <string>

namespace vitrine::monitor {

// A recorded request that was answered, with its feedback.
struct AnsweredRequest {
    qint64 timeMs = 0;
    std::string id;
    std::string version;
    std::string inputs; // JSON, see Prediction
    std::string outputs;
    QHash<qint64, std::string> truths; // by row
};

// Goes through the recorded requests in the order of arrival.
class RequestCursor final
{
public:
    static Result<RequestCursor> open(const QString &storePath, const PredictionRows &rows);
    Result<bool> next(AnsweredRequest &request); // false at the end

private:
    RequestCursor(Database database, Statement requests, Statement feedback)
        : m_database(std::move(database))
        , m_requests(std::move(requests))
        , m_feedback(std::move(feedback))
    {
    }
    Database m_database;
    Statement m_requests;
    Statement m_feedback;
};

} // namespace vitrine::monitor
