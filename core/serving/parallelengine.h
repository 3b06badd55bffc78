// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"

#include <atomic>
#include <memory>

namespace vitrine::serving {

// An engine whose long calls are cut into parts that run on the cores that no other call of it uses. Calls
// that come while all cores are busy run in one piece, because together they use all cores anyway. For
// engines of this process, whose answer to a row does not depend on the other rows.
class ParallelEngine final : public Engine
{
public:
    // A part has at least `leastRows` rows, so that handing it over is worth it.
    ParallelEngine(std::unique_ptr<const Engine> engine, unsigned cores, std::size_t leastRows);
    ~ParallelEngine() override;

    const EngineDescription &description() const override { return m_engine->description(); }
    const Schema &schema() const override { return m_engine->schema(); }
    std::optional<Failure> predict(const Frame &frame, Wanted wanted, Output &output) const override;
    std::optional<Failure> infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const override
    {
        return m_engine->infer(inputs, outputs);
    }

private:
    struct Part;
    struct Pool;
    std::optional<Failure> predictParts(const Frame &frame, Wanted wanted, Output &output,
                                        std::size_t count) const;

    std::unique_ptr<const Engine> m_engine;
    std::unique_ptr<Pool> m_pool;
    std::size_t m_cores;
    std::size_t m_leastRows;
    mutable std::atomic<std::size_t> m_busy{0}; // parts that run now
};

} // namespace vitrine::serving
