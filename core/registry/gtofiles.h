// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/registry/registrystate.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::registry {

// What `.gto` (YAML) says, keys in any case: stages, types; versions_per_stage (-1: all) and version_sort or
// sort (timestamp or semver), which GTO itself takes as options of its commands only.
struct GtoConfig {
    StageRules rules;
    QStringList types; // the only ones allowed; empty: any
};
Result<GtoConfig> parseGtoConfig(const QByteArray &yaml);

// What `vitrine.yaml` at the root says of the whole library, over what `.gto` says; releases of GTO refuse a
// `.gto` with keys that they do not know. Keys: versions_per_stage, version_sort, and protected_stages, the
// stages whose change asks for the stage's name, for all models.
Result<StageRules> withLibrarySettings(const StageRules &rules, const QByteArray &yaml);
inline const QString librarySettingsFile = QStringLiteral("vitrine.yaml");

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

// The two forms that annotations are written in.
enum class AnnotationForm { ArtifactsYaml, DvcYaml };
QString fileName(AnnotationForm form); // "artifacts.yaml", "dvc.yaml"

// What to write of one model; what is not set stays as it is. A type is written only where there is none, an
// empty description or list of labels is removed.
struct AnnotationChange {
    std::optional<QString> path;
    std::optional<QString> type;
    std::optional<QString> description;
    std::optional<QStringList> labels;
};

// The file with the model's entry changed in place, or added; comments, order and every other entry are kept.
// Labels outside of GTO's grammar for names are left out of artifacts.yaml, which GTO would refuse as a
// whole.
Result<QByteArray> withAnnotation(const QByteArray &yaml, AnnotationForm form, const QString &name,
                                  const AnnotationChange &change);

} // namespace vitrine::registry
