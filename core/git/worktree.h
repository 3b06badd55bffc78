// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/indexfile.h"
#include "core/git/repositoryhandle.h"
#include "core/git/treereader.h"
#include "core/git/workfolder.h"
#include "core/git/worktreeplace.h"
#include "core/git/writesession.h"

namespace vitrine::git {

// Files that are checked out beside a repository, kept in step with the commits that Vitrine makes: they and
// their index follow when the user has not touched them, and nothing is written when he has.
class WorkTree final
{
public:
    // The working trees, main and linked, whose HEAD leads to `branch` (a full name, no symbolic reference).
    static Result<std::vector<WorkTree>> following(const RepositoryInfo &info, const QByteArray &branch);

    // The one of a repository that was opened with it; NotFound for a bare one.
    static Result<WorkTree> of(const RepositoryInfo &info);

    // Of the index, and of the log of HEAD, relative to the common Git folder.
    QByteArray indexName() const;
    QByteArray headLogName() const;

    // What a commit takes from and to, for the paths that it changes.
    struct Commit {
        const TreeReader &trees;
        std::optional<git_oid> before; // nothing: the first commit
        git_oid after = {};
        const QList<Change> &changes;
    };
    // Adds the steps for these paths, with their new files staged. To be called with the index locked.
    // Conflict, naming the path, when one was edited, staged or deleted, is untracked in the way, lies behind
    // a link or in a repository of its own; Unsupported when it goes through a filter of Git's that is a
    // program (other than Git LFS). What is written are the bytes of the blob, LFS pointers as they are: with
    // Git's filters for text and Git LFS, and without them, `git status` finds nothing changed.
    Result<> plan(const Commit &commit, WriteSession *session, WritePlan *plan) const;
    // Adds the steps that note the times and sizes of these files anew in the index, as of what it names
    // already.
    Result<> planRefresh(const QList<QByteArray> &paths, WritePlan *plan) const;

private:
    WorkTree(WorkTreePlace place, RepositoryHandle repository);
    Result<> planPath(const Commit &commit, const QString &path, const IndexFile &index,
                      const WorkFolder &folder, WriteSession *session, WritePlan *plan) const;
    Result<> planRacy(const IndexFile &index, const WorkFolder &folder, WritePlan *plan) const;
    WriteStep indexStep(const QByteArray &path, const git_index_entry &entry, const QByteArray &word) const;
    Result<> checkIndex(const QByteArray &path, const IndexFile &index,
                        const std::optional<TreeRecord> &before) const;
    Result<> checkFile(const QByteArray &path, const git_index_entry *entry,
                       const std::optional<struct stat> &status, const IndexFile &index,
                       const WorkFolder &folder) const;
    Result<> checkFilters(const QByteArray &path) const;
    Result<bool> isUnchanged(const QByteArray &path, const git_index_entry &entry, const struct stat &status,
                             const WorkFolder &folder) const;
    Result<QByteArray> content(const git_oid &blob) const;
    bool isOutsideOfSparseCheckout(const QByteArray &path, const IndexFile &index) const;

    WorkTreePlace m_place;
    RepositoryHandle m_repository;
};

} // namespace vitrine::git
