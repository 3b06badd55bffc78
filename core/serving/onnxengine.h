// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"

namespace vitrine::serving {

// ONNX models through ONNX Runtime, in this process, one thread a call.
//
// The columns of the prototype reach the model as one matrix, as one tensor a column, or as anything between
// (groups of columns in the model's order). Models exported with a fixed batch size are run in pieces of it.
class OnnxEngine final : public Engine
{
public:
    static Result<std::unique_ptr<Engine>> load(const QString &path, const format::Prototype &prototype);
    ~OnnxEngine() override;

    const EngineDescription &description() const override;
    const Schema &schema() const override;
    std::optional<Failure> predict(const Frame &frame, Wanted wanted, Output &output) const override;
    std::optional<Failure> infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const override;

private:
    struct Session;
    explicit OnnxEngine(std::unique_ptr<Session> session);
    std::unique_ptr<Session> m_session;
};

} // namespace vitrine::serving
