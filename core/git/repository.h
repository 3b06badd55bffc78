// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

struct git_repository;

namespace vitrine::git {

// Object ids are the 40 hexadecimal digits of SHA-1, lower case; an empty string means "none".
using Oid = QString;

// Paths and the names of references are UTF-8 with '/'. One of their names that is not (Git stores any
// bytes), that has control characters, or that Git would not check out (".", "..", ".git" in any spelling,
// one with a slash inside) stands in quotation marks with \ooo for bytes, as Git writes it: "caf\351". So
// every path can be shown, never leads out of the folder that it is joined to, and finds its bytes again when
// it is passed back.

struct Person {
    QString name;
    QString email;
    bool operator==(const Person &) const = default;
};

struct Signature {
    Person person;
    QDateTime when; // second precision, with the offset that was recorded
    bool operator==(const Signature &) const = default;
};

struct Commit {
    Oid id;
    Oid tree;
    QStringList parents;
    Signature author;
    Signature committer;
    QString message; // as written, in its encoding; cut after a million bytes. summary() is its first line
    QString summary() const;
    bool operator==(const Commit &) const = default;
};

// A reference below refs/tags. For a lightweight tag `tagger`, `message` and `object` are empty.
struct Tag {
    QString name; // without refs/tags/
    Oid object;   // of the annotated tag object
    Oid target;   // what it finally points at
    enum class TargetType { Commit, Tree, Blob, Missing } targetType = TargetType::Commit;
    Signature tagger;
    QString message;
    bool annotated() const { return !object.isEmpty(); }
    bool operator==(const Tag &) const = default;
};

struct Reference {
    QString name; // full: refs/heads/main
    Oid target;   // of the last link of a symbolic reference; empty when it cannot be followed
    QString symbolicTarget;
    bool operator==(const Reference &) const = default;
};

struct TreeEntry {
    enum class Type { Blob, Executable, Link, Tree, Submodule };
    QString path; // from the root of the tree that was read, with '/'
    Type type = Type::Blob;
    Oid id;
    bool operator==(const TreeEntry &) const = default;
};

// A commit that changed what lies at a path.
struct PathRevision {
    Commit commit;
    QString path;                   // there: where renames are followed, older ones have the former name
    std::optional<TreeEntry> entry; // what it is since then; nothing when the commit removed it
    bool operator==(const PathRevision &) const = default;
};

enum class Renames { Ignore, Follow };

// One path to write or remove in a new commit. `content` empty-optional removes; a blob that is
// already stored is named by `blob` instead.
struct Change {
    QString path;
    std::optional<QByteArray> content;
    Oid blob;
    bool executable = false;
    // The blob that the change was made from ("": the path was not there). Conflict when the branch has
    // another one by now; so a change of what was read needs no expectedHead and is not disturbed by commits
    // to other paths.
    std::optional<Oid> base = {};
};

// An annotated tag to be made together with a commit, or on its own.
struct NewTag {
    QString name;
    Oid target; // empty: the commit made in the same transaction
    QString message;
    std::optional<QDateTime> notBefore{}; // in place of the transaction's, where the order of tags matters
};

// What one transaction did.
struct Written {
    Oid commit;       // empty when no commit was made
    QStringList tags; // names
};

enum class HeadState { Branch, Unborn, Detached };

struct RepositoryInfo {
    QString path;      // as given to open()
    QString gitDir;    // of this working tree
    QString commonDir; // where refs, objects and Vitrine's own files live (shared by linked working trees)
    QString workTree;  // empty for a bare repository
    HeadState headState = HeadState::Branch;
    QString branch;       // full name of the branch that HEAD leads to; empty when detached
    Oid head;             // empty when unborn
    QString headProblem;  // a sentence, when HEAD cannot be followed: a circle, a damaged reference
    bool shallow = false; // history is cut: the oldest commits here have parents that are not
    bool partial = false; // a partial clone: objects may have been left at the remote
};

// One open Git repository. Not thread-safe: libgit2 objects belong to one thread at a time. Opening is
// cheap (well under a millisecond); each job opens its own. Returns values only.
class Repository final
{
public:
    // `path`: a repository or any folder in it. NotFound when there is none; Unsupported for one whose
    // objects are named by SHA-256 or whose references are a reftable; Io for one of another user that
    // safe.directory does not name. Finishes a write of Vitrine's whose process was killed (see write()).
    static Result<Repository> open(const QString &path);
    // A new repository with an unborn branch `main`. Conflict when the folder is not empty.
    static Result<Repository> create(const QString &path, bool bare);

