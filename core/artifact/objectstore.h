// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/pointer.h"
#include "core/base/job.h"

#include <QString>

namespace vitrine::artifact {

// The LFS objects of one repository: <common Git directory>/lfs/objects/aa/bb/<sha256> (or lfs.storage).
// Safe to use from several threads and processes at once: objects are written beside and renamed.
class ObjectStore final
{
public:
    // `commonDir`: of the repository; `storage`: the value of lfs.storage, else empty.
    explicit ObjectStore(const QString &commonDir, const QString &storage = {});

    QString root() const { return m_root; }      // …/lfs
    QString pathOf(const QString &sha256) const; // where that object is or would be

    // Present means: the file exists and has exactly that size.
    bool contains(const Pointer &pointer) const;

    // Streams a file in: hashed on the way, stored by reflink where the file system can, else copied.
    // The source is never changed. Already present: nothing is written. Memory is bounded (1 MiB).
    Result<Pointer> put(const QString &sourceFile, const Job &job = {});
    Result<Pointer> putBytes(const QByteArray &content);

    // Writes the object to `target` by reflink, else hard link (when `allowHardLink`, made read-only), else
    // copy; beside first and then renamed. NotFound "not downloaded (1.2 GB)" when the object is missing.
    Result<> get(const Pointer &pointer, const QString &target, bool allowHardLink,
                 const Job &job = {}) const;

    // Corrupt when the stored bytes do not have that hash; such a file is moved to lfs/bad.
    Result<> verify(const Pointer &pointer, const Job &job = {}) const;

private:
    QString m_root;
};

// SHA-256 of a file, streamed, by OpenSSL: lower-case hexadecimal.
Result<QString> sha256OfFile(const QString &path, const Job &job = {});
QString sha256Of(const QByteArray &bytes);

} // namespace vitrine::artifact
