// SPDX-License-Identifier: GPL-3.0-or-later
// Repository::write: objects first, then one plan of renames, carried out whole or not at all.
#include "core/base/text.h"
#include "core/git/commitreader.h"
#include "core/git/durability.h"
#include "core/git/gittext.h"
#include "core/git/lockreport.h"
#include "core/git/packing.h"
#include "core/git/referencefiles.h"
#include "core/git/signing.h"
#include "core/git/treewriter.h"
#include "core/git/worktree.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QSet>
#include <QThread>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

bool isReferenceName(const QByteArray &name)
{
    int valid = 0;
    return name.startsWith("refs/") && git_reference_name_is_valid(&valid, name.constData()) == 0 &&
           valid == 1;
}

Result<> checkNames(const Repository::Transaction &transaction)
{
    const auto invalid = [](const QString &message) {
        return Error{Error::Code::InvalidArgument, message, {}};
    };
    for (const Change &change : transaction.changes)
        VT_CHECK(checkPath(change.path));
    if (!transaction.branch.isEmpty() && !isReferenceName(fromPath(transaction.branch)))
        return invalid(Text::tr("“%1” is not the full name of a branch.").arg(transaction.branch));
    QSet<QString> tags;
    for (const NewTag &tag : transaction.tags) {
        if (!isValidTagName(tag.name))
            return invalid(Text::tr("“%1” is not a valid tag name.").arg(tag.name));
        if (tags.contains(tag.name))
            return invalid(Text::tr("The tag %1 cannot be made twice.").arg(tag.name));
        tags.insert(tag.name);
    }
    for (const QString &name : transaction.deleteTags) {
        if (!isReferenceName("refs/tags/" + fromPath(name)))
            return invalid(Text::tr("“%1” is not a valid tag name.").arg(name));
    }
    return {};
}

// A message ends where it has a NUL for Git.
QByteArray messageBytes(const QString &message)
{
    QByteArray bytes = QString(message).remove(QChar(0)).toUtf8();
    if (!bytes.endsWith('\n'))
        bytes.append('\n');
    return bytes;
}

// One try of a transaction, under the locks that it takes from the session.
class Attempt
{
public:
    Attempt(git_repository *repository, const RepositoryInfo &info,
            const Repository::Transaction &transaction, const Person &person, WriteSession *session)
        : m_repository(repository)
        , m_info(info)
        , m_transaction(transaction)
        , m_person(person)
        , m_session(session)
        , m_files(info)
    {
    }

    Result<Written> run();
    bool headMoved() const { return m_headMoved; }
    const QByteArray &branch() const { return m_branch; }

private:
    Result<> findBranch();
    Result<> lockWorkTrees();
    Result<> makeCommit();
    Result<> makeTags();
    Result<> planWorkTrees();
    Result<> lockReferences();
    Result<> planBranch();
    Result<> planTags();
    Result<> planDeletions();
    Result<> planReference(const QByteArray &name, const git_oid &to, const QByteArray &words);
    Result<SignaturePtr> signature(const std::optional<git_oid> &after,
                                   const std::optional<QDateTime> &notBefore) const;
    QByteArray logsOf(const QByteArray &name) const;
    Error moved();

    git_repository *m_repository;
    const RepositoryInfo &m_info;
    const Repository::Transaction &m_transaction;
    const Person &m_person;
    WriteSession *m_session;
    ReferenceFiles m_files;

    QByteArray m_branch; // empty: HEAD is detached
    std::optional<git_oid> m_head;
    std::vector<WorkTree> m_workTrees;
    std::optional<git_oid> m_commit;
    QList<std::pair<QByteArray, git_oid>> m_tags; // full reference name, tag object
    QByteArray m_packed;                          // packed-refs, since the references are locked
    QList<git_oid> m_objects;
    WritePlan m_plan;
    bool m_headMoved = false;
};