    Repository(Repository &&) noexcept;
    Repository &operator=(Repository &&) noexcept;
    ~Repository();

    const RepositoryInfo &info() const { return m_info; }

    // --- reading -------------------------------------------------------------------------------

    // The commit that `revision` names: an id or its unique beginning, a branch, a tag (peeled), HEAD~2.
    Result<Commit> commit(const QString &revision) const;
    // From `from` (a commit or tag; empty: HEAD) over all parents in the order of `git log`: newest first, a
    // child before its first parents. `visit` returns false to stop.
    Result<> walk(const Oid &from, const std::function<bool(const Commit &)> &visit,
                  const Job &job = {}) const;
    // The commits that changed what `path`, a file or a folder, is: those of `git log -- path`, newest first,
    // at most `limit` (0: all). Renames are found as Git finds them, file by file; a folder goes with its
    // files. Ten thousand commits take as long as with Git's own command.
    Result<QList<PathRevision>> pathHistory(const QString &path, const Oid &from, Renames renames, int limit,
                                            const Job &job = {}) const;
    // Their commits, under this name.
    Result<QList<Commit>> historyOf(const QString &path, const Oid &from, int limit,
                                    const Job &job = {}) const;

    // All tags, in the order of their names. Tags that point at trees, blobs or missing objects are
    // listed as such; nothing in a reference makes this fail as a whole.
    Result<QList<Tag>> tags(const Job &job = {}) const;
    Result<Tag> tag(const QString &name) const;
    // References whose full name begins with `prefix`; unreadable ones have an empty target.
    Result<QList<Reference>> references(const QString &prefix) const;

    // Entries below `folder` of a commit or tree ("" for the root); `recursive` lists files, links and
    // submodules instead of folders. Ten thousand files take some milliseconds. Unsupported for more than a
    // million; what is nested deeper than any path can be is listed as the folder that it is in.
    Result<QList<TreeEntry>> entries(const Oid &treeish, const QString &folder, bool recursive,
                                     const Job &job = {}) const;
    // NotFound when the path does not exist at that commit or tree.
    Result<TreeEntry> entry(const Oid &treeish, const QString &path) const;
    // Size without reading the content. InvalidArgument for an object that is not a file's content; NotFound
    // for one that is missing, or not downloaded to this partial clone.
    Result<qint64> blobSize(const Oid &id) const;
    // The first `bytes` of the content (all of it when it is shorter), to see what it is. Only that much is
    // held, except from a pack: there up to 64 MB, and InvalidArgument for more.
    Result<QByteArray> blobHead(const Oid &id, qint64 bytes) const;
    // InvalidArgument when larger than `limit` bytes: large content never comes through here.
    Result<QByteArray> blob(const Oid &id, qint64 limit = 32'000'000) const;
    Result<QByteArray> file(const Oid &treeish, const QString &path, qint64 limit = 32'000'000) const;

    // What the index of this working tree holds: the next commit, not yet in any. Empty for a bare
    // repository.
    Result<QList<TreeEntry>> indexEntries() const;
    // Notes the size and time of these working tree files in the index, so that Git takes them for what the
    // index already names. For files that were just written in a form that Git's filters turn into that
    // content.
    Result<> refreshIndex(const QStringList &paths);
    // The folders of the linked working trees, those that still exist; each opens as a repository of its own.
    Result<QStringList> linkedWorkTrees() const;

