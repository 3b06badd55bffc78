// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/pathhistory.h"

#include "core/artifact/transfer.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

Result<QList<git::Commit>> pathHistory(const git::Repository &repository, const git::Oid &from,
                                       const QString &path, const Job &job)
{
    QList<git::Commit> commits;
    if (from.isEmpty() || path.isEmpty())
        return commits;
    const artifact::Transfer transfer(repository);
    QStringList files{path, path + u".dvc"_s};
    if (const auto tracked = transfer.tracking(from, path); tracked && !files.contains(tracked->file))
        files.append(tracked->file);
    QSet<git::Oid> seen;
    for (const QString &file : std::as_const(files)) {
        VT_TRY(const QList<git::Commit> changes, repository.historyOf(file, from, 0, job));
        for (const git::Commit &commit : changes) {
            if (!seen.contains(commit.id))
                commits.append(commit);
            seen.insert(commit.id);
        }
    }
    std::stable_sort(commits.begin(), commits.end(), [](const git::Commit &a, const git::Commit &b) {
        return a.committer.when > b.committer.when;
    });

    // A dvc.lock changes for other files too, and a file that moved to DVC is still the same.
    QList<git::Commit> changed;
    QString after;
    for (auto commit = commits.rbegin(); commit != commits.rend(); ++commit) {
        VT_CHECK(job.check());
        const auto here = transfer.tracking(commit->id, path);
        const QString content = here ? here->content : QString();
        if (!content.isEmpty() && content != after)
            changed.prepend(*commit);
        after = content;
    }
    return changed;
}

} // namespace vitrine::registry
