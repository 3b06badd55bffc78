// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/ownership.h"

#include "core/base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

bool isOwn(const QString &path)
{
    struct stat status = {};
    if (path.isEmpty() || lstat(QFile::encodeName(path).constData(), &status) != 0)
        return true;
    if (status.st_uid == geteuid())
        return true;
    bool isNumber = false;
    const uint before = qEnvironmentVariable("SUDO_UID").toUInt(&isNumber);
    return geteuid() == 0 && isNumber && status.st_uid == before;
}

struct SafeFolders {
    QString folder;
    bool isSafe = false;
};

// An empty value takes back what came before; a last "/*" means all folders below.
int visitSafeFolder(const git_config_entry *entry, void *payload)
{
    auto *safe = static_cast<SafeFolders *>(payload);
    QString value = QFile::decodeName(entry->value ? entry->value : "");
    if (value.startsWith(u"~/"))
        value = QDir::homePath() + value.sliced(1);
    if (value.isEmpty())
        safe->isSafe = false;
    else if (value == u"*")
        safe->isSafe = true;
    else if (value.endsWith(u"/*"))
        safe->isSafe |= safe->folder.startsWith(QFileInfo(value.chopped(2)).canonicalFilePath() + u'/');
    else
        safe->isSafe |= QFileInfo(value).canonicalFilePath() == safe->folder;
    return 0;
}

bool isDeclaredSafe(const QString &folder)
{
    ConfigPtr config; // of the user and the system only: a repository cannot vouch for itself
    if (git_config_open_default(out(config)) != 0)
        return false;
    SafeFolders safe{QFileInfo(folder).canonicalFilePath(), false};
    git_config_get_multivar_foreach(config.get(), "safe.directory", nullptr, visitSafeFolder, &safe);
    return safe.isSafe;
}

} // namespace

Result<> checkOwnership(git_repository *repository)
{
    const auto clean = [](const char *path) {
        return path ? QDir::cleanPath(QFile::decodeName(path)) : QString();
    };
    const QString gitDir = clean(git_repository_path(repository));
    const QString workTree = clean(git_repository_workdir(repository));
    const QString gitFile = workTree.isEmpty() ? QString() : workTree + u"/.git"_s;
    if (isOwn(workTree) && isOwn(gitFile) && isOwn(gitDir))
        return {};
    const QString folder = workTree.isEmpty() ? gitDir : workTree;
    if (isDeclaredSafe(folder))
        return {};
    return Error{
        Error::Code::Io,
        Text::tr("%1 belongs to another user, so Git does not trust it. If you do, run “git config --global "
                 "--add safe.directory %1” and open it again.")
            .arg(folder),
        {}};
}

} // namespace vitrine::git
