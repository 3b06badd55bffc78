// SPDX-License-Identifier: GPL-3.0-or-later
// Git notes and their history.
#include "core/base/text.h"
#include "core/git/gittext.h"
#include "core/git/pathhistory.h"
#include "core/git/referencefiles.h"

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// Where the note of an object may lie in the tree of a notes commit: flat or fanned out by two digits.
QStringList notePaths(const Oid &object)
{
    return {object, object.left(2) + u'/' + object.mid(2),
            object.left(2) + u'/' + object.mid(2, 2) + u'/' + object.mid(4)};
}

} // namespace

Result<QByteArray> Repository::note(const QString &ref, const Oid &object) const
{
    VT_CHECK(parseOid(object));
    VT_TRY(const RawReference tip, ReferenceFiles(m_info).resolve(fromPath(ref)));
    for (const QString &path : notePaths(object)) {
        if (!tip.id)
            break;
        const auto found = entry(toOid(&*tip.id), path);
        if (found)
            return blob(found->id);
        if (found.error().code != Error::Code::NotFound)
            return found.error();
    }
    return QByteArray();
}

Result<QList<Repository::Note>> Repository::notes(const QString &ref) const
{
    QList<Note> found;
    VT_TRY(const RawReference tip, ReferenceFiles(m_info).resolve(fromPath(ref)));
    if (!tip.id)
        return found;
    VT_TRY(const QList<TreeEntry> entries, this->entries(toOid(&*tip.id), {}, true));
    for (const TreeEntry &entry : entries) {
        const Oid object = QString(entry.path).remove(u'/');
        if (!parseOid(object))
            continue; // Git allows other files among the notes
        VT_TRY(const QByteArray content, blob(entry.id));
        found.append({object, content});
    }
    return found;
}

Result<> Repository::setNote(const QString &ref, const Oid &object, const QByteArray &content,
                             const QString &message, std::optional<QDateTime> when, std::optional<Person> by,
                             std::optional<QByteArray> expected)
{
    // libgit2 writes its own commit message for notes, so the notes tree is edited as any other tree is.
    VT_CHECK(parseOid(object));
    constexpr int attempts = 20;
    for (int attempt = 1;; ++attempt) {
        VT_TRY(const RawReference tip, ReferenceFiles(m_info).resolve(fromPath(ref)));
        const Oid head = tip.id ? toOid(&*tip.id) : Oid();
        Change change{object, {}, {}, false};
        QByteArray now;
        for (const QString &candidate : notePaths(object)) {
            const auto found = head.isEmpty() ? Result<TreeEntry>(Error{}) : entry(head, candidate);
            if (!found)
                continue;
            change.path = candidate;
            VT_TRY(now, blob(found->id));
        }
        if (expected && *expected != now) {
            return Error{
                Error::Code::Conflict,
                Text::tr(
                    "The note of %1 was changed by another program meanwhile. Look at the new one and try "
                    "again.")
                    .arg(object.left(10)),
                {}};
        }
        if (now == content)
            return {};
        if (!content.isEmpty())
            change.content = content;
        Transaction transaction;
        transaction.branch = ref;
        transaction.message = message;
        transaction.when = when;
        transaction.by = by;
        transaction.changes = {change};
        transaction.expectedHead = head; // Git may have moved all notes into folders meanwhile
        const auto written = write(transaction);
        if (written)
            return {};
        if (written.error().code != Error::Code::Conflict || attempt == attempts)
            return written.error();
    }
}

Result<QList<Repository::NoteRevision>> Repository::noteHistory(const QString &ref, const Oid &object) const
{
    QList<NoteRevision> revisions;
    VT_CHECK(parseOid(object));
    VT_TRY(const RawReference tip, ReferenceFiles(m_info).resolve(fromPath(ref)));
    if (!tip.id)
        return revisions;
    VT_TRY(const CommitReader commits, CommitReader::open(m_repository.get(), m_info));
    VT_TRY(const TreeReader reader, TreeReader::open(m_repository.get()));
    // Git moves notes into folders as they become many, which is no change of the note.
    const auto find = [&](const git_oid &tree, const QString &) -> Result<std::optional<TreeRecord>> {
        for (const QString &path : notePaths(object)) {
            VT_TRY(const std::optional<TreeRecord> found, reader.findPath(tree, path));
            if (found)
                return found;
        }
        return std::optional<TreeRecord>();
    };
    const auto visit = [&](const PathHistory::Step &step) -> Result<bool> {
        VT_TRY(const Commit commit, commits.value(step.commit.id));
        NoteRevision revision{commit, {}};
        if (step.here) {
            VT_TRY(revision.content, blob(toOid(&step.here->id)));
        }
        revisions.append(revision);
        return true;
    };
    VT_CHECK(PathHistory(m_repository.get(), commits, find).walk(*tip.id, object, false, visit, {}));
    return revisions;
}

} // namespace vitrine::git
