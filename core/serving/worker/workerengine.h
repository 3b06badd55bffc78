// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"
#include "core/serving/worker/workerpool.h"

namespace vitrine::serving {

// Models that need Python or R, in worker processes of that language. What comes in is checked here; what a
// worker does wrong (ends, hangs, prints, answers nonsense) costs at most the request that it had.
class WorkerEngine final : public Engine
{
public:
    // `path`: a file, or a folder that MLflow wrote. `format`: how the worker is to read it, as in
    // worker.py; `name`: what people call the file; `extra`: further fields of Load.
    static Result<std::unique_ptr<Engine>> load(WorkerLanguage language, const QString &path,
                                                const QString &name, const QString &format,
                                                const Fields &extra, const format::Prototype &prototype,
                                                const EngineOptions &options);

    const EngineDescription &description() const override { return m_description; }
    const Schema &schema() const override { return m_schema; }
    std::optional<Failure> predict(const Frame &frame, Wanted wanted, Output &output) const override;
    std::optional<Failure> infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const override;

    std::vector<pid_t> processes() const { return m_pool->processes(); }

private:
    explicit WorkerEngine(std::unique_ptr<WorkerPool> pool) : m_pool(std::move(pool)) {}
    void describe(const format::Prototype &prototype);
    std::optional<Failure> answerNothing(Output &output) const;

    std::unique_ptr<WorkerPool> m_pool;
    EngineDescription m_description;
    Schema m_schema;
    Output m_trial; // what the model answered to a trial row
};

} // namespace vitrine::serving
