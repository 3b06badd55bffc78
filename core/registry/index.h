// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/objectstore.h"
#include "core/base/database.h"
#include "core/base/job.h"
#include "core/git/repository.h"
#include "core/registry/model.h"
#include "core/registry/registrystate.h"
#include "core/registry/search.h"
#include "core/registry/version.h"
#include "core/registry/versionfacts.h"

#include <optional>

namespace vitrine::registry {

class SearchQuery;

// A repository's models, versions and texts in SQLite: a cache, keyed by object ids, which can be deleted at
// any time. One object is one connection and belongs to one thread at a time; several processes may use the
// same file.
class Index final
{
public:
    // Corrupt also for a file of another schema; the caller then deletes it and opens again.
    static Result<Index> open(const QString &path);
    static Result<Index> inMemory();

    // Brings the index up to what the references say. Without a change it costs a look at the files of the
    // references; with one, work in proportion to what is new. True when something changed.
    Result<bool> refresh(const git::Repository &repository, const artifact::ObjectStore &store,
                         const Job &job = {});
    // Whether a call since the last refresh failed in the database, so that making the file anew may help.
    bool databaseFailed() const { return m_databaseFailed; }

    Result<QList<Model>> models(); // by name
    Result<std::optional<Model>> model(const QString &name);
    Result<QStringList> modelNames();                      // sorted
    Result<QList<Version>> versions(const QString &model); // in no order
    Result<QList<TagRecord>> tags(const QString &model);   // in no order
    Result<VersionFacts> facts(const git::Repository &repository, const artifact::ObjectStore &store,
                               const git::Oid &commit, const QString &model);
    const StageRules &rules() const { return m_rules; }

    // Best first, at most `limit`.
    Result<QList<SearchHit>> search(const SearchQuery &query, int limit);

private:
    friend class IndexRefresh;
    explicit Index(Database database) : m_database(std::move(database)) {}
    static Result<Index> prepared(Database database);
    Result<> readRules();
    template<typename T>
    Result<T> db(Result<T> result)
    {
        m_databaseFailed |= !result;
        return result;
    }

    Database m_database;
    StageRules m_rules;
    bool m_databaseFailed = false;
};

} // namespace vitrine::registry
