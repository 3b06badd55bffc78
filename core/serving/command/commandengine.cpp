// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/command/commandengine.h"

#include "core/base/text.h"
#include "core/serving/command/rowsjson.h"
#include "core/serving/rowsinfer.h"
#include "core/serving/worker/workererror.h"

namespace vitrine::serving {

Result<std::unique_ptr<Engine>> CommandEngine::load(const QString &path, const format::Prototype &prototype,
                                                    const EngineOptions &options)
{
    const bool ownApi = options.command.form == CommandSpec::Form::Own;
    if (prototype.isEmpty() && !ownApi)
        return Error{
            Error::Code::InvalidArgument,
            Text::tr(
                "A model that a program of its own serves needs a prototype: nothing else says which columns "
                "it takes."),
            {}};
    VT_TRY(std::unique_ptr<CommandProcess> process, CommandProcess::start(path, options));
    std::unique_ptr<CommandEngine> engine(new CommandEngine(std::move(process), options.command));
    engine->m_schema = schemaOf(prototype);
    engine->m_description.platform = "command";
    engine->m_description.waits = true;
    engine->m_description.ownApi = ownApi;
    if (ownApi)
        return std::unique_ptr<Engine>(std::move(engine));
    engine->m_description.inputs = columnInputs(engine->m_schema);
    Frame frame;
    Output output;
    fillProbe(engine->m_schema, prototype, frame);
    if (!engine->predict(frame, Wanted::Everything, output)) {
        engine->m_description.outputs = columnOutputs(output);
        engine->m_description.classifier = output.find(OutputColumn::Role::Label) != nullptr;
    }
    return std::unique_ptr<Engine>(std::move(engine));
}

std::optional<Failure> CommandEngine::predict(const Frame &frame, Wanted, Output &output) const
{
    if (m_form == CommandSpec::Form::Own)
        return Failure{Failure::Kind::Input,
                       "it takes no rows: ask the program that serves it at its own addresses"};
    if (frame.rows() == 0) {
        output.rows = 0;
        output.columns.assign(1, OutputColumn());
        output.columns.front().name = "predict";
        return {};
    }
    constexpr std::string_view json = "application/json";
    const std::string body = requestBody(frame, m_form);
    PassedAnswer answer;
    if (const auto problem = m_process->ask({"POST", m_forward, json, json, body}, answer))
        return Failure{Failure::Kind::Busy, *problem};
    if (answer.status != 200)
        return Failure{answer.status >= 400 && answer.status < 500 ? Failure::Kind::Input
                                                                   : Failure::Kind::Model,
                       "the program that serves this model answered with status " +
                           std::to_string(answer.status) + ": " + withoutPaths(errorMessage(answer.body))};
    std::string why;
    if (!readAnswerBody(answer.body, frame.rows(), output, why))
        return Failure{Failure::Kind::Model, why};
    return {};
}

std::optional<Failure> CommandEngine::infer(std::span<const Tensor> inputs,
                                            std::vector<Tensor> &outputs) const
{
    return inferRows(*this, inputs, outputs);
}

std::optional<Failure> CommandEngine::pass(const PassedRequest &request, PassedAnswer &answer) const
{
    if (const auto problem = m_process->ask(request, answer))
        return Failure{Failure::Kind::Busy, *problem};
    return {};
}

} // namespace vitrine::serving
