// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/registry/registryreader.h"

namespace vitrine::registry {

// A file on disk and where it goes below the model's files/.
struct SourceFile {
    QString source;
    QString target;
};

// Files as they are, folders with everything in them. InvalidArgument when a name is not fit for a tree or
// two files would have the same one; NotFound when there is nothing.
Result<QList<SourceFile>> sourceFiles(const QStringList &paths);

// A file that is in the object store, as the tree will have it.
struct PlacedFile {
    QString target;
    QByteArray pointer;
};
Result<QList<PlacedFile>> storeFiles(const QList<SourceFile> &files, artifact::ObjectStore &store,
                                     const Job &job);

// The changes of the tree that make the new version, from what HEAD has now.
Result<QList<git::Change>> additionChanges(const RegistryReader &reader, const AddRequest &request,
                                           const QList<PlacedFile> &files);

// After a commit: the working tree of somebody whose Git has the LFS filter gets the files themselves where
// the changes wrote pointers. What fails stays a pointer, which Git takes for the same.
void checkOutFiles(RegistryReader &reader, const QList<git::Change> &changes, const Job &job);

// The line of .gitattributes that keeps the files of such a model in Git LFS.
QByteArray attributesLine(const QString &model);

} // namespace vitrine::registry
