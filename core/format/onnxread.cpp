// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/format/bytereader.h"
#include "core/format/onnx.h"
#include "core/format/protobufreader.h"

#include <QHashFunctions>
#include <QSet>

#include <bit>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr int deepest = 8;

Error damaged(const QString &what)
{
    return {Error::Code::Corrupt,
            Text::tr("The file is damaged: %1 cannot be read. Download it again or choose another file.")
                .arg(what),
            {}};
}

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

// One element of a repeated field, or a packed run of them. False when a run is damaged.
bool appendIntegers(const ProtobufField &field, QList<qint64> *values)
{
    if (!field.delimited) {
        values->append(static_cast<qint64>(field.value));
        return true;
    }
    ProtobufReader run(field.bytes);
    while (!run.atEnd()) {
        const auto value = run.varint();
        if (!value)
            return false;
        values->append(static_cast<qint64>(*value));
    }
    return true;
}

template<typename T, typename Bits>
bool appendReals(const ProtobufField &field, QList<double> *values)
{
    if (!field.delimited) {
        values->append(double(std::bit_cast<T>(static_cast<Bits>(field.value))));
        return true;
    }
    values->reserve(values->size() + qsizetype(field.bytes.size() / sizeof(T)));
    ByteReader run(field.bytes);
    while (!run.atEnd())
        values->append(double(run.little<T>()));
    return run.ok();
}

bool appendFloats(const ProtobufField &field, QList<double> *values)
{
    return appendReals<float, quint32>(field, values);
}

bool appendDoubles(const ProtobufField &field, QList<double> *values)
{
    return appendReals<double, quint64>(field, values);
}

// The digest of what is added, in order.
class Digest final
{
public:
    void add(const ProtobufField &field)
    {
        if (field.delimited)
            add(field.bytes.data(), field.bytes.size());
        else
            add(&field.value, sizeof field.value);
    }
    quint64 value() const { return m_state; }

private:
    void add(const void *bytes, size_t size)
    {
        m_state = qHashBits(bytes, size, m_state + 0x9E3779B97F4A7C15u);
    }
    size_t m_state = 0;
};

bool isContent(std::uint64_t number)
{
    return (number >= 4 && number <= 7) || (number >= 9 && number <= 11) || number == 13;
}

Result<OnnxTensor> readTensor(std::string_view message)
{
    OnnxTensor tensor;
    Digest digest;
    bool sound = true;
    ProtobufReader fields(message);
    while (const auto field = sound ? fields.next() : std::nullopt) {
        switch (field->number) {
        case 1: sound = appendIntegers(*field, &tensor.dims); break;
        case 2: tensor.elementType = int(field->value); break;
        case 4: sound = appendFloats(*field, &tensor.floats); break;
        case 5:
        case 7:
        case 11: sound = appendIntegers(*field, &tensor.integers); break;
        case 6: ++tensor.strings; break;
        case 8: tensor.name = text(field->bytes); break;
        case 9: tensor.raw = QByteArrayView(field->bytes.data(), qsizetype(field->bytes.size())); break;
        case 10: sound = appendDoubles(*field, &tensor.floats); break;
        case 13: tensor.external = true; break;
        case 14: tensor.external = tensor.external || field->value == 1; break;
        default: break;
        }
        if (isContent(field->number))
            digest.add(*field);
    }
    if (!sound || fields.isDamaged())
        return damaged(tensor.name.isEmpty() ? Text::tr("a tensor")
                                             : Text::tr("the tensor %1").arg(tensor.name));
    tensor.digest = digest.value();
    return tensor;
}

