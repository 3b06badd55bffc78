// SPDX-License-Identifier: GPL-3.0-or-later
// What is checked out and staged beside a repository.
#include "core/base/text.h"
#include "core/git/handles.h"

#include <QDir>

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
        entry.path = QString::fromUtf8(found->path);
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
        const QString folder = QDir::cleanPath(QString::fromUtf8(git_worktree_path(tree.get())));
        if (QDir(folder).exists())
            folders.append(folder);
    }
    git_strarray_dispose(&names);
    return folders;
}

} // namespace vitrine::git