    // A value of the merged configuration (repository, global, system); nothing when unset.
    std::optional<QString> config(const QString &key) const;

    // Who new commits and tags are by: user.name and user.email, else the system's user at this host.
    Person identity() const;

    // --- writing -------------------------------------------------------------------------------

    // Stores a blob; the object is unreachable until a commit uses it.
    Result<Oid> writeBlob(const QByteArray &content);

    struct Transaction {
        QString branch; // full name to move; empty: the branch of HEAD
        std::optional<Oid>
            expectedHead;      // Conflict when the branch is elsewhere; unset: retried from the new head
        QList<Change> changes; // no changes: no commit
        QString message;
        QList<NewTag> tags;     // annotated; Conflict when one exists
        QStringList deleteTags; // used by nothing but reclaiming space
        // Default: now; but the committer's time is never before that of the commit that this one follows,
        // and a tag's never before that of what it points at, nor either before notBefore: so that the order
        // by time stays the order of events when the clock goes backwards. A time that is given is recorded
        // as it is.
        std::optional<QDateTime> when;
        std::optional<QDateTime> notBefore;
        std::optional<Person> by; // default: identity()
    };
    // Builds objects first, then moves the branch and creates the tags under Git's lock files: all of it or
    // nothing, also when the process is killed in between (the next open() or write() finishes it, and
    // removes the locks that were left). With working trees on that branch, also linked ones, the changed
    // paths are updated in them and in their indexes when the user has not edited them; edited, staged,
    // deleted or untracked files in the way are a Conflict named by path, before anything was written. A
    // branch that others move is tried again from its new head, for half a minute; a lock file that stays for
    // two seconds is Busy, with who holds it. What cannot be written (full or read-only disk, permissions) is
    // Io, with nothing written. Commits of branches and tags are signed when the person's Git signs them
    // (commit.gpgSign, tag.gpgSign); notes are not, as with Git.
    Result<Written> write(const Transaction &transaction);

    // --- notes ---------------------------------------------------------------------------------

    // The note of `object` (any object id) under `ref` ("refs/notes/vitrine"); empty when there is none.
    Result<QByteArray> note(const QString &ref, const Oid &object) const;
    struct Note {
        Oid object;
        QByteArray content;
    };
    Result<QList<Note>> notes(const QString &ref) const;
    // One commit on `ref`. An empty content removes the note. Conflict when `expected` is given and is not
    // what the note is by now (empty: there is none).
    Result<> setNote(const QString &ref, const Oid &object, const QByteArray &content, const QString &message,
                     std::optional<QDateTime> when = {}, std::optional<Person> by = {},
                     std::optional<QByteArray> expected = {});
    // Every commit of `ref` that changed the note of `object`, newest first, with the content it left.
    struct NoteRevision {
        Commit commit;
        QByteArray content;
    };
    Result<QList<NoteRevision>> noteHistory(const QString &ref, const Oid &object) const;

    // --- checking ------------------------------------------------------------------------------

    struct Problem {
        QString
            what; // "missing object", "corrupt object", "malformed folder", "broken reference", "stale lock"
        QString where; // reference, path or object id
        QString why;
    };
    // Every reference, every object reachable from them (content hashed when `deep`), lock files.
    Result<QList<Problem>> verify(bool deep, const Job &job = {}) const;

    // A short text that changes whenever any reference does: for cheap "has anything moved?" polls.
    Result<QByteArray> fingerprint() const;

private:
    explicit Repository(git_repository *repository);
    Error missingObject(const Oid &id) const;
    Result<> readHead(); // fills in what info() says of HEAD
    struct Closer {
        void operator()(git_repository *repository) const;
    };
    std::unique_ptr<git_repository, Closer> m_repository;
    RepositoryInfo m_info;
};

// A name that Git accepts below refs/tags.
bool isValidTagName(const QString &name);

} // namespace vitrine::git
