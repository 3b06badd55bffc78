// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/onnxengine.h"

#include "core/base/text.h"
#include "core/serving/onnxapi.h"
#include "core/serving/onnxlabels.h"
#include "core/serving/onnxlibrary.h"
#include "core/serving/onnxtensors.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

#ifdef VT_HAVE_ONNXRUNTIME

struct OnnxEngine::Session {
    Ort::Session session{nullptr};
    EngineDescription description;
    Schema schema;
    std::vector<InputBinding> bindings; // one for each input; empty when the rows cannot reach the model
    std::vector<OutputColumn::Role> roles;
    std::vector<std::string> outputNames;
    std::vector<const char *> inputPointers;
    std::vector<const char *> outputPointers;
    std::size_t predictionOutput = 0;
    std::size_t fixedBatch = 0; // 0: any number of rows

    void describe();
    void chooseRoles();
    std::optional<Failure> runPiece(const Frame &frame, std::size_t begin, std::size_t count, Wanted wanted,
                                    Output &output) const;
};

namespace {

TensorSpec specOf(const std::string &name, const Ort::TypeInfo &info, bool &isMaps)
{
    TensorSpec spec{name, DataType::Float32, {}};
    isMaps = info.GetONNXType() != ONNX_TYPE_TENSOR;
    if (isMaps) {
        spec.shape = {-1, -1};
        return spec;
    }
    const auto tensor = info.GetTensorTypeAndShapeInfo();
    spec.type = dataTypeOf(tensor.GetElementType()).value_or(DataType::Float32);
    spec.shape = tensor.GetShape();
    return spec;
}

Failure failureOf(const Ort::Exception &exception)
{
    const auto code = exception.GetOrtErrorCode();
    const bool input = code == ORT_INVALID_ARGUMENT || code == ORT_RUNTIME_EXCEPTION;
    std::string message = exception.what();
    // The library's own source positions say nothing to a client.
    if (const auto at = message.find("Status Message: "); at != std::string::npos)
        message = message.substr(at + 16);
    if (const auto at = message.find('\n'); at != std::string::npos)
        message.resize(at);
    if (message.find(".cc:") != std::string::npos || message.find('/') != std::string::npos)
        message = "the model could not answer these values";
    return Failure{input ? Failure::Kind::Input : Failure::Kind::Model, std::move(message)};
}

QString inputList(const EngineDescription &description)
{
    QStringList names;
    for (const TensorSpec &input : description.inputs)
        names << QString::fromStdString(input.name);
    return names.join(u", "_s);
}

} // namespace

void OnnxEngine::Session::describe()
{
    Ort::AllocatorWithDefaultOptions allocator;
    bool maps = false;
    description.platform = "onnx_onnxv1";
    for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
        const auto name = session.GetInputNameAllocated(i, allocator);
        description.inputs.push_back(specOf(name.get(), session.GetInputTypeInfo(i), maps));
    }
    for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
        const auto name = session.GetOutputNameAllocated(i, allocator);
        description.outputs.push_back(specOf(name.get(), session.GetOutputTypeInfo(i), maps));
        roles.push_back(maps ? OutputColumn::Role::Probabilities : OutputColumn::Role::Value);
    }
    for (const TensorSpec &input : description.inputs)
        inputPointers.push_back(input.name.c_str());
    for (const TensorSpec &output : description.outputs)
        outputPointers.push_back(output.name.c_str());
    const auto fixed = [](const TensorSpec &spec) { return !spec.shape.empty() && spec.shape.front() > 0; };
    if (!description.inputs.empty() &&
        std::all_of(description.inputs.begin(), description.inputs.end(), fixed))
        fixedBatch = static_cast<std::size_t>(description.inputs.front().shape.front());
}

