// SPDX-License-Identifier: GPL-3.0-or-later
// Tags and references.
#include "core/base/text.h"
#include "core/git/commitreader.h"
#include "core/git/gittext.h"
#include "core/git/referencefiles.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// The reason that a person gave: the words before the signature that `git tag -s` appends to them.
QString messageOf(const git_tag *tag)
{
    const QString message = toText(git_tag_message(tag));
    static constexpr auto beginnings =
        std::to_array<QStringView>({u"-----BEGIN PGP SIGNATURE-----", u"-----BEGIN PGP MESSAGE-----",
                                    u"-----BEGIN SSH SIGNATURE-----", u"-----BEGIN SIGNED MESSAGE-----"});
    for (const QStringView beginning : beginnings) {
        const qsizetype at = message.indexOf(beginning);
        if (at == 0 || (at > 0 && message.at(at - 1) == u'\n'))
            return message.first(at);
    }
    return message;
}

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
            tag.message = messageOf(object.get());
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
    const QByteArray reference = "refs/tags/" + fromPath(name);
    const Error missing{Error::Code::NotFound, Text::tr("There is no tag %1.").arg(name), {}};
    int valid = 0;
    if (git_reference_name_is_valid(&valid, reference.constData()) != 0 || valid == 0)
        return missing;
    VT_TRY(const RawReference found, ReferenceFiles(m_info).resolve(reference));
    if (!found.id)
        return missing;
    VT_TRY(const OdbPtr odb, openOdb(m_repository.get()));
    return readTag(m_repository.get(), odb.get(), name, *found.id);
}

bool isValidTagName(const QString &name)
{
    int valid = 0;
    return !name.contains(QChar(0)) && git_tag_name_is_valid(&valid, fromPath(name).constData()) == 0 &&
           valid == 1;
}

} // namespace vitrine::git
