// SPDX-License-Identifier: GPL-3.0-or-later
// Opening and creating repositories, and why one cannot be opened.
#include "core/base/text.h"
#include "core/git/fileio.h"
#include "core/git/gittext.h"
#include "core/git/ownership.h"
#include "core/git/referencefiles.h"
#include "core/git/repositoryhandle.h"
#include "core/git/writesession.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

QString folderText(const char *path)
{
    return path ? QDir::cleanPath(QFile::decodeName(path)) : QString();
}

// Git promises to download missing objects from remotes that are marked so.
bool isPartial(const git_config *config)
{
    const auto enough = [](const git_config_entry *entry, void *found) {
        *static_cast<bool *>(found) |= qstrcmp(entry->value, "false") != 0;
        return 0;
    };
    bool partial = false;
    git_config_foreach_match(config, "^remote\\..*\\.promisor$|^extensions\\.partialclone$", enough,
                             &partial);
    return partial;
}

RepositoryInfo describe(git_repository *repository, const QString &path)
{
    RepositoryInfo info;
    info.path = path;
    info.gitDir = folderText(git_repository_path(repository));
    info.commonDir = folderText(git_repository_commondir(repository));
    info.workTree = folderText(git_repository_workdir(repository));
    info.shallow = git_repository_is_shallow(repository) == 1;
    ConfigPtr config;
    if (git_repository_config(out(config), repository) == 0)
        info.partial = isPartial(config.get());
    return info;
}

// What lies where Git looks for a repository, but is none.
Error notARepository(const QString &path)
{
    const QString shown = QDir::toNativeSeparators(path);
    if (!QFileInfo::exists(path))
        return {Error::Code::NotFound,
                Text::tr("%1 does not exist. Choose another folder, or create a new library.").arg(shown),
                {}};
    for (QString folder = QFileInfo(path).absoluteFilePath();; folder = QFileInfo(folder).absolutePath()) {
        const QFileInfo found(folder + u"/.git"_s);
        if (found.isFile()) {
            const QByteArray link =
                readFile(QFile::encodeName(found.filePath()), 10'000).value_or({}).trimmed();
            return {
                Error::Code::NotFound,
                Text::tr("%1 says that the repository is at “%2”, but there is none. Move it back there, or "
                         "run “git worktree repair” or “git submodule update --init”.")
                    .arg(found.filePath(),
                         toPath(link.startsWith("gitdir:") ? link.sliced(7).trimmed() : link)),
                {}};
        }
        if (found.isDir() && (!found.isReadable() || !found.isExecutable()))
            return systemError(Text::tr("Couldn't open the repository %1").arg(folder), EACCES);
        if (found.isDir()) {
            return {
                Error::Code::Corrupt,
                Text::tr(
                    "%1 is damaged: without HEAD, objects and refs Git takes it for no repository. Restore "
                    "them from a copy or clone it again.")
                    .arg(found.filePath()),
                {}};
        }
        if (folder == QFileInfo(folder).absolutePath())
            break;
    }
    return {Error::Code::NotFound,
            Text::tr("%1 is not a Git repository. Choose a folder that is one, or create a new library.")
                .arg(shown),
            {}};
}

Error cannotOpen(int code, const QString &path)
{
    const Error error = check(code, Text::tr("Couldn't open the repository %1").arg(path)).error();
    const auto unsupported = [&](const QString &message) {
        return Error{Error::Code::Unsupported, message.arg(path), error.detail};
    };
    if (error.detail.contains(u"extensions.objectformat")) {
        return unsupported(
            Text::tr("%1 names its objects by SHA-256, which Vitrine does not read yet. Use a repository "
                     "made with “git init --object-format=sha1”."));
    }
    if (error.detail.contains(u"extensions.refstorage")) {
        return unsupported(
            Text::tr("%1 keeps its references in a reftable, which Vitrine does not read yet. Run “git "
                     "refs migrate --ref-format=files” in it, then open it again."));
    }
    if (error.detail.contains(u"extension") || error.detail.contains(u"repository version"))
        return unsupported(
            Text::tr("%1 was written by a newer Git in a way that Vitrine does not read yet (%2).")
                .arg(u"%1"_s, error.detail.section(u": "_s, 1)));
    return error;
}

} // namespace

Result<> Repository::readHead()
{
    const ReferenceFiles files(m_info);
    const Oid before = m_info.head;
    m_info.branch.clear();
    m_info.head.clear();
    m_info.headProblem.clear();
    m_info.headState = HeadState::Unborn;
    const auto direct = files.read("HEAD");
    const auto last = files.resolve("HEAD");
    if (direct && *direct && !(*direct)->symbolic.isEmpty())
        m_info.branch = toPath(last ? last->name : (*direct)->symbolic);
    if (!last) {
        m_info.headProblem = last.error().message;
        return last.error();
    }
    if (last->id) {
        m_info.head = toOid(&*last->id);
        m_info.headState = m_info.branch.isEmpty() ? HeadState::Detached : HeadState::Branch;
    }
    return {};
}

Result<Repository> Repository::open(const QString &path)
{
    initialiseLibrary();
    git_repository *handle = nullptr;
    const int code = git_repository_open_ext(
        &handle, QFile::encodeName(QFileInfo(path).absoluteFilePath()).constData(), 0, nullptr);
    if (code == GIT_ENOTFOUND)
        return notARepository(path);
    if (code < 0)
        return cannotOpen(code, path);
    Repository repository(handle);
    VT_CHECK(checkOwnership(handle));
    VT_CHECK(prepareHandle(handle));
    repository.m_info = describe(handle, path);
    WriteSession::recover(repository.m_info);
    // A HEAD that leads nowhere leaves tags, branches and notes to be read.
    (void)repository.readHead();
    return repository;
}

Result<Repository> Repository::create(const QString &path, bool bare)
{
    initialiseLibrary();
    const QDir folder(path);
    if (folder.exists() && !folder.isEmpty()) {
        return Error{Error::Code::Conflict,
                     Text::tr("%1 exists and is not empty. Choose a new or an empty folder.").arg(path),
                     {}};
    }
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_MKPATH;
    if (bare)
        options.flags |= GIT_REPOSITORY_INIT_BARE;
    options.initial_head = "main";
    git_repository *handle = nullptr;
    const bool existed = folder.exists();
    const auto made =
        check(git_repository_init_ext(
                  &handle, QFile::encodeName(QFileInfo(path).absoluteFilePath()).constData(), &options),
              Text::tr("Couldn't create a repository in %1").arg(path));
    if (!made) {
        const QDir partly(bare ? path : path + u"/.git"_s);
        for (const QString &name : {u"objects"_s, u"refs"_s, u"hooks"_s, u"info"_s})
            QDir(partly.filePath(name)).removeRecursively();
        for (const QString &name : {u"HEAD"_s, u"config"_s, u"description"_s})
            QFile::remove(partly.filePath(name));
        for (const QString &each : bare ? QStringList{path} : QStringList{partly.path(), path}) {
            if (!existed || each != path)
                QDir().rmdir(each);
        }
        return made.error();
    }
    Repository repository(handle);
    VT_CHECK(prepareHandle(handle));
    repository.m_info = describe(handle, path);
    (void)repository.readHead();
    return repository;
}

} // namespace vitrine::git
