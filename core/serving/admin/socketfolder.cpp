// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/admin/socketfolder.h"

#include "core/base/text.h"

#include <QDir>
#include <QFile>

#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving::admin {

namespace {

QString wantedFolder()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return runtime.isEmpty() ? QDir::tempPath() + u"/vitrine-%1"_s.arg(::getuid()) : runtime + u"/vitrine"_s;
}

qint64 pidOf(const QString &path)
{
    return path.section(u'/', -1).section(u'.', 0, 0).toLongLong();
}

} // namespace

Result<QString> socketFolder()
{
    const QString folder = wantedFolder();
    const QByteArray path = QFile::encodeName(folder);
    ::mkdir(path.constData(), 0700);
    struct stat found = {};
    const bool exists = ::lstat(path.constData(), &found) == 0;
    if (exists && S_ISDIR(found.st_mode) && found.st_uid == ::getuid() && (found.st_mode & 077) == 0)
        return folder;
    return Error{Error::Code::Io,
                 exists ? Text::tr("The folder %1 must belong to you alone (mode 0700).").arg(folder)
                        : Text::tr("The folder %1 cannot be made.").arg(folder),
                 {}};
}

Result<QString> socketPath(qint64 pid)
{
    VT_TRY(const QString folder, socketFolder());
    return folder + u"/%1.sock"_s.arg(pid);
}

QStringList socketPaths()
{
    const auto folder = socketFolder();
    QStringList paths;
    if (!folder)
        return paths;
    for (const QString &name : QDir(*folder).entryList({u"*.sock"_s}, QDir::System | QDir::Files))
        paths << *folder + u'/' + name;
    std::sort(paths.begin(), paths.end(),
              [](const QString &a, const QString &b) { return pidOf(a) < pidOf(b); });
    return paths;
}

} // namespace vitrine::serving::admin
