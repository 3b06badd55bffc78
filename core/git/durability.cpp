// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/durability.h"

#include "core/base/text.h"
#include "core/git/fileio.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

bool wantsSync(git_repository *repository)
{
    return configText(repository, "core.fsync") != "none";
}

Result<> syncFile(const QByteArray &path)
{
    const Descriptor file(::open(path.constData(), O_RDONLY | O_CLOEXEC));
    if (!file && errno == ENOENT)
        return {};
    if (!file || (fsync(file.get()) != 0))
        return systemError(Text::tr("Couldn't write %1 to the disk").arg(QFile::decodeName(path)), errno);
    return {};
}

Result<> checkStored(git_repository *repository, const QList<git_oid> &objects)
{
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), repository), Text::tr("Couldn't read the objects")));
    for (const git_oid &object : objects) {
        if (git_odb_exists(odb.get(), &object) != 1) {
            return Error{Error::Code::Io,
                         Text::tr("The object %1 was not stored. Check the disk and try again.")
                             .arg(toOid(&object).left(10)),
                         {}};
        }
    }
    return {};
}

Result<> syncObjects(const RepositoryInfo &info, const QList<git_oid> &objects)
{
    constexpr qsizetype oneByOne = 200;
    const QByteArray folder = QFile::encodeName(info.commonDir + u"/objects/"_s);
    if (objects.size() > oneByOne) {
        const Descriptor disk(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!disk || syncfs(disk.get()) != 0)
            return systemError(Text::tr("Couldn't write the objects to the disk"), errno);
        return {};
    }
    for (const git_oid &object : objects) {
        const QByteArray hex = toOid(&object).toLatin1();
        VT_CHECK(syncFile(folder + hex.first(2) + '/' + hex.sliced(2)));
    }
    return {};
}

} // namespace vitrine::git
