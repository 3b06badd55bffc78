// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/repository.h"
#include "core/registry/gtofiles.h"
#include "core/registry/metadata.h"

#include <QMap>

namespace vitrine::registry {

enum class UnlessAnnotated { Add, LeaveOut };

// Brings the entries of models in artifacts.yaml and dvc.yaml into step, from what a commit has (empty:
// nothing yet). Every file that has an entry is changed. A new entry goes into artifacts.yaml, or into
// dvc.yaml where that one has artifacts and the other does not exist. A file that cannot be edited key by key
// is its owner's and stays as it is. Must not outlive the repository.
class AnnotationEdits final
{
public:
    AnnotationEdits(const git::Repository &repository, const git::Oid &commit)
        : m_repository(repository)
        , m_commit(commit)
    {
    }

    // `change.path` counts from the root.
    void apply(const QString &model, const AnnotationChange &change, UnlessAnnotated missing);
    QList<git::Change> changes() const;

private:
    struct File {
        AnnotationForm form = AnnotationForm::ArtifactsYaml;
        bool exists = false;
        QByteArray before;
        QByteArray now;
        QList<Annotation> entries() const;
        bool has(const QString &name) const;
    };
    File &fileAt(const QString &prefix, AnnotationForm form);

    const git::Repository &m_repository;
    git::Oid m_commit;
    QMap<QString, File> m_files; // by path
};

// What an edit of model.yaml changes of the entry: description and labels, when the edit changed them.
AnnotationChange annotationChange(const Metadata &before, const Metadata &after);

} // namespace vitrine::registry
