// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"
#include "core/serving/servermetrics.h"

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace vitrine::serving {

// Joins requests that wait at the same time into one call of a model for which a call costs much more than a
// further row. Nobody waits for others to come: while a call runs, what arrives collects and is the next
// call, so that a lone request is as fast as without it.
//
// A call that fails is repeated request by request, so that one bad row spoils no other request. The calling
// threads do the work: one of those that wait makes the call for all. Any number of threads at once.
class Batcher final
{
public:
    // `lanes`: calls that may run at the same time.
    Batcher(const Engine &engine, std::size_t lanes, std::shared_ptr<VersionCounters> counters,
            std::size_t mostRows = 1024);

    // As Engine::predict().
    std::optional<Failure> predict(const Frame &frame, Wanted wanted, Output &output);

private:
    // A request in predict(), on the stack of its thread.
    struct Ticket {
        enum class State { Waiting, Leading, Done };

        const Frame &frame;
        Wanted wanted;
        Output &output;
        std::optional<Failure> failure = {};
        std::atomic<State> state{State::Waiting};
    };

    void lead(Ticket &ticket);
    std::vector<Ticket *> batchWith(Ticket &ticket);
    void run(const std::vector<Ticket *> &batch) const;
    void runJoined(const std::vector<Ticket *> &batch) const;
    static void set(Ticket &ticket, Ticket::State state);

    const Engine &m_engine;
    std::size_t m_lanes;
    std::size_t m_mostRows;
    std::shared_ptr<VersionCounters> m_counters;
    std::mutex m_mutex;
    std::deque<Ticket *> m_waiting;
    std::size_t m_running = 0;
};

} // namespace vitrine::serving
