// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/repository.h"

#include "core/base/text.h"
#include "core/git/handles.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>
#include <QSysInfo>

#include <map>
#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// Once for the process and never shut down: threads of a pool may outlive static objects.
void initialise()
{
    [[maybe_unused]] static const int initialised = [] {
        const int count = git_libgit2_init();
        // Half of the time of reading an object went into its SHA-1. Git does not hash what it reads either;
        // verify() does.
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
        return count;
    }();
}

QString folderText(const char *path)
{
    return path ? QDir::cleanPath(QString::fromUtf8(path)) : QString();
}

RepositoryInfo describe(git_repository *repository, const QString &path)
{
    RepositoryInfo info;
    info.path = path;
    info.gitDir = folderText(git_repository_path(repository));
    info.commonDir = folderText(git_repository_commondir(repository));
    info.workTree = folderText(git_repository_workdir(repository));
    info.shallow = git_repository_is_shallow(repository) == 1;

    ReferencePtr head;
    const int found = git_reference_lookup(out(head), repository, "HEAD");
    if (found == 0 && git_reference_type(head.get()) == GIT_REFERENCE_SYMBOLIC) {
        info.branch = QString::fromUtf8(git_reference_symbolic_target(head.get()));
        info.headState = HeadState::Unborn;
    } else {
        info.headState = HeadState::Detached;
    }
    git_oid id;
    if (git_reference_name_to_id(&id, repository, "HEAD") == 0) {
        info.head = toOid(&id);
        if (info.headState == HeadState::Unborn)
            info.headState = HeadState::Branch;
    }
    return info;
}

} // namespace

QString Commit::summary() const
{
    return message.section(u'\n', 0, 0).trimmed();
}

void Repository::Closer::operator()(git_repository *repository) const
{
    git_repository_free(repository);
}

Repository::Repository(git_repository *repository) : m_repository(repository) {}
Repository::Repository(Repository &&) noexcept = default;
Repository &Repository::operator=(Repository &&) noexcept = default;
Repository::~Repository() = default;

Result<Repository> Repository::open(const QString &path)
{
    initialise();
    git_repository *handle = nullptr;
    const int code =
        git_repository_open_ext(&handle, QFileInfo(path).absoluteFilePath().toUtf8().constData(), 0, nullptr);
    if (code == GIT_ENOTFOUND) {
        const QString message =
            QFileInfo::exists(path)
                ? Text::tr("%1 is not a Git repository. Choose a folder that is one, or create "
                           "a new library.")
                : Text::tr("%1 does not exist. Choose another folder, or create a new library.");
        return Error{Error::Code::NotFound, message.arg(QDir::toNativeSeparators(path)), {}};
    }
    VT_CHECK(check(code, Text::tr("Couldn't open the repository %1").arg(path)));
    Repository repository(handle);
    repository.m_info = describe(handle, path);
    return repository;
}

Result<Repository> Repository::create(const QString &path, bool bare)
{
    initialise();
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
    VT_CHECK(check(
        git_repository_init_ext(&handle, QFileInfo(path).absoluteFilePath().toUtf8().constData(), &options),
        Text::tr("Couldn't create a repository in %1").arg(path)));
    Repository repository(handle);
    repository.m_info = describe(handle, path);
    return repository;
}

std::optional<QString> Repository::config(const QString &key) const
{
    ConfigPtr config;
    if (git_repository_config_snapshot(out(config), m_repository.get()) != 0)
        return {};
    const char *value = nullptr;
    if (git_config_get_string(&value, config.get(), key.toUtf8().constData()) != 0)
        return {};
    return QString::fromUtf8(value);
}

Person Repository::identity() const
{
    SignaturePtr signature;
    if (git_signature_default(out(signature), m_repository.get()) == 0)
        return toSignature(signature.get()).person;
    const passwd *user = getpwuid(geteuid());
    const QString login = user ? QString::fromLocal8Bit(user->pw_name) : u"user"_s;
    const QString name =
        user ? QString::fromLocal8Bit(user->pw_gecos).section(u',', 0, 0).trimmed() : QString();
    return {config(u"user.name"_s).value_or(name.isEmpty() ? login : name),
            config(u"user.email"_s).value_or(login + u'@' + QSysInfo::machineHostName())};
}

Result<Commit> Repository::commit(const QString &revision) const
{
    const QString what = Text::tr("Couldn't find the commit %1").arg(revision);
    ObjectPtr object;
    VT_CHECK(
        check(git_revparse_single(out(object), m_repository.get(), revision.toUtf8().constData()), what));
    ObjectPtr commit;
    VT_CHECK(check(git_object_peel(out(commit), object.get(), GIT_OBJECT_COMMIT), what));
    return toCommit(reinterpret_cast<const git_commit *>(commit.get()));
}

