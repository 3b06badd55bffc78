// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/onnxinspector.h"

#include "core/base/text.h"
#include "core/format/protobufreader.h"

#include <QJsonArray>
#include <QMap>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

// Field numbers of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
namespace model {
constexpr std::uint64_t irVersion = 1, producer = 2, producerVersion = 3, domain = 4, version = 5, doc = 6,
                        graph = 7, opset = 8, metadata = 14;
}
namespace graph {
constexpr std::uint64_t node = 1, name = 2, initializer = 5, input = 11, output = 12;
}
namespace node {
constexpr std::uint64_t opType = 4, attribute = 5, domain = 7;
}
namespace attribute {
constexpr std::uint64_t name = 1, graph = 6, ints = 8, strings = 9, graphs = 11;
}
namespace tensor {
constexpr std::uint64_t dims = 1, name = 8, externalData = 13;
}

constexpr int maxDepth = 16; // graphs in attributes of nodes in graphs
constexpr qsizetype maxPorts = 10'000;
constexpr qsizetype maxFindings = 100;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

// TensorProto.DataType in the words of the Open Inference Protocol.
QString elementType(std::uint64_t number)
{
    static const QMap<std::uint64_t, QString> names{
        {1, u"FP32"_s},  {2, u"UINT8"_s},   {3, u"INT8"_s},    {4, u"UINT16"_s}, {5, u"INT16"_s},
        {6, u"INT32"_s}, {7, u"INT64"_s},   {8, u"BYTES"_s},   {9, u"BOOL"_s},   {10, u"FP16"_s},
        {11, u"FP64"_s}, {12, u"UINT32"_s}, {13, u"UINT64"_s}, {16, u"BF16"_s}};
    return names.value(number);
}

class Model final
{
public:
    explicit Model(Inspection &inspection) : m_inspection(inspection) {}

