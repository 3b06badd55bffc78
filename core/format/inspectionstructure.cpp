// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/inspectionstructure.h"

#include "core/base/text.h"
#include "core/format/inspection.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr qsizetype mostFacts = 2000;
constexpr qsizetype mostText = 600;

QString listText(const QJsonArray &list)
{
    QStringList texts;
    for (const QJsonValue each : list) {
        if (!each.isString())
            return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
        texts << each.toString();
    }
    return texts.join(u", "_s);
}

StructureEntry entryOf(const QString &name, const QJsonValue &value)
{
    StructureEntry entry;
    entry.name = name;
    if (value.isDouble()) {
        entry.number = value.toDouble();
        entry.text = QString::number(*entry.number, 'g', QLocale::FloatingPointShortest);
    } else if (value.isBool()) {
        entry.text = value.toBool() ? u"true"_s : u"false"_s;
    } else if (value.isArray()) {
        entry.text = listText(value.toArray());
    } else {
        entry.text = value.toString();
    }
    if (entry.text.size() > mostText) {
        entry.digest = qHash(entry.text, 1);
        entry.text = entry.text.left(mostText) + u'…';
    }
    return entry;
}

void addFacts(const QJsonObject &object, const QString &prefix, StructureGroup *group)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString name = prefix + it.key();
        if (it.value().isObject())
            addFacts(it.value().toObject(), name + u'.', group);
        else if (group->entries.size() < mostFacts)
            group->entries << entryOf(name, it.value());
        else
            ++group->leftOut;
    }
}

QString portText(const ModelPort &port)
{
    QStringList shape;
    for (const qint64 size : port.shape)
        shape << (size < 0 ? u"?"_s : QString::number(size));
    QString text = port.type;
    if (!shape.isEmpty())
        text += u' ' + shape.join(u'×');
    if (!port.levels.isEmpty())
        text += u": "_s + port.levels.join(u", "_s);
    return text.isEmpty() ? Text::tr("type not known") : text.trimmed();
}

StructureGroup portsOf(StructureGroup::Kind kind, const QList<ModelPort> &ports)
{
    StructureGroup group;
    group.kind = kind;
    for (const ModelPort &port : ports) {
        if (group.entries.size() < mostFacts)
            group.entries << StructureEntry{port.name, portText(port), {}, 0};
        else
            ++group.leftOut;
    }
    return group;
}

// Both take what they show out of the facts.
StructureGroup treesOf(QJsonObject *facts)
{
    StructureGroup group;
    group.kind = StructureGroup::Kind::Trees;
    if (!facts->value(u"trees").isDouble())
        return group;
    const std::pair<QString, QString> names[] = {{u"trees"_s, Text::tr("trees")},
                                                 {u"leaves"_s, Text::tr("leaves")},
                                                 {u"deepest_tree"_s, Text::tr("deepest tree")}};
    for (const auto &[key, name] : names) {
        if (const QJsonValue value = facts->take(key); value.isDouble())
            group.entries << entryOf(name, value);
    }
    const QJsonObject splits = facts->take(u"splits"_s).toObject();
    if (!splits.isEmpty())
        group.entries << entryOf(Text::tr("features used"), double(splits.size()));
    for (auto it = splits.begin(); it != splits.end(); ++it) {
        if (group.entries.size() < mostFacts)
            group.entries << entryOf(Text::tr("splits on feature %1").arg(it.key()), it.value());
        else
            ++group.leftOut;
    }
    return group;
}

StructureGroup coefficientsOf(QJsonObject *facts)
{
    StructureGroup group;
    group.kind = StructureGroup::Kind::Coefficients;
    addFacts(facts->take(u"coefficients"_s).toObject(), {}, &group);
    return group;
}

} // namespace

Structure structureOf(const Inspection &inspection)
{
    Structure structure;
    structure.format = formatTitle(inspection.format);
    StructureGroup summary;
    if (!inspection.framework.isEmpty())
        summary.entries << StructureEntry{Text::tr("framework"), inspection.framework, {}, 0};
    if (!inspection.task.isEmpty())
        summary.entries << StructureEntry{Text::tr("task"), inspection.task, {}, 0};
    if (inspection.parameters >= 0)
        summary.entries << entryOf(Text::tr("weights"), double(inspection.parameters));
    QJsonObject facts = inspection.metadata;
    const StructureGroup trees = treesOf(&facts);
    const StructureGroup coefficients = coefficientsOf(&facts);
    addFacts(facts, {}, &summary);
    structure.groups << summary;
    for (const StructureGroup &content :
         {portsOf(StructureGroup::Kind::Inputs, inspection.inputs),
          portsOf(StructureGroup::Kind::Outputs, inspection.outputs), trees, coefficients}) {
        if (!content.entries.isEmpty())
            structure.groups << content;
    }
    return structure;
}

} // namespace vitrine::format
