// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/objectstore.h"
#include "core/git/repository.h"
#include "core/registry/gtofiles.h"
#include "core/registry/version.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <functional>
#include <optional>

namespace vitrine::registry {

// A file of a version with the blob that stands for it in Git.
struct StoredFile {
    VersionFile file;
    QString path; // from the root of the tree
    git::Oid blob;
    std::optional<artifact::Pointer> pointer;
    QString dvcMd5;  // of a file that DVC keeps; it has no blob
    QString dvcFile; // where its cache has it; empty when it does not
};

// What one commit holds of one model.
struct ModelFolder {
    QString folder;          // models/<name>; empty when the commit has no such folder
    git::Oid tree;           // of that folder; empty for a model that has none
    QByteArray yaml;         // model.yaml; empty when it is too large to be read
    QString problem;         // why it was not read; one sentence
    QByteArray card;         // CARD.md, front matter included
    QList<StoredFile> files; // below files/, else what artifacts.yaml or dvc.yaml names
    QString artefact;        // VersionFile::path of the file that is served; empty when unclear

    bool isEmpty() const { return tree.isEmpty() && files.isEmpty(); }
    qint64 size() const; // of all files; -1 when one is not known
    const StoredFile *artefactFile() const;
};

// `annotations`: of the same commit, with paths from the root of the tree; asked for only when the folder
// does not say which files are the model's.
Result<ModelFolder> readModelFolder(const git::Repository &repository, const artifact::ObjectStore &store,
                                    const git::Oid &commit, const QString &model,
                                    const std::function<QList<Annotation>()> &annotations);

// Every model that has a folder in the commit, with the folder's tree: full name → tree. `known`: such a map
// of another commit; what has the same tree there is not read again.
Result<QMap<QString, git::Oid>> modelFolders(const git::Repository &repository, const git::Oid &commit,
                                             const QStringList &directories,
                                             const QMap<QString, git::Oid> &known = {});

// Of artifacts.yaml and dvc.yaml at the root and in the directories; broken files are passed over.
// Names are full, paths from the root.
QList<Annotation> annotationsAt(const git::Repository &repository, const git::Oid &commit,
                                const QStringList &directories);

// The same for one model. A commit from before the model was annotated goes by what HEAD says of it, so that
// it can be a version too.
QList<Annotation> annotationsFor(const git::Repository &repository, const git::Oid &commit,
                                 const QString &model);

// Markdown without the YAML between two --- lines at its beginning.
QByteArray withoutFrontMatter(const QByteArray &markdown);

} // namespace vitrine::registry
