// SPDX-License-Identifier: GPL-3.0-or-later
// Git notes and their history.
#include "core/base/text.h"
#include "core/git/handles.h"

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
    VT_TRY(const git_oid id, parseOid(object));
    NotePtr note;
    const int code = git_note_read(out(note), m_repository.get(), ref.toUtf8().constData(), &id);
    if (code == GIT_ENOTFOUND)
        return QByteArray();
    VT_CHECK(check(code, Text::tr("Couldn't read the note of %1").arg(object.left(10))));
    return QByteArray(git_note_message(note.get()));
}

Result<QList<Repository::Note>> Repository::notes(const QString &ref) const
{
    const QString what = Text::tr("Couldn't read the notes");
    NoteIteratorPtr iterator;
    const int code = git_note_iterator_new(out(iterator), m_repository.get(), ref.toUtf8().constData());
    QList<Note> found;
    if (code == GIT_ENOTFOUND)
        return found;
    VT_CHECK(check(code, what));
    git_oid blobId;
    git_oid annotated;
    while (git_note_next(&blobId, &annotated, iterator.get()) == 0) {
        VT_TRY(const QByteArray content, blob(toOid(&blobId)));
        found.append({toOid(&annotated), content});
    }
    return found;
}

Result<> Repository::setNote(const QString &ref, const Oid &object, const QByteArray &content,
                             const QString &message, std::optional<QDateTime> when, std::optional<Person> by,
                             const std::optional<QByteArray> &expected)
{
    // libgit2 writes its own commit message for notes, so the notes tree is edited as any other tree is.
    VT_CHECK(parseOid(object));
    VT_TRY(const QList<Reference> existing, references(ref));
    const bool born = !existing.isEmpty() && existing.first().name == ref;
    QString path = object;
    if (born) {
        for (const QString &candidate : notePaths(object)) {
            if (entry(existing.first().target, candidate))
                path = candidate;
        }
    }
    Transaction transaction;
    transaction.branch = ref;
    if (expected) {
        transaction.expectedHead = born ? existing.first().target : Oid();
        VT_TRY(const QByteArray now, note(ref, object));
        if (now != *expected)
            return Error{
                Error::Code::Conflict,
                Text::tr("The note of %1 was changed by another program meanwhile.").arg(object.left(10)),
                {}};
    }
    transaction.message = message;
    transaction.when = when;
    transaction.by = by;
    Change change;
    change.path = path;
    if (!content.isEmpty())
        change.content = content;
    transaction.changes = {change};
    VT_CHECK(write(transaction));
    return {};
}

Result<QList<Repository::NoteRevision>> Repository::noteHistory(const QString &ref, const Oid &object) const
{
    QList<NoteRevision> revisions;
    VT_TRY(const QList<Reference> existing, references(ref));
    if (existing.isEmpty() || existing.first().name != ref)
        return revisions;
    const auto contentAt = [&](const Oid &commit) {
        for (const QString &path : notePaths(object)) {
            if (const auto content = file(commit, path))
                return *content;
        }
        return QByteArray();
    };
    VT_CHECK(walk(existing.first().target, [&](const Commit &commit) {
        const QByteArray here = contentAt(commit.id);
        const QByteArray before = commit.parents.isEmpty() ? QByteArray() : contentAt(commit.parents.first());
        if (here != before)
            revisions.append({commit, here});
        return true;
    }));
    return revisions;
}

} // namespace vitrine::git
