// SPDX-License-Identifier: GPL-3.0-or-later
// Reading trees and blobs.
#include "core/base/text.h"
#include "core/git/handles.h"

namespace vitrine::git {

namespace {

TreeEntry toEntry(const git_tree_entry *entry, const QString &folder)
{
    TreeEntry value;
    value.path = folder + QString::fromUtf8(git_tree_entry_name(entry));
    value.id = toOid(git_tree_entry_id(entry));
    switch (git_tree_entry_filemode(entry)) {
    case GIT_FILEMODE_TREE: value.type = TreeEntry::Type::Tree; break;
    case GIT_FILEMODE_BLOB_EXECUTABLE: value.type = TreeEntry::Type::Executable; break;
    case GIT_FILEMODE_LINK: value.type = TreeEntry::Type::Link; break;
    case GIT_FILEMODE_COMMIT: value.type = TreeEntry::Type::Submodule; break;
    default: value.type = TreeEntry::Type::Blob; break;
    }
    return value;
}

Result<> collect(git_repository *repository, const git_tree *tree, const QString &folder, bool recursive,
                 QList<TreeEntry> &entries, int depth)
{
    constexpr int maxDepth = 200; // a hostile tree may be deeper than any path
    if (depth > maxDepth)
        return Error{Error::Code::Corrupt, Text::tr("%1 is nested too deeply.").arg(folder), {}};
    for (size_t i = 0; i < git_tree_entrycount(tree); ++i) {
        const TreeEntry entry = toEntry(git_tree_entry_byindex(tree, i), folder);
        if (!recursive || entry.type != TreeEntry::Type::Tree) {
            entries.append(entry);
            continue;
        }
        VT_TRY(const TreePtr below, treeOf(repository, entry.id));
        VT_CHECK(collect(repository, below.get(), entry.path + u'/', recursive, entries, depth + 1));
    }
    return {};
}

} // namespace

Result<TreeEntry> Repository::entry(const Oid &treeish, const QString &path) const
{
    const auto missing = [&] {
        return Error{Error::Code::NotFound,
                     Text::tr("There is no %1 in %2.")
                         .arg(path, treeish.isEmpty() ? Text::tr("an empty repository") : treeish.left(10)),
                     {}};
    };
    VT_TRY(const TreePtr tree, treeOf(m_repository.get(), treeish));
    if (!tree)
        return missing();
    TreeEntryPtr found;
    const int code = git_tree_entry_bypath(out(found), tree.get(), path.toUtf8().constData());
    if (code == GIT_ENOTFOUND)
        return missing();
    VT_CHECK(check(code, Text::tr("Couldn't read %1").arg(path)));
    TreeEntry value = toEntry(found.get(), {});
    value.path = path;
    return value;
}

Result<QList<TreeEntry>> Repository::entries(const Oid &treeish, const QString &folder, bool recursive) const
{
    QList<TreeEntry> found;
    Oid root = treeish;
    if (!folder.isEmpty()) {
        VT_TRY(const TreeEntry below, entry(treeish, folder));
        if (below.type != TreeEntry::Type::Tree)
            return Error{Error::Code::NotFound, Text::tr("%1 is not a folder.").arg(folder), {}};
        root = below.id;
    }
    VT_TRY(const TreePtr tree, treeOf(m_repository.get(), root));
    if (tree) {
        const QString prefix = folder.isEmpty() ? QString() : folder + u'/';
        VT_CHECK(collect(m_repository.get(), tree.get(), prefix, recursive, found, 0));
    }
    return found;
}

Result<qint64> Repository::blobSize(const Oid &id) const
{
    VT_TRY(const git_oid oid, parseOid(id));
    const QString what = Text::tr("Couldn't read the object %1").arg(id.left(10));
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), m_repository.get()), what));
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    VT_CHECK(check(git_odb_read_header(&size, &type, odb.get(), &oid), what));
    return static_cast<qint64>(size);
}

Result<QByteArray> Repository::blob(const Oid &id, qint64 limit) const
{
    VT_TRY(const qint64 size, blobSize(id));
    if (size > limit) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The object %1 is %2 long; at most %3 is read.")
                         .arg(id.left(10), formatBytes(size), formatBytes(limit)),
                     {}};
    }
    VT_TRY(const git_oid oid, parseOid(id));
    BlobPtr blob;
    VT_CHECK(check(git_blob_lookup(out(blob), m_repository.get(), &oid),
                   Text::tr("Couldn't read the object %1").arg(id.left(10))));
    return QByteArray(static_cast<const char *>(git_blob_rawcontent(blob.get())),
                      static_cast<qsizetype>(git_blob_rawsize(blob.get())));
}

Result<QByteArray> Repository::file(const Oid &treeish, const QString &path, qint64 limit) const
{
    VT_TRY(const TreeEntry found, entry(treeish, path));
    if (found.type == TreeEntry::Type::Tree || found.type == TreeEntry::Type::Submodule)
        return Error{Error::Code::NotFound, Text::tr("%1 is not a file.").arg(path), {}};
    return blob(found.id, limit);
}

Result<Oid> Repository::writeBlob(const QByteArray &content)
{
    git_oid id;
    VT_CHECK(check(git_blob_create_from_buffer(&id, m_repository.get(), content.constData(),
                                               static_cast<size_t>(content.size())),
                   Text::tr("Couldn't store a file in the repository")));
    return toOid(&id);
}

} // namespace vitrine::git
