// SPDX-License-Identifier: GPL-3.0-or-later
// Repository::verify: references, what they reach, and lock files left behind.
#include "core/base/text.h"
#include "core/git/commitreader.h"
#include "core/git/gittext.h"
#include "core/git/lockreport.h"
#include "core/git/referencefiles.h"
#include "core/git/treereader.h"

#include <QDirIterator>
#include <QSet>

#include <cstring>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// Whether Git sorts `a` before `b`: by bytes, a folder as if its name ended in a slash.
bool isBefore(const TreeRecord &a, const TreeRecord &b)
{
    const qsizetype common = std::min(a.name.size(), b.name.size());
    const int order = memcmp(a.name.data(), b.name.data(), static_cast<size_t>(common));
    if (order != 0)
        return order < 0;
    const auto next = [common](const TreeRecord &record) {
        return record.name.size() > common ? static_cast<unsigned char>(record.name[common])
                                           : static_cast<unsigned char>(record.isTree() ? '/' : 0);
    };
    return next(a) < next(b);
}

// What `git fsck --strict` has against a tree; empty when nothing.
QString faultOf(QByteArrayView content)
{
    QSet<QByteArray> names;
    TreeRecord before;
    TreeRecord record;
    while (!content.isEmpty()) {
        if (!TreeReader::takeRecord(&content, &record))
            return Text::tr("a record is cut off");
        if (record.name.isEmpty() || record.name == "." || record.name == ".." || record.name.contains('/') ||
            isDotGit(record.name))
            return Text::tr("it has the name %1").arg(toName(record.name));
        const QByteArray name = record.name.toByteArray();
        if (names.contains(name))
            return Text::tr("%1 is in it twice").arg(toName(name));
        names.insert(name);
        if (!before.name.isNull() && !isBefore(before, record))
            return Text::tr("%1 is out of order").arg(toName(name));
        before = record;
    }
    return {};
}

// Visits every object that a start reaches, each once, with a stack of its own: hostile depth cannot overflow
// ours.
class Visitor
{
public:
    Visitor(git_odb *odb, const CommitReader &commits, bool deep, const Job &job)
        : m_odb(odb)
        , m_commits(commits)
        , m_job(job)
        , m_deep(deep)
    {
    }

    Result<> visitFrom(const QString &where, const git_oid &start)
    {
        m_pending.append(start);
        while (!m_pending.isEmpty()) {
            VT_CHECK(m_job.check());
            const git_oid id = m_pending.takeLast();
            if (m_seen.contains(keyOf(id)))
                continue;
            m_seen.insert(keyOf(id));
            visit(where, id);
            m_job.report(m_seen.size(), 0);
        }
        return {};
    }

    QList<Repository::Problem> problems;

private:
    void visit(const QString &where, const git_oid &id)
    {
        size_t size = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        const int code = git_odb_read_header(&size, &type, m_odb, &id);
        if (code == GIT_ENOTFOUND)
            return complain(Text::tr("missing object"), id, Text::tr("needed by %1").arg(where));
        if (code < 0) {
            const auto failure = check(code, Text::tr("Couldn't read it"));
            return complain(Text::tr("corrupt object"), id, failure.error().message);
        }
        if (type == GIT_OBJECT_BLOB && !m_deep)
            return;
        const auto object = readVerified(m_odb, id);
        if (!object)
            return complain(Text::tr("corrupt object"), id, object.error().message);
        const QByteArrayView content(static_cast<const char *>(git_odb_object_data(object->get())),
                                     static_cast<qsizetype>(git_odb_object_size(object->get())));
        if (type == GIT_OBJECT_TREE)
            followTree(id, content);
        else if (type == GIT_OBJECT_COMMIT)
            followCommit(id);
        else if (type == GIT_OBJECT_TAG)
            followTag(id, content);
    }

    void followTree(const git_oid &id, QByteArrayView content)
    {
        if (const QString fault = faultOf(content); !fault.isEmpty())
            complain(Text::tr("malformed folder"), id, fault);
        TreeRecord record;
        while (TreeReader::takeRecord(&content, &record)) {
            if (record.type() != TreeEntry::Type::Submodule) // its commit lives elsewhere
                m_pending.append(record.id);
        }
    }

    void followCommit(const git_oid &id)
    {
        const auto commit = m_commits.read(id);
        if (!commit)
            return complain(Text::tr("corrupt object"), id, commit.error().message);
        m_pending.append(commit->tree);
        for (const git_oid &parent : commit->parents)
            m_pending.append(parent);
    }

    void followTag(const git_oid &id, QByteArrayView content)
    {
        git_oid target;
        if (content.startsWith("object ") && content.size() > 7 + GIT_OID_HEXSZ &&
            git_oid_fromstrn(&target, content.data() + 7, GIT_OID_HEXSZ) == 0)
            m_pending.append(target);
        else
            complain(Text::tr("corrupt object"), id, Text::tr("the tag names no object"));
    }

    void complain(const QString &what, const git_oid &id, const QString &why)
    {
        problems.append({what, toOid(&id), why});
    }

    git_odb *m_odb;
    const CommitReader &m_commits;
    const Job &m_job;
    bool m_deep;
    QList<git_oid> m_pending;
    QSet<QByteArray> m_seen;
};

// A symbolic reference may name a branch that is still to be born.
bool isUnborn(const RepositoryInfo &info, const Reference &reference)
{
    const auto last = ReferenceFiles(info).resolve(fromPath(reference.name));
    return !reference.symbolicTarget.isEmpty() && last && !last->id;
}

// Where Git makes lock files. Those of a Vitrine that was killed are gone since the repository was opened.
QStringList lockFiles(const RepositoryInfo &info)
{
    QStringList files;
    const auto add = [&files](const QString &folder, QDirIterator::IteratorFlag depth) {
        for (QDirIterator it(folder, {u"*.lock"_s}, QDir::Files | QDir::Hidden, depth); it.hasNext();)
            files.append(it.next());
    };
    add(info.commonDir, QDirIterator::NoIteratorFlags);
    add(info.commonDir + u"/refs"_s, QDirIterator::Subdirectories);
    add(info.commonDir + u"/worktrees"_s, QDirIterator::Subdirectories);
    add(info.commonDir + u"/objects/info"_s, QDirIterator::NoIteratorFlags);
    return files;
}

} // namespace

Result<QList<Repository::Problem>> Repository::verify(bool deep, const Job &job) const
{
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), m_repository.get()), Text::tr("Couldn't read the objects")));
    VT_TRY(const CommitReader commits, CommitReader::open(m_repository.get(), m_info));
    Visitor visitor(odb.get(), commits, deep, job);
    VT_TRY(const QList<Reference> references, this->references(u"refs/"_s));
    for (const Reference &reference : references) {
        const auto id = parseOid(reference.target);
        if (!id && isUnborn(m_info, reference))
            continue;
        if (!id) {
            visitor.problems.append(
                {Text::tr("broken reference"), reference.name,
                 reference.symbolicTarget.isEmpty()
                     ? Text::tr("it holds no object id, or its name is none that Git allows")
                     : Text::tr("it leads to %1, which cannot be followed").arg(reference.symbolicTarget)});
            continue;
        }
        VT_CHECK(visitor.visitFrom(reference.name, *id));
    }
    for (const QString &lock : lockFiles(m_info)) {
        visitor.problems.append(
            {lockHolder(m_info, lock).process == 0 ? Text::tr("stale lock") : Text::tr("lock"), lock,
             lockSentence(m_info, lock)});
    }
    return visitor.problems;
}

} // namespace vitrine::git
