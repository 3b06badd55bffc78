// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/dvc.h"
#include "core/artifact/objectstore.h"
#include "core/git/repository.h"

namespace vitrine::artifact {

// Where the content of a file of a commit is kept.
enum class Place {
    Git,   // in the commit itself
    Store, // in the LFS store; the commit has a pointer
    Dvc,   // in a DVC cache; the commit has a .dvc file or a dvc.lock
};

struct Content {
    QString path; // from the root of the commit's tree
    Place place = Place::Git;
    qint64 size = -1; // bytes of the content; -1 when nothing says it
    QString sha256;   // Store
    QString md5;      // Dvc
    git::Oid blob;    // what Git holds for it: the content or its pointer; empty for Dvc
    QString file;     // where it can be read from this disk; empty for Git, and for what is not downloaded
    bool isPresent() const { return place == Place::Git || !file.isEmpty(); }
    bool operator==(const Content &) const = default;
};

// The largest file that is read out of Git itself: libgit2 holds all of it, up to twice.
inline constexpr qint64 gitContentLimit = 512'000'000;

// Finds and brings out the files of commits, whichever way they are stored. Uses `repository` in the thread
// of the caller and must not outlive it.
class Transfer final
{
public:
    explicit Transfer(const git::Repository &repository);

    // The LFS store of the repository, where its setting lfs.storage says.
    const ObjectStore &store() const { return m_store; }

    // NotFound when neither Git nor DVC has that path; InvalidArgument for a folder; Unsupported for a
    // symbolic link or a submodule; Corrupt for a damaged pointer. A content that is not downloaded is found,
    // but not present.
    Result<Content> locate(const git::Oid &treeish, const QString &path) const;

    // All files at or below `folder` ("" for the root), by path. Symbolic links and submodules are left out;
    // what DVC tracks stands in place of its .dvc files; a damaged pointer is listed as the small file that
    // it is.
    Result<QList<Content>> locateAll(const git::Oid &treeish, const QString &folder,
                                     const Job &job = {}) const;

    // What tells, in Git, that `path` has another content: the file itself, or what stands for it in DVC.
    struct Tracking {
        QString file;    // of the commit: the path, a .dvc file or a dvc.lock
        QString content; // id of the blob or tree, or DVC's hash: the same as long as the content is
        QString path;    // what is tracked: the path, or the directory of DVC that it lies in
    };
    // NotFound when neither Git nor DVC has that path.
    Result<Tracking> tracking(const git::Oid &treeish, const QString &path) const;

    // Writes the content to `target` (see placeFile). What missing() says when it is not downloaded;
    // Unsupported when it lies in Git itself and is larger than gitContentLimit.
    Result<> materialise(const Content &content, const QString &target, bool allowHardLink,
                         const Job &job = {}) const;

    // Replaces pointers in the working tree by what they stand for, as `git lfs checkout` does: for people
    // whose Git has the LFS filter, because for others Git would then see changed files. `paths`: files of
    // the commit or tree; what is edited, missing in the working tree or not downloaded stays as it is.
    // Returns how many were replaced.
    Result<QStringList> checkOut(const git::Oid &treeish, const QStringList &paths,
                                 const Job &job = {}) const;

    // NotFound "model.onnx is not downloaded (1.2 GB). Run …".
    Error missing(const Content &content) const;

private:
    Result<Content> fromGit(const git::TreeEntry &entry) const;
    Content fromDvc(const git::Oid &treeish, const QString &path, const QString &md5, qint64 size,
                    bool legacy) const;
    struct Tracked {
        QString file; // a .dvc file or a dvc.lock
        DvcOutput output;
    };
    Result<QList<Tracked>> dvcOutputs(const git::Oid &treeish, const QString &folder) const;
    Result<QList<Content>> expand(const git::Oid &treeish, const DvcOutput &output) const;
    Result<Content> locateInDvc(const git::Oid &treeish, const QString &path) const;
    DvcCache dvcCache(const git::Oid &treeish, const QString &path) const;

    bool hasLfsFilter() const;

    const git::Repository &m_repository;
    ObjectStore m_store;
};

} // namespace vitrine::artifact