// A classifier is a model with a column of labels beside a map or matrix of probabilities.
void OnnxEngine::Session::chooseRoles()
{
    const auto &outputs = description.outputs;
    const auto isLabel = [](const TensorSpec &spec) {
        const bool narrow = spec.shape.size() == 1 || (spec.shape.size() == 2 && spec.shape[1] == 1);
        return narrow &&
               (spec.type == DataType::Int64 || spec.type == DataType::Int32 || spec.type == DataType::Text);
    };
    const auto isMatrix = [](const TensorSpec &spec) {
        return spec.shape.size() == 2 && (spec.type == DataType::Float32 || spec.type == DataType::Float64);
    };
    auto probabilities =
        std::find(roles.begin(), roles.end(), OutputColumn::Role::Probabilities) - roles.begin();
    const auto count = static_cast<std::ptrdiff_t>(outputs.size());
    for (std::ptrdiff_t i = 0; i < count && probabilities == count; ++i) {
        if (isMatrix(outputs[static_cast<std::size_t>(i)]))
            probabilities = i;
    }
    for (std::size_t i = 0; i < outputs.size() && probabilities < count; ++i) {
        if (static_cast<std::ptrdiff_t>(i) == probabilities || !isLabel(outputs[i]))
            continue;
        roles[i] = OutputColumn::Role::Label;
        roles[static_cast<std::size_t>(probabilities)] = OutputColumn::Role::Probabilities;
        predictionOutput = i;
        description.classifier = true;
        return;
    }
}

std::optional<Failure> OnnxEngine::Session::runPiece(const Frame &frame, std::size_t begin, std::size_t count,
                                                     Wanted wanted, Output &output) const
{
    static thread_local InputBuffers buffers;
    static thread_local std::vector<Ort::Value> inputs;
    const std::size_t batch = fixedBatch > 0 ? fixedBatch : count;
    inputs.clear();
    for (std::size_t i = 0; i < bindings.size(); ++i)
        inputs.push_back(
            tensorOfRows(frame, begin, count, batch, bindings[i], description.inputs[i], buffers.at(i)));
    const bool one = wanted == Wanted::Prediction && description.classifier;
    const char *const *names = one ? &outputPointers[predictionOutput] : outputPointers.data();
    const std::size_t nameCount = one ? 1 : outputPointers.size();
    // Run is thread-safe but not const.
    auto &running = const_cast<Ort::Session &>(session);
    const auto answers = running.Run(Ort::RunOptions{nullptr}, inputPointers.data(), inputs.data(),
                                     inputs.size(), names, nameCount);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (auto failure = appendRows(answers[i], batch, count, output.columns[i]))
            return failure;
    }
    return {};
}

OnnxEngine::OnnxEngine(std::unique_ptr<Session> session) : m_session(std::move(session)) {}
OnnxEngine::~OnnxEngine() = default;

Result<std::unique_ptr<Engine>> OnnxEngine::load(const QString &path, const format::Prototype &prototype)
{
    VT_CHECK(loadOnnxRuntime());
    const QString name = QFileInfo(path).fileName();
    auto session = std::make_unique<Session>();
    try {
        Ort::SessionOptions options;
        options.SetIntraOpNumThreads(1);
        options.SetInterOpNumThreads(1);
        options.SetLogSeverityLevel(4);
        session->session = Ort::Session(onnxEnvironment(), QFile::encodeName(path).constData(), options);
        session->describe();
    } catch (const Ort::Exception &exception) {
        const QString detail = QString::fromUtf8(exception.what());
        // Operators of domains that it does not know come as a general failure.
        if (exception.GetOrtErrorCode() == ORT_NOT_IMPLEMENTED ||
            detail.contains(u"is not a registered function/op"))
            return Error{Error::Code::Unsupported,
                         Text::tr("'%1' uses operators that the installed ONNX Runtime %2 does not have.")
                             .arg(name, onnxRuntimeVersion()),
                         detail};
        return Error{
            Error::Code::Corrupt,
            Text::tr(
                "'%1' is not an ONNX model that can be loaded. Export it again, for example with skl2onnx.")
                .arg(name),
            detail};
    }
    session->chooseRoles();
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        if (const uchar *bytes = file.map(0, file.size()))
            session->description.levels =
                classLabels({reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(file.size())});
    }
    auto bound = bindInputs(session->description.inputs, schemaOf(prototype), session->schema);
    if (!bound)
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The prototype does not fit '%1': %2").arg(name, bound.error().message),
                     Text::tr("The model's inputs: %1").arg(inputList(session->description))};
    session->bindings = std::move(bound).value();
    return std::unique_ptr<Engine>(new OnnxEngine(std::move(session)));
}

const EngineDescription &OnnxEngine::description() const
{
    return m_session->description;
}

const Schema &OnnxEngine::schema() const
{
    return m_session->schema;
}

