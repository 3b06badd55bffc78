// SPDX-License-Identifier: GPL-3.0-or-later
// Tags and references.
#include "core/base/text.h"
#include "core/git/handles.h"

#include <algorithm>

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

// libgit2 lists loose references before packed ones, each in order: two runs to merge. Names whose bytes sort
// otherwise than their characters are sorted anew.
void sortRuns(QList<Reference> &references)
{
    const auto byName = [](const Reference &a, const Reference &b) { return a.name < b.name; };
    const auto middle = std::is_sorted_until(references.begin(), references.end(), byName);
    if (std::is_sorted(middle, references.end(), byName))
        std::inplace_merge(references.begin(), middle, references.end(), byName);
    else
        std::sort(references.begin(), references.end(), byName);
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
    sortRuns(found);
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

bool isValidTagName(const QString &name)
{
    int valid = 0;
    return git_tag_name_is_valid(&valid, name.toUtf8().constData()) == 0 && valid == 1;
}

} // namespace vitrine::git
