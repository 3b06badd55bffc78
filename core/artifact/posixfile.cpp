// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/posixfile.h"

#include "core/base/text.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::artifact {

namespace {

template<typename Call>
auto uninterrupted(Call call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

QString systemText(int number)
{
    return QString::fromLocal8Bit(std::strerror(number));
}

struct stat statusOf(int descriptor)
{
    struct stat status = {};
    ::fstat(descriptor, &status);
    return status;
}

} // namespace

Error readError(int number, const QString &path)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return {Error::Code::NotFound, Text::tr("%1 does not exist.").arg(path), systemText(number)};
    case EACCES:
    case EPERM:
        return {Error::Code::Io,
                Text::tr("%1 may not be read: change its permissions and try again.").arg(path),
                systemText(number)};
    default:
        return {Error::Code::Io,
                Text::tr("%1 could not be read (%2): check the disk and try again.")
                    .arg(path, systemText(number)),
                systemText(number)};
    }
}

Error writeError(int number, const QString &path)
{
    QString message;
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        message = Text::tr("The disk is full, so %1 was not written: free some space and try again.");
        break;
    case EFBIG:
        message = Text::tr("%1 is larger than this file system or user may store: choose another disk.");
        break;
    case EROFS:
        message = Text::tr("%1 is on a read-only file system: make it writable or choose another folder.");
        break;
    case EACCES:
    case EPERM:
        message = Text::tr("%1 may not be written: change the permissions of its folder and try again.");
        break;
    default:
        message = Text::tr("%1 could not be written (%2): check the disk and try again.")
                      .arg(u"%1"_s, systemText(number));
        break;
    }
    return {Error::Code::Io, message.arg(path), systemText(number)};
}

