// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/parallelengine.h"

#include "core/serving/outputrows.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <latch>

namespace vitrine::serving {

struct ParallelEngine::Part {
    Frame frame;
    Output output;
    std::optional<Failure> failure;
};

struct ParallelEngine::Pool {
    explicit Pool(std::size_t count) : threads(count) {}
    ~Pool() { threads.join(); }
    boost::asio::thread_pool threads;
};

ParallelEngine::ParallelEngine(std::unique_ptr<const Engine> engine, unsigned cores, std::size_t leastRows)
    : m_engine(std::move(engine))
    , m_pool(std::make_unique<Pool>(std::max(2u, cores) - 1))
    , m_cores(std::max(2u, cores))
    , m_leastRows(std::max<std::size_t>(1, leastRows))
{
}

ParallelEngine::~ParallelEngine() = default;

std::optional<Failure> ParallelEngine::predict(const Frame &frame, Wanted wanted, Output &output) const
{
    const std::size_t idle = m_cores - std::min(m_cores, m_busy.load(std::memory_order_relaxed));
    const std::size_t parts = std::max<std::size_t>(1, std::min(idle, frame.rows() / m_leastRows));
    m_busy.fetch_add(parts, std::memory_order_relaxed);
    auto failure =
        parts == 1 ? m_engine->predict(frame, wanted, output) : predictParts(frame, wanted, output, parts);
    m_busy.fetch_sub(parts, std::memory_order_relaxed);
    return failure;
}

std::optional<Failure> ParallelEngine::predictParts(const Frame &frame, Wanted wanted, Output &output,
                                                    std::size_t count) const
{
    static thread_local std::vector<Part> kept;
    std::vector<Part> &parts = kept; // those of this thread, also where another one works on them
    if (parts.size() < count)
        parts.resize(count);
    const auto run = [this, &parts, wanted](std::size_t i) {
        parts[i].failure = m_engine->predict(parts[i].frame, wanted, parts[i].output);
    };
    std::size_t begin = 0;
    std::latch others(static_cast<std::ptrdiff_t>(count) - 1);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t end = frame.rows() * (i + 1) / count;
        parts[i].frame.reset(frame.schema());
        parts[i].frame.append(frame, begin, end - begin);
        begin = end;
        if (i + 1 == count)
            run(i);
        else
            boost::asio::post(m_pool->threads, [&run, &others, i] {
                run(i);
                others.count_down();
            });
    }
    others.wait();
    for (std::size_t i = 0; i < count; ++i) {
        if (parts[i].failure)
            return std::move(parts[i].failure);
    }
    std::swap(output, parts.front().output);
    for (std::size_t i = 1; i < count; ++i)
        appendRows(parts[i].output, output);
    return {};
}

} // namespace vitrine::serving
