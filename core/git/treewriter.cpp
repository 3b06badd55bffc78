// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/treewriter.h"

#include "core/base/text.h"

#include <QMap>

using namespace Qt::StringLiterals;

namespace vitrine::git {

Result<> checkPath(const QString &path)
{
    for (const QString &part : path.split(u'/')) {
        if (part.isEmpty() || part == u"." || part == u".." ||
            part.compare(u".git", Qt::CaseInsensitive) == 0 || part.contains(QChar(0)) ||
            part.contains(u'\\')) {
            return Error{Error::Code::InvalidArgument,
                         Text::tr("“%1” is not a path that Git can store.").arg(path),
                         {}};
        }
    }
    return {};
}

namespace {

struct Below {
    const Change *file = nullptr;
    QList<Change> inside;
};

Result<git_oid> blobOf(git_repository *repository, const Change &change)
{
    if (!change.content)
        return parseOid(change.blob);
    git_oid id;
    VT_CHECK(check(git_blob_create_from_buffer(&id, repository, change.content->constData(),
                                               static_cast<size_t>(change.content->size())),
                   Text::tr("Couldn't store %1").arg(change.path)));
    return id;
}

} // namespace

Result<git_oid> writeTree(git_repository *repository, const git_tree *base, const QList<Change> &changes)
{
    const QString what = Text::tr("Couldn't write the files of the new version");
    TreeBuilderPtr builder;
    VT_CHECK(check(git_treebuilder_new(out(builder), repository, base), what));

    QMap<QByteArray, Below> byName;
    for (const Change &change : changes) {
        const qsizetype slash = change.path.indexOf(u'/');
        if (slash < 0) {
            byName[change.path.toUtf8()].file = &change;
        } else {
            Change inside = change;
            inside.path = change.path.mid(slash + 1);
            byName[change.path.left(slash).toUtf8()].inside.append(inside);
        }
    }
    for (auto it = byName.cbegin(); it != byName.cend(); ++it) {
        const char *name = it.key().constData();
        const git_tree_entry *existing = git_treebuilder_get(builder.get(), name);
        if (const Change *file = it->file) {
            if (file->content || !file->blob.isEmpty()) {
                VT_TRY(const git_oid id, blobOf(repository, *file));
                VT_CHECK(check(git_treebuilder_insert(nullptr, builder.get(), name, &id,
                                                      file->executable ? GIT_FILEMODE_BLOB_EXECUTABLE
                                                                       : GIT_FILEMODE_BLOB),
                               what));
            } else if (existing) {
                VT_CHECK(check(git_treebuilder_remove(builder.get(), name), what));
            }
        }
        if (it->inside.isEmpty())
            continue;
        TreePtr below;
        if (existing && git_tree_entry_type(existing) == GIT_OBJECT_TREE)
            VT_CHECK(check(git_tree_lookup(out(below), repository, git_tree_entry_id(existing)), what));
        VT_TRY(const git_oid id, writeTree(repository, below.get(), it->inside));
        TreePtr written;
        VT_CHECK(check(git_tree_lookup(out(written), repository, &id), what));
        if (git_tree_entrycount(written.get()) > 0)
            VT_CHECK(
                check(git_treebuilder_insert(nullptr, builder.get(), name, &id, GIT_FILEMODE_TREE), what));
        else if (existing)
            VT_CHECK(check(git_treebuilder_remove(builder.get(), name), what));
    }
    git_oid id;
    VT_CHECK(check(git_treebuilder_write(&id, builder.get()), what));
    return id;
}

} // namespace vitrine::git