Result<Written> Attempt::run()
{
    VT_CHECK(findBranch());
    if (!m_transaction.changes.isEmpty()) {
        VT_CHECK(lockWorkTrees());
        VT_CHECK(makeCommit());
        VT_CHECK(planWorkTrees());
    }
    VT_CHECK(makeTags());
    VT_CHECK(lockReferences());
    VT_CHECK(planBranch());
    VT_CHECK(planTags());
    VT_CHECK(planDeletions());
    VT_CHECK(checkStored(m_repository, m_objects));
    if (wantsSync(m_repository))
        VT_CHECK(syncObjects(m_info, m_objects));
    VT_CHECK(m_session->commit(m_plan));
    Written written;
    written.commit = m_commit ? toOid(&*m_commit) : Oid();
    for (const NewTag &tag : m_transaction.tags)
        written.tags.append(tag.name);
    return written;
}

Result<> Attempt::findBranch()
{
    const QString named = m_transaction.branch.isEmpty() ? m_info.branch : m_transaction.branch;
    if (named.isEmpty() && !m_transaction.changes.isEmpty()) {
        return Error{
            Error::Code::Unsupported,
            Text::tr("HEAD is detached, so there is no branch to commit to. Check out a branch first."),
            {}};
    }
    VT_TRY(const RawReference last, m_files.resolve(named.isEmpty() ? QByteArray("HEAD") : fromPath(named)));
    m_branch = named.isEmpty() ? QByteArray() : last.name;
    m_head = last.id;
    if (m_transaction.expectedHead && *m_transaction.expectedHead != (m_head ? toOid(&*m_head) : Oid()))
        return moved();
    return {};
}

Error Attempt::moved()
{
    m_headMoved = true;
    return {Error::Code::Conflict,
            Text::tr("%1 was changed by another program meanwhile. Look at the new state and try again.")
                .arg(toPath(m_branch.sliced(m_branch.lastIndexOf('/') + 1))),
            toPath(m_branch)};
}

Result<> Attempt::lockWorkTrees()
{
    VT_TRY(m_workTrees, WorkTree::following(m_info, m_branch));
    for (const WorkTree &workTree : m_workTrees)
        VT_CHECK(m_session->lock(workTree.indexName()));
    return {};
}

// A time that the caller does not name is never before that of the commit it follows, whatever the clock
// says.
Result<SignaturePtr> Attempt::signature(const std::optional<git_oid> &after,
                                        const std::optional<QDateTime> &notBefore) const
{
    QDateTime when = m_transaction.when.value_or(QDateTime::currentDateTime());
    if (!m_transaction.when) {
        if (notBefore && *notBefore > when)
            when = *notBefore;
        VT_TRY(const CommitReader commits, CommitReader::open(m_repository, m_info));
        const auto commit = after ? commits.read(*after) : Result<CommitRecord>(Error{});
        if (commit && commit->time > when.toSecsSinceEpoch())
            when.setSecsSinceEpoch(commit->time);
    }
    return makeSignature(m_person, when);
}

Result<> Attempt::makeCommit()
{
    const QString what = Text::tr("Couldn't make the commit");
    TreePtr base;
    CommitPtr parent;
    if (m_head) {
        VT_CHECK(check(git_commit_lookup(out(parent), m_repository, &*m_head), what));
        VT_CHECK(check(git_commit_tree(out(base), parent.get()), what));
    }
    TreeWriter writer(m_repository);
    VT_TRY(const git_oid treeId, writer.write(base.get(), m_transaction.changes));
    TreePtr tree;
    VT_CHECK(check(git_tree_lookup(out(tree), m_repository, &treeId), what));
    VT_TRY(const SignaturePtr author,
           makeSignature(m_person, m_transaction.when.value_or(QDateTime::currentDateTime())));
    VT_TRY(const SignaturePtr committer, signature(m_head, m_transaction.notBefore));
    const bool sign = m_branch.startsWith("refs/heads/") && configFlag(m_repository, "commit.gpgSign", false);
    VT_TRY(const git_oid id,
           createCommit(m_repository, author.get(), committer.get(), messageBytes(m_transaction.message),
                        tree.get(), parent.get(), sign));
    m_commit = id;
    m_objects += writer.objects();
    m_objects.append(id);
    return {};
}

