// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/batcher.h"

#include "core/serving/outputrows.h"

#include <algorithm>
#include <utility>

namespace vitrine::serving {

Batcher::Batcher(const Engine &engine, std::size_t lanes, std::shared_ptr<VersionCounters> counters,
                 std::size_t mostRows)
    : m_engine(engine)
    , m_lanes(std::max<std::size_t>(1, lanes))
    , m_mostRows(mostRows)
    , m_counters(std::move(counters))
{
}

std::optional<Failure> Batcher::predict(const Frame &frame, Wanted wanted, Output &output)
{
    Ticket ticket{frame, wanted, output};
    bool leads = false;
    {
        const std::lock_guard lock(m_mutex);
        leads = m_running < m_lanes;
        if (leads)
            ++m_running;
        else
            m_waiting.push_back(&ticket);
    }
    if (!leads) {
        ticket.state.wait(Ticket::State::Waiting);
        leads = ticket.state == Ticket::State::Leading;
    }
    if (leads)
        lead(ticket);
    // Whoever said so is done with the ticket when this is passed.
    const std::lock_guard lock(m_mutex);
    return std::move(ticket.failure);
}

void Batcher::set(Ticket &ticket, Ticket::State state)
{
    ticket.state = state;
    ticket.state.notify_one();
}

void Batcher::lead(Ticket &ticket)
{
    const std::vector<Ticket *> batch = batchWith(ticket);
    run(batch);
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 1; i < batch.size(); ++i)
        set(*batch[i], Ticket::State::Done);
    if (m_waiting.empty()) {
        --m_running;
        return;
    }
    Ticket *next = m_waiting.front();
    m_waiting.pop_front();
    set(*next, Ticket::State::Leading);
}

// The ticket and those that wait, in their order, as far as they fit into one call.
std::vector<Batcher::Ticket *> Batcher::batchWith(Ticket &ticket)
{
    const std::lock_guard lock(m_mutex);
    std::vector<Ticket *> batch{&ticket};
    std::size_t rows = ticket.frame.rows();
    while (!m_waiting.empty()) {
        Ticket *next = m_waiting.front();
        rows += next->frame.rows();
        if (next->wanted != ticket.wanted || rows > m_mostRows)
            break;
        batch.push_back(next);
        m_waiting.pop_front();
    }
    return batch;
}

void Batcher::run(const std::vector<Ticket *> &batch) const
{
    if (batch.size() > 1) {
        runJoined(batch);
        return;
    }
    Ticket &only = *batch.front();
    only.failure = m_engine.predict(only.frame, only.wanted, only.output);
}

void Batcher::runJoined(const std::vector<Ticket *> &batch) const
{
    static thread_local Frame joined;
    static thread_local Output output;
    joined.reset(batch.front()->frame.schema());
    for (const Ticket *ticket : batch)
        joined.append(ticket->frame);
    if (m_engine.predict(joined, batch.front()->wanted, output)) {
        for (Ticket *ticket : batch)
            ticket->failure = m_engine.predict(ticket->frame, ticket->wanted, ticket->output);
        return;
    }
    m_counters->batches.fetch_add(1, std::memory_order_relaxed);
    m_counters->batched.fetch_add(batch.size(), std::memory_order_relaxed);
    std::size_t begin = 0;
    for (Ticket *ticket : batch) {
        copyRows(output, begin, ticket->frame.rows(), ticket->output);
        begin += ticket->frame.rows();
    }
}

} // namespace vitrine::serving
