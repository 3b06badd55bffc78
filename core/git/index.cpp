// SPDX-License-Identifier: GPL-3.0-or-later
// What is checked out and staged beside a repository.
#include "core/base/text.h"
#include "core/git/handles.h"

#include <QDir>
#include <QFile>

#include <sys/stat.h>

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

Result<> Repository::refreshIndex(const QStringList &paths)
{
    if (m_info.workTree.isEmpty() || paths.isEmpty())
        return {};
    IndexPtr index;
    VT_CHECK(
        check(git_repository_index(out(index), m_repository.get()), Text::tr("Couldn't read the index")));
    VT_CHECK(check(git_index_read(index.get(), 0), Text::tr("Couldn't read the index")));
    // Files as new as the index are looked into at every status; written once more, it is newer than they
    // are.
    VT_CHECK(check(git_index_write(index.get()), Text::tr("Couldn't write the index")));
    for (const QString &path : paths) {
        const git_index_entry *known = git_index_get_bypath(index.get(), path.toUtf8().constData(), 0);
        struct stat status = {};
        if (!known || lstat(QFile::encodeName(m_info.workTree + u'/' + path).constData(), &status) != 0)
            continue;
        git_index_entry entry = *known;
        entry.ctime = {static_cast<int32_t>(status.st_ctim.tv_sec),
                       static_cast<uint32_t>(status.st_ctim.tv_nsec)};
        entry.mtime = {static_cast<int32_t>(status.st_mtim.tv_sec),
                       static_cast<uint32_t>(status.st_mtim.tv_nsec)};
        entry.dev = static_cast<uint32_t>(status.st_dev);
        entry.ino = static_cast<uint32_t>(status.st_ino);
        entry.uid = status.st_uid;
        entry.gid = status.st_gid;
        entry.file_size =
            static_cast<uint32_t>(status.st_size); // of large files the low bits, as Git does it
        VT_CHECK(check(git_index_add(index.get(), &entry),
                       Text::tr("Couldn't update the index entry of %1").arg(path)));
    }
    return check(git_index_write(index.get()), Text::tr("Couldn't write the index"));
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
