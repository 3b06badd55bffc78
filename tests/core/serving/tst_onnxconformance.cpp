// SPDX-License-Identifier: GPL-3.0-or-later
// The ONNX project's own models with their stored inputs and outputs (Debian: libonnx-testdata), through the
// engine's tensors.
#include "core/format/protobufreader.h"
#include "core/serving/onnxengine.h"
#include "core/serving/onnxlibrary.h"
#include "core/serving/tensorconversion.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QTest>

#include <cmath>
#include <cstring>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using format::ProtobufReader;

namespace {

QString dataFolder()
{
    const QString chosen = qEnvironmentVariable("VT_ONNX_TESTDATA");
    return chosen.isEmpty() ? u"/usr/share/libonnx-testdata/data"_s : chosen;
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

// Where ONNX Runtime and the stored answers of ONNX 1.12 differ, by the beginning of the name, and why that
// is not ours to mend.
QString knownDifference(const QString &name)
{
    static const QMap<QString, QString> known{
        {u"test_bernoulli"_s, u"draws random numbers"_s},
        {u"test_training_dropout"_s, u"draws random numbers"_s},
        {u"test_cast_FLOAT_to_STRING"_s, u"writes numbers otherwise than NumPy"_s},
        {u"test_castlike_FLOAT_to_STRING"_s, u"writes numbers otherwise than NumPy"_s},
        {u"test_castlike_BFLOAT16_to_FLOAT"_s, u"the stored input has another shape than the model says"_s},
        {u"test_castlike_FLOAT_to_BFLOAT16"_s, u"the stored input has another shape than the model says"_s},
        {u"test_dft"_s, u"sums in single precision"_s},
        {u"test_stft"_s, u"sums in single precision"_s},
        {u"test_gru_batchwise"_s, u"the batch must come second"_s},
        {u"test_lstm_batchwise"_s, u"the batch must come second"_s},
        {u"test_simple_rnn_batchwise"_s, u"the batch must come second"_s},
        {u"test_strnorm"_s, u"needs the locale en_US.UTF-8, which may not be installed"_s},
        {u"test_maxunpool_export_with_output_shape"_s, u"the stored answer was corrected later"_s},
        {u"test_resize_downsample_scales_cubic_align_corners"_s, u"the stored answer was corrected later"_s},
        {u"test_resize_downsample_scales_linear_align_corners"_s, u"the stored answer was corrected later"_s},
    };
    for (auto it = known.cbegin(); it != known.cend(); ++it) {
        if (name.startsWith(it.key()))
            return it.value();
    }
    return {};
}

struct Graph {
    QStringList inputs; // without initializers
    QStringList outputs;
    bool tensorsOnly = true;
};

bool isTensor(std::string_view type)
{
    ProtobufReader kinds(type);
    const auto kind = kinds.next();
    return kind && kind->number == 1;
}

void addPort(std::string_view bytes, QStringList &ports, Graph &graph)
{
    ProtobufReader fields(bytes);
    while (const auto field = fields.next()) {
        if (field->number == 1)
            ports << QString::fromUtf8(field->bytes.data(), static_cast<qsizetype>(field->bytes.size()));
        else if (field->number == 2)
            graph.tensorsOnly = graph.tensorsOnly && isTensor(field->bytes);
    }
}

Graph graphOf(const QByteArray &model)
{
    Graph graph;
    QStringList initializers;
    ProtobufReader fields(viewOf(model));
    while (const auto field = fields.next()) {
        if (field->number != 7)
            continue;
        ProtobufReader parts(field->bytes);
        while (const auto part = parts.next()) {
            if (part->number == 11)
                addPort(part->bytes, graph.inputs, graph);
            else if (part->number == 12)
                addPort(part->bytes, graph.outputs, graph);
            else if (part->number == 5) {
                ProtobufReader tensor(part->bytes);
                while (const auto each = tensor.next()) {
                    if (each->number == 8)
                        initializers << QString::fromUtf8(each->bytes.data(),
                                                          static_cast<qsizetype>(each->bytes.size()));
                }
            }
        }
    }
    for (const QString &name : std::as_const(initializers))
        graph.inputs.removeAll(name);
    return graph;
}

std::optional<DataType> typeOf(std::uint64_t number)
{
    static const QMap<std::uint64_t, DataType> types{
        {1, DataType::Float32}, {2, DataType::UInt8},    {3, DataType::Int8},     {4, DataType::UInt16},
        {5, DataType::Int16},   {6, DataType::Int32},    {7, DataType::Int64},    {8, DataType::Text},
        {9, DataType::Bool},    {10, DataType::Float16}, {11, DataType::Float64}, {12, DataType::UInt32},
        {13, DataType::UInt64}, {16, DataType::BFloat16}};
    return types.contains(number) ? std::optional(types.value(number)) : std::nullopt;
}

template<typename T>
void append(std::vector<std::byte> &bytes, T value)
{
    const std::size_t at = bytes.size();
    bytes.resize(at + sizeof(T));
    std::memcpy(bytes.data() + at, &value, sizeof(T));
}

void appendWhole(Tensor &tensor, std::uint64_t value)
{
    const auto whole = static_cast<std::int64_t>(value);
    switch (dataTypeSize(tensor.type)) {
    case 1: append(tensor.bytes, static_cast<std::int8_t>(whole)); return;
    case 2: append(tensor.bytes, static_cast<std::int16_t>(whole)); return;
    case 4: append(tensor.bytes, static_cast<std::int32_t>(whole)); return;
    default: append(tensor.bytes, whole);
    }
}

// TensorProto; nothing for types that the engine does not have.
std::optional<Tensor> tensorOf(const QByteArray &bytes)
{
    Tensor tensor;
    std::optional<DataType> type;
    ProtobufReader first(viewOf(bytes));
    while (const auto field = first.next()) {
        if (field->number == 2 && !field->delimited)
            type = typeOf(field->value);
    }
    if (!type)
        return {};
    tensor.type = *type;
    ProtobufReader fields(viewOf(bytes));
    while (const auto field = fields.next()) {
        const auto eachVarint = [&](const auto &use) {
            if (!field->delimited)
                return use(field->value);
            for (ProtobufReader packed(field->bytes); !packed.atEnd();)
                use(packed.varint().value_or(0));
        };
        switch (field->number) {
        case 1:
            eachVarint([&](std::uint64_t size) { tensor.shape.push_back(static_cast<std::int64_t>(size)); });
            break;
        case 5:
        case 7:
        case 11: eachVarint([&](std::uint64_t value) { appendWhole(tensor, value); }); break;
        case 4:
        case 9:
        case 10: {
            const auto *begin = reinterpret_cast<const std::byte *>(field->bytes.data());
            tensor.bytes.insert(tensor.bytes.end(), begin, begin + field->bytes.size());
            break;
        }
        case 6: tensor.texts.emplace_back(field->bytes); break;
        case 8: tensor.name = field->bytes; break;
        default: break;
        }
    }
    return tensor;
}

// NumPy has no bfloat16, so the data hold its bits as whole numbers.
void asBrainFloats(Tensor &tensor, const std::vector<TensorSpec> &specs)
{
    for (const TensorSpec &spec : specs) {
        if (spec.name == tensor.name && spec.type == DataType::BFloat16 && tensor.type == DataType::UInt16)
            tensor.type = DataType::BFloat16;
    }
}

QString difference(const Tensor &got, const Tensor &expected)
{
    if (got.shape != expected.shape)
        return u"the shapes differ"_s;
    if (got.type != expected.type)
        return u"the types differ"_s;
    if (got.type == DataType::Text)
        return got.texts == expected.texts ? QString() : u"the texts differ"_s;
    if (got.bytes == expected.bytes)
        return {};
    Tensor a = got;
    Tensor b = expected;
    if (!convertTensor(a, DataType::Float64) || !convertTensor(b, DataType::Float64) ||
        a.bytes.size() != b.bytes.size())
        return u"they cannot be compared"_s;
    const bool real = got.type == DataType::Float32 || got.type == DataType::Float64 ||
                      got.type == DataType::Float16 || got.type == DataType::BFloat16;
    const bool half = got.type == DataType::Float16 || got.type == DataType::BFloat16;
    for (std::size_t i = 0; i < a.bytes.size() / sizeof(double); ++i) {
        double x = 0;
        double y = 0;
        std::memcpy(&x, a.bytes.data() + i * sizeof x, sizeof x);
        std::memcpy(&y, b.bytes.data() + i * sizeof y, sizeof y);
        const bool same = x == y || (std::isnan(x) && std::isnan(y));
        const bool close = real && std::abs(x - y) <= 1e-5 + (half ? 1e-2 : 1e-3) * std::abs(y);
        if (!same && !close)
            return u"element %1 is %2 instead of %3"_s.arg(i).arg(x).arg(y);
    }
    return {};
}

} // namespace

class tst_OnnxConformance final : public QObject
{
    Q_OBJECT
private slots:
    void everyModelAnswersAsItsReference();

private:
    enum class Outcome { Agrees, NotTensors, NotSupported, Differs, Fails };
    static Outcome check(const QString &folder, QString &why);
};

tst_OnnxConformance::Outcome tst_OnnxConformance::check(const QString &folder, QString &why)
{
    const QByteArray model = readAll(folder + u"/model.onnx"_s);
    const Graph graph = graphOf(model);
    if (!graph.tensorsOnly)
        return Outcome::NotTensors;
    const auto engine = OnnxEngine::load(folder + u"/model.onnx"_s, {});
    if (!engine) {
        why = engine.error().detail.section(u'\n', 0, 0);
        return engine.error().code == Error::Code::Unsupported ? Outcome::NotSupported : Outcome::Fails;
    }
    const QStringList sets = QDir(folder).entryList({u"test_data_set_*"_s}, QDir::Dirs);
    for (const QString &set : sets) {
        std::vector<Tensor> inputs;
        for (qsizetype i = 0; i < graph.inputs.size(); ++i) {
            auto input = tensorOf(readAll(folder + u'/' + set + u"/input_%1.pb"_s.arg(i)));
            if (!input)
                return Outcome::NotTensors;
            input->name = graph.inputs[i].toStdString();
            asBrainFloats(*input, (*engine)->description().inputs);
            inputs.push_back(std::move(*input));
        }
        std::vector<Tensor> outputs;
        if (const auto failure = (*engine)->infer(inputs, outputs)) {
            why = QString::fromStdString(failure->message);
            return Outcome::Fails;
        }
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            auto expected = tensorOf(readAll(folder + u'/' + set + u"/output_%1.pb"_s.arg(i)));
            if (!expected)
                return Outcome::NotTensors;
            expected->name = outputs[i].name;
            asBrainFloats(*expected, (*engine)->description().outputs);
            why = difference(outputs[i], *expected);
            if (!why.isEmpty())
                return Outcome::Differs;
        }
    }
    return Outcome::Agrees;
}