Result<> Attempt::makeTags()
{
    for (const NewTag &tag : m_transaction.tags) {
        const QString what = Text::tr("Couldn't make the tag %1").arg(tag.name);
        std::optional<git_oid> target = m_commit ? m_commit : m_head;
        if (!tag.target.isEmpty()) {
            VT_TRY(target, parseOid(tag.target));
        }
        if (!target)
            return Error{Error::Code::NotFound, Text::tr("%1: there is no commit to tag yet.").arg(what), {}};
        ObjectPtr object;
        VT_CHECK(check(git_object_lookup(out(object), m_repository, &*target, GIT_OBJECT_ANY), what));
        VT_TRY(const SignaturePtr tagger,
               signature(target, tag.notBefore ? tag.notBefore : m_transaction.notBefore));
        VT_TRY(const git_oid id,
               createTag(m_repository, fromPath(tag.name), object.get(), tagger.get(),
                         messageBytes(tag.message), configFlag(m_repository, "tag.gpgSign", false), what));
        m_tags.append({"refs/tags/" + fromPath(tag.name), id});
        m_objects.append(id);
    }
    return {};
}

Result<> Attempt::planWorkTrees()
{
    VT_TRY(const TreeReader trees, TreeReader::open(m_repository));
    std::optional<git_oid> before;
    if (m_head) {
        VT_TRY(before, trees.root(toOid(&*m_head)));
    }
    VT_TRY(const std::optional<git_oid> after, trees.root(toOid(&*m_commit)));
    for (const WorkTree &workTree : m_workTrees)
        VT_CHECK(workTree.plan({trees, before, *after, m_transaction.changes}, m_session, &m_plan));
    return {};
}

// All of them before any is looked at: from here on nobody else moves them.
Result<> Attempt::lockReferences()
{
    if (m_commit)
        VT_CHECK(m_session->lock(m_branch));
    for (const auto &[name, id] : m_tags)
        VT_CHECK(m_session->lock(name));
    for (const QString &tag : m_transaction.deleteTags)
        VT_CHECK(m_session->lock("refs/tags/" + fromPath(tag)));
    if (!m_transaction.deleteTags.isEmpty())
        VT_CHECK(m_session->lock("packed-refs"));
    VT_TRY(m_packed, m_files.packed());
    return {};
}

Result<> Attempt::planBranch()
{
    if (!m_commit)
        return {};
    VT_TRY(const RawReference now, m_files.resolve(m_branch));
    const bool same =
        now.id.has_value() == m_head.has_value() && (!m_head || git_oid_equal(&*now.id, &*m_head));
    if (now.name != m_branch || !same)
        return moved();
    QByteArray words = m_head ? "commit: " : "commit (initial): ";
    words += m_transaction.message.section(u'\n', 0, 0).toUtf8();
    return planReference(m_branch, *m_commit, words);
}

Result<> Attempt::planTags()
{
    for (const auto &[name, id] : m_tags) {
        VT_TRY(const std::optional<RawReference> now, m_files.read(name, m_packed));
        if (now) {
            return Error{Error::Code::Conflict,
                         Text::tr("The tag %1 exists already.").arg(toPath(name.sliced(10))), toPath(name)};
        }
        VT_CHECK(planReference(name, id, "tag: made by Vitrine"));
    }
    return {};
}

Result<> Attempt::planReference(const QByteArray &name, const git_oid &to, const QByteArray &words)
{
    VT_TRY(const QByteArray obstacle, m_files.inTheWayOf(name, m_packed));
    if (!obstacle.isEmpty()) {
        return Error{
            Error::Code::Conflict,
            Text::tr(
                "%1 cannot be made beside %2, because one would be a folder of the other. Choose another "
                "name.")
                .arg(toPath(name), toPath(obstacle)),
            toPath(name)};
    }
    const QByteArray id = toOid(&to).toLatin1();
    VT_TRY(const QByteArray staged, m_session->stage(id + '\n', 0666));
    const QByteArray before =
        name == m_branch && m_head ? toOid(&*m_head).toLatin1() : QByteArray(GIT_OID_HEXSZ, '0');
    VT_TRY(const SignaturePtr by, signature({}, m_transaction.notBefore));
    const int minutes = by->when.offset;
    const QByteArray line =
        QByteArray(by->name) + " <" + by->email + "> " + QByteArray::number(qlonglong{by->when.time}) +
        (minutes < 0 ? " -" : " +") +
        QByteArray::number(std::abs(minutes) / 60 * 100 + std::abs(minutes) % 60).rightJustified(4, '0') +
        '\t' + QByteArray(words).replace('\0', ' ').simplified();
    m_plan.steps.push_back({WriteStep::Kind::Reference, {name, staged, before, id, line, logsOf(name)}});
    return {};
}

