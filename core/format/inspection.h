// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/fileformat.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace vitrine::format {

// An input or output that a model file describes.
struct ModelPort {
    QString name;
    QString type; // "FP32", "INT64", "BYTES", …: the Open Inference Protocol's names; empty: not known
    QList<qint64> shape; // -1: any
    QStringList levels;  // of a category or class
    bool operator==(const ModelPort &) const = default;
};

// Something that people should know before they use a file.
struct Finding {
    enum class Severity {
        Info,
        Suspicious, // not known to be harmless
        Dangerous,  // what attacks are made of
    } severity = Severity::Info;
    QString kind;       // "import", "call", "code", "structure", "size", "external-data"
    QString name;       // "os.system"
    qint64 offset = -1; // in the file, or in its unpacked content when it is compressed; -1: nowhere
    QString why;        // one sentence
    bool operator==(const Finding &) const = default;
};
QString severityName(Finding::Severity severity); // "info", "suspicious", "dangerous"

// What a file says about itself, read without executing any of it.
struct Inspection {
    FileFormat format = FileFormat::Unknown;
    QString framework; // "scikit-learn"; empty: not known
    QString task;      // "classification", "regression"; empty: not known
    QList<ModelPort> inputs;
    QList<ModelPort> outputs;
    qint64 parameters = -1; // learned numbers; -1: not known
    qint64 size = 0;        // bytes
    QJsonObject metadata;   // what else the format tells
    QList<Finding> findings;
    // Loading or using it can run code that is in it: it is served only when somebody trusted it.
    bool canRunCode = false;

    void add(Finding::Severity severity, const QString &kind, const QString &name, const QString &why,
             qint64 offset = -1);
    bool has(Finding::Severity severity) const;
};

// The keys of `vitrine-cli inspect --json`.
QJsonObject toJson(const Inspection &inspection);

} // namespace vitrine::format
