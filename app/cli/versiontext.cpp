// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/versiontext.h"

#include "app/cli/command.h"
#include "core/base/text.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

QJsonObject toJson(const QMap<QString, double> &metrics)
{
    QJsonObject object;
    for (auto it = metrics.cbegin(); it != metrics.cend(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QJsonObject toJson(const registry::Version &version)
{
    return {{u"version"_s, version.name},
            {u"commit"_s, version.commit},
            {u"date"_s, isoText(version.date)},
            {u"author"_s, version.author},
            {u"message"_s, version.message},
            {u"size"_s, version.size},
            {u"stages"_s, QJsonArray::fromStringList(version.stages)},
            {u"metrics"_s, toJson(version.metrics)},
            {u"labels"_s, QJsonArray::fromStringList(version.labels)},
            {u"registered"_s, version.registered},
            {u"deregistered"_s, version.deregistered},
            {u"lightweight"_s, version.lightweight}};
}

QJsonObject toJson(const registry::StageChange &change)
{
    return {{u"model"_s, change.model},       {u"stage"_s, change.stage},
            {u"from"_s, change.from},         {u"to"_s, change.to},
            {u"tag"_s, change.tag},           {u"commit"_s, change.commit},
            {u"date"_s, isoText(change.date)}};
}

QJsonObject toJson(const registry::RegistrationChange &change)
{
    return {{u"event"_s, registry::eventKindName(change.kind)},
            {u"model"_s, change.model},
            {u"version"_s, change.version},
            {u"tag"_s, change.tag},
            {u"commit"_s, change.commit},
            {u"date"_s, isoText(change.date)}};
}

QString shownName(const registry::Version &version)
{
    if (version.deregistered)
        return Text::tr("%1 (deregistered)").arg(version.name);
    if (version.lightweight)
        return Text::tr("%1 (lightweight tag)").arg(version.name);
    return version.registered ? version.name : Text::tr("%1 (not registered)").arg(version.name);
}

QString metricsText(const QMap<QString, double> &metrics)
{
    QStringList parts;
    for (auto it = metrics.cbegin(); it != metrics.cend(); ++it)
        parts.append(it.key() + u' ' + QString::number(it.value(), 'g', 4));
    return parts.join(u", "_s);
}

std::optional<registry::Bump> bumpOf(const QString &text)
{
    if (text == u"major")
        return registry::Bump::Major;
    if (text == u"minor")
        return registry::Bump::Minor;
    return text == u"patch" ? std::optional(registry::Bump::Patch) : std::nullopt;
}

Result<registry::Version> resolve(const registry::Library &library, const QString &text)
{
    VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(text));
    return library.resolve(ref);
}

} // namespace vitrine::cli
