// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/versionnote.h"

#include "core/base/yaml.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

QJsonObject noteFrom(const QByteArray &content)
{
    if (content.trimmed().isEmpty())
        return {};
    const auto parsed = yaml::parse(content);
    if (parsed && parsed->isObject())
        return parsed->toObject();
    return {{u"text"_s, QString::fromUtf8(content).trimmed()}};
}

Version versionOf(const QString &model, const VersionRecord &record, const VersionFacts &facts,
                  const QJsonObject &note)
{
    Version version;
    version.model = model;
    version.name = record.name;
    version.commit = record.commit;
    version.tag = record.tag;
    version.date = record.date;
    version.author = record.author;
    version.message = record.message.isEmpty() ? facts.summary : record.message;
    version.size = facts.size;
    version.stages = record.stages;
    version.metrics = facts.metrics;
    version.note = note.value(u"text").toString();
    for (const QJsonValue label : note.value(u"labels").toArray())
        version.labels.append(label.toString());
    version.registered = record.registered;
    version.deregistered = record.deregistered;
    version.lightweight = record.lightweight;
    return version;
}

bool isUnfit(const Version &version)
{
    static const QStringList unfit{deprecatedLabel, u"harmful"_s, u"broken"_s, u"do-not-use"_s};
    return std::any_of(version.labels.begin(), version.labels.end(),
                       [](const QString &label) { return unfit.contains(label, Qt::CaseInsensitive); });
}

} // namespace vitrine::registry
