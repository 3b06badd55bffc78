// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/target.h"

#include "core/base/text.h"
#include "core/monitor/series.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

QStringList metricsOf(const Target &target)
{
    // The catalogue lists the numeric metrics first; the first one of classification is accuracy.
    QStringList numeric;
    QStringList classes;
    bool reachedClasses = false;
    for (const MetricInfo &info : metricCatalogue()) {
        reachedClasses = reachedClasses || info.name == u"accuracy"_s;
        (reachedClasses ? classes : numeric) << info.name;
    }
    return target.classification ? classes : numeric;
}

QByteArray targetToJson(const Target &target)
{
    return QJsonDocument(QJsonObject{{u"classification"_s, target.classification},
                                     {u"levels"_s, QJsonArray::fromStringList(target.levels)},
                                     {u"name"_s, target.name},
                                     {u"unit"_s, target.unit}})
        .toJson(QJsonDocument::Compact);
}

Result<Target> targetFromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.isEmpty())
        return Error{Error::Code::Corrupt,
                     Text::tr("The monitoring store holds a target that cannot be read."),
                     QString::fromUtf8(json)};
    Target target;
    target.classification = object[u"classification"_s].toBool();
    for (const QJsonValue &level : object[u"levels"_s].toArray())
        target.levels << level.toString();
    target.name = object[u"name"_s].toString();
    target.unit = object[u"unit"_s].toString();
    return target;
}

} // namespace vitrine::monitor
