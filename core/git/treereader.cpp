// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/treereader.h"

#include "core/base/text.h"
#include "core/git/gittext.h"

#include <QList>

namespace vitrine::git {

TreeEntry::Type TreeRecord::type() const
{
    switch (mode & 0170000) {
    case 0040000: return TreeEntry::Type::Tree;
    case 0120000: return TreeEntry::Type::Link;
    case 0160000: return TreeEntry::Type::Submodule;
    default: return mode & 0100 ? TreeEntry::Type::Executable : TreeEntry::Type::Blob;
    }
}

TreeReader::TreeReader(git_repository *repository, OdbPtr odb)
    : m_repository(repository)
    , m_odb(std::move(odb))
{
}

Result<TreeReader> TreeReader::open(git_repository *repository)
{
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), repository), Text::tr("Couldn't read the objects")));
    return TreeReader(repository, std::move(odb));
}

Result<std::optional<git_oid>> TreeReader::root(const Oid &treeish) const
{
    std::optional<git_oid> root;
    if (treeish.isEmpty())
        return root;
    VT_TRY(const git_oid id, parseOid(treeish));
    const QString what = Text::tr("Couldn't read the files of %1").arg(treeish.left(10));
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    VT_CHECK(check(git_odb_read_header(&size, &type, m_odb.get(), &id), what));
    if (type == GIT_OBJECT_TREE) {
        root = id;
        return root;
    }
    ObjectPtr object;
    VT_CHECK(check(git_object_lookup(out(object), m_repository, &id, type), what));
    ObjectPtr commit;
    if (git_object_peel(out(commit), object.get(), GIT_OBJECT_COMMIT) == 0) {
        root = *git_commit_tree_id(reinterpret_cast<git_commit *>(commit.get()));
        return root;
    }
    ObjectPtr tree;
    VT_CHECK(check(git_object_peel(out(tree), object.get(), GIT_OBJECT_TREE), what));
    root = *git_object_id(tree.get());
    return root;
}

Result<OdbObjectPtr> TreeReader::read(const git_oid &tree) const
{
    OdbObjectPtr object;
    VT_CHECK(check(git_odb_read(out(object), m_odb.get(), &tree),
                   Text::tr("Couldn't read the folder %1").arg(toOid(&tree).left(10))));
    if (git_odb_object_type(object.get()) != GIT_OBJECT_TREE) {
        return Error{Error::Code::Corrupt,
                     Text::tr("%1 is used as a folder, but is none. “git fsck” says where it is used.")
                         .arg(toOid(&tree).left(10)),
                     {}};
    }
    return object;
}

Error TreeReader::malformed(const git_oid &tree)
{
    return {
        Error::Code::Corrupt,
        Text::tr("The folder %1 is damaged. “git fsck” says where it is used; fetch it again from a clone "
                 "that is whole.")
            .arg(toOid(&tree).left(10)),
        {}};
}

Result<std::optional<TreeRecord>> TreeReader::find(const git_oid &tree, QByteArrayView name) const
{
    std::optional<TreeRecord> found;
    VT_CHECK(forEach(tree, [&](const TreeRecord &record) {
        if (record.name == name)
            found = TreeRecord{record.mode, {}, record.id};
        return !found;
    }));
    return found;
}

Result<std::optional<TreeRecord>> TreeReader::findPath(const git_oid &tree, const QString &path) const
{
    std::optional<TreeRecord> found = TreeRecord{0040000, {}, tree};
    for (const QStringView name : QStringView(path).split(u'/')) {
        if (!found->isTree())
            return std::optional<TreeRecord>();
        VT_TRY(found, find(found->id, fromName(name)));
        if (!found)
            break;
    }
    return found;
}

} // namespace vitrine::git
