// SPDX-License-Identifier: GPL-3.0-or-later
// Repository::write: objects first, references last, all of them or none.
#include "core/base/text.h"
#include "core/git/packing.h"
#include "core/git/treewriter.h"
#include "core/git/worktree.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

struct Prepared {
    QString branch;
    Oid head; // empty: unborn
    Oid commit;
    QList<std::pair<QString, git_oid>> tags; // full reference name, tag object
};

Result<Oid> currentTarget(git_repository *repository, const QString &reference)
{
    git_oid id;
    const int code = git_reference_name_to_id(&id, repository, reference.toUtf8().constData());
    if (code == GIT_ENOTFOUND)
        return Oid();
    VT_CHECK(check(code, Text::tr("Couldn't read the reference %1").arg(reference)));
    return toOid(&id);
}

Result<Oid> writeCommit(git_repository *repository, const Oid &head,
                        const Repository::Transaction &transaction, const git_signature *by)
{
    const QString what = Text::tr("Couldn't make the commit");
    VT_TRY(const TreePtr base, treeOf(repository, head));
    VT_TRY(const git_oid treeId, writeTree(repository, base.get(), transaction.changes));
    TreePtr tree;
    VT_CHECK(check(git_tree_lookup(out(tree), repository, &treeId), what));
    CommitPtr parent;
    if (!head.isEmpty()) {
        VT_TRY(const git_oid id, parseOid(head));
        VT_CHECK(check(git_commit_lookup(out(parent), repository, &id), what));
    }
    const git_commit *parents[] = {parent.get()};
    git_oid id;
    VT_CHECK(check(git_commit_create(&id, repository, nullptr, by, by, nullptr,
                                     transaction.message.toUtf8().constData(), tree.get(), parent ? 1 : 0,
                                     parents),
                   what));
    return toOid(&id);
}

Result<git_oid> writeTagObject(git_repository *repository, const NewTag &tag, const Oid &commit,
                               const git_signature *by)
{
    const QString what = Text::tr("Couldn't make the tag %1").arg(tag.name);
    if (!isValidTagName(tag.name))
        return Error{
            Error::Code::InvalidArgument, Text::tr("“%1” is not a valid tag name.").arg(tag.name), {}};
    VT_TRY(const git_oid targetId, parseOid(tag.target.isEmpty() ? commit : tag.target));
    ObjectPtr target;
    VT_CHECK(check(git_object_lookup(out(target), repository, &targetId, GIT_OBJECT_ANY), what));
    QByteArray message = tag.message.toUtf8();
    if (!message.endsWith('\n'))
        message.append('\n');
    git_oid id;
    VT_CHECK(check(git_tag_annotation_create(&id, repository, tag.name.toUtf8().constData(), target.get(), by,
                                             message.constData()),
                   what));
    return id;
}

Error movedHead(const QString &branch)
{
    return {Error::Code::Conflict,
            Text::tr("%1 was changed by another program meanwhile. Look at the new state and try again.")
                .arg(branch.section(u'/', -1)),
            branch};
}

Error lockedReference(const QString &gitDir, const QString &reference)
{
    const QString lock = gitDir + u'/' + reference + u".lock"_s;
    return {
        Error::Code::Busy,
        Text::tr(
            "%1 is locked by another program. Try again; if no other program is running, the lock was left "
            "by one that crashed: delete %2.")
            .arg(reference, lock),
        lock};
}

