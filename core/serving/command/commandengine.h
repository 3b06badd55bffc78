// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/command/commandprocess.h"
#include "core/serving/engine.h"

namespace vitrine::serving {

// A model behind a server that the user already has (mlflow models serve, bentoml serve, a script of
// vetiver): requests are checked here, go to it as rows in its own form, and its answers are logged and
// switched like those of any other engine. One that does not take rows (llama-server) gets every request as
// it came.
class CommandEngine final : public Engine
{
public:
    // InvalidArgument without a prototype, where rows are put to it: nothing else says which columns the
    // model takes.
    static Result<std::unique_ptr<Engine>> load(const QString &path, const format::Prototype &prototype,
                                                const EngineOptions &options);

    const EngineDescription &description() const override { return m_description; }
    const Schema &schema() const override { return m_schema; }
    std::optional<Failure> predict(const Frame &frame, Wanted wanted, Output &output) const override;
    std::optional<Failure> infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const override;
    std::optional<Failure> pass(const PassedRequest &request, PassedAnswer &answer) const override;

    pid_t process() const { return m_process->process(); }

private:
    CommandEngine(std::unique_ptr<CommandProcess> process, const CommandSpec &spec)
        : m_process(std::move(process))
        , m_form(spec.form)
        , m_forward(spec.forward.toStdString())
    {
    }

    std::unique_ptr<CommandProcess> m_process;
    CommandSpec::Form m_form;
    std::string m_forward;
    EngineDescription m_description;
    Schema m_schema;
};

} // namespace vitrine::serving
