// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/objectstore.h"
#include "core/git/repository.h"
#include "core/registry/gtofiles.h"
#include "core/registry/indexpool.h"
#include "core/registry/library.h"
#include "core/registry/modelfolder.h"
#include "core/registry/registrystate.h"

#include <type_traits>

namespace vitrine::registry {

// Where the notes of versions are kept.
inline const QString notesRef = QStringLiteral("refs/notes/vitrine");

// One open repository with its index, read as a registry: the steps that the calls of Library are made of.
// Not thread-safe; each call makes its own.
class RegistryReader final
{
public:
    static Result<RegistryReader> open(const git::RepositoryInfo &info,
                                       const std::shared_ptr<IndexPool> &pool, const Job &job = {});

    git::Repository &repository() { return m_repository; }
    const git::Repository &repository() const { return m_repository; }
    const artifact::ObjectStore &store() const { return m_store; }
    artifact::ObjectStore &store() { return m_store; }
    git::Oid head() const { return m_repository.info().head; }

    Index &index() const { return *m_index; }
    StageRules rules() const { return m_index->rules(); } // of `.gto` at HEAD; a broken one restricts nothing

    // What the tags of a model say, which may be nothing.
    Result<ModelState> tagged(const QString &model) const;
    // The same of a model that exists. NotFound, with similar names, when nothing in the repository has that
    // name.
    Result<ModelState> state(const QString &model) const;

    Result<ModelFolder> folder(const git::Oid &commit, const QString &model) const;
    // At HEAD, as `folder`.
    Result<ModelFolder> folderNow(const QString &model) const;

    // The commit of a version by name, "latest", "greatest" or commit; the record is unregistered when no tag
    // names that commit.
    Result<VersionRecord> find(const ModelState &state, const QString &version) const;

    // What a list shows of a version.
    Result<Version> version(const ModelState &state, const VersionRecord &record) const;
    // The history of a model that nobody registered: commits that changed its files, newest first.
    Result<QList<VersionRecord>> unregistered(const ModelState &state, const Job &job) const;

    // Where the files of a model are at HEAD: the folder or file that a new version changes.
    QString pathOfFiles(const ModelFolder &folder, const QString &model) const;

    QJsonObject note(const VersionRecord &record) const;
    // The object that a version's note is about: its tag, else its commit.
    static git::Oid notedObject(const VersionRecord &record);

private:
    RegistryReader(git::Repository repository, const artifact::ObjectStore &store, IndexPool::Lease index)
        : m_repository(std::move(repository))
        , m_store(store)
        , m_index(std::move(index))
    {
    }

    git::Repository m_repository;
    artifact::ObjectStore m_store;
    IndexPool::Lease m_index;
};

// One call of Library. When the index turns out to be damaged on the way, it is made anew and the work done
// again.
template<typename Work>
auto withReader(const git::RepositoryInfo &info, const std::shared_ptr<IndexPool> &pool, const Job &job,
                Work work) -> std::invoke_result_t<Work, const RegistryReader &>
{
    {
        VT_TRY(const RegistryReader reader, RegistryReader::open(info, pool, job));
        auto result = work(reader);
        if (result || !reader.index().databaseFailed())
            return result;
    }
    pool->discard();
    VT_TRY(const RegistryReader reader, RegistryReader::open(info, pool, job));
    return work(reader);
}

// A tag as a record; nothing when its name is not in GTO's grammar or it points at no commit.
std::optional<TagRecord> tagRecord(const git::Repository &repository, const git::Tag &tag);

Error modelNotFound(const QString &name, const QStringList &names);
Error versionNotFound(const QString &model, const QString &version, const ModelState &state);

// Those that somebody may have meant: other case, a part, or at most two letters different; at most three.
QStringList similarNames(const QString &name, const QStringList &names);

} // namespace vitrine::registry
