// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/enginesettings.h"

#include "core/base/text.h"

#include <QJsonArray>
#include <QProcess>
#include <QRegularExpression>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr unsigned mostWorkers = 64;
constexpr unsigned mostSeconds = 86'400;
constexpr unsigned mostMebibytes = 16'777'216;

Error wrong(const QString &message)
{
    return Error{Error::Code::InvalidArgument, message, {}};
}

Result<std::optional<unsigned>> number(const QCommandLineParser &parser, const QString &option, unsigned most)
{
    if (!parser.isSet(option))
        return std::optional<unsigned>();
    bool ok = false;
    const unsigned value = parser.value(option).toUInt(&ok);
    if (!ok || value < 1 || value > most)
        return wrong(Text::tr("--%1 takes a number from 1 to %2, not “%3”.")
                         .arg(option)
                         .arg(most)
                         .arg(parser.value(option)));
    return std::optional(value);
}

Result<unsigned> number(const QJsonObject &serving, const QString &key, unsigned fallback, unsigned most)
{
    const QJsonValue value = serving.value(key);
    if (value.isUndefined())
        return fallback;
    const double given = value.toDouble();
    if (!value.isDouble() || given < 1 || given > most || given != std::floor(given))
        return wrong(Text::tr("serving.%1 in model.yaml is a whole number from 1 to %2.").arg(key).arg(most));
    return static_cast<unsigned>(given);
}

Result<QString> text(const QJsonObject &serving, const QString &key)
{
    const QJsonValue value = serving.value(key);
    if (value.isUndefined() || value.isString())
        return value.toString();
    return wrong(Text::tr("serving.%1 in model.yaml is a text.").arg(key));
}

Result<EngineOptions::Sandbox> sandbox(const QString &name)
{
    if (name == u"auto")
        return EngineOptions::Sandbox::Automatic;
    if (name == u"off")
        return EngineOptions::Sandbox::Off;
    if (name == u"required")
        return EngineOptions::Sandbox::Required;
    return wrong(Text::tr("--sandbox is one of auto, off, required, not “%1”.").arg(name));
}

// A library may say which of the interpreters on the PATH; anything else is a program of its choice.
Result<> readInterpreter(const QJsonObject &serving, const QString &key, const std::optional<QString> &chosen,
                         QString &name, QString &path)
{
    static const QRegularExpression known(u"^(python|pypy|Rscript)[0-9.]*$"_s);
    if (chosen) {
        name = *chosen;
        return {};
    }
    VT_TRY(const QString given, text(serving, key));
    if (given.contains(u'/'))
        path = given;
    else if (given.isEmpty() || known.match(given).hasMatch())
        name = given;
    else
        return wrong(
            Text::tr("serving.%1 in model.yaml names '%2', which is no interpreter: give a name such as "
                     "python3.11, or a path.")
                .arg(key, given));
    return {};
}

Result<CommandSpec> readCommand(const QJsonObject &serving)
{
    CommandSpec spec;
    const QJsonValue command = serving.value(u"command");
    if (command.isString())
        spec.command = QProcess::splitCommand(command.toString());
    for (const QJsonValue word : command.toArray())
        spec.command.append(word.toString());
    if (!command.isUndefined() && spec.command.isEmpty())
        return wrong(Text::tr("serving.command in model.yaml is a command line, as a text or a list."));
    VT_TRY(const QString ready, text(serving, u"ready"_s));
    VT_TRY(const QString forward, text(serving, u"forward"_s));
    VT_TRY(const QString form, text(serving, u"form"_s));
    for (const QString &target : {ready, forward}) {
        if (!target.isEmpty() && !target.startsWith(u'/'))
            return wrong(
                Text::tr("serving.ready and serving.forward in model.yaml begin with “/”, not as “%1”.")
                    .arg(target));
    }
    spec.ready = ready.isEmpty() ? spec.ready : ready;
    spec.forward = forward.isEmpty() ? spec.forward : forward;
    if (form == u"vetiver")
        spec.form = CommandSpec::Form::Vetiver;
    else if (form == u"oip")
        spec.form = CommandSpec::Form::Oip;
    else if (form == u"own")
        spec.form = CommandSpec::Form::Own;
    else if (!form.isEmpty() && form != u"mlflow")
        return wrong(
            Text::tr("serving.form in model.yaml is one of mlflow, vetiver, oip, own, not “%1”.").arg(form));
    return spec;
}

} // namespace

void addEngineOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"python"_s, Text::tr("Interpreter for Python models (default: python3 on the PATH)."),
         u"PROGRAM"_s},
        {u"rscript"_s, Text::tr("Interpreter for R models (default: Rscript on the PATH)."), u"PROGRAM"_s},
        {u"workers"_s, Text::tr("Processes that answer for a Python or R model (default: 2)."), u"N"_s},
        {u"request-time"_s, Text::tr("Seconds that such a model may take for a request (default: 30)."),
         u"S"_s},
        {u"load-time"_s, Text::tr("Seconds that it may take to load (default: 120)."), u"S"_s},
        {u"worker-memory"_s, Text::tr("MiB that one such process may use (default: half of the machine's)."),
         u"MIB"_s},
        {u"worker-cpu"_s, Text::tr("Seconds of processor time after which such a process is replaced."),
         u"S"_s},
        {u"sandbox"_s,
         Text::tr("auto (default): without network and writing when bubblewrap is there; off; required."),
         u"WHEN"_s},
    });
}

QStringList engineOptionNames()
{
    return {u"python"_s,    u"rscript"_s,       u"workers"_s,    u"request-time"_s,
            u"load-time"_s, u"worker-memory"_s, u"worker-cpu"_s, u"sandbox"_s};
}

Result<EngineChoices> readEngineOptions(const QCommandLineParser &parser)
{
    EngineChoices choices;
    if (parser.isSet(u"python"_s))
        choices.python = parser.value(u"python"_s);
    if (parser.isSet(u"rscript"_s))
        choices.rscript = parser.value(u"rscript"_s);
    VT_TRY(choices.workers, number(parser, u"workers"_s, mostWorkers));
    VT_TRY(choices.cpuSeconds, number(parser, u"worker-cpu"_s, mostSeconds * 365));
    VT_TRY(const auto request, number(parser, u"request-time"_s, mostSeconds));
    VT_TRY(const auto load, number(parser, u"load-time"_s, mostSeconds));
    VT_TRY(const auto memory, number(parser, u"worker-memory"_s, mostMebibytes));
    if (request)
        choices.requestTime = std::chrono::seconds(*request);
    if (load)
        choices.loadTime = std::chrono::seconds(*load);
    if (memory)
        choices.memory = std::uint64_t(*memory) << 20;
    if (parser.isSet(u"sandbox"_s)) {
        VT_TRY(choices.sandbox, sandbox(parser.value(u"sandbox"_s)));
    }
    return choices;
}

Result<EngineOptions> engineOptions(const EngineChoices &choices, const QJsonObject &metadata)
{
    EngineOptions options;
    const QJsonValue block = metadata.value(u"serving");
    if (!block.isUndefined() && !block.isNull() && !block.isObject())
        return wrong(Text::tr("serving in model.yaml is a mapping, such as “python: python3.11”."));
    const QJsonObject serving = block.toObject();
    VT_CHECK(readInterpreter(serving, u"python"_s, choices.python, options.python, options.libraryPython));
    VT_CHECK(
        readInterpreter(serving, u"rscript"_s, choices.rscript, options.rscript, options.libraryRscript));
    VT_TRY(const unsigned workers, number(serving, u"workers"_s, options.workers, mostWorkers));
    VT_TRY(const unsigned request, number(serving, u"request_time"_s, 30, mostSeconds));
    VT_TRY(const unsigned load, number(serving, u"load_time"_s, 120, mostSeconds));
    VT_TRY(const unsigned memory, number(serving, u"memory"_s, 0, mostMebibytes));
    VT_TRY(options.command, readCommand(serving));
    options.workers = choices.workers.value_or(workers);
    options.requestTime = choices.requestTime.value_or(std::chrono::seconds(request));
    options.loadTime = choices.loadTime.value_or(std::chrono::seconds(load));
    options.memory = choices.memory.value_or(std::uint64_t(memory) << 20);
    options.cpuSeconds = choices.cpuSeconds.value_or(0);
    options.sandbox = choices.sandbox.value_or(EngineOptions::Sandbox::Automatic);
    return options;
}

} // namespace vitrine::serving
