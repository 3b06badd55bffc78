// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/gtofiles.h"

#include "core/base/text.h"
#include "core/base/yaml.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

Result<QJsonObject> mapping(const QByteArray &yaml, const QString &file)
{
    auto parsed = yaml::parse(yaml);
    if (!parsed)
        return parsed.error().within(file);
    if (!parsed->isObject() && !parsed->isNull())
        return Error{
            Error::Code::InvalidArgument, Text::tr("%1 is not a list of “key: value” lines.").arg(file), {}};
    return parsed->toObject();
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    if (value.isString())
        list.append(value.toString());
    for (const QJsonValue item : value.toArray())
        list.append(item.toVariant().toString());
    return list;
}

Annotation annotationFrom(const QString &name, const QJsonObject &entry)
{
    Annotation annotation;
    annotation.name = name;
    annotation.path = entry.value(u"path").toString();
    annotation.type = entry.value(u"type").toString();
    annotation.description = entry.value(entry.contains(u"desc") ? u"desc" : u"description").toString();
    annotation.labels = strings(entry.value(u"labels"));
    return annotation;
}

QList<Annotation> annotationsFrom(const QJsonObject &entries)
{
    QList<Annotation> annotations;
    for (auto it = entries.begin(); it != entries.end(); ++it) {
        if (isFullName(it.key()) && it.value().isObject())
            annotations.append(annotationFrom(it.key(), it.value().toObject()));
    }
    return annotations;
}

} // namespace

Result<GtoConfig> parseGtoConfig(const QByteArray &yaml)
{
    VT_TRY(const QJsonObject document, mapping(yaml, u".gto"_s));
    GtoConfig config;
    config.rules.stages = strings(document.value(u"stages"));
    config.rules.greatestFirst = document.value(u"sort").toString() == u"semver";
    const int perStage = document.value(u"versions_per_stage").toInt(1);
    config.rules.versionsPerStage = perStage == 0 || perStage < -1 ? 1 : perStage;
    config.types = strings(document.value(u"types"));
    return config;
}

Result<QList<Annotation>> parseArtifactsYaml(const QByteArray &yaml)
{
    VT_TRY(const QJsonObject document, mapping(yaml, u"artifacts.yaml"_s));
    return annotationsFrom(document);
}

Result<QList<Annotation>> parseDvcYaml(const QByteArray &yaml)
{
    VT_TRY(const QJsonObject document, mapping(yaml, u"dvc.yaml"_s));
    return annotationsFrom(document.value(u"artifacts").toObject());
}

Result<QByteArray> withAnnotation(const QByteArray &yaml, const QString &name, const QString &type,
                                  const QString &path)
{
    VT_TRY(const QJsonObject document, mapping(yaml, u"artifacts.yaml"_s));
    QJsonObject entry = document.value(name).toObject();
    if (entry.value(u"path").toString() == path && entry.value(u"type").isString())
        return yaml;
    entry.insert(u"path"_s, path);
    if (!entry.value(u"type").isString())
        entry.insert(u"type"_s, type);
    return yaml::withKey(yaml, name, entry);
}

Result<QList<DvcOutput>> parseDvcFile(const QByteArray &yaml)
{
    VT_TRY(const QJsonObject document, mapping(yaml, Text::tr("the .dvc file")));
    QList<DvcOutput> outputs;
    for (const QJsonValue item : document.value(u"outs").toArray()) {
        const QJsonObject out = item.toObject();
        outputs.append(
            {out.value(u"path").toString(), out.value(u"md5").toString(), out.value(u"size").toInteger(-1)});
    }
    return outputs;
}

} // namespace vitrine::registry
