// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace vitrine::artifact {

inline constexpr qint64 directAlignment = 4096;
inline constexpr qint64 copyBlock = 1'048'576; // bytes read and written at a time

// An open file through the system's own calls, which QFile does not reach: clones, locks, fsync, exclusive
// creation. Closes itself. Belongs to one thread at a
// time. Errors name the file and say what to do.
class PosixFile final
{
public:
    // A regular file; InvalidArgument for folders, pipes and devices.
    static Result<PosixFile> openForReading(const QString &path);
    // Readable and writable; made with `mode` (and the umask) when missing; what is in it stays.
    static Result<PosixFile> openForWriting(const QString &path, unsigned mode);

    PosixFile(PosixFile &&other) noexcept;
    PosixFile &operator=(PosixFile &&other) noexcept;
    ~PosixFile();

    const QString &path() const { return m_path; }
    int descriptor() const { return m_descriptor; }
    qint64 size() const; // now
    // Changes when the content did: size and time of the last modification.
    QByteArray stamp() const;
    // Names this content of this file: device, inode and stamp.
    QByteArray identity() const;

    Result<> seek(qint64 offset);
    Result<qint64> read(char *buffer, qint64 size) const; // less only at the end
    Result<> writeAt(const char *bytes, qint64 size, qint64 offset);
    Result<bool> holdsAt(const char *bytes, qint64 size, qint64 offset) const; // these very bytes are there

    // Makes this empty file share all blocks of `source`; false where the file system cannot.
    bool cloneFrom(const PosixFile &source);
    // Copies inside the kernel from the same offset of `source`; the number of bytes copied, or -1 when it
    // cannot.
    qint64 copyInKernel(const PosixFile &source, qint64 offset, qint64 size);

    // Exclusive among processes and handles, released on closing; false when somebody else holds it.
    bool tryLock();
    bool isStillAt(const QString &path) const; // was not removed or replaced meanwhile

    // Claims the blocks for `size` bytes without changing the file's length, so that a disk that is too full
    // is found out before anything is copied. Where the file system cannot, it does nothing.
    Result<> reserve(qint64 size);
    // Past the page cache, from buffers and to offsets that are multiples of directAlignment; false where the
    // file system cannot. A large copy then neither costs the processor nor pushes other files out of memory.
    bool setDirect(bool direct);
    // Waits until these bytes are on the disk and gives their memory back.
    void dropFromCache(qint64 offset, qint64 size);

    Result<> truncate(qint64 size);
    Result<> setMode(unsigned mode);
    void startWriteback(qint64 offset, qint64 size); // a hint
    Result<> sync();

private:
    PosixFile(int descriptor, const QString &path) : m_descriptor(descriptor), m_path(path) {}

    int m_descriptor = -1;
    QString m_path;
    mutable std::vector<char> m_comparison; // kept, because getting memory costs more than comparing it
};

// Renames over what is there; both on one file system.
Result<> replaceFile(const QString &from, const QString &to);
// Makes the names in a folder survive a power failure.
Result<> syncFolder(const QString &path);
// Makes a folder and what is missing above it; below a folder shared by a group they are shared as well.
Result<> makeFolder(const QString &path);
// One sentence for an errno of reading or writing `path`.
Error readError(int number, const QString &path);
Error writeError(int number, const QString &path);

} // namespace vitrine::artifact
