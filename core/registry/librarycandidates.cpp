// SPDX-License-Identifier: GPL-3.0-or-later
// Model files that are in the repository without being a model of the library.
#include "core/artifact/transfer.h"
#include "core/base/text.h"
#include "core/registry/annotationedit.h"
#include "core/registry/candidatesearch.h"
#include "core/registry/newversion.h"
#include "core/registry/pathhistory.h"

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

NewVersion newVersion(const RegisterRequest &request)
{
    return {request.model,   request.version, request.bump,
            request.message, request.stages,  request.authorship};
}

Result<git::Oid> wantedCommit(const RegistryReader &reader, const QString &commit)
{
    if (!commit.isEmpty()) {
        const auto found = reader.repository().commit(commit);
        if (!found)
            return Error{Error::Code::NotFound, Text::tr("There is no commit “%1”.").arg(commit), {}};
        return found->id;
    }
    if (reader.head().isEmpty())
        return Error{Error::Code::NotFound, Text::tr("The repository has no commit yet."), {}};
    return reader.head();
}

// The model's files are at `path`, or may be said to be.
Result<bool> needsAnnotation(const RegistryReader &reader, const QString &model, const QString &path)
{
    if (path.isEmpty())
        return false;
    VT_TRY(const ModelFolder now, reader.folderNow(model));
    if (now.files.isEmpty())
        return true;
    const QString known = reader.pathOfFiles(now, model);
    if (known == path)
        return false;
    return Error{Error::Code::Conflict,
                 Text::tr("%1 has its files at %2. Choose another name for %3.").arg(model, known, path),
                 {}};
}

Result<> checkContent(const RegistryReader &reader, const RegisterRequest &request, const git::Oid &commit)
{
    const auto missing = [&](const QString &what) {
        return Error{
            Error::Code::NotFound, Text::tr("The commit %1 has no %2.").arg(commitName(commit), what), {}};
    };
    if (!request.path.isEmpty()) {
        const auto there = artifact::Transfer(reader.repository()).tracking(commit, request.path);
        return there ? Result<>() : missing(request.path);
    }
    VT_TRY(const ModelFolder there, reader.folder(commit, request.model));
    return there.files.isEmpty() ? missing(Text::tr("files of %1").arg(request.model)) : Result<>();
}

QList<git::Change> annotation(const RegistryReader &reader, const RegisterRequest &request)
{
    AnnotationChange change;
    change.path = request.path;
    change.type = u"model"_s;
    AnnotationEdits edits(reader.repository(), reader.head());
    edits.apply(request.model, change, UnlessAnnotated::Add);
    return edits.changes();
}

} // namespace

Result<QList<Candidate>> Library::candidates(const Job &job) const
{
    return withReader(m_info, m_pool, job,
                      [&job](const RegistryReader &reader) { return findCandidates(reader, job); });
}

Result<QList<Version>> Library::pathVersions(const QString &path, const Job &job) const
{
    VT_TRY(const git::Repository repository, git::Repository::open(m_info.path));
    VT_TRY(const QList<git::Commit> commits, pathHistory(repository, repository.info().head, path, job));
    if (commits.isEmpty())
        return Error{Error::Code::NotFound, Text::tr("No commit has a file or folder %1.").arg(path), {}};
    const artifact::Transfer transfer(repository);
    QList<Version> versions;
    for (const git::Commit &commit : commits) {
        VT_CHECK(job.check());
        Version version;
        version.name = commitName(commit.id);
        version.commit = commit.id;
        version.date = commit.committer.when;
        version.author = commit.author.person.name;
        version.message = commit.summary();
        version.registered = false;
        version.size = 0;
        for (const artifact::Content &content : transfer.locateAll(commit.id, path, job).value_or({}))
            version.size = version.size < 0 || content.size < 0 ? -1 : version.size + content.size;
        versions.append(version);
    }
    return versions;
}

Result<Added> Library::registerCommit(const RegisterRequest &request) const
{
    const NewVersion wanted = newVersion(request);
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, this->reader());
        VT_CHECK(checkNewName(reader, request.model));
        VT_CHECK(checkStages(reader, request.stages));
        VT_TRY(const ModelState state, reader.tagged(request.model));
        VT_TRY(const git::Oid commit, wantedCommit(reader, request.commit));
        VT_TRY(const bool annotates, needsAnnotation(reader, request.model, request.path));
        VT_CHECK(checkContent(reader, request, commit));
        VT_CHECK(checkCommitIsFree(state, commit));
        VT_TRY(const SemVer version, nextVersion(state, wanted));

        git::Repository::Transaction transaction;
        transaction.expectedHead = reader.head();
        transaction.message = u"Annotate %1"_s.arg(request.model);
        if (annotates)
            transaction.changes = annotation(reader, request);
        // The commit with the annotation is as good as HEAD, and GTO finds it there.
        const bool onTop = !transaction.changes.isEmpty() && request.commit.isEmpty();
        tagVersion(&transaction, wanted, state, version, onTop ? QString() : commit);
        const auto written = reader.repository().write(transaction);
        if (written)
            return addedVersion(reader, wanted, state, version, onTop ? reader.head() : commit, *written);
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(
                Text::tr("%1 %2 is not registered").arg(request.model, version.text()));
    }
}

} // namespace vitrine::registry
