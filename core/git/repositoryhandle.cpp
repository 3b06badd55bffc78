// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/repositoryhandle.h"

#include "core/base/text.h"
#include "core/git/objectdatabase.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// The settings of one working tree, which override those of the repository.
void addWorkTreeConfig(git_repository *repository, git_config *config)
{
    int enabled = 0;
    const QByteArray file = git_repository_path(repository) + QByteArray("config.worktree");
    if (git_config_get_bool(&enabled, config, "extensions.worktreeconfig") == 0 && enabled != 0 &&
        QFile::exists(QFile::decodeName(file)))
        git_config_add_file_ondisk(config, file.constData(), GIT_CONFIG_LEVEL_APP, repository, 0);
}

} // namespace

// Once for the process and never shut down: threads of a pool may outlive static objects.
void initialiseLibrary()
{
    [[maybe_unused]] static const bool initialised = [] {
        git_libgit2_init();
        // checkOwnership() does it: libgit2 1.5 does not know "*" and calls a foreign folder no repository.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
        // Half of the time of reading trees and commits would be SHA-1. Their streams carry checksums of
        // their own; blob() and verify() compare hashes themselves.
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
        // Partial clones and settings of single working trees are dealt with here; "precious objects" forbids
        // what is never done.
        const char *extensions[] = {"partialclone", "worktreeconfig", "preciousobjects"};
        git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, std::size(extensions));
        // As Git reads its environment, for those who keep out settings of users and systems.
        if (qEnvironmentVariable("GIT_CONFIG_GLOBAL") == u"/dev/null") {
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, "");
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, "");
        }
        if (qEnvironmentVariableIsSet("GIT_CONFIG_NOSYSTEM"))
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_SYSTEM, "");
        return true;
    }();
}

Result<> prepareHandle(git_repository *repository)
{
    VT_CHECK(installObjectDatabase(repository));
    ConfigPtr config;
    if (git_repository_config(out(config), repository) == 0)
        addWorkTreeConfig(repository, config.get());
    return {};
}

Result<RepositoryHandle> openHandle(const QByteArray &folder)
{
    initialiseLibrary();
    RepositoryHandle handle;
    VT_CHECK(check(
        git_repository_open_ext(out(handle), folder.constData(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr),
        Text::tr("Couldn't open the repository %1").arg(QFile::decodeName(folder))));
    VT_CHECK(prepareHandle(handle.get()));
    return handle;
}

} // namespace vitrine::git
