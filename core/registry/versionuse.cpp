// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/versionuse.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 pointerLimit = 1024;

QString keyOf(const StoredFile &file)
{
    if (file.pointer)
        return u"lfs:"_s + file.pointer->sha256;
    return file.dvcMd5.isEmpty() ? u"git:"_s + file.blob : u"dvc:"_s + file.dvcMd5;
}

// By the commit too: of two versions at one commit, a stage tag names only one.
QStringList stagesThatHeld(const ModelState &state, const VersionRecord &version)
{
    QStringList stages;
    for (const Event &event : state.events) {
        const bool same = event.version == version.name || event.commit == version.commit;
        if (event.kind == EventKind::Assigned && same && !event.lightweight && !stages.contains(event.stage))
            stages.append(event.stage);
    }
    return stages;
}

Result<VersionUse> useOf(const RegistryReader &reader, PointerScan &scan, const ModelState &state,
                         const VersionRecord &version)
{
    VersionUse use;
    use.model = state.name;
    use.version = version;
    use.heldBy = stagesThatHeld(state, version);
    VT_TRY(const ModelFolder folder, reader.folder(version.commit, state.name));
    if (!folder.folder.isEmpty()) {
        VT_TRY(use.objects, scan.below(version.commit, folder.folder));
    }
    for (const StoredFile &file : folder.files) {
        use.files.insert(keyOf(file), std::max<qint64>(file.file.size, 0));
        if (file.pointer)
            use.objects.insert(file.pointer->sha256, file.pointer->size);
    }
    return use;
}

// From the repository itself, not from the index: what nothing names here may be deleted.
Result<QList<TagRecord>> tagRecords(const git::Repository &repository, const QString &model, const Job &job)
{
    VT_TRY(const QList<git::Tag> tags, repository.tags(job));
    QList<TagRecord> records;
    for (const git::Tag &tag : tags) {
        auto record = tagRecord(repository, tag);
        if (record && (model.isEmpty() || record->parsed.model == model))
            records.append(*std::move(record));
    }
    return records;
}

} // namespace

Result<std::optional<artifact::Pointer>> PointerScan::at(const git::Oid &blob)
{
    const auto known = m_known.constFind(blob);
    if (known != m_known.constEnd())
        return *known;
    std::optional<artifact::Pointer> pointer;
    VT_TRY(const qint64 size, m_repository.blobSize(blob));
    if (size > 0 && size < pointerLimit) {
        VT_TRY(const QByteArray text, m_repository.blob(blob, pointerLimit));
        if (const auto read = artifact::pointerFromText(text))
            pointer = *read;
    }
    m_known.insert(blob, pointer);
    return pointer;
}

Result<QHash<QString, qint64>> PointerScan::below(const git::Oid &treeish, const QString &folder)
{
    QHash<QString, qint64> found;
    VT_TRY(const QList<git::TreeEntry> entries, m_repository.entries(treeish, folder, true));
    for (const git::TreeEntry &entry : entries) {
        if (entry.type != git::TreeEntry::Type::Blob && entry.type != git::TreeEntry::Type::Executable)
            continue;
        VT_TRY(const std::optional<artifact::Pointer> pointer, at(entry.id));
        if (pointer)
            found.insert(pointer->sha256, pointer->size);
    }
    return found;
}

Result<QList<VersionUse>> versionUses(const RegistryReader &reader, PointerScan &scan, const QString &model,
                                      const Job &job)
{
    QList<VersionUse> uses;
    VT_TRY(const QList<TagRecord> tags, tagRecords(reader.repository(), model, job));
    const QMap<QString, ModelState> states = registryState(tags, reader.rules());
    qint64 done = 0;
    for (const ModelState &state : states) {
        for (const VersionRecord &version : state.versions) {
            VT_CHECK(job.check());
            auto use = useOf(reader, scan, state, version);
            if (!use)
                return use.error().within(
                    Text::tr("What %1@%2 needs cannot be read").arg(state.name, version.name));
            uses.append(*std::move(use));
        }
        job.report(++done, states.size());
    }
    return uses;
}

} // namespace vitrine::registry
