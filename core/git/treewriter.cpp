// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/treewriter.h"

#include "core/base/text.h"
#include "core/git/gittext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

bool isRemoval(const Change &change)
{
    return !change.content && change.blob.isEmpty();
}

Error clash(const QString &path, const QString &why)
{
    return {Error::Code::Conflict, Text::tr("%1 is not written: %2.").arg(path, why), path};
}

Result<> checkBase(const Change &change, const Oid &now)
{
    if (!change.base || *change.base == now)
        return {};
    return clash(
        change.path,
        Text::tr("it was changed by another program meanwhile. Look at the new state and try again"));
}

QString kindOf(const git_tree_entry *entry)
{
    switch (git_tree_entry_filemode(entry)) {
    case GIT_FILEMODE_LINK: return Text::tr("a symbolic link");
    case GIT_FILEMODE_COMMIT: return Text::tr("a submodule");
    case GIT_FILEMODE_TREE: return Text::tr("a folder");
    default: return Text::tr("a file");
    }
}

} // namespace

Result<> checkPath(const QString &path)
{
    constexpr qsizetype longestName = 255;
    constexpr qsizetype longestPath = 4000;
    const auto refuse = [&](const QString &why) {
        const QString shown = path.size() > 200 ? path.left(200) + u'…' : path;
        return Error{Error::Code::InvalidArgument,
                     Text::tr("“%1” is not a path that is stored: %2.").arg(toPath(shown.toUtf8()), why),
                     {}};
    };
    if (path.toUtf8().size() > longestPath)
        return refuse(Text::tr("it is longer than a disk takes"));
    for (const QStringView part : QStringView(path).split(u'/')) {
        const QByteArray name = fromName(part);
        if (name.isEmpty() || name == "." || name == ".." || name.contains('/') || isDotGit(name))
            return refuse(Text::tr("it would lead out of the working tree or into Git's own folder"));
        if (name.contains('\\') || std::ranges::any_of(name, [](char c) {
                return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
            }))
            return refuse(Text::tr("it has control characters or backslashes"));
        if (name.size() > longestName)
            return refuse(Text::tr("one of its names is longer than a disk takes"));
    }
    return {};
}

Result<git_oid> TreeWriter::write(const git_tree *base, const QList<Change> &changes)
{
    m_objects.clear();
    QList<Pending> pending;
    for (const Change &change : changes) {
        VT_CHECK(checkPath(change.path));
        Pending each{{}, &change};
        for (const QStringView part : QStringView(change.path).split(u'/'))
            each.names.append(fromName(part));
        pending.append(each);
    }
    return writeTree(base, pending);
}

Result<git_oid> TreeWriter::writeTree(const git_tree *base, const QList<Pending> &changes)
{
    const QString what = Text::tr("Couldn't write the files of the new version");
    TreeBuilderPtr builder;
    VT_CHECK(check(git_treebuilder_new(out(builder), m_repository, base), what));
    QMap<QByteArray, Below> byName;
    for (const Pending &pending : changes) {
        Below &below = byName[pending.names.first()];
        if (pending.names.size() == 1)
            below.file = pending.change;
        else
            below.inside.append({pending.names.sliced(1), pending.change});
    }
    for (auto it = byName.cbegin(); it != byName.cend(); ++it) {
        // A file makes room for a folder, or a folder for a file, when the same write removes what it was.
        if (it->file && isRemoval(*it->file))
            VT_CHECK(writeFile(builder.get(), it.key(), *it->file));
        if (!it->inside.isEmpty())
            VT_CHECK(writeBelow(builder.get(), it.key(), *it));
        if (it->file && !isRemoval(*it->file))
            VT_CHECK(writeFile(builder.get(), it.key(), *it->file));
    }
    git_oid id;
    VT_CHECK(check(git_treebuilder_write(&id, builder.get()), what));
    m_objects.append(id);
    return id;
}

Result<> TreeWriter::writeFile(git_treebuilder *builder, const QByteArray &name, const Change &change)
{
    const QString what = Text::tr("Couldn't write the files of the new version");
    const git_tree_entry *existing = git_treebuilder_get(builder, name.constData());
    VT_CHECK(checkBase(change, existing ? toOid(git_tree_entry_id(existing)) : Oid()));
    const git_filemode_t mode = existing ? git_tree_entry_filemode(existing) : GIT_FILEMODE_BLOB;
    if (existing && mode == GIT_FILEMODE_TREE)
        return clash(change.path, Text::tr("a folder of that name is there. Choose another name"));
    if (isRemoval(change))
        return existing ? check(git_treebuilder_remove(builder, name.constData()), what) : Result<>();
    if (mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT)
        return clash(change.path, Text::tr("it is %1. Replace that with git first").arg(kindOf(existing)));
    VT_TRY(const git_oid id, blobOf(change));
    m_objects.append(id);
    return check(git_treebuilder_insert(nullptr, builder, name.constData(), &id,
                                        change.executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB),
                 what);
}

Result<> TreeWriter::writeBelow(git_treebuilder *builder, const QByteArray &name, const Below &below)
{
    const QString what = Text::tr("Couldn't write the files of the new version");
    const git_tree_entry *existing = git_treebuilder_get(builder, name.constData());
    const bool isFolder = existing && git_tree_entry_type(existing) == GIT_OBJECT_TREE;
    const bool onlyRemovals =
        std::ranges::all_of(below.inside, [](const Pending &pending) { return isRemoval(*pending.change); });
    if (!isFolder && onlyRemovals) {
        for (const Pending &pending : below.inside)
            VT_CHECK(checkBase(*pending.change, {}));
        return {};
    }
    if (existing && !isFolder) {
        return clash(below.inside.first().change->path,
                     Text::tr("%1 above it is %2. Choose another path").arg(toName(name), kindOf(existing)));
    }
    TreePtr tree;
    if (isFolder)
        VT_CHECK(check(git_tree_lookup(out(tree), m_repository, git_tree_entry_id(existing)), what));
    VT_TRY(const git_oid id, writeTree(tree.get(), below.inside));
    TreePtr written;
    VT_CHECK(check(git_tree_lookup(out(written), m_repository, &id), what));
    if (git_tree_entrycount(written.get()) > 0)
        return check(git_treebuilder_insert(nullptr, builder, name.constData(), &id, GIT_FILEMODE_TREE),
                     what);
    return existing ? check(git_treebuilder_remove(builder, name.constData()), what) : Result<>();
}

Result<git_oid> TreeWriter::blobOf(const Change &change)
{
    if (!change.content)
        return parseOid(change.blob);
    git_oid id;
    VT_CHECK(check(git_blob_create_from_buffer(&id, m_repository, change.content->constData(),
                                               static_cast<size_t>(change.content->size())),
                   Text::tr("Couldn't store %1").arg(change.path)));
    return id;
}

} // namespace vitrine::git