// TypeProto.Tensor: "float32 N×5".
QString tensorTypeText(std::string_view message)
{
    QString element;
    QStringList dims;
    bool hasShape = false;
    ProtobufReader fields(message);
    while (const auto field = fields.next()) {
        if (field->number == 1)
            element = onnxElementType(int(field->value));
        if (field->number != 2)
            continue;
        hasShape = true;
        ProtobufReader shape(field->bytes);
        while (const auto part = shape.next()) {
            QString size = u"?"_s;
            ProtobufReader dim(part->bytes);
            while (const auto extent = dim.next()) {
                if (extent->number == 1)
                    size = QString::number(qint64(extent->value));
                else if (extent->number == 2 && !text(extent->bytes).isEmpty())
                    size = text(extent->bytes);
            }
            dims << size;
        }
    }
    if (!hasShape)
        return element;
    return dims.isEmpty() ? Text::tr("%1 scalar").arg(element) : element + u' ' + dims.join(u'×');
}

QString typeText(std::string_view message, int depth = 0)
{
    ProtobufReader fields(message);
    while (const auto field = depth < deepest ? fields.next() : std::nullopt) {
        switch (field->number) {
        case 1: return tensorTypeText(field->bytes);
        case 4: { // sequence
            ProtobufReader inner(field->bytes);
            const auto part = inner.next();
            return part ? Text::tr("sequence of %1").arg(typeText(part->bytes, depth + 1)) : QString();
        }
        case 5: { // map
            QString key;
            QString value;
            ProtobufReader inner(field->bytes);
            while (const auto part = inner.next()) {
                if (part->number == 1)
                    key = onnxElementType(int(part->value));
                else if (part->number == 2)
                    value = typeText(part->bytes, depth + 1);
            }
            return Text::tr("map of %1 to %2").arg(key, value);
        }
        case 8: return Text::tr("sparse %1").arg(tensorTypeText(field->bytes));
        case 9: { // optional
            ProtobufReader inner(field->bytes);
            const auto part = inner.next();
            return part ? Text::tr("optional %1").arg(typeText(part->bytes, depth + 1)) : QString();
        }
        default: break;
        }
    }
    return {};
}

OnnxValue readValue(std::string_view message)
{
    OnnxValue value;
    ProtobufReader fields(message);
    while (const auto field = fields.next()) {
        if (field->number == 1)
            value.name = text(field->bytes);
        else if (field->number == 2)
            value.type = typeText(field->bytes);
    }
    return value;
}

Result<OnnxGraph> readGraph(std::string_view message, const Job &job, int depth);

Result<OnnxAttribute> readAttribute(std::string_view message, const Job &job, int depth)
{
    using Kind = OnnxAttribute::Kind;
    OnnxAttribute attribute;
    bool sound = true;
    ProtobufReader fields(message);
    while (const auto field = sound ? fields.next() : std::nullopt) {
        switch (field->number) {
        case 1: attribute.name = text(field->bytes); continue;
        case 2:
            attribute.real = double(std::bit_cast<float>(static_cast<quint32>(field->value)));
            attribute.kind = Kind::Float;
            break;
        case 3:
            attribute.integer = qint64(field->value);
            attribute.kind = Kind::Integer;
            break;
        case 4:
            attribute.string = text(field->bytes);
            attribute.kind = Kind::String;
            break;
        case 5: {
            VT_TRY(attribute.tensor, readTensor(field->bytes));
            attribute.kind = Kind::Tensor;
            break;
        }
        case 6: {
            VT_TRY(OnnxGraph graph, readGraph(field->bytes, job, depth + 1));
            attribute.graph = std::make_shared<const OnnxGraph>(std::move(graph));
            attribute.kind = Kind::Graph;
            break;
        }
        case 7:
            sound = appendFloats(*field, &attribute.floats);
            attribute.kind = Kind::Floats;
            break;
        case 8:
            sound = appendIntegers(*field, &attribute.integers);
            attribute.kind = Kind::Integers;
            break;
        case 9:
            attribute.strings << text(field->bytes);
            attribute.kind = Kind::Strings;
            break;
        case 10:
        case 11:
        case 14:
        case 15:
        case 22:
        case 23: attribute.kind = Kind::Other; break;
        default: break;
        }
    }
    if (!sound || fields.isDamaged())
        return damaged(Text::tr("the attribute %1").arg(attribute.name));
    return attribute;
}

