// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/format/onnx.h"
#include "core/format/protowire.h"

#include <QHashFunctions>
#include <QSet>

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

// The digest of what is added, in order.
class Digest final
{
public:
    void add(QByteArrayView bytes)
    {
        m_state = qHashBits(bytes.data(), size_t(bytes.size()), m_state + 0x9E3779B97F4A7C15u);
    }
    quint64 value() const { return m_state; }

private:
    size_t m_state = 0;
};

Result<OnnxTensor> readTensor(QByteArrayView message)
{
    OnnxTensor tensor;
    Digest digest;
    bool sound = true;
    ProtoFields fields(message);
    while (sound && fields.next()) {
        switch (fields.number()) {
        case 1: sound = fields.appendIntegers(&tensor.dims); break;
        case 2: tensor.elementType = int(fields.integer()); break;
        case 4: sound = fields.appendFloats(&tensor.floats); break;
        case 5:
        case 7:
        case 11: sound = fields.appendIntegers(&tensor.integers); break;
        case 6: ++tensor.strings; break;
        case 8: tensor.name = fields.text(); break;
        case 9: tensor.raw = fields.bytes(); break;
        case 10: sound = fields.appendDoubles(&tensor.floats); break;
        case 13: tensor.external = true; break;
        case 14: tensor.external = tensor.external || fields.integer() == 1; break;
        default: break;
        }
        const bool isContent = (fields.number() >= 4 && fields.number() <= 7) || fields.number() == 9 ||
                               fields.number() == 10 || fields.number() == 11 || fields.number() == 13;
        if (isContent && fields.wire() == ProtoFields::Wire::Bytes) {
            digest.add(fields.bytes());
        } else if (isContent) {
            const qint64 bits = fields.integer();
            digest.add(QByteArrayView(reinterpret_cast<const char *>(&bits), sizeof bits));
        }
    }
    if (!sound || fields.isDamaged())
        return damaged(tensor.name.isEmpty() ? Text::tr("a tensor")
                                             : Text::tr("the tensor %1").arg(tensor.name));
    tensor.digest = digest.value();
    return tensor;
}

// TypeProto.Tensor: "float32 N×5".
QString tensorTypeText(QByteArrayView message)
{
    QString element;
    QStringList dims;
    bool hasShape = false;
    ProtoFields fields(message);
    while (fields.next()) {
        if (fields.number() == 1)
            element = onnxElementType(int(fields.integer()));
        if (fields.number() != 2)
            continue;
        hasShape = true;
        ProtoFields shape(fields.bytes());
        while (shape.next()) {
            QString size = u"?"_s;
            ProtoFields dim(shape.bytes());
            while (dim.next()) {
                if (dim.number() == 1)
                    size = QString::number(dim.integer());
                else if (dim.number() == 2 && !dim.text().isEmpty())
                    size = dim.text();
            }
            dims << size;
        }
    }
    if (!hasShape)
        return element;
    return dims.isEmpty() ? Text::tr("%1 scalar").arg(element) : element + u' ' + dims.join(u'×');
}

QString typeText(QByteArrayView message, int depth = 0)
{
    ProtoFields fields(message);
    while (depth < deepest && fields.next()) {
        switch (fields.number()) {
        case 1: return tensorTypeText(fields.bytes());
        case 4: { // sequence
            ProtoFields inner(fields.bytes());
            return inner.next() ? Text::tr("sequence of %1").arg(typeText(inner.bytes(), depth + 1))
                                : QString();
        }
        case 5: { // map
            QString key;
            QString value;
            ProtoFields inner(fields.bytes());
            while (inner.next()) {
                if (inner.number() == 1)
                    key = onnxElementType(int(inner.integer()));
                else if (inner.number() == 2)
                    value = typeText(inner.bytes(), depth + 1);
            }
            return Text::tr("map of %1 to %2").arg(key, value);
        }
        case 8: return Text::tr("sparse %1").arg(tensorTypeText(fields.bytes()));
        case 9: { // optional
            ProtoFields inner(fields.bytes());
            return inner.next() ? Text::tr("optional %1").arg(typeText(inner.bytes(), depth + 1)) : QString();
        }
        default: break;
        }
    }
    return {};
}

OnnxValue readValue(QByteArrayView message)
{
    OnnxValue value;
    ProtoFields fields(message);
    while (fields.next()) {
        if (fields.number() == 1)
            value.name = fields.text();
        else if (fields.number() == 2)
            value.type = typeText(fields.bytes());
    }
    return value;
}

Result<OnnxGraph> readGraph(QByteArrayView message, const Job &job, int depth);