std::optional<Failure> OnnxEngine::predict(const Frame &frame, Wanted wanted, Output &output) const
{
    const Session &session = *m_session;
    if (session.bindings.empty())
        return Failure{Failure::Kind::Input,
                       "this model takes tensors, not rows: use /v2/models/{name}/infer"};
    const bool one = wanted == Wanted::Prediction && session.description.classifier;
    output.columns.resize(one ? 1 : session.roles.size());
    output.rows = frame.rows();
    for (std::size_t i = 0; i < output.columns.size(); ++i) {
        const std::size_t index = one ? session.predictionOutput : i;
        OutputColumn &column = output.columns[i];
        column.clear();
        column.name = session.description.outputs[index].name;
        column.role = session.roles[index];
        column.kind = kindOf(session.description.outputs[index].type);
        column.width = 1;
        column.levels.clear();
        if (column.role == OutputColumn::Role::Probabilities) {
            column.levels = session.description.levels;
            column.width = std::max<std::size_t>(1, column.levels.size());
        }
    }
    try {
        const std::size_t step =
            session.fixedBatch > 0 ? session.fixedBatch : std::max<std::size_t>(1, frame.rows());
        for (std::size_t begin = 0; begin < frame.rows(); begin += step) {
            const std::size_t count = std::min(step, frame.rows() - begin);
            if (auto failure = session.runPiece(frame, begin, count, wanted, output))
                return failure;
        }
    } catch (const Ort::Exception &exception) {
        return failureOf(exception);
    }
    return {};
}

std::optional<Failure> OnnxEngine::infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const
{
    const Session &session = *m_session;
    std::vector<const char *> names;
    std::vector<Ort::Value> values;
    try {
        for (const Tensor &input : inputs) {
            const auto known =
                std::find_if(session.description.inputs.begin(), session.description.inputs.end(),
                             [&](const TensorSpec &spec) { return spec.name == input.name; });
            if (known == session.description.inputs.end())
                return Failure{Failure::Kind::Input, "the model has no input '" + input.name + "'"};
            if (known->type != input.type)
                return Failure{Failure::Kind::Input, "the input '" + input.name + "' is " +
                                                         std::string(dataTypeName(known->type)) + ", not " +
                                                         std::string(dataTypeName(input.type))};
            names.push_back(known->name.c_str());
            values.push_back(valueOf(input));
        }
        for (const TensorSpec &needed : session.description.inputs) {
            if (std::none_of(inputs.begin(), inputs.end(),
                             [&](const Tensor &input) { return input.name == needed.name; }))
                return Failure{Failure::Kind::Input, "the input '" + needed.name + "' is missing"};
        }
        auto &running = const_cast<Ort::Session &>(session.session);
        const auto answers = running.Run(Ort::RunOptions{nullptr}, names.data(), values.data(), values.size(),
                                         session.outputPointers.data(), session.outputPointers.size());
        outputs.clear();
        for (std::size_t i = 0; i < answers.size(); ++i) {
            Tensor tensor;
            tensor.name = session.description.outputs[i].name;
            if (auto failure = readTensor(answers[i], tensor))
                return failure;
            outputs.push_back(std::move(tensor));
        }
    } catch (const Ort::Exception &exception) {
        return failureOf(exception);
    }
    return {};
}

#else

struct OnnxEngine::Session {
};

OnnxEngine::OnnxEngine(std::unique_ptr<Session> session) : m_session(std::move(session)) {}
OnnxEngine::~OnnxEngine() = default;

Result<std::unique_ptr<Engine>> OnnxEngine::load(const QString &, const format::Prototype &)
{
    return loadOnnxRuntime().error();
}

const EngineDescription &OnnxEngine::description() const
{
    static const EngineDescription none;
    return none;
}

const Schema &OnnxEngine::schema() const
{
    static const Schema none;
    return none;
}

std::optional<Failure> OnnxEngine::predict(const Frame &, Wanted, Output &) const
{
    return Failure{Failure::Kind::Model, "built without ONNX Runtime"};
}

std::optional<Failure> OnnxEngine::infer(std::span<const Tensor>, std::vector<Tensor> &) const
{
    return Failure{Failure::Kind::Model, "built without ONNX Runtime"};
}

#endif

} // namespace vitrine::serving
