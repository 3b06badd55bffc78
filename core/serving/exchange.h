// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/catalogue.h"
#include "core/serving/httpmessage.h"
#include "core/serving/jsontext.h"
#include "core/serving/requestparser.h"

#include <chrono>

namespace vitrine::serving {

// In whose words a server answers where vetiver's two servers differ.
enum class Flavour { Default, Python, R };

// The buffers of one thread that answers requests, kept from one to the next.
struct Workspace {
    RequestParser parser;
    Frame frame;
    Faults faults;
    Output output;
};

// One request on its way through a dialect.
struct Exchange {
    const Request &request;
    Response &response;
    Workspace &workspace;
    Flavour flavour = Flavour::Default;
    const ServedModel *model = nullptr;
    ServedVersionPtr version; // held until the answer is written
    Endpoint endpoint = Endpoint::Other;
    const ServerMetrics *metrics = nullptr;
};

// Measures a stage into the version's counters when it ends.
class StageTimer final
{
public:
    StageTimer(const ServedVersion &version, Stage stage)
        : m_version(version)
        , m_stage(stage)
        , m_begin(std::chrono::steady_clock::now())
    {
    }
    ~StageTimer()
    {
        m_version.counters->stages[static_cast<std::size_t>(m_stage)].observe(
            std::chrono::steady_clock::now() - m_begin);
    }
    StageTimer(const StageTimer &) = delete;
    StageTimer &operator=(const StageTimer &) = delete;

private:
    const ServedVersion &m_version;
    Stage m_stage;
    std::chrono::steady_clock::time_point m_begin;
};

// Which part of a model's output answers a request.
enum class AnswerType { Prediction, Probabilities };

// Runs the model on the workspace's frame. False, with a message, when it cannot; the status is 422 for
// values that the model refuses, 503 when it is busy, 500 when it fails.
bool runModel(Exchange &exchange, AnswerType type, int &status, std::string &message);

// The column of the output that answers; null, with a message, when the model has none of that kind.
const OutputColumn *answerColumn(const Output &output, AnswerType type);

// One value of a column as JSON.
void appendCell(std::string &out, const OutputColumn &column, std::size_t index, NotANumber special);
// One row: a value, or a list where the column is wider than one or holds probabilities.
void appendRow(std::string &out, const OutputColumn &column, std::size_t row, NotANumber special);

// Notes in headers what was passed over: unknown columns, missing values, no prototype.
void addRemarks(Exchange &exchange);

} // namespace vitrine::serving
