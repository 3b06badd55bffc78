// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/workerengine.h"

#include "core/base/text.h"
#include "core/serving/rowsinfer.h"
#include "core/serving/worker/workererror.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

std::string textOf(const QString &text)
{
    return text.toStdString();
}

std::string exampleText(const QJsonValue &example)
{
    if (example.isUndefined() || example.isNull())
        return {};
    if (example.isString())
        return textOf(example.toString());
    const QByteArray list = QJsonDocument(QJsonArray{example}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2).toStdString();
}

void addColumns(const format::Prototype &prototype, Fields &fields)
{
    for (qsizetype i = 0; i < prototype.columns.size(); ++i) {
        const format::Column &column = prototype.columns[i];
        fields["column.names"].push_back(textOf(column.name));
        fields["column.types"].push_back(textOf(format::columnTypeName(column.type)));
        fields["column.examples"].push_back(exampleText(column.example));
        for (const QString &level : column.levels)
            fields["column.levels." + std::to_string(i)].push_back(textOf(level));
    }
}

// The columns that the model itself knows.
format::Prototype ownColumns(const Fields &loaded)
{
    format::Prototype prototype;
    const auto names = loaded.find("names");
    const auto types = loaded.find("types");
    for (std::size_t i = 0; names != loaded.end() && i < names->second.size(); ++i) {
        format::Column column;
        column.name = QString::fromStdString(names->second[i]);
        if (types != loaded.end() && i < types->second.size())
            column.type = format::columnType(QString::fromStdString(types->second[i])).value_or(column.type);
        const auto levels = loaded.find("levels." + std::to_string(i));
        for (std::size_t j = 0; levels != loaded.end() && j < levels->second.size(); ++j)
            column.levels.append(QString::fromStdString(levels->second[j]));
        prototype.columns.append(column);
    }
    return prototype;
}

void writeToStandardError(std::string_view line)
{
    const QByteArray time = QDateTime::currentDateTime().toString(Qt::ISODate).toUtf8();
    std::fprintf(stderr, "%s %.*s\n", time.constData(), static_cast<int>(line.size()), line.data());
}

} // namespace

Result<std::unique_ptr<Engine>> WorkerEngine::load(WorkerLanguage language, const QString &path,
                                                   const QString &name, const QString &format,
                                                   const Fields &extra, const format::Prototype &prototype,
                                                   const EngineOptions &options)
{
    const QString model = QFileInfo(path).canonicalFilePath();
    VT_TRY(WorkerLaunch launch, WorkerLaunch::make(language, model, options));
    WorkerPool::Settings settings{std::move(launch), extra,
                                  options.workers,   options.requestTime,
                                  options.loadTime,  options.log ? options.log : writeToStandardError};
    if (!settings.launch.remark().isEmpty())
        settings.log(textOf(settings.launch.remark()));
    settings.load["path"] = {QFile::encodeName(model).toStdString()};
    settings.load["format"] = {textOf(format)};
    settings.load["name"] = {textOf(name)};
    addColumns(prototype, settings.load);
    VT_TRY(std::unique_ptr<WorkerPool> pool, WorkerPool::start(std::move(settings)));
    std::unique_ptr<WorkerEngine> engine(new WorkerEngine(std::move(pool)));
    engine->describe(prototype);
    if (engine->m_schema.columns.empty())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("'%1' does not say which columns it takes: give it a prototype.").arg(name),
                     {}};
    return std::unique_ptr<Engine>(std::move(engine));
}

// What comes out is known once the model answered something; when it cannot answer the trial row, what it
// said about itself must do.
void WorkerEngine::describe(const format::Prototype &prototype)
{
    const Fields &loaded = m_pool->loaded();
    m_schema = schemaOf(prototype.isEmpty() ? ownColumns(loaded) : prototype);
    m_schema.fromPrototype = !prototype.isEmpty();
    m_description.platform = field(loaded, "platform");
    m_description.waits = true;
    m_description.inputs = columnInputs(m_schema);
    m_description.classifier = field(loaded, "classifier") == "1";
    if (const auto levels = loaded.find("levels"); levels != loaded.end())
        m_description.levels = levels->second;
    if (m_schema.columns.empty())
        return;
    Frame frame;
    Output output;
    fillProbe(m_schema, prototype, frame);
    if (predict(frame, Wanted::Everything, output))
        return;
    m_description.outputs = columnOutputs(output);
    m_trial = output;
    if (output.find(OutputColumn::Role::Label) != nullptr)
        m_description.classifier = true;
    if (const OutputColumn *probabilities = output.find(OutputColumn::Role::Probabilities))
        m_description.levels = probabilities->levels;
}

std::optional<Failure> WorkerEngine::predict(const Frame &frame, Wanted wanted, Output &output) const
{
    if (frame.rows() == 0)
        return answerNothing(output);
    static thread_local std::string request;
    static thread_local std::string answer;
    beginFrame(request);
    if (auto failure = appendRows(request, frame, wanted, m_pool->abilities()))
        return failure;
    if (auto failure = m_pool->ask(request, answer))
        return failure;
    if (!readAnswer(answer, frame.rows(), output))
        return Failure{Failure::Kind::Model, "the model's answer does not have one prediction a row"};
    // Buffers of a rare large request are not kept.
    constexpr std::size_t kept = std::size_t(8) << 20;
    if (request.capacity() > kept)
        std::string().swap(request);
    if (answer.capacity() > kept)
        std::string().swap(answer);
    return {};
}

// Without rows there is nothing to ask, only the columns to name.
std::optional<Failure> WorkerEngine::answerNothing(Output &output) const
{
    output = m_trial;
    output.rows = 0;
    if (output.columns.empty())
        output.columns.emplace_back().name = "predict";
    for (OutputColumn &column : output.columns)
        column.clear();
    return {};
}

std::optional<Failure> WorkerEngine::infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const
{
    return inferRows(*this, inputs, outputs);
}

} // namespace vitrine::serving
