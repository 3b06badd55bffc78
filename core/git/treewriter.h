// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

#include <QMap>

namespace vitrine::git {

// Writes the tree that another becomes with changes, and remembers what it wrote.
class TreeWriter final
{
public:
    explicit TreeWriter(git_repository *repository) : m_repository(repository) {}

    // `base` null: the empty tree. Folders that become empty disappear. Conflict, naming the path, when a
    // change is not from what is there (see Change::base), when a file would take the place of a folder that
    // keeps files, or lie below a file, a symbolic link or a submodule.
    Result<git_oid> write(const git_tree *base, const QList<Change> &changes);

    // Every blob and tree of the last write, new or not.
    const QList<git_oid> &objects() const { return m_objects; }

private:
    struct Pending {
        QList<QByteArray> names; // of the path below this tree
        const Change *change = nullptr;
    };
    // What is to become of one name of a tree.
    struct Below {
        const Change *file = nullptr;
        QList<Pending> inside;
    };
    Result<git_oid> writeTree(const git_tree *base, const QList<Pending> &changes);
    Result<> writeFile(git_treebuilder *builder, const QByteArray &name, const Change &change);
    Result<> writeBelow(git_treebuilder *builder, const QByteArray &name, const Below &below);
    Result<git_oid> blobOf(const Change &change);

    git_repository *m_repository;
    QList<git_oid> m_objects;
};

// Refuses paths that Git would not check out or that leave the repository: "..", ".git" in any spelling,
// "//", a leading "/", control characters, names longer than any disk takes.
Result<> checkPath(const QString &path);

} // namespace vitrine::git
