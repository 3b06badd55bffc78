// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/worktreeplace.h"

#include "core/git/fileio.h"
#include "core/git/repositoryhandle.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr qsizetype maxLink = 10'000;

QString pathIn(const QString &file, const QString &base)
{
    QString path = QFile::decodeName(readFile(QFile::encodeName(file), maxLink).value_or({}).trimmed());
    if (path.startsWith(u"gitdir:"))
        path = path.sliced(7).trimmed();
    return path.isEmpty() ? QString() : QDir(base).absoluteFilePath(path);
}

WorkTreePlace placeOf(const QString &name, const QString &gitDir, const QString &root)
{
    return {QFile::encodeName(name), QFile::encodeName(gitDir) + '/',
            QFile::encodeName(QDir::cleanPath(root))};
}

} // namespace

std::vector<WorkTreePlace> workTreePlaces(const RepositoryInfo &info)
{
    std::vector<WorkTreePlace> places;
    if (info.gitDir == info.commonDir) {
        if (!info.workTree.isEmpty())
            places.push_back(placeOf({}, info.gitDir, info.workTree));
    } else {
        const auto handle = openHandle(QFile::encodeName(info.commonDir));
        const char *root = handle ? git_repository_workdir(handle->get()) : nullptr;
        if (root)
            places.push_back(placeOf({}, info.commonDir, QFile::decodeName(root)));
    }
    const QDir linked(info.commonDir + u"/worktrees"_s);
    for (const QString &name : linked.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot)) {
        const QString gitDir = linked.filePath(name);
        const QString gitFile = pathIn(gitDir + u"/gitdir"_s, gitDir);
        const QString root = QFileInfo(gitFile).path();
        if (!gitFile.isEmpty() &&
            QFileInfo(pathIn(gitFile, root)).canonicalFilePath() == QFileInfo(gitDir).canonicalFilePath())
            places.push_back(placeOf(u"worktrees/"_s + name, gitDir, root));
    }
    return places;
}

} // namespace vitrine::git
