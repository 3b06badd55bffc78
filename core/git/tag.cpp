// SPDX-License-Identifier: GPL-3.0-or-later
// Tags, references and the fingerprint of all references.
#include "core/base/text.h"
#include "core/git/handles.h"

#include <QCryptographicHash>

#include <filesystem>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr int maxTagChain = 16; // tags of tags

Tag::TargetType toTargetType(git_object_t type)
{
    switch (type) {
    case GIT_OBJECT_COMMIT: return Tag::TargetType::Commit;
    case GIT_OBJECT_TREE: return Tag::TargetType::Tree;
    case GIT_OBJECT_BLOB: return Tag::TargetType::Blob;
    default: return Tag::TargetType::Missing;
    }
}

Tag readTag(git_repository *repository, git_odb *odb, const QString &name, const git_oid &id)
{
    Tag tag;
    tag.name = name;
    git_oid target = id;
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb, &target) != 0)
        type = GIT_OBJECT_INVALID;
    for (int depth = 0; type == GIT_OBJECT_TAG && depth < maxTagChain; ++depth) {
        TagPtr object;
        if (git_tag_lookup(out(object), repository, &target) != 0) {
            type = GIT_OBJECT_INVALID;
            break;
        }
        if (depth == 0) {
            tag.object = toOid(&id);
            tag.tagger = toSignature(git_tag_tagger(object.get()));
            tag.message = QString::fromUtf8(git_tag_message(object.get()));
        }
        target = *git_tag_target_id(object.get());
        type = git_tag_target_type(object.get());
        if (!git_odb_exists(odb, &target))
            type = GIT_OBJECT_INVALID;
    }
    tag.target = toOid(&target);
    tag.targetType = toTargetType(type);
    return tag;
}

Result<OdbPtr> openOdb(git_repository *repository)
{
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), repository),
                   Text::tr("Couldn't read the objects of the repository")));
    return odb;
}

} // namespace

Result<QList<Reference>> Repository::references(const QString &prefix) const
{
    const QString what = Text::tr("Couldn't list the references");
    ReferenceIteratorPtr iterator;
    VT_CHECK(check(git_reference_iterator_glob_new(out(iterator), m_repository.get(),
                                                   (prefix + u'*').toUtf8().constData()),
                   what));
    QList<Reference> found;
    while (true) {
        ReferencePtr reference;
        const int code = git_reference_next(out(reference), iterator.get());
        if (code == GIT_ITEROVER)
            break;
        VT_CHECK(check(code, what));
        Reference value;
        value.name = QString::fromUtf8(git_reference_name(reference.get()));
        if (git_reference_type(reference.get()) == GIT_REFERENCE_SYMBOLIC) {
            value.symbolicTarget = QString::fromUtf8(git_reference_symbolic_target(reference.get()));
            git_oid id; // a cycle is given up by libgit2 after five links
            if (git_reference_name_to_id(&id, m_repository.get(), git_reference_name(reference.get())) == 0)
                value.target = toOid(&id);
        } else {
            value.target = toOid(git_reference_target(reference.get()));
        }
        found.append(value);
    }
    std::ranges::sort(found, {}, &Reference::name);
    return found;
}

Result<QList<Tag>> Repository::tags(const Job &job) const
{
    VT_TRY(const QList<Reference> references, this->references(u"refs/tags/"_s));
    VT_TRY(const OdbPtr odb, openOdb(m_repository.get()));
    QList<Tag> found;
    found.reserve(references.size());
    for (const Reference &reference : references) {
        VT_CHECK(job.check());
        const auto id = parseOid(reference.target);
        const QString name = reference.name.mid(10);
        if (id)
            found.append(readTag(m_repository.get(), odb.get(), name, *id));
        else
            found.append(Tag{name, {}, {}, Tag::TargetType::Missing, {}, {}});
    }
    return found;
}

Result<Tag> Repository::tag(const QString &name) const
{
    git_oid id;
    const int code =
        git_reference_name_to_id(&id, m_repository.get(), (u"refs/tags/"_s + name).toUtf8().constData());
    if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC)
        return Error{Error::Code::NotFound, Text::tr("There is no tag %1.").arg(name), {}};
    VT_CHECK(check(code, Text::tr("Couldn't read the tag %1").arg(name)));
    VT_TRY(const OdbPtr odb, openOdb(m_repository.get()));
    return readTag(m_repository.get(), odb.get(), name, id);
}

// Name, inode, size and time of every file below refs and of packed-refs and HEAD: a reference is moved by
// renaming a new file over the old one, so its inode changes even within one tick of the clock.
Result<QByteArray> Repository::fingerprint() const
{
    namespace fs = std::filesystem;
    QCryptographicHash hash(QCryptographicHash::Sha1);
    const auto add = [&hash](const fs::path &path) {
        struct stat status = {};
        if (stat(path.c_str(), &status) != 0)
            return;
        const qint64 facts[] = {static_cast<qint64>(status.st_ino), status.st_size, status.st_mtim.tv_sec,
                                status.st_mtim.tv_nsec};
        hash.addData(QByteArrayView(path.native().data(), static_cast<qsizetype>(path.native().size())));
        hash.addData(QByteArrayView(reinterpret_cast<const char *>(facts), sizeof facts));
    };
    const fs::path common(m_info.commonDir.toStdString());
    add(fs::path(m_info.gitDir.toStdString()) / "HEAD");
    add(common / "packed-refs");
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator
             it(common / "refs", fs::directory_options::skip_permission_denied, error),
         end;
         !error && it != end; it.increment(error)) {
        if (!it->is_directory(error) && it->path().extension() != ".lock")
            files.push_back(it->path());
    }
    std::ranges::sort(files);
    for (const fs::path &file : files)
        add(file);
    return hash.result();
}

bool isValidTagName(const QString &name)
{
    int valid = 0;
    return git_tag_name_is_valid(&valid, name.toUtf8().constData()) == 0 && valid == 1;
}

} // namespace vitrine::git
