// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/lockreport.h"

#include "core/base/text.h"
#include "core/git/fileio.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

QString programOf(const QString &process)
{
    QFile name(process + u"/comm"_s);
    return name.open(QIODevice::ReadOnly) ? QString::fromLocal8Bit(name.readAll()).trimmed() : QString();
}

bool hasOpen(const QString &process, const QString &file)
{
    const QDir descriptors(process + u"/fd"_s);
    for (const QString &each : descriptors.entryList(QDir::Files | QDir::System)) {
        if (QFile::symLinkTarget(descriptors.filePath(each)) == file)
            return true;
    }
    return false;
}

// Git closes its lock files long before it removes them; but it runs in the repository.
bool worksIn(const QString &process, const RepositoryInfo &info)
{
    if (!programOf(process).startsWith(u"git"))
        return false;
    const QString folder = QFile::symLinkTarget(process + u"/cwd"_s) + u'/';
    for (const QString &root : {info.commonDir, info.gitDir, info.workTree}) {
        const QString canonical = QFileInfo(root).canonicalFilePath();
        if (!root.isEmpty() && folder.startsWith(canonical + u'/'))
            return true;
    }
    return false;
}

QString ageOf(const QString &file)
{
    const qint64 seconds =
        std::max<qint64>(0, QFileInfo(file).lastModified().secsTo(QDateTime::currentDateTime()));
    if (seconds < 120)
        return Text::tr("%n second(s)", nullptr, static_cast<int>(seconds));
    if (seconds < 2 * 3600)
        return Text::tr("%n minute(s)", nullptr, static_cast<int>(seconds / 60));
    if (seconds < 48 * 3600)
        return Text::tr("%n hour(s)", nullptr, static_cast<int>(seconds / 3600));
    return Text::tr("%n day(s)", nullptr, static_cast<int>(seconds / 86400));
}

} // namespace

LockHolder lockHolder(const RepositoryInfo &info, const QString &lockFile)
{
    const QString canonical = QFileInfo(lockFile).canonicalFilePath();
    LockHolder worker;
    const QDir processes(u"/proc"_s);
    for (const QString &each : processes.entryList(QDir::Dirs)) {
        bool isProcess = false;
        const qint64 id = each.toLongLong(&isProcess);
        if (!isProcess)
            continue;
        const QString process = processes.filePath(each);
        if (hasOpen(process, canonical))
            return {id, programOf(process)};
        if (worker.process == 0 && worksIn(process, info))
            worker = {id, programOf(process)};
    }
    return worker;
}

QString lockSentence(const RepositoryInfo &info, const QString &lockFile)
{
    const LockHolder holder = lockHolder(info, lockFile);
    if (holder.process != 0) {
        return Text::tr(
                   "%1 (process %2) has locked it with %3 for %4. Wait until it has finished and try again.")
            .arg(holder.program)
            .arg(holder.process)
            .arg(lockFile, ageOf(lockFile));
    }
    return Text::
        tr("%1 has locked it for %2, but no running program is seen to use it: one that crashed has left it "
           "behind, or another user or computer is at work. If nobody is, delete that file and try again.")
            .arg(lockFile, ageOf(lockFile));
}

Error lockedBy(const RepositoryInfo &info, const QString &file)
{
    const QString lockFile = file + u".lock"_s;
    struct stat status = {};
    lstat(QFile::encodeName(lockFile).constData(), &status);
    const QString name = file.startsWith(info.commonDir) ? file.sliced(info.commonDir.size() + 1) : file;
    return {Error::Code::Busy, Text::tr("%1 is locked by another program.").arg(name),
            u"%1 %2.%3\n%4"_s.arg(status.st_ino)
                .arg(status.st_mtim.tv_sec)
                .arg(status.st_mtim.tv_nsec)
                .arg(lockFile)};
}

Error lockedFor(const RepositoryInfo &info, const Error &locked)
{
    const QString lockFile = locked.detail.section(u'\n', 1);
    return {Error::Code::Busy, lockFile.isEmpty() ? locked.message : lockSentence(info, lockFile), lockFile};
}

} // namespace vitrine::git
