// SPDX-License-Identifier: GPL-3.0-or-later
// What is checked out and staged beside a repository.
#include "core/base/text.h"
#include "core/git/gittext.h"
#include "core/git/lockreport.h"
#include "core/git/worktree.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QThread>

namespace vitrine::git {

Result<QList<TreeEntry>> Repository::indexEntries() const
{
    QList<TreeEntry> entries;
    if (m_info.workTree.isEmpty())
        return entries;
    IndexPtr index;
    VT_CHECK(
        check(git_repository_index(out(index), m_repository.get()), Text::tr("Couldn't read the index")));
    for (size_t i = 0; i < git_index_entrycount(index.get()); ++i) {
        const git_index_entry *found = git_index_get_byindex(index.get(), i);
        TreeEntry entry;
        entry.path = toPath(QByteArrayView(found->path));
        entry.id = toOid(&found->id);
        switch (found->mode) {
        case GIT_FILEMODE_BLOB_EXECUTABLE: entry.type = TreeEntry::Type::Executable; break;
        case GIT_FILEMODE_LINK: entry.type = TreeEntry::Type::Link; break;
        case GIT_FILEMODE_COMMIT: entry.type = TreeEntry::Type::Submodule; break;
        default: entry.type = TreeEntry::Type::Blob; break;
        }
        entries.append(entry);
    }
    return entries;
}

Result<> Repository::refreshIndex(const QStringList &paths)
{
    if (m_info.workTree.isEmpty() || paths.isEmpty())
        return {};
    VT_TRY(const WorkTree workTree, WorkTree::of(m_info));
    VT_TRY(WriteSession session, WriteSession::begin(m_repository.get(), m_info));
    const QDeadlineTimer deadline(lockWaitMs);
    auto locked = session.lock(workTree.indexName());
    while (!locked && locked.error().code == Error::Code::Busy && !deadline.hasExpired()) {
        QThread::msleep(lockPauseMs);
        locked = session.lock(workTree.indexName());
    }
    if (!locked)
        return locked.error().code == Error::Code::Busy ? lockedFor(m_info, locked.error()) : locked.error();
    QList<QByteArray> raw;
    for (const QString &path : paths)
        raw.append(fromPath(path));
    WritePlan plan;
    VT_CHECK(workTree.planRefresh(raw, &plan));
    return session.commit(plan);
}

Result<QStringList> Repository::linkedWorkTrees() const
{
    QStringList folders;
    git_strarray names = {};
    VT_CHECK(
        check(git_worktree_list(&names, m_repository.get()), Text::tr("Couldn't list the working trees")));
    for (size_t i = 0; i < names.count; ++i) {
        std::unique_ptr<git_worktree, Deleter<git_worktree_free>> tree;
        if (git_worktree_lookup(out(tree), m_repository.get(), names.strings[i]) != 0)
            continue;
        const QString folder = QDir::cleanPath(QFile::decodeName(git_worktree_path(tree.get())));
        if (QDir(folder).exists())
            folders.append(folder);
    }
    git_strarray_dispose(&names);
    return folders;
}

} // namespace vitrine::git