void tst_OnnxConformance::everyModelAnswersAsItsReference()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    if (!QFileInfo(dataFolder()).isDir())
        QSKIP("SKIPPED: the ONNX project's models are not installed (Debian: apt install libonnx-testdata)");
    QMap<Outcome, int> counts;
    QStringList unexpected;
    QDirIterator it(dataFolder(), {u"model.onnx"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString folder = QFileInfo(it.next()).path();
        const QString name = QFileInfo(folder).fileName();
        QString why;
        const Outcome outcome = check(folder, why);
        ++counts[outcome];
        if ((outcome == Outcome::Differs || outcome == Outcome::Fails) && knownDifference(name).isEmpty())
            unexpected << name + u": "_s + why;
    }
    qInfo("%d models agree, %d use more than tensors, %d need operators that ONNX Runtime %s lacks, %d "
          "differ, %d fail",
          counts[Outcome::Agrees], counts[Outcome::NotTensors], counts[Outcome::NotSupported],
          qPrintable(onnxRuntimeVersion()), counts[Outcome::Differs], counts[Outcome::Fails]);
    for (const QString &line : std::as_const(unexpected))
        qWarning("%s", qPrintable(line));
    QVERIFY2(unexpected.isEmpty(), "see the warnings above");
    QVERIFY(counts[Outcome::Agrees] >= 960);
}

QTEST_GUILESS_MAIN(tst_OnnxConformance)
#include "tst_onnxconformance.moc"
