// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/pointer.h"
#include "core/artifact/sha256.h"
#include "core/base/job.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::artifact {

class TemporaryFile;

// One object that lies in a store.
struct StoredObject {
    QString sha256;
    qint64 size = 0;
    QDateTime when; // stored, or put again
    bool operator==(const StoredObject &) const = default;
};

// The LFS objects of one repository: <common Git directory>/lfs/objects/aa/bb/<sha256> (or lfs.storage).
// Safe to use from several threads and processes at once: objects are written beside and renamed.
// Like git-lfs it keeps no object for an empty file, and reads those of repositories that
// objects/info/alternates names.
class ObjectStore final
{
public:
    // `commonDir`: of the repository; `storage`: the value of lfs.storage, else empty. A relative one counts
    // from the Git directory, as in git-lfs.
    explicit ObjectStore(const QString &commonDir, const QString &storage = {});

    QString root() const { return m_root; }      // …/lfs
    QString pathOf(const QString &sha256) const; // where that object is or would be

    // Present means: the file exists and has exactly that size.
    bool contains(const Pointer &pointer) const;

    // NotFound "model.onnx is not downloaded (1.2 GB). Run `git lfs fetch` …", or Corrupt when what is stored
    // has another size. For an object that contains() denies; `name` is what people call the file.
    Error missing(const Pointer &pointer, const QString &name) const;

    // Streams a file in: hashed on the way, stored by reflink where the file system can, else copied.
    // The source is never changed. Already present: what is stored stays, with a new time. Memory is bounded
    // (a few MiB); on the disk before it returns. A copy that was killed is continued when the same file is
    // put again; what nobody continues within a day is removed. Conflict when the source changes meanwhile.
    Result<Pointer> put(const QString &sourceFile, const Job &job = {});
    Result<Pointer> putBytes(const QByteArray &content);

    // Writes the object to `target` by reflink, else hard link (when `allowHardLink`, made read-only), else
    // copy; beside first and then renamed. NotFound "not downloaded (1.2 GB)" when the object is missing.
    Result<> get(const Pointer &pointer, const QString &target, bool allowHardLink,
                 const Job &job = {}) const;

    // What lies in this store itself (not in alternates): one object, or all of them in no order.
    std::optional<StoredObject> find(const QString &sha256) const;
    Result<QList<StoredObject>> objects(const Job &job = {}) const;

    // Deletes an object of this store and returns its bytes; 0 when it is not there. Whoever calls this knows
    // that nothing needs it; an object that put() was just asked for has a new `when`.
    Result<qint64> remove(const QString &sha256);

    // Corrupt when the stored bytes do not have that hash; such a file is moved to lfs/bad.
    Result<> verify(const Pointer &pointer, const Job &job = {}) const;

private:
    QString ownPathOf(const QString &sha256) const;
    void freshen(const Pointer &pointer) const;
    Result<Pointer> publish(TemporaryFile &temporary, const Pointer &pointer) const;

    QString m_root;
    QString m_repository;     // folder to name in messages
    QStringList m_references; // …/lfs of alternates
};

} // namespace vitrine::artifact
