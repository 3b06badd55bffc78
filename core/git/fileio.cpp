// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/fileio.h"

#include "core/base/text.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    if (this != &other) {
        if (m_descriptor >= 0)
            close(m_descriptor);
        m_descriptor = other.release();
    }
    return *this;
}

Descriptor::~Descriptor()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

int Descriptor::release()
{
    return std::exchange(m_descriptor, -1);
}

QString adviceFor(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT: return Text::tr("the disk is full; free some space and try again");
    case EFBIG: return Text::tr("the file would be larger than this disk or user may have");
    case EROFS: return Text::tr("the disk is mounted read-only; mount it for writing and try again");
    case EACCES:
    case EPERM:
        return Text::tr("you have no permission; check the owner and mode of the file and its folder");
    case EMFILE:
    case ENFILE: return Text::tr("too many files are open; close other programs and try again");
    case ENAMETOOLONG: return Text::tr("the name is longer than this disk allows; choose a shorter one");
    default: return {};
    }
}

Error systemError(const QString &what, int error)
{
    const QString advice = adviceFor(error);
    const QString words = QString::fromLocal8Bit(strerror(error));
    const Error::Code code = error == ENOENT || error == ENOTDIR ? Error::Code::NotFound
                             : error == EEXIST                   ? Error::Code::Conflict
                                                                 : Error::Code::Io;
    return {code, u"%1: %2."_s.arg(what, advice.isEmpty() ? words : advice), words};
}

Result<QByteArray> readFileAt(int folder, const char *name, qsizetype limit)
{
    const auto failure = [&](int error) {
        return systemError(Text::tr("Couldn't read %1").arg(QFile::decodeName(name)), error);
    };
    const Descriptor file(openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file)
        return failure(errno);
    struct stat status = {};
    if (fstat(file.get(), &status) != 0)
        return failure(errno);
    if (!S_ISREG(status.st_mode) || status.st_size > limit) {
        return Error{
            Error::Code::Corrupt,
            Text::tr("%1 is not a file of the size that Git writes there.").arg(QFile::decodeName(name)),
            {}};
    }
    QByteArray content(static_cast<qsizetype>(status.st_size), Qt::Uninitialized);
    qsizetype done = 0;
    while (done < content.size()) {
        const ssize_t got =
            ::read(file.get(), content.data() + done, static_cast<size_t>(content.size() - done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(errno);
        if (got == 0)
            break;
        done += got;
    }
    content.truncate(done);
    return content;
}

Result<QByteArray> readFile(const QByteArray &path, qsizetype limit)
{
    return readFileAt(AT_FDCWD, path.constData(), limit);
}

int writeAll(int file, QByteArrayView content)
{
    for (qsizetype done = 0; done < content.size();) {
        const ssize_t put = ::write(file, content.data() + done, static_cast<size_t>(content.size() - done));
        if (put < 0 && errno != EINTR)
            return errno;
        done += std::max<ssize_t>(put, 0);
    }
    return 0;
}

Result<> createFileAt(int folder, const char *name, QByteArrayView content, mode_t mode)
{
    const auto failure = [&](int error) {
        return systemError(Text::tr("Couldn't write %1").arg(QFile::decodeName(name)), error);
    };
    const Descriptor file(openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file)
        return failure(errno);
    if (const int error = writeAll(file.get(), content); error != 0) {
        unlinkat(folder, name, 0);
        return failure(error);
    }
    return {};
}

Result<> createFile(const QByteArray &path, QByteArrayView content, mode_t mode)
{
    return createFileAt(AT_FDCWD, path.constData(), content, mode);
}

Result<> makeFolders(const QByteArray &path)
{
    if (mkdir(path.constData(), 0777) == 0 || errno == EEXIST)
        return {};
    const qsizetype slash = path.lastIndexOf('/');
    if (errno == ENOENT && slash > 0) {
        VT_CHECK(makeFolders(path.first(slash)));
        if (mkdir(path.constData(), 0777) == 0 || errno == EEXIST)
            return {};
    }
    return systemError(Text::tr("Couldn't make the folder %1").arg(QFile::decodeName(path)), errno);
}

bool isSameFile(const QByteArray &a, const QByteArray &b)
{
    struct stat first = {};
    struct stat second = {};
    return lstat(a.constData(), &first) == 0 && lstat(b.constData(), &second) == 0 &&
           first.st_ino == second.st_ino && first.st_dev == second.st_dev;
}

} // namespace vitrine::git