    bool read(std::string_view bytes)
    {
        ProtobufReader fields(bytes);
        bool hasGraph = false;
        while (const auto field = fields.next()) {
            switch (field->number) {
            case model::irVersion: put(u"ir_version"_s, static_cast<qint64>(field->value)); break;
            case model::version: put(u"model_version"_s, static_cast<qint64>(field->value)); break;
            case model::producer: putText(u"producer"_s, field->bytes); break;
            case model::producerVersion: putText(u"producer_version"_s, field->bytes); break;
            case model::domain: putText(u"domain"_s, field->bytes); break;
            case model::doc: putText(u"doc"_s, field->bytes); break;
            case model::opset: readOpset(field->bytes); break;
            case model::metadata: readProperty(field->bytes); break;
            case model::graph:
                hasGraph = field->delimited;
                readGraph(field->bytes, 0);
                break;
            default: break;
            }
        }
        m_damaged = m_damaged || fields.isDamaged();
        if (!hasGraph)
            return false;
        finish();
        return true;
    }

private:
    void put(const QString &key, const QJsonValue &value) { m_inspection.metadata.insert(key, value); }
    void putText(const QString &key, std::string_view bytes)
    {
        if (!bytes.empty())
            put(key, text(bytes.substr(0, 10'000)));
    }

    void readOpset(std::string_view bytes)
    {
        QString domain = u"ai.onnx"_s;
        qint64 version = 0;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next()) {
            if (field->number == 1 && !field->bytes.empty())
                domain = text(field->bytes);
            else if (field->number == 2)
                version = static_cast<qint64>(field->value);
        }
        m_opsets.insert(domain, version);
    }

    void readProperty(std::string_view bytes)
    {
        QString key;
        QString value;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next())
            (field->number == 1 ? key : value) = text(field->bytes.substr(0, 100'000));
        if (m_properties.size() < 1000)
            m_properties.insert(key, value);
    }

    void readGraph(std::string_view bytes, int depth)
    {
        if (depth > maxDepth)
            return;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next()) {
            switch (field->number) {
            case graph::node: readNode(field->bytes, depth); break;
            case graph::initializer: readInitializer(field->bytes); break;
            case graph::name:
                if (depth == 0)
                    putText(u"graph"_s, field->bytes);
                break;
            case graph::input:
                if (depth == 0 && m_inputs.size() < maxPorts)
                    m_inputs.append(port(field->bytes));
                break;
            case graph::output:
                if (depth == 0 && m_inspection.outputs.size() < maxPorts)
                    m_inspection.outputs.append(port(field->bytes));
                break;
            default: break;
            }
        }
        m_damaged = m_damaged || fields.isDamaged();
    }

    // ValueInfoProto: name 1, type 2 {tensor 1 {element 1, shape 2 {dim 1 {value 1, param 2}}}, sequence 4}.
    ModelPort port(std::string_view bytes)
    {
        ModelPort result;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next()) {
            if (field->number == 1)
                result.name = text(field->bytes);
            else if (field->number == 2)
                readType(field->bytes, result);
        }
        return result;
    }

    static void readType(std::string_view bytes, ModelPort &port)
    {
        ProtobufReader kinds(bytes);
        while (const auto kind = kinds.next()) {
            if (kind->number == 4) { // scikit-learn's classifiers: a sequence of maps, one a row
                port.type = u"FP32"_s;
                port.shape = {-1, -1};
            }
            if (kind->number != 1)
                continue;
            ProtobufReader fields(kind->bytes);
            while (const auto field = fields.next()) {
                if (field->number == 1)
                    port.type = elementType(field->value);
                else if (field->number == 2)
                    readShape(field->bytes, port);
            }
        }
    }

    static void readShape(std::string_view bytes, ModelPort &port)
    {
        ProtobufReader dims(bytes);
        while (const auto dim = dims.next()) {
            qint64 size = -1;
            ProtobufReader fields(dim->bytes);
            while (const auto field = fields.next()) {
                if (field->number == 1)
                    size = static_cast<qint64>(field->value);
            }
            if (port.shape.size() < 64)
                port.shape.append(size < 0 ? -1 : size);
        }
    }

    void readNode(std::string_view bytes, int depth)
    {
        QString operation;
        QString domain;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next()) {
            if (field->number == node::opType)
                operation = text(field->bytes);
            else if (field->number == node::domain)
                domain = text(field->bytes);
            else if (field->number == node::attribute)
                readAttribute(field->bytes, depth);
        }
        ++m_nodes;
        if (m_operations.size() < 1000 || m_operations.contains(operation))
            ++m_operations[operation];
        static const QSet<QString> standard{
            {}, u"ai.onnx"_s, u"ai.onnx.ml"_s, u"ai.onnx.training"_s, u"ai.onnx.preview.training"_s};
        if (!standard.contains(domain))
            m_foreign.insert(domain + u'.' + operation);
    }