namespace {

// libgit2 1.5 does not know where a shallow clone was cut and fails at the missing parents, so this walk is
// our own: newest committer time first, parents that are not there are the end.
Result<> walkShallow(git_repository *repository, const git_oid &start, const QString &what,
                     const std::function<bool(const Commit &)> &visit, const Job &job)
{
    std::multimap<git_time_t, CommitPtr> pending;
    QSet<QByteArray> seen;
    const auto add = [&](const git_oid &id) {
        const QByteArray key(reinterpret_cast<const char *>(id.id), GIT_OID_RAWSZ);
        if (seen.contains(key))
            return;
        seen.insert(key);
        CommitPtr commit;
        if (git_commit_lookup(out(commit), repository, &id) < 0)
            return;
        const git_time_t time = git_commit_time(commit.get());
        pending.emplace(time, std::move(commit));
    };
    add(start);
    if (pending.empty())
        return Error{Error::Code::NotFound, what + u'.', {}};
    while (!pending.empty()) {
        VT_CHECK(job.check());
        const auto newest = pending.extract(std::prev(pending.end()));
        const CommitPtr &commit = newest.mapped();
        if (!visit(toCommit(commit.get())))
            break;
        for (unsigned int i = 0; i < git_commit_parentcount(commit.get()); ++i)
            add(*git_commit_parent_id(commit.get(), i));
    }
    return {};
}

} // namespace

Result<> Repository::walk(const Oid &from, const std::function<bool(const Commit &)> &visit,
                          const Job &job) const
{
    const Oid start = from.isEmpty() ? m_info.head : from;
    if (start.isEmpty())
        return {};
    const QString what = Text::tr("Couldn't walk the history of %1").arg(start.left(10));
    VT_TRY(const git_oid id, parseOid(start));
    if (m_info.shallow)
        return walkShallow(m_repository.get(), id, what, visit, job);
    RevwalkPtr walk;
    VT_CHECK(check(git_revwalk_new(out(walk), m_repository.get()), what));
    VT_CHECK(check(git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME), what));
    VT_CHECK(check(git_revwalk_push(walk.get(), &id), what));
    git_oid next;
    for (int code = git_revwalk_next(&next, walk.get()); code != GIT_ITEROVER;
         code = git_revwalk_next(&next, walk.get())) {
        VT_CHECK(check(code, what));
        VT_CHECK(job.check());
        CommitPtr commit;
        VT_CHECK(check(git_commit_lookup(out(commit), m_repository.get(), &next), what));
        if (!visit(toCommit(commit.get())))
            break;
    }
    return {};
}

namespace {

// The id of what `path` is in a commit; an empty oid when it is not there.
Result<git_oid> idAt(git_repository *repository, const Oid &commit, const QByteArray &path)
{
    git_oid none = {};
    VT_TRY(const TreePtr tree, treeOf(repository, commit));
    TreeEntryPtr entry;
    const int code = git_tree_entry_bypath(out(entry), tree.get(), path.constData());
    if (code == GIT_ENOTFOUND)
        return none;
    VT_CHECK(check(code, Text::tr("Couldn't read %1").arg(QString::fromUtf8(path))));
    return *git_tree_entry_id(entry.get());
}

} // namespace

Result<QList<Commit>> Repository::historyOf(const QString &path, const Oid &from, int limit,
                                            const Job &job) const
{
    QList<Commit> found;
    std::optional<Error> failure;
    const QByteArray name = path.toUtf8();
    const auto differs = [&](const Commit &commit) -> Result<bool> {
        VT_TRY(const git_oid here, idAt(m_repository.get(), commit.id, name));
        if (commit.parents.isEmpty())
            return !git_oid_is_zero(&here);
        for (const Oid &parent : commit.parents) {
            const auto there = idAt(m_repository.get(), parent, name);
            if (!there && m_info.shallow) // the parent was cut off
                return !git_oid_is_zero(&here);
            if (!there)
                return there.error();
            if (git_oid_equal(&here, &*there))
                return false;
        }
        return true;
    };
    VT_CHECK(walk(
        from,
        [&](const Commit &commit) {
            const Result<bool> changed = differs(commit);
            if (!changed) {
                failure = changed.error();
                return false;
            }
            if (*changed)
                found.append(commit);
            return limit <= 0 || found.size() < limit;
        },
        job));
    if (failure)
        return *failure;
    return found;
}

} // namespace vitrine::git