Result<OnnxAttribute> readAttribute(QByteArrayView message, const Job &job, int depth)
{
    using Kind = OnnxAttribute::Kind;
    OnnxAttribute attribute;
    bool sound = true;
    ProtoFields fields(message);
    while (sound && fields.next()) {
        switch (fields.number()) {
        case 1: attribute.name = fields.text(); continue;
        case 2:
            attribute.real = double(fields.asFloat());
            attribute.kind = Kind::Float;
            break;
        case 3:
            attribute.integer = fields.integer();
            attribute.kind = Kind::Integer;
            break;
        case 4:
            attribute.string = fields.text();
            attribute.kind = Kind::String;
            break;
        case 5: {
            VT_TRY(attribute.tensor, readTensor(fields.bytes()));
            attribute.kind = Kind::Tensor;
            break;
        }
        case 6: {
            VT_TRY(OnnxGraph graph, readGraph(fields.bytes(), job, depth + 1));
            attribute.graph = std::make_shared<const OnnxGraph>(std::move(graph));
            attribute.kind = Kind::Graph;
            break;
        }
        case 7:
            sound = fields.appendFloats(&attribute.floats);
            attribute.kind = Kind::Floats;
            break;
        case 8:
            sound = fields.appendIntegers(&attribute.integers);
            attribute.kind = Kind::Integers;
            break;
        case 9:
            attribute.strings << fields.text();
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

Result<OnnxNode> readNode(QByteArrayView message, const Job &job, int depth)
{
    OnnxNode node;
    ProtoFields fields(message);
    while (fields.next()) {
        switch (fields.number()) {
        case 1: node.inputs << fields.text(); break;
        case 2: node.outputs << fields.text(); break;
        case 3: node.name = fields.text(); break;
        case 4: node.op = fields.text(); break;
        case 5: {
            VT_TRY(OnnxAttribute attribute, readAttribute(fields.bytes(), job, depth));
            node.attributes << std::move(attribute);
            break;
        }
        case 7: node.domain = fields.text(); break;
        default: break;
        }
    }
    if (fields.isDamaged())
        return damaged(Text::tr("the node %1").arg(node.name.isEmpty() ? node.op : node.name));
    return node;
}

Result<OnnxGraph> readGraph(QByteArrayView message, const Job &job, int depth)
{
    if (depth > deepest)
        return damaged(Text::tr("a graph nested more than %1 deep").arg(deepest));
    OnnxGraph graph;
    QList<OnnxValue> inputs;
    ProtoFields fields(message);
    while (fields.next()) {
        VT_CHECK(job.check());
        switch (fields.number()) {
        case 1: {
            VT_TRY(OnnxNode node, readNode(fields.bytes(), job, depth));
            graph.nodes << std::move(node);
            break;
        }
        case 2: graph.name = fields.text(); break;
        case 5: {
            VT_TRY(OnnxTensor tensor, readTensor(fields.bytes()));
            graph.initializers << std::move(tensor);
            break;
        }
        case 10: graph.doc = fields.text(); break;
        case 11: inputs << readValue(fields.bytes()); break;
        case 12: graph.outputs << readValue(fields.bytes()); break;
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

void readPair(QByteArrayView message, QMap<QString, QString> *pairs)
{
    QString key;
    QString value;
    ProtoFields fields(message);
    while (fields.next()) {
        if (fields.number() == 1)
            key = fields.text();
        else if (fields.number() == 2)
            value = fields.text();
    }
    pairs->insert(key, value);
}

void readOpset(QByteArrayView message, QMap<QString, qint64> *opsets)
{
    QString domain;
    qint64 version = 0;
    ProtoFields fields(message);
    while (fields.next()) {
        if (fields.number() == 1)
            domain = fields.text();
        else if (fields.number() == 2)
            version = fields.integer();
    }
    opsets->insert(domain == u"ai.onnx" ? QString() : domain, version);
}

} // namespace

bool looksLikeOnnx(QByteArrayView bytes)
{
    // Most begin with ir_version; the order of the fields is not laid down, so the first few are looked at.
    constexpr int firstFields = 8;
    bool hasIr = false;
    bool hasGraph = false;
    ProtoFields fields(bytes);
    for (int field = 0; field < firstFields && fields.next(); ++field) {
        const bool isText = fields.wire() == ProtoFields::Wire::Bytes;
        const bool isNumber = fields.wire() == ProtoFields::Wire::Varint;
        switch (fields.number()) {
        case 1:
            if (!isNumber || fields.integer() < 1 || fields.integer() > 100)
                return false;
            hasIr = true;
            break;
        case 5:
            if (!isNumber)
                return false;
            break;
        case 2:
        case 3:
        case 4:
        case 6:
        case 8:
        case 14:
        case 20:
        case 25:
            if (!isText)
                return false;
            break;
        case 7:
            if (!isText)
                return false;
            hasGraph = true;
            break;
        default: return false;
        }
    }
    return hasIr && (hasGraph || fields.isDamaged());
}

Result<OnnxModel> readOnnx(QByteArrayView bytes, const Job &job)
{
    OnnxModel model;
    bool hasGraph = false;
    ProtoFields fields(bytes);
    while (fields.next()) {
        switch (fields.number()) {
        case 1: model.irVersion = fields.integer(); break;
        case 2: model.producer = fields.text(); break;
        case 3: model.producerVersion = fields.text(); break;
        case 4: model.domain = fields.text(); break;
        case 5: model.modelVersion = fields.integer(); break;
        case 6: model.doc = fields.text(); break;
        case 7: {
            VT_TRY(model.graph, readGraph(fields.bytes(), job, 0));
            hasGraph = true;
            break;
        }
        case 8: readOpset(fields.bytes(), &model.opsets); break;
        case 14: readPair(fields.bytes(), &model.properties); break;
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
