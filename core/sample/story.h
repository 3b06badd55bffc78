// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/repository.h"
#include "core/monitor/store.h"

#include <QJsonObject>
#include <QMap>

namespace vitrine::sample {

// One entry of resources/demo/history.json, in the order in which it happened.
struct StoryEvent {
    enum class Kind { Register, Assign, Note, Occurrence } kind = Kind::Register;
    QString model;
    QString version;
    QString stage; // of Assign
    QDateTime date;
    QString message;
    QString file;         // of Register: the resource with the model
    QJsonObject metadata; // of Register: top-level keys of model.yaml
    QString card;         // of Register
    QJsonObject note;     // of Note
    monitor::Occurrence::Kind occurrence = monitor::Occurrence::Kind::Note;
};

// What the sample library is made of, read from the resources that are compiled in.
struct Story {
    git::Person author;
    QMap<QString, monitor::Target> targets; // by model
    QList<StoryEvent> events;

    // Internal when the resources are damaged.
    static Result<Story> read();
};

// What every version of a model predicted, with what came true as far as it is known, by version.
Result<QMap<QString, QList<monitor::Observation>>> readPredictions(const QString &model,
                                                                   const monitor::Target &target);

// A file of resources/demo.
Result<QByteArray> resource(const QString &name);

} // namespace vitrine::sample
