// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/commitreader.h"
#include "core/git/treereader.h"

#include <functional>
#include <map>

namespace vitrine::git {

// The commits that changed what lies at a path, as `git log -- path` finds them: at a merge that took one
// side's state, only that side's history is followed.
class PathHistory final
{
public:
    // What a tree has there; nothing when it is not there.
    using Find = std::function<Result<std::optional<TreeRecord>>(const git_oid &tree, const QString &path)>;

    struct Step {
        CommitRecord commit;
        QString path;
        std::optional<TreeRecord> here;
    };

    PathHistory(git_repository *repository, const CommitReader &commits, Find find);

    // `visit(step)` returns false to stop. With `follow`, goes on under the former name where the path was
    // renamed.
    Result<> walk(const git_oid &start, const QString &path, bool follow,
                  const std::function<Result<bool>(const Step &)> &visit, const Job &job);

private:
    Result<std::vector<Step>> parentsOf(const Step &step) const;
    Result<QString> formerPath(const Step &step, const Step &parent) const;

    git_repository *m_repository;
    const CommitReader &m_commits;
    Find m_find;
    QSet<QByteArray> m_seen;
    std::multimap<qint64, Step> m_pending; // by committer time
};

} // namespace vitrine::git
