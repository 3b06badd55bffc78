// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/format/onnx.h"

#include <QHashFunctions>
#include <QLocale>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

using Kind = StructureGroup::Kind;

constexpr qsizetype mostEntries = 2000;    // of one group
constexpr qsizetype mostNames = 12;        // inputs or outputs of a node that are written out
constexpr qsizetype mostListed = 4;        // values of a list attribute that are written out
constexpr qsizetype mostCoefficients = 64; // of a tensor that are listed one by one
constexpr qsizetype mostText = 120;        // letters of a string attribute

QString numberText(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

// Inside a sentence; the digest tells values apart that read the same.
QString roundedText(double value)
{
    return QString::number(value, 'g', 6);
}

QString shapeText(const QList<qint64> &dims)
{
    QStringList sizes;
    for (const qint64 size : dims)
        sizes << QString::number(size);
    return sizes.join(u'×');
}

QString tensorText(const OnnxTensor &tensor)
{
    QString text = onnxElementType(tensor.elementType);
    text = tensor.dims.isEmpty() ? Text::tr("%1 scalar").arg(text) : text + u' ' + shapeText(tensor.dims);
    if (tensor.external)
        return Text::tr("%1, in another file").arg(text);
    const qint64 bytes = tensor.byteCount();
    return bytes < 0 ? text : text + u", "_s + formatBytes(bytes);
}

template<typename T, typename TextOf>
QString listText(const QList<T> &values, TextOf textOf)
{
    if (values.size() > mostListed)
        return Text::tr("[%1 values]").arg(values.size());
    QStringList texts;
    for (const T &value : values)
        texts << textOf(value);
    return u'[' + texts.join(u", "_s) + u']';
}

QString attributeText(const OnnxAttribute &attribute)
{
    using AttributeKind = OnnxAttribute::Kind;
    switch (attribute.kind) {
    case AttributeKind::Float: return roundedText(attribute.real);
    case AttributeKind::Integer: return QString::number(attribute.integer);
    case AttributeKind::String:
        return attribute.string.size() > mostText ? attribute.string.left(mostText) + u'…' : attribute.string;
    case AttributeKind::Tensor: return tensorText(*attribute.tensor);
    case AttributeKind::Graph: return Text::tr("{%1 nodes}").arg(attribute.graph->nodes.size());
    case AttributeKind::Floats: return listText(attribute.floats, roundedText);
    case AttributeKind::Integers:
        return listText(attribute.integers, [](qint64 value) { return QString::number(value); });
    case AttributeKind::Strings: return listText(attribute.strings, [](const QString &text) { return text; });
    case AttributeKind::None:
    case AttributeKind::Other: break;
    }
    return u"…"_s;
}

size_t contentOf(const OnnxGraph &graph, size_t seed);

// What the text of a node leaves out.
size_t contentOf(const OnnxNode &node, size_t seed)
{
    if (node.inputs.size() > mostNames)
        seed = qHashRange(node.inputs.begin(), node.inputs.end(), seed);
    for (const OnnxAttribute &attribute : node.attributes) {
        seed = qHash(attribute.name, seed);
        seed = qHash(attribute.real, seed);
        seed = qHash(attribute.string, seed);
        seed = qHashRange(attribute.floats.begin(), attribute.floats.end(), seed);
        seed = qHashRange(attribute.integers.begin(), attribute.integers.end(), seed);
        seed = qHashRange(attribute.strings.begin(), attribute.strings.end(), seed);
        if (attribute.tensor)
            seed = qHash(attribute.tensor->digest, seed);
        if (attribute.graph)
            seed = contentOf(*attribute.graph, seed);
    }
    return seed;
}

size_t contentOf(const OnnxGraph &graph, size_t seed)
{
    for (const OnnxNode &node : graph.nodes)
        seed = contentOf(node, qHash(node.op, seed));
    for (const OnnxTensor &tensor : graph.initializers)
        seed = qHash(tensor.digest, seed);
    return seed;
}

QString opText(const OnnxNode &node)
{
    return node.domain.isEmpty() || node.domain == u"ai.onnx" ? node.op : node.domain + u'.' + node.op;
}

QString namesText(const QStringList &names)
{
    if (names.size() <= mostNames)
        return names.join(u", "_s);
    return Text::tr("%1, … %2 in all").arg(names.mid(0, mostNames).join(u", "_s)).arg(names.size());
}

QString nodeText(const OnnxNode &node)
{
    QString text = u"%1(%2) → %3"_s.arg(opText(node), namesText(node.inputs), namesText(node.outputs));
    for (const OnnxAttribute &attribute : node.attributes)
        text += u"; "_s + attribute.name + u'=' + attributeText(attribute);
    return text;
}

class Group final
{
public:
    explicit Group(Kind kind) { m_group.kind = kind; }

    void add(StructureEntry entry)
    {
        if (m_group.entries.size() >= mostEntries) {
            ++m_group.leftOut;
            return;
        }
        // A name that came before gets a number, so that it still means one thing.
        const QString name = entry.name;
        for (int copy = 2; m_names.contains(entry.name); ++copy)
            entry.name = u"%1 %2"_s.arg(name).arg(copy);
        m_names.insert(entry.name);
        m_group.entries << std::move(entry);
    }
    void addTo(Structure *structure)
    {
        if (!m_group.entries.isEmpty())
            structure->groups << std::move(m_group);
    }

private:
    StructureGroup m_group;
    QSet<QString> m_names;
};

bool isWeight(const OnnxTensor &tensor)
{
    return tensor.elementType == 1 || tensor.elementType == 10 || tensor.elementType == 11 ||
           tensor.elementType == 16;
}

StructureGroup summary(const OnnxModel &model)
{
    StructureGroup group;
    const auto text = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            group.entries << StructureEntry{name, value, {}, 0};
    };
    const auto number = [&](const QString &name, double value) {
        group.entries << StructureEntry{name, numberText(value), value, 0};
    };
    text(Text::tr("IR version"), QString::number(model.irVersion));
    for (auto it = model.opsets.begin(); it != model.opsets.end(); ++it)
        text(Text::tr("operators %1").arg(it.key().isEmpty() ? u"ai.onnx"_s : it.key()),
             QString::number(it.value()));
    text(Text::tr("producer"), (model.producer + u' ' + model.producerVersion).trimmed());
    text(Text::tr("domain"), model.domain);
    text(Text::tr("description"), model.doc);
    text(Text::tr("graph"), model.graph.name);
    number(Text::tr("nodes"), double(model.graph.nodes.size()));
    qint64 weights = 0;
    for (const OnnxTensor &tensor : model.graph.initializers)
        weights += isWeight(tensor) ? std::max<qint64>(0, tensor.elementCount()) : 0;
    if (weights > 0)
        number(Text::tr("weights"), double(weights));
    if (model.functions > 0)
        number(Text::tr("functions"), model.functions);
    for (auto it = model.properties.begin(); it != model.properties.end(); ++it)
        text(it.key(), it.value());
    return group;
}