// The logs to append to, relative to the common Git folder: those that exist and those that
// core.logAllRefUpdates asks for, of the reference and of each HEAD that leads to it.
QByteArray Attempt::logsOf(const QByteArray &name) const
{
    const QByteArray setting = configText(m_repository, "core.logAllRefUpdates");
    const bool always = setting.toLower() == "always";
    const bool isOn =
        !always && configFlag(m_repository, "core.logAllRefUpdates", !m_info.workTree.isEmpty());
    const bool logged =
        name.startsWith("refs/heads/") || name.startsWith("refs/remotes/") || name.startsWith("refs/notes/");
    QList<QByteArray> logs;
    const QByteArray common = QFile::encodeName(m_info.commonDir) + '/';
    const auto add = [&](const QByteArray &log, bool wanted) {
        if (wanted || QFile::exists(QFile::decodeName(common + log)))
            logs.append(log);
    };
    add("logs/" + name, always || (isOn && logged));
    if (name == m_branch) {
        for (const WorkTree &workTree : m_workTrees)
            add(workTree.headLogName(), always || isOn);
        if (m_workTrees.empty() && fromPath(m_info.branch) == m_branch && m_info.workTree.isEmpty())
            add("logs/HEAD", always || isOn);
    }
    return logs.join('\n');
}

Result<> Attempt::planDeletions()
{
    if (m_transaction.deleteTags.isEmpty())
        return {};
    QList<QByteArray> names;
    for (const QString &tag : m_transaction.deleteTags)
        names.append("refs/tags/" + fromPath(tag));
    const QByteArray kept = ReferenceFiles::packedWithout(m_packed, names);
    if (kept.size() != m_packed.size()) {
        VT_TRY(const QByteArray staged, m_session->stage(kept, 0666));
        m_plan.steps.push_back({WriteStep::Kind::PackedRefs, {staged}});
    }
    for (const QByteArray &name : std::as_const(names))
        m_plan.steps.push_back({WriteStep::Kind::Removal, {name}});
    return {};
}

} // namespace

Result<Written> Repository::write(const Transaction &transaction)
{
    VT_CHECK(checkNames(transaction));
    const Person person = transaction.by.value_or(identity());
    const auto nothing = [this](const Error &error) {
        return error.code == Error::Code::Io || error.code == Error::Code::Busy
                   ? error.within(Text::tr("Nothing was written to %1").arg(m_info.path))
                   : error;
    };
    auto session = WriteSession::begin(m_repository.get(), m_info);
    if (!session)
        return nothing(session.error());
    QDeadlineTimer lockDeadline(lockWaitMs);
    const QDeadlineTimer deadline(writeWaitMs);
    QString blockedBy;
    while (true) {
        VT_CHECK(readHead()); // it may have moved since the repository was opened
        Attempt attempt(m_repository.get(), m_info, transaction, person, &*session);
        const Result<Written> written = attempt.run();
        if (written) {
            packManyReferences(m_repository.get(), m_info, &*session);
            (void)readHead();
            return *written;
        }
        const Error error = written.error();
        if (error.code == Error::Code::Busy && error.detail != blockedBy) { // others take it in turn
            blockedBy = error.detail;
            lockDeadline.setRemainingTime(lockWaitMs);
        }
        const bool isBusy = error.code == Error::Code::Busy && !lockDeadline.hasExpired();
        const bool hasMoved = attempt.headMoved() && !transaction.expectedHead;
        session->reset();
        if ((!isBusy && !hasMoved) || deadline.hasExpired())
            return nothing(error.code == Error::Code::Busy ? lockedFor(m_info, error) : error);
        if (isBusy)
            QThread::msleep(lockPauseMs);
    }
}

} // namespace vitrine::git
