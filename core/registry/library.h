// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/git/repository.h"
#include "core/registry/event.h"
#include "core/registry/metadata.h"
#include "core/registry/model.h"
#include "core/registry/rollback.h"
#include "core/registry/search.h"
#include "core/registry/semver.h"
#include "core/registry/version.h"

#include <memory>
#include <optional>

namespace vitrine::registry {

class IndexPool;
class RegistryReader;
struct LibrarySpace;
struct Reclaimed;
struct ReclaimPlan;
struct ReclaimRequest;

// Who and when, for a write. Defaults: the repository's identity, now.
struct Authorship {
    std::optional<QDateTime> when;
    std::optional<git::Person> by;
};

// NAME, NAME@VERSION, NAME#STAGE, NAME@latest, NAME@greatest, NAME@COMMIT.
struct ModelRef {
    QString model;
    QString version; // with its @ removed; empty when a stage or nothing is named
    QString stage;
    static Result<ModelRef> parse(const QString &text);
    QString text() const;
};

struct AddRequest {
    QString model;
    QStringList files;             // files or folders on disk
    std::optional<SemVer> version; // else the greatest one bumped by `bump`; the first is v0.0.1
    Bump bump = Bump::Patch;
    QString message;
    std::optional<format::Prototype> prototype;
    QJsonObject metadata;        // top-level keys of model.yaml to set
    std::optional<QString> card; // CARD.md
    QStringList stages;          // assigned in the same transaction
    Authorship authorship;
};

struct Added {
    Version version;
    QStringList tags;
};

// A change of model.yaml or CARD.md: who wrote what, when.
struct MetadataRevision {
    QString commit;
    QDateTime date;
    QString author;
    QString message;
};

struct Problem {
    QString what;
    QString where;
    QString why;
};

// A library: one Git repository with models in it. Cheap to copy; copies share the connections to the index,
// and every call opens what else it needs, so it can be used from any thread. All calls block: run them
// through runAsync. What other programs did to the repository is seen by the next call.
class Library final
{
public:
    static Result<Library> open(const QString &path); // a repository or any folder in it
    static Result<Library> create(const QString &path, bool bare, const Authorship &authorship = {});

    QString name() const;    // of the folder, without .git
    QString path() const;    // as opened
    QString gitDir() const;  // common Git directory
    QString dataDir() const; // <gitDir>/vitrine: index.sqlite, monitor.sqlite
    git::RepositoryInfo info() const;

    // --- browse --------------------------------------------------------------------------------
    Result<QList<Model>> models(const Job &job = {}) const; // by name
    Result<Model> model(const QString &name) const;         // NotFound offers similar names
    Result<QList<Version>> versions(const QString &model, const Job &job = {}) const; // newest first
    Result<Version> resolve(const ModelRef &ref) const;                               // NAME alone: latest
    Result<VersionDetails> details(const QString &model, const QString &version) const;
    Result<QList<Event>> history(const QString &model, const QString &stage = {}) const; // oldest first
    Result<QList<StageInterval>> intervals(const QString &model) const; // by stage, oldest first
    // Best first; see SearchQuery for what can be asked. An empty query finds nothing.
    Result<QList<SearchHit>> search(const QString &query, int limit = 50) const;
    // The metadata as it is now (HEAD), which may be newer than any version.
    Result<Metadata> metadata(const QString &model) const;
    Result<QByteArray> metadataYaml(const QString &model) const;
    Result<QList<MetadataRevision>> metadataHistory(const QString &model) const; // newest first

    // A text file beside the version's model.yaml, such as "reference.json"; NotFound when it has none.
    Result<QByteArray> companionFile(const Version &version, const QString &name) const;
    // The version's artefact as a readable file, without copying where it is in the LFS store; a plain blob
    // is extracted once below dataDir()/cache. Never executed, never changed.
    Result<QString> artefactPath(const Version &version, const Job &job = {}) const;

    // --- write ---------------------------------------------------------------------------------
    Result<Added> add(const AddRequest &request, const Job &job = {}) const;
    // One commit. Conflict when model.yaml changed since `expectedYaml` was read.
    Result<QString> saveMetadata(const QString &model, const QByteArray &expectedYaml,
                                 const MetadataForm &form, const QString &message = {},
                                 const Authorship &authorship = {}) const;
    // Any top-level keys (undefined removes); one commit.
    Result<QString> setKeys(const QString &model, const QJsonObject &keys, const QStringList &remove,
                            const QString &message = {}, const Authorship &authorship = {}) const;
    // The note of a version: {"text": …, "labels": […], other keys}. An empty object removes it.
    Result<> setNote(const QString &model, const QString &version, const QJsonObject &note,
                     const Authorship &authorship = {}) const;
    Result<QJsonObject> note(const QString &model, const QString &version) const;

    Result<StageChange> assign(const QString &model, const QString &version, const QString &stage,
                               const QString &reason, const Authorship &authorship = {}) const;
    Result<StageChange> unassign(const QString &model, const QString &stage, const QString &reason,
                                 const Authorship &authorship = {}) const;
    // The last version that was in the stage before the current one; NotFound when there is none.
    Result<Version> rollbackTarget(const QString &model, const QString &stage) const;
    Result<RollbackPreview> preview(const QString &model, const QString &stage, const QString &target) const;
    // Writes the inverse event. Conflict when the stage changed since.
    Result<StageChange> undo(const StageChange &change, const Authorship &authorship = {}) const;

    // References, objects, tags of models, LFS objects (hashed when `deep`).
    Result<QList<Problem>> verify(bool deep, const Job &job = {}) const;

private:
    // These read the library through its own connections to the index; see space.h and reclaim.h.
    friend Result<LibrarySpace> space(const Library &library, const Job &job);
    friend Result<ReclaimPlan> planReclaim(const Library &library, const ReclaimRequest &request,
                                           const Job &job);
    friend Result<Reclaimed> reclaim(const Library &library, const ReclaimPlan &plan,
                                     const ReclaimRequest &request, const Job &job);

    explicit Library(const git::RepositoryInfo &info);
    Result<RegistryReader> reader(const Job &job = {}) const;

    git::RepositoryInfo m_info;
    std::shared_ptr<IndexPool> m_pool;
};

} // namespace vitrine::registry
