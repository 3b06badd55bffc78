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

// GTO takes its keys in any case.
QJsonObject withLowerKeys(const QJsonObject &object)
{
    QJsonObject lower;
    for (auto it = object.begin(); it != object.end(); ++it)
        lower.insert(it.key().toLower(), it.value());
    return lower;
}

void readStageKeys(const QJsonObject &document, StageRules *rules)
{
    if (document.contains(u"versions_per_stage")) {
        const int perStage = document.value(u"versions_per_stage").toInt(1);
        rules->versionsPerStage = perStage == 0 || perStage < -1 ? 1 : perStage;
    }
    for (const QString &key : {u"sort"_s, u"version_sort"_s}) {
        if (document.contains(key))
            rules->greatestFirst = document.value(key).toString() == u"semver";
    }
}

} // namespace

Result<GtoConfig> parseGtoConfig(const QByteArray &yaml)
{
    VT_TRY(const QJsonObject written, mapping(yaml, u".gto"_s));
    const QJsonObject document = withLowerKeys(written);
    GtoConfig config;
    config.rules.stages = strings(document.value(u"stages"));
    config.types = strings(document.value(u"types"));
    readStageKeys(document, &config.rules);
    return config;
}

Result<StageRules> withLibrarySettings(const StageRules &rules, const QByteArray &yaml)
{
    VT_TRY(const QJsonObject document, mapping(yaml, librarySettingsFile));
    StageRules changed = rules;
    changed.protectedStages = strings(document.value(u"protected_stages"));
    readStageKeys(document, &changed);
    return changed;
}

QString fileName(AnnotationForm form)
{
    return form == AnnotationForm::DvcYaml ? u"dvc.yaml"_s : u"artifacts.yaml"_s;
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

namespace {

QStringList labelsFor(AnnotationForm form, QStringList labels)
{
    if (form == AnnotationForm::ArtifactsYaml)
        labels.removeIf([](const QString &label) { return !isStageName(label); });
    return labels;
}

// Sets keys of one entry, each only when it says something else.
class EntryEdit
{
public:
    EntryEdit(const QByteArray &yaml, const QStringList &place, const QJsonObject &entry)
        : m_yaml(yaml)
        , m_place(place)
        , m_entry(entry)
    {
    }

    Result<> set(const QString &key, const QJsonValue &value)
    {
        const QJsonValue before = m_entry.value(key);
        const bool empty = value.toString().isEmpty() && value.toArray().isEmpty();
        if (before == value || (before.isUndefined() && empty))
            return {};
        VT_TRY(m_yaml, yaml::withPath(m_yaml, m_place + QStringList{key},
                                      empty ? QJsonValue(QJsonValue::Undefined) : value));
        return {};
    }

    bool hasText(const QString &key) const { return m_entry.value(key).isString(); }
    QByteArray yaml() const { return m_yaml; }

private:
    QByteArray m_yaml;
    QStringList m_place;
    QJsonObject m_entry;
};

} // namespace

Result<QByteArray> withAnnotation(const QByteArray &yaml, AnnotationForm form, const QString &name,
                                  const AnnotationChange &change)
{
    const bool dvc = form == AnnotationForm::DvcYaml;
    VT_TRY(const QJsonObject document, mapping(yaml, fileName(form)));
    const QJsonObject entries = dvc ? document.value(u"artifacts").toObject() : document;
    EntryEdit edit(yaml, dvc ? QStringList{u"artifacts"_s, name} : QStringList{name},
                   entries.value(name).toObject());
    if (change.path)
        VT_CHECK(edit.set(u"path"_s, *change.path));
    if (change.type && !edit.hasText(u"type"_s))
        VT_CHECK(edit.set(u"type"_s, *change.type));
    if (change.description)
        VT_CHECK(edit.set(dvc ? u"desc"_s : u"description"_s, *change.description));
    if (change.labels)
        VT_CHECK(edit.set(u"labels"_s, QJsonArray::fromStringList(labelsFor(form, *change.labels))));
    return edit.yaml();
}

} // namespace vitrine::registry
