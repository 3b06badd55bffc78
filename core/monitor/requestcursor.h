// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/predictiondataset.h"
#include "core/monitor/store/connection.h"

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

// The id of the observation that comes of a row of a request.
QString observationId(const std::string &request, qint64 row);

// Goes through the recorded requests in the order of arrival.
class RequestCursor final
{
public:
    static Result<RequestCursor> open(const QString &storePath, const PredictionRows &rows);
    Result<bool> next(AnsweredRequest &request); // false at the end

private:
    RequestCursor(StoreConnection requestSide, StoreConnection feedbackSide, StoreStatement requests,
                  StoreStatement feedback)
        : m_requestSide(std::move(requestSide))
        , m_feedbackSide(std::move(feedbackSide))
        , m_requests(std::move(requests))
        , m_feedback(std::move(feedback))
    {
    }
    Result<> nextFeedback();

    // Both run through their rows side by side, by sequence; so each has a connection.
    StoreConnection m_requestSide;
    StoreConnection m_feedbackSide;
    StoreStatement m_requests;
    StoreStatement m_feedback;
    std::optional<qint64> m_feedbackFor; // sequence of the request that the present row belongs to
    bool m_begun = false;
};

} // namespace vitrine::monitor