// Takes every lock, looks again at what the references are now, and commits. Busy and "head moved" are for
// the caller to retry.
Result<> moveReferences(git_repository *repository, const Prepared &prepared, const QStringList &deleteTags,
                        const git_signature *by, const QString &message, const QString &gitDir)
{
    TransactionPtr locks;
    VT_CHECK(check(git_transaction_new(out(locks), repository), Text::tr("Couldn't lock the references")));
    const auto lock = [&](const QString &reference) -> Result<> {
        const int code = git_transaction_lock_ref(locks.get(), reference.toUtf8().constData());
        if (code == GIT_ELOCKED)
            return lockedReference(gitDir, reference);
        return check(code, Text::tr("Couldn't write the reference %1").arg(reference));
    };
    if (!prepared.commit.isEmpty()) {
        VT_CHECK(lock(prepared.branch));
        VT_TRY(const Oid now, currentTarget(repository, prepared.branch));
        if (now != prepared.head)
            return movedHead(prepared.branch);
        VT_TRY(const git_oid id, parseOid(prepared.commit));
        VT_CHECK(check(
            git_transaction_set_target(locks.get(), prepared.branch.toUtf8().constData(), &id, by,
                                       (u"commit: "_s + message.section(u'\n', 0, 0)).toUtf8().constData()),
            Text::tr("Couldn't move %1").arg(prepared.branch)));
    }
    for (const auto &[reference, id] : prepared.tags) {
        VT_CHECK(lock(reference));
        VT_TRY(const Oid now, currentTarget(repository, reference));
        if (!now.isEmpty()) {
            return Error{Error::Code::Conflict, Text::tr("The tag %1 exists already.").arg(reference.mid(10)),
                         reference};
        }
        VT_CHECK(
            check(git_transaction_set_target(locks.get(), reference.toUtf8().constData(), &id, by, nullptr),
                  Text::tr("Couldn't make the tag %1").arg(reference.mid(10))));
    }
    for (const QString &name : deleteTags) {
        const QString reference = u"refs/tags/"_s + name;
        VT_CHECK(lock(reference));
        VT_CHECK(check(git_transaction_remove(locks.get(), reference.toUtf8().constData()),
                       Text::tr("Couldn't remove the tag %1").arg(name)));
    }
    return check(git_transaction_commit(locks.get()), Text::tr("Couldn't write the references"));
}

Result<Prepared> prepare(git_repository *repository, const RepositoryInfo &info,
                         const Repository::Transaction &transaction, const git_signature *by)
{
    Prepared prepared;
    prepared.branch = transaction.branch.isEmpty() ? info.branch : transaction.branch;
    if (prepared.branch.isEmpty() && !transaction.changes.isEmpty()) {
        return Error{
            Error::Code::Unsupported,
            Text::tr("HEAD is detached, so there is no branch to commit to. Check out a branch first."),
            {}};
    }
    if (!prepared.branch.isEmpty()) {
        VT_TRY(prepared.head, currentTarget(repository, prepared.branch));
    } else {
        prepared.head = info.head;
    }
    if (transaction.expectedHead && *transaction.expectedHead != prepared.head)
        return movedHead(prepared.branch);
    if (!transaction.changes.isEmpty()) {
        VT_TRY(prepared.commit, writeCommit(repository, prepared.head, transaction, by));
    }
    const Oid tagged = prepared.commit.isEmpty() ? prepared.head : prepared.commit;
    for (const NewTag &tag : transaction.tags) {
        VT_TRY(const git_oid id, writeTagObject(repository, tag, tagged, by));
        prepared.tags.append({u"refs/tags/"_s + tag.name, id});
    }
    return prepared;
}

} // namespace

Result<Written> Repository::write(const Transaction &transaction)
{
    git_repository *repository = m_repository.get();
    for (const Change &change : transaction.changes)
        VT_CHECK(checkPath(change.path));
    VT_TRY(const SignaturePtr by, makeSignature(transaction.by.value_or(identity()),
                                                transaction.when.value_or(QDateTime::currentDateTime())));
    VT_CHECK(readHead()); // it may have moved since the repository was opened
    const QString branch = transaction.branch.isEmpty() ? m_info.branch : transaction.branch;
    const bool checkedOut =
        !m_info.workTree.isEmpty() && branch == m_info.branch && !transaction.changes.isEmpty();

    const QDeadlineTimer deadline(lockWaitMs);
    while (true) {
        if (checkedOut)
            VT_CHECK(checkUntouched(repository, transaction.changes));
        VT_TRY(const Prepared prepared, prepare(repository, m_info, transaction, by.get()));
        const Result<> moved = moveReferences(repository, prepared, transaction.deleteTags, by.get(),
                                              transaction.message, m_info.commonDir);
        if (moved) {
            if (checkedOut)
                VT_CHECK(updateWorkTree(repository, prepared.commit, transaction.changes));
            packManyReferences(repository, m_info.commonDir);
            Written written;
            written.commit = prepared.commit;
            for (const NewTag &tag : transaction.tags)
                written.tags.append(tag.name);
            if (!prepared.commit.isEmpty() && branch == m_info.branch) {
                m_info.head = prepared.commit;
                m_info.headState = HeadState::Branch;
            }
            return written;
        }
        const bool headMoved = moved.error().code == Error::Code::Conflict && moved.error().detail == branch;
        const bool mayRetry =
            moved.error().code == Error::Code::Busy || (headMoved && !transaction.expectedHead);
        if (!mayRetry || deadline.hasExpired())
            return moved.error();
        QThread::msleep(lockPauseMs);
    }
}

} // namespace vitrine::git