void addNumbers(const QString &name, const QList<double> &values, Group *group)
{
    if (values.size() > mostCoefficients)
        return;
    for (qsizetype at = 0; at < values.size(); ++at)
        group->add({u"%1[%2]"_s.arg(name).arg(at), numberText(values.at(at)), values.at(at), 0});
}

// "W[1,4]": the index of each element of a tensor in the order in which it is stored.
void addElements(const OnnxTensor &tensor, Group *group)
{
    if (!isWeight(tensor) || tensor.elementCount() > mostCoefficients)
        return;
    const QList<double> values = tensor.values();
    if (tensor.elementCount() != values.size())
        return;
    for (qsizetype at = 0; at < values.size(); ++at) {
        QStringList index;
        qint64 rest = at;
        for (auto size = tensor.dims.rbegin(); size != tensor.dims.rend(); ++size) {
            index.prepend(QString::number(rest % *size));
            rest /= *size;
        }
        const QString name = index.isEmpty() ? tensor.name : tensor.name + u'[' + index.join(u',') + u']';
        group->add({name, numberText(values.at(at)), values.at(at), 0});
    }
}

void addCoefficients(const OnnxGraph &graph, Structure *structure)
{
    Group group(Kind::Coefficients);
    for (const OnnxNode &node : graph.nodes) {
        for (const OnnxAttribute &attribute : node.attributes) {
            if (attribute.kind != OnnxAttribute::Kind::Floats || node.op.startsWith(u"TreeEnsemble"))
                continue;
            const QString owner = node.name.isEmpty() ? node.op : node.name;
            addNumbers(owner + u'.' + attribute.name, attribute.floats, &group);
        }
    }
    for (const OnnxTensor &tensor : graph.initializers)
        addElements(tensor, &group);
    group.addTo(structure);
}

void addNodes(const OnnxGraph &graph, Structure *structure)
{
    QMap<QString, int> operators;
    Group nodes(Kind::Nodes);
    QHash<QString, int> nameless;
    for (const OnnxNode &node : graph.nodes) {
        ++operators[opText(node)];
        const QString name =
            node.name.isEmpty() ? u"%1 %2"_s.arg(node.op).arg(++nameless[node.op]) : node.name;
        nodes.add({name, nodeText(node), {}, contentOf(node, 1)});
    }
    Group counts(Kind::Operators);
    for (auto it = operators.begin(); it != operators.end(); ++it)
        counts.add({it.key(), QString::number(it.value()), double(it.value()), 0});
    counts.addTo(structure);
    nodes.addTo(structure);
}

} // namespace

const OnnxAttribute *OnnxNode::attribute(const QString &wanted) const
{
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const OnnxAttribute &each) { return each.name == wanted; });
    return found == attributes.end() ? nullptr : &*found;
}

Structure structureOf(const OnnxModel &model)
{
    Structure structure;
    structure.format = u"ONNX"_s;
    structure.groups << summary(model);
    Group inputs(Kind::Inputs);
    for (const OnnxValue &value : model.graph.inputs)
        inputs.add({value.name, value.type, {}, 0});
    inputs.addTo(&structure);
    Group outputs(Kind::Outputs);
    for (const OnnxValue &value : model.graph.outputs)
        outputs.add({value.name, value.type, {}, 0});
    outputs.addTo(&structure);
    Group trees(Kind::Trees);
    for (const StructureEntry &entry : treeEntries(model.graph))
        trees.add(entry);
    trees.addTo(&structure);
    addCoefficients(model.graph, &structure);
    addNodes(model.graph, &structure);
    Group tensors(Kind::Tensors);
    for (const OnnxTensor &tensor : model.graph.initializers)
        tensors.add({tensor.name, tensorText(tensor), {}, tensor.digest});
    tensors.addTo(&structure);
    return structure;
}

} // namespace vitrine::format
