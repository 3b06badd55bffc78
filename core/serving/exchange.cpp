// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/exchange.h"

#include <numeric>

namespace vitrine::serving {

std::chrono::nanoseconds StageClock::total() const
{
    return std::accumulate(m_spent.begin(), m_spent.end(), std::chrono::nanoseconds(0));
}

void StageClock::record(VersionCounters &counters) const
{
    for (std::size_t i = 0; i < stageCount; ++i) {
        if (m_spent[i].count() > 0)
            counters.stages[i].observe(m_spent[i]);
    }
    counters.total.observe(total());
}

int statusOf(const Failure &failure)
{
    switch (failure.kind) {
    case Failure::Kind::Input: return 422;
    case Failure::Kind::Busy: return 503;
    case Failure::Kind::Model: break;
    }
    return 500;
}

bool runModel(Exchange &exchange, AnswerType type, int &status, std::string &message)
{
    const ServedVersion &version = *exchange.version;
    const bool everything = type != AnswerType::Prediction || exchange.recorder != nullptr;
    Workspace &workspace = exchange.workspace;
    const Wanted wanted = everything ? Wanted::Everything : Wanted::Prediction;
    const auto failure = version.batcher ? version.batcher->predict(workspace.frame, wanted, workspace.output)
                                         : version.engine->predict(workspace.frame, wanted, workspace.output);
    exchange.clock.lap(Stage::Infer);
    if (failure) {
        exchange.predicted = Predicted::Refused;
        status = statusOf(*failure);
        message = failure->message;
        return false;
    }
    exchange.predicted = Predicted::Answered;
    version.counters->rows.fetch_add(workspace.frame.rows(), std::memory_order_relaxed);
    return true;
}

void addRemarks(const ServedVersion &version, const std::vector<std::string> &ignored,
                std::size_t missingCells, Response &response)
{
    if (!ignored.empty()) {
        std::string names;
        for (const std::string &name : ignored) {
            names += names.empty() ? "" : ", ";
            for (const char c : name)
                names +=
                    static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E ? '?' : c;
        }
        response.addHeader("X-Ignored-Columns", names);
    }
    if (missingCells > 0) {
        response.addHeader("X-Missing-Values", std::to_string(missingCells));
        version.counters->missingCells.fetch_add(missingCells, std::memory_order_relaxed);
    }
    if (!version.hasPrototype)
        response.addHeader("X-Prototype", "none: requests are checked against the model's own inputs only");
}

void addRemarks(Exchange &exchange)
{
    addRemarks(*exchange.version, exchange.workspace.parser.ignoredColumns(),
               exchange.workspace.frame.missingCells(), exchange.response);
}

} // namespace vitrine::serving
