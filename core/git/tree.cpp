// SPDX-License-Identifier: GPL-3.0-or-later
// Reading trees and blobs.
#include "core/base/text.h"
#include "core/git/gittext.h"
#include "core/git/looseobject.h"
#include "core/git/objectdatabase.h"
#include "core/git/treereader.h"

#include <QFile>

namespace vitrine::git {

namespace {

constexpr int maxDepth = 500;               // no path is as deep as a hostile tree can be
constexpr qsizetype maxEntries = 1'000'000; // ten trees, each ten times in the next, are 10^10 files

class Listing
{
public:
    Listing(const TreeReader &reader, bool recursive, const Job &job)
        : m_reader(reader)
        , m_job(job)
        , m_recursive(recursive)
    {
    }

    Result<> collect(const git_oid &tree, const QString &folder, int depth)
    {
        VT_CHECK(m_job.check());
        Result<> below;
        VT_CHECK(m_reader.forEach(tree, [&](const TreeRecord &record) {
            if (entries.size() == maxEntries) {
                below = Error{Error::Code::Unsupported,
                              Text::tr("%1 has more than %2 files and is not listed.")
                                  .arg(folder.isEmpty() ? Text::tr("The repository") : folder)
                                  .arg(maxEntries),
                              {}};
                return false;
            }
            const QString path = folder + toName(record.name);
            if (m_recursive && record.isTree() && depth < maxDepth)
                below = collect(record.id, path + u'/', depth + 1);
            else
                entries.append({path, record.type(), toOid(&record.id)});
            return below.has_value();
        }));
        return below;
    }

    QList<TreeEntry> entries;

private:
    const TreeReader &m_reader;
    const Job &m_job;
    bool m_recursive;
};

} // namespace

Result<TreeEntry> Repository::entry(const Oid &treeish, const QString &path) const
{
    VT_TRY(const TreeReader reader, TreeReader::open(m_repository.get()));
    VT_TRY(const std::optional<git_oid> root, reader.root(treeish));
    std::optional<TreeRecord> found;
    if (root) {
        VT_TRY(found, reader.findPath(*root, path));
    }
    if (!found) {
        return Error{Error::Code::NotFound,
                     Text::tr("There is no %1 in %2.")
                         .arg(path, treeish.isEmpty() ? Text::tr("an empty repository") : treeish.left(10)),
                     {}};
    }
    return TreeEntry{path, found->type(), toOid(&found->id)};
}

Result<QList<TreeEntry>> Repository::entries(const Oid &treeish, const QString &folder, bool recursive,
                                             const Job &job) const
{
    VT_TRY(const TreeReader reader, TreeReader::open(m_repository.get()));
    Listing listing(reader, recursive, job);
    VT_TRY(std::optional<git_oid> root, reader.root(treeish));
    if (!folder.isEmpty()) {
        VT_TRY(const TreeEntry below, entry(treeish, folder));
        if (below.type != TreeEntry::Type::Tree)
            return Error{Error::Code::NotFound, Text::tr("%1 is not a folder.").arg(folder), {}};
        VT_TRY(root, parseOid(below.id));
    }
    if (root)
        VT_CHECK(listing.collect(*root, folder.isEmpty() ? QString() : folder + u'/', 0));
    return listing.entries;
}

Result<qint64> Repository::blobSize(const Oid &id) const
{
    VT_TRY(const git_oid oid, parseOid(id));
    const QString what = Text::tr("Couldn't read the object %1").arg(id.left(10));
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), m_repository.get()), what));
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const int code = git_odb_read_header(&size, &type, odb.get(), &oid);
    if (code == GIT_ENOTFOUND)
        return missingObject(id);
    VT_CHECK(check(code, what));
    if (type != GIT_OBJECT_BLOB) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The object %1 is not the content of a file.").arg(id.left(10)),
                     {}};
    }
    return static_cast<qint64>(size);
}

Error Repository::missingObject(const Oid &id) const
{
    return {Error::Code::NotFound,
            m_info.partial
                ? Text::tr(
                      "The object %1 is not downloaded, because this is a partial clone. “git -C %2 cat-file "
                      "-p %1” downloads it.")
                      .arg(id, m_info.path)
                : Text::tr(
                      "The object %1 is missing from the repository. “git fsck” says where it is used; fetch "
                      "it again from a clone that is whole.")
                      .arg(id.left(10)),
            id};
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
    const QString what = Text::tr("Couldn't read the object %1").arg(id.left(10));
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), m_repository.get()), what));
    VT_TRY(const OdbObjectPtr object, readVerified(odb.get(), oid));
    return QByteArray(static_cast<const char *>(git_odb_object_data(object.get())),
                      static_cast<qsizetype>(git_odb_object_size(object.get())));
}

Result<QByteArray> Repository::blobHead(const Oid &id, qint64 bytes) const
{
    constexpr qint64 heldWhole = 64'000'000;
    VT_TRY(const qint64 size, blobSize(id));
    if (size <= bytes)
        return blob(id, bytes);
    VT_TRY(const git_oid oid, parseOid(id));
    for (const QByteArray &folder : objectFolders(QFile::encodeName(m_info.commonDir))) {
        const auto object = LooseObject::open(loosePath(folder, oid));
        if (!object && object.error().code == Error::Code::NotFound)
            continue;
        if (!object)
            return object.error();
        QByteArray head(bytes, Qt::Uninitialized);
        VT_CHECK(object->read(head.data(), bytes));
        return head;
    }
    // In a pack: libgit2 has no other way than all of it.
    VT_TRY(const QByteArray whole, blob(id, heldWhole));
    return whole.first(bytes);
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
