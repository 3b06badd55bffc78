// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/pathhistory.h"

#include "core/base/text.h"
#include "core/git/gittext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

using DiffPtr = std::unique_ptr<git_diff, Deleter<git_diff_free>>;

bool isSame(const std::optional<TreeRecord> &a, const std::optional<TreeRecord> &b)
{
    return a.has_value() == b.has_value() && (!a || (a->mode == b->mode && git_oid_equal(&a->id, &b->id)));
}

Result<TreePtr> treeOfCommit(git_repository *repository, const CommitRecord &commit)
{
    TreePtr tree;
    VT_CHECK(check(git_tree_lookup(out(tree), repository, &commit.tree),
                   Text::tr("Couldn't read the files of %1").arg(toOid(&commit.id).left(10))));
    return tree;
}

} // namespace

PathHistory::PathHistory(git_repository *repository, const CommitReader &commits, Find find)
    : m_repository(repository)
    , m_commits(commits)
    , m_find(std::move(find))
{
}

Result<> PathHistory::walk(const git_oid &start, const QString &path, bool follow,
                           const std::function<Result<bool>(const Step &)> &visit, const Job &job)
{
    const auto push = [this](Step step) {
        const QByteArray key = keyOf(step.commit.id);
        if (m_seen.contains(key))
            return;
        m_seen.insert(key);
        m_pending.emplace(step.commit.time, std::move(step));
    };
    Step first{{}, path, {}};
    VT_TRY(first.commit, m_commits.read(start));
    VT_TRY(first.here, m_find(first.commit.tree, path));
    push(std::move(first));

    while (!m_pending.empty()) {
        VT_CHECK(job.check());
        const auto newest = m_pending.extract(std::prev(m_pending.end()));
        const Step &step = newest.mapped();
        VT_TRY(std::vector<Step> parents, parentsOf(step));
        const auto same =
            std::ranges::find_if(parents, [&](const Step &parent) { return isSame(parent.here, step.here); });
        if (same != parents.end()) {
            push(std::move(*same));
            continue;
        }
        if (!parents.empty() || step.here) {
            VT_TRY(const bool goOn, visit(step));
            if (!goOn)
                break;
        }
        for (Step &parent : parents) {
            if (follow && step.here && !parent.here) {
                VT_TRY(const QString former, formerPath(step, parent));
                if (!former.isEmpty()) {
                    parent.path = former;
                    VT_TRY(parent.here, m_find(parent.commit.tree, former));
                }
            }
            push(std::move(parent));
        }
    }
    return {};
}

Result<std::vector<PathHistory::Step>> PathHistory::parentsOf(const Step &step) const
{
    std::vector<Step> parents;
    for (const git_oid &id : step.commit.parents) {
        Step parent{{}, step.path, {}};
        VT_TRY(parent.commit, m_commits.read(id));
        if (git_oid_equal(&parent.commit.tree, &step.commit.tree)) {
            parent.here = step.here;
        } else {
            VT_TRY(parent.here, m_find(parent.commit.tree, step.path));
        }
        parents.push_back(std::move(parent));
    }
    return parents;
}

// Where the path was in the parent, by the files that Git takes for renamed; empty when it is new.
Result<QString> PathHistory::formerPath(const Step &step, const Step &parent) const
{
    const QString what =
        Text::tr("Couldn't compare the commit %1 with the one before").arg(toOid(&step.commit.id).left(10));
    VT_TRY(const TreePtr before, treeOfCommit(m_repository, parent.commit));
    VT_TRY(const TreePtr after, treeOfCommit(m_repository, step.commit));
    DiffPtr diff;
    VT_CHECK(check(git_diff_tree_to_tree(out(diff), m_repository, before.get(), after.get(), nullptr), what));
    git_diff_find_options options = GIT_DIFF_FIND_OPTIONS_INIT;
    options.flags = GIT_DIFF_FIND_RENAMES;
    options.rename_limit = 400;
    VT_CHECK(check(git_diff_find_similar(diff.get(), &options), what));

    const QByteArray path = fromPath(step.path);
    for (size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
        const git_diff_delta *delta = git_diff_get_delta(diff.get(), i);
        if (delta->status != GIT_DELTA_RENAMED)
            continue;
        const QByteArray from(delta->old_file.path);
        const QByteArray to(delta->new_file.path);
        if (to == path)
            return toPath(from);
        const QByteArray inside = to.startsWith(path + '/') ? to.sliced(path.size()) : QByteArray();
        if (step.here->isTree() && !inside.isEmpty() && from.endsWith(inside))
            return toPath(from.chopped(inside.size()));
    }
    return QString();
}

} // namespace vitrine::git
