// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QMap>
#include <QString>
#include <QStringList>

namespace vitrine::registry {

// One row of the Library page: a model's name and what its tags and its newest metadata say of it.
struct Model {
    QString name;      // GTO's name: letters, digits, - / _
    QString directory; // GTO's dirname of a monorepo ("dirname=name"); usually empty
    QString folder;    // of its files in the tree: models/<name>; empty when there are none
    QString type;      // "regression", "classification", …; empty when nothing says it
    QString format;    // "onnx", "joblib", …: of the artefact of the latest version
    QString title;
    QString description;
    QStringList labels;
    QStringList owners;
    QString licence;               // SPDX identifier
    QString mainMetric;            // the metric to look at first: "rmse"
    QString latest;                // newest registered version by time; empty when there is none
    QMap<QString, QString> stages; // stage → version (a commit id for an unregistered version)
    int versionCount = 0;
    QDateTime updated; // of the newest event or metadata change
    bool deprecated = false;
    bool operator==(const Model &) const = default;
};

} // namespace vitrine::registry
