// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/packing.h"

#include "core/git/referencefiles.h"

#include <unistd.h>

namespace vitrine::git {

namespace {

constexpr int manyReferences = 1000;
const QByteArray tagPrefix = "refs/tags/";

// What an annotated tag leads to; nothing for other objects. False when the object cannot be read.
bool peel(git_repository *repository, const git_oid &id, std::optional<git_oid> *peeled)
{
    ObjectPtr object;
    if (git_object_lookup(out(object), repository, &id, GIT_OBJECT_ANY) != 0)
        return false;
    if (git_object_type(object.get()) != GIT_OBJECT_TAG)
        return true;
    ObjectPtr target;
    if (git_tag_peel(out(target), reinterpret_cast<const git_tag *>(object.get())) != 0)
        return false;
    *peeled = *git_object_id(target.get());
    return true;
}

std::vector<ReferenceFiles::Packed> looseTags(git_repository *repository, const RepositoryInfo &info)
{
    std::vector<ReferenceFiles::Packed> tags;
    const ReferenceFiles files(info);
    for (const RawReference &tag : files.list(tagPrefix).value_or({})) {
        ReferenceFiles::Packed packed{tag.name, tag.id.value_or(git_oid{}), {}};
        int valid = 0;
        const bool isFile = access(files.pathOf(tag.name).constData(), F_OK) == 0;
        if (isFile && tag.id && git_reference_name_is_valid(&valid, tag.name.constData()) == 0 &&
            valid == 1 && peel(repository, packed.id, &packed.peeled))
            tags.push_back(packed);
    }
    return tags;
}

// Each file under its own lock, and only when it still says what was packed.
void removeFiles(const RepositoryInfo &info, const std::vector<ReferenceFiles::Packed> &packed,
                 WriteSession *session)
{
    const ReferenceFiles files(info);
    for (const ReferenceFiles::Packed &each : packed) {
        if (!session->lock(each.name))
            continue;
        const auto now = files.read(each.name);
        if (now && *now && (*now)->id && git_oid_equal(&*(*now)->id, &each.id))
            unlink(files.pathOf(each.name).constData());
        session->unlock(each.name);
    }
}

} // namespace

void packManyReferences(git_repository *repository, const RepositoryInfo &info, WriteSession *session)
{
    const ReferenceFiles files(info);
    if (!files.hasMoreFilesThan(tagPrefix, manyReferences).value_or(false))
        return;
    session->reset();
    if (!session->lock("packed-refs"))
        return;
    const std::vector<ReferenceFiles::Packed> tags = looseTags(repository, info);
    const auto before = files.packed();
    const auto after = before ? ReferenceFiles::packedWith(*before, tags) : std::nullopt;
    const auto staged = after ? session->stage(*after, 0666) : Result<QByteArray>(Error{});
    if (staged && session->commit({{{WriteStep::Kind::PackedRefs, {*staged}}}}))
        removeFiles(info, tags, session);
}

} // namespace vitrine::git