Result<PosixFile> PosixFile::openForReading(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    // Not blocking, so that a pipe in place of a file is refused instead of waited for.
    const int descriptor =
        uninterrupted([&] { return ::open(name.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
    if (descriptor < 0)
        return readError(errno, path);
    PosixFile file(descriptor, path);
    if (!S_ISREG(statusOf(descriptor).st_mode))
        return Error{Error::Code::InvalidArgument, Text::tr("%1 is not a file.").arg(path), {}};
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return file;
}

Result<PosixFile> PosixFile::openForWriting(const QString &path, unsigned mode)
{
    const QByteArray name = QFile::encodeName(path);
    const int descriptor = uninterrupted(
        [&] { return ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode); });
    if (descriptor < 0)
        return writeError(errno, path);
    return PosixFile(descriptor, path);
}

PosixFile::PosixFile(PosixFile &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_path(std::move(other.m_path))
    , m_comparison(std::move(other.m_comparison))
{
}

PosixFile &PosixFile::operator=(PosixFile &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_path, other.m_path);
    std::swap(m_comparison, other.m_comparison);
    return *this;
}

PosixFile::~PosixFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

qint64 PosixFile::size() const
{
    return statusOf(m_descriptor).st_size;
}

QByteArray PosixFile::stamp() const
{
    const struct stat status = statusOf(m_descriptor);
    return QByteArray::number(qint64(status.st_size), 16) + '-' +
           QByteArray::number(qint64(status.st_mtim.tv_sec), 16) + '-' +
           QByteArray::number(qint64(status.st_mtim.tv_nsec), 16);
}

QByteArray PosixFile::identity() const
{
    const struct stat status = statusOf(m_descriptor);
    return QByteArray::number(quint64(status.st_dev), 16) + '-' +
           QByteArray::number(quint64(status.st_ino), 16) + '-' + stamp();
}

Result<> PosixFile::seek(qint64 offset)
{
    if (::lseek(m_descriptor, offset, SEEK_SET) < 0)
        return readError(errno, m_path);
    return {};
}

Result<qint64> PosixFile::read(char *buffer, qint64 size) const
{
    qint64 done = 0;
    while (done < size) {
        const ssize_t count = uninterrupted(
            [&] { return ::read(m_descriptor, buffer + done, static_cast<std::size_t>(size - done)); });
        if (count < 0)
            return readError(errno, m_path);
        if (count == 0)
            break;
        done += count;
    }
    return done;
}

Result<> PosixFile::writeAt(const char *bytes, qint64 size, qint64 offset)
{
    while (size > 0) {
        const ssize_t count = uninterrupted(
            [&] { return ::pwrite(m_descriptor, bytes, static_cast<std::size_t>(size), offset); });
        if (count < 0)
            return writeError(errno, m_path);
        bytes += count;
        size -= count;
        offset += count;
    }
    return {};
}

Result<bool> PosixFile::holdsAt(const char *bytes, qint64 size, qint64 offset) const
{
    std::vector<char> &there = m_comparison;
    there.resize(std::max(there.size(), static_cast<std::size_t>(size)));
    qint64 done = 0;
    while (done < size) {
        const ssize_t count = uninterrupted([&] {
            return ::pread(m_descriptor, there.data() + done, static_cast<std::size_t>(size - done),
                           offset + done);
        });
        if (count < 0)
            return readError(errno, m_path);
        if (count == 0)
            return false;
        done += count;
    }
    return std::memcmp(bytes, there.data(), static_cast<std::size_t>(size)) == 0;
}

bool PosixFile::cloneFrom(const PosixFile &source)
{
    return ::ioctl(m_descriptor, FICLONE, source.m_descriptor) == 0;
}

qint64 PosixFile::copyInKernel(const PosixFile &source, qint64 offset, qint64 size)
{
    loff_t from = offset;
    loff_t to = offset;
    return uninterrupted([&] {
        return ::copy_file_range(source.m_descriptor, &from, m_descriptor, &to,
                                 static_cast<std::size_t>(size), 0);
    });
}

bool PosixFile::tryLock()
{
    return uninterrupted([&] { return ::flock(m_descriptor, LOCK_EX | LOCK_NB); }) == 0;
}

bool PosixFile::isStillAt(const QString &path) const
{
    struct stat there = {};
    const struct stat here = statusOf(m_descriptor);
    return ::lstat(QFile::encodeName(path).constData(), &there) == 0 && there.st_ino == here.st_ino &&
           there.st_dev == here.st_dev;
}

Result<> PosixFile::reserve(qint64 size)
{
    if (size <= 0)
        return {};
    const int result = uninterrupted([&] { return ::fallocate(m_descriptor, FALLOC_FL_KEEP_SIZE, 0, size); });
    if (result != 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
        return writeError(errno, m_path);
    return {};
}

bool PosixFile::setDirect(bool direct)
{
    const int flags = ::fcntl(m_descriptor, F_GETFL);
    if (flags < 0)
        return false;
    return ::fcntl(m_descriptor, F_SETFL, direct ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

void PosixFile::dropFromCache(qint64 offset, qint64 size)
{
    ::sync_file_range(m_descriptor, offset, size,
                      SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    ::posix_fadvise(m_descriptor, offset, size, POSIX_FADV_DONTNEED);
}

Result<> PosixFile::truncate(qint64 size)
{
    if (uninterrupted([&] { return ::ftruncate(m_descriptor, size); }) != 0)
        return writeError(errno, m_path);
    return {};
}

Result<> PosixFile::setMode(unsigned mode)
{
    if (::fchmod(m_descriptor, mode) != 0)
        return writeError(errno, m_path);
    return {};
}

void PosixFile::startWriteback(qint64 offset, qint64 size)
{
    ::sync_file_range(m_descriptor, offset, size, SYNC_FILE_RANGE_WRITE);
}

Result<> PosixFile::sync()
{
    if (uninterrupted([&] { return ::fdatasync(m_descriptor); }) != 0)
        return writeError(errno, m_path);
    return {};
}

Result<> replaceFile(const QString &from, const QString &to)
{
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return writeError(errno, to);
    return {};
}

Result<> syncFolder(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return writeError(errno, path);
    const int result = uninterrupted([&] { return ::fsync(descriptor); });
    const int number = errno;
    ::close(descriptor);
    // Some network file systems do not know how to sync a folder, and need not.
    if (result != 0 && number != EINVAL && number != ENOTSUP)
        return writeError(number, path);
    return {};
}

Result<> makeFolder(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat status = {};
    if (::stat(name.constData(), &status) == 0)
        return S_ISDIR(status.st_mode) ? Result<>() : Result<>(writeError(ENOTDIR, path));
    if (errno != ENOENT)
        return writeError(errno, path);
    const QString parent = QFileInfo(path).path();
    if (parent == path)
        return writeError(ENOENT, path);
    VT_CHECK(makeFolder(parent));
    if (::stat(QFile::encodeName(parent).constData(), &status) != 0)
        return writeError(errno, parent);
    if (::mkdir(name.constData(), 0777) != 0)
        return errno == EEXIST ? Result<>() : Result<>(writeError(errno, path));
    // A repository shared by a group (core.sharedRepository) stays writable by all of it.
    constexpr mode_t shared = S_ISGID | S_IWGRP;
    if ((status.st_mode & shared) == shared)
        ::chmod(name.constData(), status.st_mode & 07777);
    return syncFolder(parent);
}

} // namespace vitrine::artifact
