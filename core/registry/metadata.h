// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/format/prototype.h"

#include <QByteArray>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

namespace vitrine::registry {

// What model.yaml says. Keys of the file: title, description, type, labels, owners, licence, links,
// main_metric, prototype, packages, metrics, training {command, data, data_sha256, commit, date},
// protected_stages; others are kept in `all`.
struct Metadata {
    QString title;
    QString description;
    QString type;
    QStringList labels;
    QStringList owners;
    QString licence;
    QString mainMetric;
    QStringList links;
    format::Prototype prototype;
    QMap<QString, QString> packages; // name → version
    QMap<QString, double> metrics;
    QJsonObject training;
    QStringList protectedStages; // stages whose change asks for the stage's name
    QJsonObject all;             // the whole document
    bool operator==(const Metadata &) const = default;
};

// InvalidArgument when it is not YAML or a known key has the wrong form; names key and line.
Result<Metadata> parseMetadata(const QByteArray &yaml);

// Top-level keys whose values differ, by name.
QStringList changedKeys(const QJsonObject &before, const QJsonObject &after);

// The part of model.yaml that people edit in a form.
struct MetadataForm {
    QString title;
    QString description;
    QString type;
    QStringList labels;
    QStringList owners;
    QString licence;
    bool operator==(const MetadataForm &) const = default;
};
MetadataForm formOf(const Metadata &metadata);

// Why a field cannot be saved: field name ("title", "labels", …) → one sentence. Empty: all is well.
// Title: 1–200 characters, one line. Labels: 1–64 letters, digits, . _ - each, no duplicates.
// Owners: not empty, one line. Licence: an SPDX-like identifier or empty.
QMap<QString, QString> problems(const MetadataForm &form);

// The YAML with the changed keys of the form set; every other byte is kept (see yaml::withKey).
Result<QByteArray> withForm(const QByteArray &yaml, const MetadataForm &form);

} // namespace vitrine::registry
