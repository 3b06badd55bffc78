// SPDX-License-Identifier: GPL-3.0-or-later
// Commits, walks over them, and the history of a path.
#include "core/base/text.h"
#include "core/git/pathhistory.h"

namespace vitrine::git {

Result<Commit> Repository::commit(const QString &revision) const
{
    VT_TRY(const CommitReader commits, CommitReader::open(m_repository.get(), m_info));
    auto id = parseOid(revision);
    if (!id) {
        ObjectPtr object;
        VT_CHECK(check(git_revparse_single(out(object), m_repository.get(), revision.toUtf8().constData()),
                       Text::tr("Couldn't find the commit %1").arg(revision)));
        id = *git_object_id(object.get());
    }
    VT_TRY(const git_oid commit, commits.peel(*id));
    return commits.value(commit);
}

Result<> Repository::walk(const Oid &from, const std::function<bool(const Commit &)> &visit,
                          const Job &job) const
{
    const Oid start = from.isEmpty() ? m_info.head : from;
    if (start.isEmpty())
        return {};
    VT_TRY(const CommitReader commits, CommitReader::open(m_repository.get(), m_info));
    VT_TRY(const git_oid named, parseOid(start));
    VT_TRY(const git_oid first, commits.peel(named));
    std::multimap<qint64, CommitRecord> pending; // by committer time
    QSet<QByteArray> seen;
    const auto add = [&](const git_oid &id) -> Result<> {
        if (seen.contains(keyOf(id)))
            return {};
        seen.insert(keyOf(id));
        VT_TRY(CommitRecord record, commits.read(id));
        pending.emplace(record.time, std::move(record));
        return {};
    };
    VT_CHECK(add(first));
    while (!pending.empty()) {
        VT_CHECK(job.check());
        const auto newest = pending.extract(std::prev(pending.end()));
        const CommitRecord &record = newest.mapped();
        VT_TRY(const Commit commit, commits.value(record.id));
        if (!visit(commit))
            break;
        for (const git_oid &parent : record.parents)
            VT_CHECK(add(parent));
    }
    return {};
}

Result<QList<PathRevision>> Repository::pathHistory(const QString &path, const Oid &from, Renames renames,
                                                    int limit, const Job &job) const
{
    QList<PathRevision> found;
    const Oid start = from.isEmpty() ? m_info.head : from;
    if (start.isEmpty())
        return found;
    VT_TRY(const CommitReader commits, CommitReader::open(m_repository.get(), m_info));
    VT_TRY(const TreeReader trees, TreeReader::open(m_repository.get()));
    VT_TRY(const git_oid named, parseOid(start));
    VT_TRY(const git_oid first, commits.peel(named));
    const auto find = [&trees](const git_oid &tree, const QString &at) { return trees.findPath(tree, at); };
    const auto visit = [&](const PathHistory::Step &step) -> Result<bool> {
        VT_TRY(const Commit commit, commits.value(step.commit.id));
        PathRevision revision{commit, step.path, {}};
        if (step.here)
            revision.entry = TreeEntry{step.path, step.here->type(), toOid(&step.here->id)};
        found.append(revision);
        return limit <= 0 || found.size() < limit;
    };
    VT_CHECK(PathHistory(m_repository.get(), commits, find)
                 .walk(first, path, renames == Renames::Follow, visit, job));
    return found;
}

Result<QList<Commit>> Repository::historyOf(const QString &path, const Oid &from, int limit,
                                            const Job &job) const
{
    VT_TRY(const QList<PathRevision> revisions, pathHistory(path, from, Renames::Ignore, limit, job));
    QList<Commit> commits;
    for (const PathRevision &revision : revisions)
        commits.append(revision.commit);
    return commits;
}

} // namespace vitrine::git