Result<OnnxNode> readNode(std::string_view message, const Job &job, int depth)
{
    OnnxNode node;
    ProtobufReader fields(message);
    while (const auto field = fields.next()) {
        switch (field->number) {
        case 1: node.inputs << text(field->bytes); break;
        case 2: node.outputs << text(field->bytes); break;
        case 3: node.name = text(field->bytes); break;
        case 4: node.op = text(field->bytes); break;
        case 5: {
            VT_TRY(OnnxAttribute attribute, readAttribute(field->bytes, job, depth));
            node.attributes << std::move(attribute);
            break;
        }
        case 7: node.domain = text(field->bytes); break;
        default: break;
        }
    }
    if (fields.isDamaged())
        return damaged(Text::tr("the node %1").arg(node.name.isEmpty() ? node.op : node.name));
    return node;
}

Result<OnnxGraph> readGraph(std::string_view message, const Job &job, int depth)
{
    if (depth > deepest)
        return damaged(Text::tr("a graph nested more than %1 deep").arg(deepest));
    OnnxGraph graph;
    QList<OnnxValue> inputs;
    ProtobufReader fields(message);
    while (const auto field = fields.next()) {
        VT_CHECK(job.check());
        switch (field->number) {
        case 1: {
            VT_TRY(OnnxNode node, readNode(field->bytes, job, depth));
            graph.nodes << std::move(node);
            break;
        }
        case 2: graph.name = text(field->bytes); break;
        case 5: {
            VT_TRY(OnnxTensor tensor, readTensor(field->bytes));
            graph.initializers << std::move(tensor);
            break;
        }
        case 10: graph.doc = text(field->bytes); break;
        case 11: inputs << readValue(field->bytes); break;
        case 12: graph.outputs << readValue(field->bytes); break;
        default: break;
        }
    }
    if (fields.isDamaged())
        return damaged(Text::tr("the graph"));
    QSet<QString> constants; // before IR version 4 every initializer was an input, too
    for (const OnnxTensor &tensor : std::as_const(graph.initializers))
        constants.insert(tensor.name);
    for (const OnnxValue &input : std::as_const(inputs)) {
        if (!constants.contains(input.name))
            graph.inputs << input;
    }
    return graph;
}

void readPair(std::string_view message, QMap<QString, QString> *pairs)
{
    QString key;
    QString value;
    ProtobufReader fields(message);
    while (const auto field = fields.next()) {
        if (field->number == 1)
            key = text(field->bytes);
        else if (field->number == 2)
            value = text(field->bytes);
    }
    pairs->insert(key, value);
}

void readOpset(std::string_view message, QMap<QString, qint64> *opsets)
{
    QString domain;
    qint64 version = 0;
    ProtobufReader fields(message);
    while (const auto field = fields.next()) {
        if (field->number == 1)
            domain = text(field->bytes);
        else if (field->number == 2)
            version = qint64(field->value);
    }
    opsets->insert(domain == u"ai.onnx" ? QString() : domain, version);
}

} // namespace

Result<OnnxModel> readOnnx(std::string_view bytes, const Job &job)
{
    OnnxModel model;
    bool hasGraph = false;
    ProtobufReader fields(bytes);
    while (const auto field = fields.next()) {
        switch (field->number) {
        case 1: model.irVersion = qint64(field->value); break;
        case 2: model.producer = text(field->bytes); break;
        case 3: model.producerVersion = text(field->bytes); break;
        case 4: model.domain = text(field->bytes); break;
        case 5: model.modelVersion = qint64(field->value); break;
        case 6: model.doc = text(field->bytes); break;
        case 7: {
            VT_TRY(model.graph, readGraph(field->bytes, job, 0));
            hasGraph = true;
            break;
        }
        case 8: readOpset(field->bytes, &model.opsets); break;
        case 14: readPair(field->bytes, &model.properties); break;
        case 25: ++model.functions; break;
        default: break;
        }
    }
    if (fields.isDamaged())
        return damaged(Text::tr("what follows the beginning"));
    if (!hasGraph)
        return Error{Error::Code::Corrupt, Text::tr("The file holds no graph."), {}};
    return model;
}

} // namespace vitrine::format
