// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/workfolder.h"

#include "core/base/text.h"
#include "core/git/gittext.h"

#include <QFile>
#include <QList>

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

QByteArray lastName(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

Error cannot(const QString &what, const QByteArray &path, int error)
{
    return systemError(what.arg(toPath(path)), error);
}

// A second name for a file, so that it can be put back. Not every disk can, which only loses the way back.
int keep(int parent, const QByteArray &name, int folder, const char *backup)
{
    if (!backup || linkat(parent, name.constData(), folder, backup, 0) == 0 || errno == ENOENT)
        return 0;
    const bool cannotLink =
        errno == EPERM || errno == EXDEV || errno == ENOTSUP || errno == EMLINK || errno == ENOSYS;
    return cannotLink ? 0 : errno;
}

// Across disks: written beside the target, then moved over it.
int copyInto(int from, const char *staged, int parent, const QByteArray &name)
{
    const QByteArray temporary = ".vitrine-writing";
    const Descriptor source(openat(from, staged, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status = {};
    if (!source || fstat(source.get(), &status) != 0)
        return errno;
    unlinkat(parent, temporary.constData(), 0); // left by a process that was killed
    const Descriptor target(openat(parent, temporary.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                   status.st_mode & 0777));
    if (!target)
        return errno;
    char buffer[65536];
    ssize_t got = 0;
    while ((got = ::read(source.get(), buffer, sizeof buffer)) > 0) {
        if (::write(target.get(), buffer, static_cast<size_t>(got)) != got) {
            const int error = errno;
            unlinkat(parent, temporary.constData(), 0);
            return error;
        }
    }
    if (got < 0 || renameat(parent, temporary.constData(), parent, name.constData()) != 0) {
        const int error = errno;
        unlinkat(parent, temporary.constData(), 0);
        return error;
    }
    unlinkat(from, staged, 0);
    return 0;
}

} // namespace

FileState FileState::of(const struct stat &status)
{
    return {status.st_dev,         status.st_ino,          status.st_size,
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_mode};
}

QByteArray FileState::toBytes() const
{
    QByteArray bytes;
    for (const qint64 number : {static_cast<qint64>(device), static_cast<qint64>(inode),
                                static_cast<qint64>(size), seconds, nanoseconds, static_cast<qint64>(mode)})
        bytes += QByteArray::number(number) + ' ';
    return bytes;
}

std::optional<FileState> FileState::fromBytes(const QByteArray &bytes)
{
    const QList<QByteArray> numbers = bytes.split(' ');
    if (numbers.size() != 7)
        return {};
    return FileState{static_cast<dev_t>(numbers.at(0).toLongLong()),
                     static_cast<ino_t>(numbers.at(1).toLongLong()),
                     numbers.at(2).toLongLong(),
                     numbers.at(3).toLongLong(),
                     numbers.at(4).toLongLong(),
                     static_cast<mode_t>(numbers.at(5).toUInt())};
}

Result<WorkFolder> WorkFolder::open(const QByteArray &root)
{
    // The root itself may be reached by a link; that is its owner's choice.
    Descriptor descriptor(::open(root.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor)
        return systemError(Text::tr("Couldn't open the working tree %1").arg(QFile::decodeName(root)), errno);
    return WorkFolder(std::move(descriptor));
}

Result<Descriptor> WorkFolder::parent(const QByteArray &path, bool create) const
{
    Descriptor folder(openat(m_root.get(), ".", folderFlags));
    for (qsizetype from = 0, slash = path.indexOf('/'); slash >= 0;
         from = slash + 1, slash = path.indexOf('/', from)) {
        const QByteArray name = path.sliced(from, slash - from);
        if (create && mkdirat(folder.get(), name.constData(), 0777) != 0 && errno != EEXIST)
            return cannot(Text::tr("Couldn't make the folder of %1"), path, errno);
        Descriptor below(openat(folder.get(), name.constData(), folderFlags));
        if (!below && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
            return below;
        if (!below)
            return cannot(Text::tr("Couldn't look into the folder of %1"), path, errno);
        folder = std::move(below);
    }
    return folder;
}

Result<std::optional<struct stat>> WorkFolder::status(const QByteArray &path) const
{
    std::optional<struct stat> found;
    VT_TRY(const Descriptor folder, parent(path, false));
    struct stat status = {};
    if (!folder)
        return found;
    if (fstatat(folder.get(), lastName(path).constData(), &status, AT_SYMLINK_NOFOLLOW) == 0)
        found = status;
    else if (errno != ENOENT)
        return cannot(Text::tr("Couldn't look at %1 in the working tree"), path, errno);
    return found;
}

Result<QByteArray> WorkFolder::inTheWayOf(const QByteArray &path) const
{
    Descriptor folder(openat(m_root.get(), ".", folderFlags));
    for (qsizetype slash = path.indexOf('/'), from = 0; slash >= 0;
         from = slash + 1, slash = path.indexOf('/', from)) {
        const QByteArray name = path.sliced(from, slash - from);
        Descriptor below(openat(folder.get(), name.constData(), folderFlags));
        if (!below && errno == ENOENT)
            break;
        if (!below && (errno == ENOTDIR || errno == ELOOP))
            return path.first(slash);
        if (!below)
            return cannot(Text::tr("Couldn't look into the folder of %1"), path, errno);
        if (faccessat(below.get(), ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            return path.first(slash);
        folder = std::move(below);
    }
    return QByteArray();
}

Result<Descriptor> WorkFolder::openFile(const QByteArray &path) const
{
    VT_TRY(const Descriptor folder, parent(path, false));
    Descriptor file(folder ? openat(folder.get(), lastName(path).constData(),
                                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                           : -1);
    if (!file)
        return cannot(Text::tr("Couldn't read %1 in the working tree"), path, errno);
    return file;
}

Result<QByteArray> WorkFolder::linkTarget(const QByteArray &path) const
{
    VT_TRY(const Descriptor folder, parent(path, false));
    QByteArray target(PATH_MAX, Qt::Uninitialized);
    const ssize_t length = folder ? readlinkat(folder.get(), lastName(path).constData(), target.data(),
                                               static_cast<size_t>(target.size()))
                                  : -1;
    if (length < 0)
        return cannot(Text::tr("Couldn't read the link %1 in the working tree"), path, errno);
    target.truncate(length);
    return target;
}

Result<> WorkFolder::checkWritable(const QByteArray &path) const
{
    Descriptor folder(openat(m_root.get(), ".", folderFlags));
    for (qsizetype slash = path.indexOf('/'), from = 0; slash >= 0;
         from = slash + 1, slash = path.indexOf('/', from)) {
        Descriptor below(openat(folder.get(), path.sliced(from, slash - from).constData(), folderFlags));
        if (!below)
            break;
        folder = std::move(below);
    }
    if (faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0)
        return cannot(Text::tr("Couldn't write %1 in the working tree"), path, errno);
    return {};
}

Result<> WorkFolder::place(const QByteArray &path, int from, const char *staged, const char *backup) const
{
    const QByteArray name = lastName(path);
    VT_TRY(const Descriptor folder, parent(path, true));
    if (!folder)
        return cannot(Text::tr("Couldn't write %1 in the working tree"), path, ENOTDIR);
    if (const int failed = keep(folder.get(), name, from, backup); failed != 0)
        return cannot(Text::tr("Couldn't write %1 in the working tree"), path, failed);
    if (renameat(from, staged, folder.get(), name.constData()) == 0)
        return {};
    const int error = errno == EXDEV ? copyInto(from, staged, folder.get(), name) : errno;
    return error == 0 ? Result<>() : cannot(Text::tr("Couldn't write %1 in the working tree"), path, error);
}

Result<> WorkFolder::remove(const QByteArray &path, int from, const char *backup) const
{
    VT_TRY(const Descriptor folder, parent(path, false));
    if (!folder)
        return {};
    if (const int failed = keep(folder.get(), lastName(path), from, backup); failed != 0)
        return cannot(Text::tr("Couldn't remove %1 from the working tree"), path, failed);
    if (unlinkat(folder.get(), lastName(path).constData(), 0) != 0 && errno != ENOENT)
        return cannot(Text::tr("Couldn't remove %1 from the working tree"), path, errno);
    for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        const QByteArray above = path.first(slash);
        VT_TRY(const Descriptor holder, parent(above, false));
        if (!holder || unlinkat(holder.get(), lastName(above).constData(), AT_REMOVEDIR) != 0)
            break; // not empty
    }
    return {};
}

} // namespace vitrine::git
