// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/prediction.h"
#include "core/serving/answertext.h"
#include "core/serving/catalogue.h"
#include "core/serving/httpmessage.h"
#include "core/serving/requestparser.h"

#include <array>
#include <chrono>
#include <string>

namespace vitrine::serving {

class PredictionRecorder;

// In whose words a server answers where vetiver's two servers differ.
enum class Flavour { Default, Python, R };

// The buffers of one thread that answers requests, kept from one to the next.
struct Workspace {
    RequestParser parser;
    Frame frame;
    Faults faults;
    Output output;
    monitor::Prediction record;
};

// Where the time of one request goes.
class StageClock final
{
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit StageClock(Time begin) : m_last(begin) {}

    // What passed since the last call belongs to `stage`.
    void lap(Stage stage, Time now = std::chrono::steady_clock::now())
    {
        m_spent[static_cast<std::size_t>(stage)] += now - m_last;
        m_last = now;
    }
    // What passed since the last call belongs to nothing: the client took its time.
    void resume() { m_last = std::chrono::steady_clock::now(); }

    std::chrono::nanoseconds total() const;
    void record(VersionCounters &counters) const;

private:
    Time m_last;
    std::array<std::chrono::nanoseconds, stageCount> m_spent{};
};

// What a request made a model do, for the log of predictions.
enum class Predicted : std::uint8_t {
    Nothing,  // no prediction was asked for
    Refused,  // the rows were not fit for the model, or it failed
    Answered, // and the record, if one is wanted, was filled
};

// One request on its way through a dialect.
struct Exchange {
    const Request &request;
    Response &response;
    Workspace &workspace;
    Flavour flavour = Flavour::Default;
    std::size_t mostRows = 0; // in one request; 0: any number
    bool draining = false;    // the server is about to go
    // Where the request is to be recorded, with what the model knows besides the answer; null: nowhere. The
    // workspace's record is filled once the model has answered.
    const PredictionRecorder *recorder = nullptr;
    std::int64_t idTimeMs = 0; // in the request's id; 0: the client chose that
    const ServedModel *model = nullptr;
    ServedVersionPtr version = {}; // held until the answer is written
    Endpoint endpoint = Endpoint::Other;
    Predicted predicted = Predicted::Nothing;
    StageClock clock{request.received};
};

// Runs the model on the workspace's frame. False, with a message, when it cannot; the status is 422 for
// values that the model refuses, 503 when it is busy, 500 when it fails.
bool runModel(Exchange &exchange, AnswerType type, int &status, std::string &message);

// Status of a failure: 422, 503 or 500.
int statusOf(const Failure &failure);

// Notes in headers what was passed over: unknown columns, missing values, no prototype.
void addRemarks(const ServedVersion &version, const std::vector<std::string> &ignored,
                std::size_t missingCells, Response &response);
void addRemarks(Exchange &exchange);

} // namespace vitrine::serving
