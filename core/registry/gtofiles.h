// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/registry/registrystate.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace vitrine::registry {

// What `.gto` (YAML) says. Keys: stages, types; and of Vitrine's, which GTO ignores: versions_per_stage
// (-1: all) and sort (timestamp or semver).
struct GtoConfig {
    StageRules rules;
    QStringList types; // the only ones allowed; empty: any
};
Result<GtoConfig> parseGtoConfig(const QByteArray &yaml);

// One entry of artifacts.yaml (GTO) or of `artifacts:` in dvc.yaml (DVC).
struct Annotation {
    QString name;
    QString path; // of the artefact, from the file's folder; empty for GTO's "virtual" ones
    QString type;
    QString description;
    QStringList labels;
    bool operator==(const Annotation &) const = default;
};
Result<QList<Annotation>> parseArtifactsYaml(const QByteArray &yaml);
Result<QList<Annotation>> parseDvcYaml(const QByteArray &yaml);

// artifacts.yaml with the model's type and path set; its other keys and every other entry are kept.
Result<QByteArray> withAnnotation(const QByteArray &yaml, const QString &name, const QString &type,
                                  const QString &path);

// The output of a .dvc file: {outs: [{md5, size, path}]}. MD5 of a folder ends in ".dir".
struct DvcOutput {
    QString path;
    QString md5;
    qint64 size = -1;
};
Result<QList<DvcOutput>> parseDvcFile(const QByteArray &yaml);

} // namespace vitrine::registry
