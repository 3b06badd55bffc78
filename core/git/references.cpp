// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/references.h"

#include "core/git/gittext.h"
#include "core/git/referencefiles.h"

#include <QFile>

#include <algorithm>
#include <sys/stat.h>

namespace vitrine::git {

namespace {

Reference toReference(const ReferenceFiles &files, const RawReference &raw)
{
    Reference reference{toPath(raw.name), {}, {}};
    int valid = 0;
    const bool named = git_reference_name_is_valid(&valid, raw.name.constData()) == 0 && valid == 1;
    if (named && raw.symbolic.isEmpty()) {
        reference.target = raw.id ? toOid(&*raw.id) : Oid();
    } else if (named) {
        reference.symbolicTarget = toPath(raw.symbolic);
        const auto last = files.resolve(raw.name);
        reference.target = last && last->id ? toOid(&*last->id) : Oid();
    }
    return reference;
}

QList<Reference> toReferences(const ReferenceFiles &files, const std::vector<RawReference> &raw)
{
    QList<Reference> found;
    found.reserve(static_cast<qsizetype>(raw.size()));
    for (const RawReference &each : raw)
        found.append(toReference(files, each));
    // Bytes and characters sort otherwise only beyond what people name things.
    if (!std::ranges::is_sorted(found, {}, &Reference::name))
        std::ranges::sort(found, {}, &Reference::name);
    return found;
}

} // namespace

Result<QList<Reference>> Repository::references(const QString &prefix) const
{
    const ReferenceFiles files(m_info);
    VT_TRY(const std::vector<RawReference> raw, files.list(fromPath(prefix)));
    return toReferences(files, raw);
}

QByteArray packedStamp(const RepositoryInfo &info)
{
    struct stat status = {};
    if (stat(QFile::encodeName(info.commonDir + QStringLiteral("/packed-refs")).constData(), &status) != 0)
        return "none";
    QByteArray stamp;
    for (const qint64 fact : {qint64(status.st_ino), qint64(status.st_size), qint64(status.st_mtim.tv_sec),
                              qint64(status.st_mtim.tv_nsec)})
        stamp += QByteArray::number(fact) + ' ';
    return stamp;
}

Result<QList<Reference>> looseReferences(const RepositoryInfo &info, const QString &prefix)
{
    const ReferenceFiles files(info);
    VT_TRY(const std::vector<RawReference> raw, files.listLoose(fromPath(prefix)));
    return toReferences(files, raw);
}

Result<std::optional<Reference>> reference(const RepositoryInfo &info, const QString &name)
{
    const ReferenceFiles files(info);
    VT_TRY(const std::optional<RawReference> raw, files.read(fromPath(name)));
    return raw ? std::optional(toReference(files, *raw)) : std::nullopt;
}

} // namespace vitrine::git
