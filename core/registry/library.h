// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/git/repository.h"
#include "core/registry/candidate.h"
#include "core/registry/edit.h"
#include "core/registry/event.h"
#include "core/registry/metadata.h"
#include "core/registry/model.h"
#include "core/registry/restore.h"
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
    std::optional<QByteArray> reference{}; // reference.json: sketches of the data it was trained on
};

// Registering what is in a commit already.
struct RegisterRequest {
    QString model;
    QString path;                  // of a found file or folder; empty: the model has its files already
    QString commit;                // empty: HEAD
    std::optional<SemVer> version; // else the greatest one bumped by `bump`; the first is v0.0.1
    Bump bump = Bump::Patch;
    QString message;
    QStringList stages;
    Authorship authorship;
};

struct Added {
    Version version;
    QStringList tags;
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
    // Commits that changed the model's files and that no version names; newest first.
    Result<QList<Version>> unregisteredVersions(const QString &model, const Job &job = {}) const;
    Result<Version> resolve(const ModelRef &ref) const; // NAME alone: latest
    Result<VersionDetails> details(const QString &model, const QString &version) const;
    Result<QList<Event>> history(const QString &model, const QString &stage = {}) const; // oldest first
    Result<QList<StageInterval>> intervals(const QString &model) const; // by stage, oldest first
    // Those that `moment` lies in: who was in which stage then.
    Result<QList<StageInterval>> intervalsAt(const QString &model, const QDateTime &moment) const;
    // Best first; see SearchQuery for what can be asked. An empty query finds nothing.
    Result<QList<SearchHit>> search(const QString &query, int limit = 50) const;
    // The metadata as it is now (HEAD), which may be newer than any version.
    Result<Metadata> metadata(const QString &model) const;
    Result<QByteArray> metadataYaml(const QString &model) const;
    // Newest first, with what each changed.
    Result<QList<MetadataRevision>> metadataHistory(const QString &model, const Job &job = {}) const;
    // model.yaml as it was after a commit; NotFound when it had none.
    Result<QByteArray> metadataYamlAt(const QString &model, const QString &commit) const;

    // Found model files and folders that no model has; by path. Looks through the whole tree at HEAD.
    Result<QList<Candidate>> candidates(const Job &job = {}) const;
    // The history of such a file or folder from commits, newest first; `model` of the versions is empty.
    Result<QList<Version>> pathVersions(const QString &path, const Job &job = {}) const;

    // A text file beside the version's model.yaml, such as "reference.json"; NotFound when it has none.
    Result<QByteArray> companionFile(const Version &version, const QString &name) const;
    // The version's artefact as a readable file, without copying where it is in the LFS store; a plain blob
    // is extracted once below dataDir()/cache. Never executed, never changed.
    Result<QString> artefactPath(const Version &version, const Job &job = {}) const;

    // All files of the version below one folder, in cache/ of dataDir(), for models that are more than one
    // file. Linked to the LFS store where that is possible: never to be changed.
    Result<QString> filesPath(const Version &version, const Job &job = {}) const;

    // Writes all files of the version below `folder`, which is made, as files that may be changed. Returns
    // their paths in it. Conflict, with nothing written, when one of that name is there already; NotFound
    // when one is not downloaded.
    Result<QStringList> saveFiles(const Version &version, const QString &folder, const Job &job = {}) const;

    // --- write ---------------------------------------------------------------------------------
    Result<Added> add(const AddRequest &request, const Job &job = {}) const;
    // A commit becomes a version. A found file is annotated first (artifacts.yaml or dvc.yaml), in a commit
    // of its own on top of HEAD. Conflict when the commit has a version of the model already, or the model
    // other files.
    Result<Added> registerCommit(const RegisterRequest &request) const;
    // One commit. Conflict when model.yaml changed since `expectedYaml` was read.
    Result<QString> saveMetadata(const QString &model, const QByteArray &expectedYaml,
                                 const MetadataForm &form, const QString &message = {},
                                 const Authorship &authorship = {}) const;
    // Any top-level keys (undefined removes); one commit.
    Result<QString> setKeys(const QString &model, const QJsonObject &keys, const QStringList &remove,
                            const QString &message = {}, const Authorship &authorship = {}) const;
    // model.yaml as a whole, as somebody typed it. Conflict as above; InvalidArgument when it is not valid.
    Result<QString> saveYaml(const QString &model, const QByteArray &expectedYaml, const QByteArray &yaml,
                             const QString &message = {}, const Authorship &authorship = {}) const;
    // Many models in one commit; all of it or nothing. Conflict names every model that is not as expected.
    Result<BulkEdited> editAll(const BulkEdit &edit) const;
    // model.yaml and CARD.md as they were after a commit, in one new commit.
    Result<QString> restoreMetadata(const QString &model, const QString &commit, const QString &message = {},
                                    const Authorship &authorship = {}) const;

