// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/story.h"

#include "core/base/text.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

// Resources of a static library are registered by hand; the macro must stand outside of any namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(demo);
}

namespace vitrine::sample {

namespace {

Error damaged(const QString &name)
{
    return {Error::Code::Internal,
            Text::tr("The sample data in this program is damaged. Install Vitrine again."), name};
}

Result<StoryEvent> readEvent(const QJsonObject &object)
{
    static const QMap<QString, StoryEvent::Kind> kinds = {{u"register"_s, StoryEvent::Kind::Register},
                                                          {u"assign"_s, StoryEvent::Kind::Assign},
                                                          {u"note"_s, StoryEvent::Kind::Note},
                                                          {u"occurrence"_s, StoryEvent::Kind::Occurrence}};
    const auto kind = kinds.constFind(object.value(u"event").toString());
    StoryEvent event;
    event.date = QDateTime::fromString(object.value(u"date").toString(), Qt::ISODate);
    if (kind == kinds.cend() || !event.date.isValid())
        return damaged(object.value(u"event").toString());
    event.kind = *kind;
    event.model = object.value(u"model").toString();
    event.version = object.value(u"version").toString();
    event.stage = object.value(u"stage").toString();
    event.message = object.value(u"message").toString();
    event.file = object.value(u"file").toString();
    event.metadata = object.value(u"metadata").toObject();
    event.card = object.value(u"card").toString();
    event.note = object.value(u"note").toObject();
    if (object.value(u"kind").toString() == u"alert")
        event.occurrence = monitor::Occurrence::Kind::Alert;
    return event;
}

qint64 noonOf(const QString &date)
{
    return QDateTime(QDate::fromString(date, Qt::ISODate), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
}

} // namespace

Result<QByteArray> resource(const QString &name)
{
    registerResources();
    QFile file(u":/vitrine/demo/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return damaged(name);
    return file.readAll();
}

Result<Story> Story::read()
{
    VT_TRY(const QByteArray json, resource(u"history.json"_s));
    const QJsonObject document = QJsonDocument::fromJson(json).object();
    Story story;
    const QJsonObject author = document.value(u"author").toObject();
    story.author = {author.value(u"name").toString(), author.value(u"email").toString()};
    const QJsonObject targets = document.value(u"targets").toObject();
    for (auto it = targets.begin(); it != targets.end(); ++it) {
        const QJsonObject object = it.value().toObject();
        monitor::Target target;
        target.classification = object.value(u"classification").toBool();
        target.name = object.value(u"name").toString();
        target.unit = object.value(u"unit").toString();
        for (const QJsonValue level : object.value(u"levels").toArray())
            target.levels.append(level.toString());
        story.targets.insert(it.key(), target);
    }
    for (const QJsonValue value : document.value(u"events").toArray()) {
        VT_TRY(const StoryEvent event, readEvent(value.toObject()));
        story.events.append(event);
    }
    if (story.events.isEmpty() || story.targets.isEmpty())
        return damaged(u"history.json"_s);
    return story;
}

Result<QMap<QString, QList<monitor::Observation>>> readPredictions(const QString &model,
                                                                   const monitor::Target &target)
{
    VT_TRY(const QByteArray csv, resource(model + u"/predictions.csv"_s));
    QMap<QString, QList<monitor::Observation>> byVersion;
    const QList<QByteArray> lines = csv.split('\n');
    for (const QByteArray &line : lines.sliced(1)) {
        const QStringList cells = QString::fromUtf8(line).split(u',');
        if (cells.size() < 4)
            continue;
        monitor::Observation observation;
        observation.timeMs = noonOf(cells[0]);
        observation.id = cells[0];
        if (target.classification) {
            observation.truthLevel = cells[2];
            observation.estimateLevel = cells[3];
            for (qsizetype i = 4; i < cells.size(); ++i)
                observation.probabilities.append(cells[i].toDouble());
        } else {
            if (!cells[2].isEmpty()) // not known yet
                observation.truth = cells[2].toDouble();
            observation.estimate = cells[3].toDouble();
        }
        byVersion[cells[1]].append(observation);
    }
    return byVersion;
}

} // namespace vitrine::sample