    void readAttribute(std::string_view bytes, int depth)
    {
        std::string_view name;
        QStringList labels;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next()) {
            if (field->number == attribute::name && field->delimited)
                name = field->bytes;
            else if ((field->number == attribute::graph || field->number == attribute::graphs) &&
                     field->delimited)
                readGraph(field->bytes, depth + 1);
            else if (name.starts_with("classlabels_"))
                readLabels(*field, labels);
        }
        if (!labels.isEmpty())
            m_labels = labels;
    }

    static void readLabels(const ProtobufField &field, QStringList &labels)
    {
        if (field.number == attribute::strings && field.delimited)
            labels.append(text(field.bytes));
        else if (field.number == attribute::ints && field.delimited)
            for (ProtobufReader packed(field.bytes); !packed.atEnd();) {
                const auto value = packed.varint();
                if (!value)
                    return;
                labels.append(QString::number(static_cast<qint64>(*value)));
            }
        else if (field.number == attribute::ints)
            labels.append(QString::number(static_cast<qint64>(field.value)));
    }

    void readInitializer(std::string_view bytes)
    {
        quint64 size = 1;
        QString name;
        QString location;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next()) {
            if (field->number == tensor::dims && field->delimited) {
                for (ProtobufReader packed(field->bytes); !packed.atEnd();)
                    size *= packed.varint().value_or(0);
            } else if (field->number == tensor::dims) {
                size *= field->value;
            } else if (field->number == tensor::name) {
                name = text(field->bytes);
            } else if (field->number == tensor::externalData) {
                location = externalLocation(field->bytes, location);
            }
        }
        m_initializers.insert(name);
        m_parameters += static_cast<qint64>(std::min<quint64>(size, quint64(1) << 50));
        if (!location.isEmpty())
            m_external.insert(location);
    }

    static QString externalLocation(std::string_view bytes, const QString &before)
    {
        QString key;
        QString value;
        ProtobufReader fields(bytes);
        while (const auto field = fields.next())
            (field->number == 1 ? key : value) = text(field->bytes);
        return key == u"location" ? value : before;
    }

    void finish()
    {
        // Older models list their weights among the inputs.
        for (const ModelPort &input : std::as_const(m_inputs)) {
            if (!m_initializers.contains(input.name))
                m_inspection.inputs.append(input);
        }
        if (m_parameters > 0)
            m_inspection.parameters = m_parameters;
        addOutputs();
        QJsonObject opsets;
        for (auto it = m_opsets.cbegin(); it != m_opsets.cend(); ++it)
            opsets.insert(it.key(), it.value());
        put(u"opsets"_s, opsets);
        QJsonObject operations;
        for (auto it = m_operations.cbegin(); it != m_operations.cend(); ++it)
            operations.insert(it.key(), it.value());
        put(u"operators"_s, operations);
        put(u"nodes"_s, m_nodes);
        QJsonObject properties;
        for (auto it = m_properties.cbegin(); it != m_properties.cend(); ++it)
            properties.insert(it.key(), it.value());
        if (!properties.isEmpty())
            put(u"properties"_s, properties);
        addFindings();
    }

    void addOutputs()
    {
        if (m_labels.isEmpty())
            return;
        m_inspection.task = u"classification"_s;
        put(u"classes"_s, QJsonArray::fromStringList(m_labels));
        for (ModelPort &output : m_inspection.outputs)
            output.levels = m_labels;
    }

    void addFindings()
    {
        for (const QString &place : std::as_const(m_external)) {
            if (m_inspection.findings.size() >= maxFindings)
                break;
            const bool outside = place.startsWith(u'/') || place.contains(u':') || place.contains(u'\\') ||
                                 place.split(u'/').contains(u".."_s);
            m_inspection.add(outside ? Finding::Severity::Dangerous : Finding::Severity::Info,
                             u"external-data"_s, place,
                             outside ? Text::tr("It reads weights from a file outside of its folder.")
                                     : Text::tr("Its weights lie in this file beside it."));
        }
        for (const QString &operation : std::as_const(m_foreign)) {
            if (m_inspection.findings.size() >= maxFindings)
                break;
            m_inspection.add(
                Finding::Severity::Info, u"operator"_s, operation,
                Text::tr("It is not an operator of the ONNX standard; it needs a library that has it."));
        }
        if (m_damaged)
            m_inspection.add(Finding::Severity::Suspicious, u"structure"_s, {},
                             Text::tr("The file breaks off or is damaged."));
    }

    Inspection &m_inspection;
    QList<ModelPort> m_inputs;
    QSet<QString> m_initializers;
    QMap<QString, qint64> m_opsets;
    QMap<QString, qint64> m_operations;
    QMap<QString, QString> m_properties;
    QSet<QString> m_foreign;
    QSet<QString> m_external;
    QStringList m_labels;
    qint64 m_parameters = 0;
    qint64 m_nodes = 0;
    bool m_damaged = false;
};

} // namespace

bool inspectOnnx(std::string_view bytes, Inspection &inspection)
{
    return Model(inspection).read(bytes);
}

} // namespace vitrine::format