    // Makes the model's files, model.yaml and CARD.md at HEAD those of a version again: a new commit, of
    // which nothing is registered yet. Pointers come back as pointers.
    Result<RestorePreview> previewRestore(const QString &model, const QString &version) const;
    Result<QString> restoreFiles(const QString &model, const QString &version, const QString &message = {},
                                 const Authorship &authorship = {}, const Job &job = {}) const;

    // The note of a version: {"text": …, "labels": […], other keys}. An empty object removes it.
    Result<> setNote(const QString &model, const QString &version, const QJsonObject &note,
                     const Authorship &authorship = {}) const;
    Result<QJsonObject> note(const QString &model, const QString &version) const;
    // Changes keys of what the note is by then, so that two writers lose nothing. Returns the note. The
    // labels are those of its key “labels”, which `keys` may set as well.
    struct NoteChange {
        QJsonObject set;
        QStringList unset;
        QStringList addLabels;
        QStringList removeLabels;
    };
    Result<QJsonObject> editNote(const QString &model, const QString &version, const NoteChange &change,
                                 const Authorship &authorship = {}) const;
    Result<QList<NoteRevision>> noteHistory(const QString &model,
                                            const QString &version) const; // newest first
    // The note as it was after that commit of refs/notes/vitrine. Returns the note.
    Result<QJsonObject> restoreNote(const QString &model, const QString &version, const QString &commit,
                                    const Authorship &authorship = {}) const;

    Result<StageChange> assign(const QString &model, const QString &version, const QString &stage,
                               const QString &reason, const Authorship &authorship = {}) const;
    // Nobody is in the stage afterwards, for GTO too.
    Result<StageChange> unassign(const QString &model, const QString &stage, const QString &reason,
                                 const Authorship &authorship = {}) const;
    // Only this version leaves; as in GTO, the one that was there before and never left is in the stage
    // again.
    Result<StageChange> unassignVersion(const QString &model, const QString &version, const QString &stage,
                                        const QString &reason, const Authorship &authorship = {}) const;
    // The last good version that was in the stage before the current one: registered, and without a label
    // that says not to use it (see isUnfit). NotFound when there is none.
    Result<Version> rollbackTarget(const QString &model, const QString &stage) const;
    // Whether model.yaml of the model or vitrine.yaml of the library asks for the stage's name before it
    // changes.
    Result<bool> isProtectedStage(const QString &model, const QString &stage) const;
    Result<RollbackPreview> preview(const QString &model, const QString &stage, const QString &target) const;
    // Writes the inverse event. Conflict when the stage changed since.
    Result<StageChange> undo(const StageChange &change, const Authorship &authorship = {}) const;

    // The version is hidden and in no stage from now on; its name, history and files stay. Conflict while it
    // is in a stage, and when it is deregistered already.
    Result<RegistrationChange> deregister(const QString &model, const QString &version, const QString &reason,
                                          const Authorship &authorship = {}) const;
    // A deregistered version is what it was before. Conflict when it is registered.
    Result<RegistrationChange> reregister(const QString &model, const QString &version, const QString &reason,
                                          const Authorship &authorship = {}) const;
    // The whole model is out of use, though all of it stays. Any later event ends that; revive() writes one
    // that changes nothing else: an assignment or a registration that stands already, once more.
    Result<RegistrationChange> deprecate(const QString &model, const QString &reason,
                                         const Authorship &authorship = {}) const;
    Result<RegistrationChange> revive(const QString &model, const QString &reason,
                                      const Authorship &authorship = {}) const;
    // Writes the inverse event. Conflict when the version or the model changed since.
    Result<RegistrationChange> undo(const RegistrationChange &change,
                                    const Authorship &authorship = {}) const;

    // Throws the index away and makes it anew from the repository.
    Result<> reindex(const Job &job = {}) const;

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
