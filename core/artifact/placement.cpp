// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/placement.h"

#include "core/artifact/copy.h"
#include "core/artifact/sha256.h"
#include "core/artifact/temporaryfile.h"
#include "core/base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::artifact {

namespace {

// Gives the inode of `object` the further name `target`; false when the file system or its owner does not
// allow it.
Result<bool> linkObject(const QString &object, const QString &target, const QString &temporary)
{
    const QByteArray from = QFile::encodeName(object);
    const QByteArray beside = QFile::encodeName(temporary);
    if (::chmod(from.constData(), objectMode(QFileInfo(object).path())) != 0)
        return false;
    ::unlink(beside.constData()); // of a run that was killed
    if (::link(from.constData(), beside.constData()) != 0)
        return false;
    const Result<> moved = replaceFile(temporary, target);
    // Renaming onto another name of the same file does nothing and leaves both.
    ::unlink(beside.constData());
    if (!moved)
        return moved.error();
    return true;
}

// Where the target really is, with its folder made.
Result<QFileInfo> prepare(const QString &target)
{
    const QFileInfo info(QDir::cleanPath(QDir::current().absoluteFilePath(target)));
    if (info.isDir())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("%1 is a folder: choose a name for the file in it.").arg(info.filePath()),
                     {}};
    VT_CHECK(makeFolder(info.path()));
    return info;
}

// Always the same for the same content and target, so that an interrupted copy is found again.
QString temporaryName(const QFileInfo &target, const QByteArray &content)
{
    return u"."_s + target.fileName().left(40) + u'-' + sha256Of(content).left(16) + u".part"_s;
}

} // namespace

Result<> checkSpace(const QString &folder, qint64 bytes)
{
    const QStorageInfo disk(folder);
    if (!disk.isValid() || disk.bytesAvailable() < 0 || disk.bytesAvailable() >= bytes)
        return {};
    return Error{Error::Code::Io,
                 Text::tr("The disk of %1 has %2 free, but %3 are needed: free some space and try again.")
                     .arg(folder, formatBytes(disk.bytesAvailable()), formatBytes(bytes)),
                 {}};
}

// Only what its folder lets people do, and nobody may write: objects never change, and may be hard-linked.
unsigned objectMode(const QString &folder)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(folder).constData(), &status) != 0)
        return 0444;
    return 0444 & (status.st_mode | S_IRUSR);
}

Result<> placeFile(const QString &source, const QString &target, Linking linking, const Job &job)
{
    VT_TRY(PosixFile from, PosixFile::openForReading(source));
    VT_TRY(const QFileInfo info, prepare(target));
    VT_TRY(TemporaryFile temporary,
           TemporaryFile::open(info.path(), temporaryName(info, from.identity()), 0666));
    const qint64 left = temporary.file().size();
    if (left > 0 || !temporary.file().cloneFrom(from)) {
        if (linking == Linking::Allowed) {
            VT_TRY(const bool linked, linkObject(source, info.filePath(), temporary.path() + u"-link"_s));
            if (linked)
                return {};
        }
        VT_CHECK(checkSpace(info.path(), from.size() - left));
        VT_CHECK(copyPlain(from, temporary.file(), job));
    }
    VT_CHECK(temporary.file().sync());
    return temporary.moveTo(info.filePath());
}

Result<> placeBytes(const QByteArray &content, const QString &target)
{
    VT_TRY(const QFileInfo info, prepare(target));
    VT_CHECK(checkSpace(info.path(), content.size()));
    VT_TRY(TemporaryFile temporary, TemporaryFile::open(info.path(), temporaryName(info, content), 0666));
    VT_CHECK(temporary.file().truncate(0));
    VT_CHECK(temporary.file().writeAt(content.constData(), content.size(), 0));
    VT_CHECK(temporary.file().sync());
    return temporary.moveTo(info.filePath());
}

} // namespace vitrine::artifact
