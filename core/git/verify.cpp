// SPDX-License-Identifier: GPL-3.0-or-later
// Repository::verify: references, what they reach, and lock files left behind.
#include "core/base/text.h"
#include "core/git/handles.h"

#include <QDirIterator>
#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// Visits every object that a start reaches, each once, with a stack of its own: hostile depth cannot overflow
// ours.
class Visitor
{
public:
    Visitor(git_repository *repository, git_odb *odb, bool deep, bool shallow, const Job &job)
        : m_repository(repository)
        , m_odb(odb)
        , m_job(job)
        , m_deep(deep)
        , m_shallow(shallow)
    {
    }

    Result<> visitFrom(const QString &where, const git_oid &start)
    {
        m_pending.append(start);
        while (!m_pending.isEmpty()) {
            VT_CHECK(m_job.check());
            const git_oid id = m_pending.takeLast();
            const QByteArray key(reinterpret_cast<const char *>(id.id), GIT_OID_RAWSZ);
            if (m_seen.contains(key))
                continue;
            m_seen.insert(key);
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
        if (code < 0)
            return complain(Text::tr("corrupt object"), id, reason());
        if ((type != GIT_OBJECT_BLOB || m_deep) && !isIntact(id))
            return;
        if (type == GIT_OBJECT_BLOB)
            return;
        ObjectPtr object;
        if (git_object_lookup(out(object), m_repository, &id, type) < 0)
            return complain(Text::tr("corrupt object"), id, reason());
        follow(object.get(), type);
    }

    // Reading alone does not compare hashes; see Repository::open.
    bool isIntact(const git_oid &id)
    {
        OdbObjectPtr object;
        git_oid actual;
        int code = git_odb_read(out(object), m_odb, &id);
        if (code == 0) {
            code = git_odb_hash(&actual, git_odb_object_data(object.get()), git_odb_object_size(object.get()),
                                git_odb_object_type(object.get()));
        }
        if (code < 0) {
            complain(Text::tr("corrupt object"), id, reason());
            return false;
        }
        if (git_oid_equal(&actual, &id) == 0) {
            complain(Text::tr("corrupt object"), id,
                     Text::tr("its content has the hash %1").arg(toOid(&actual)));
            return false;
        }
        return true;
    }

    void follow(git_object *object, git_object_t type)
    {
        if (type == GIT_OBJECT_TAG) {
            m_pending.append(*git_tag_target_id(reinterpret_cast<git_tag *>(object)));
        } else if (type == GIT_OBJECT_COMMIT) {
            const auto *commit = reinterpret_cast<git_commit *>(object);
            m_pending.append(*git_commit_tree_id(commit));
            for (unsigned int i = 0; i < git_commit_parentcount(commit); ++i) {
                if (!m_shallow || git_odb_exists(m_odb, git_commit_parent_id(commit, i)))
                    m_pending.append(*git_commit_parent_id(commit, i));
            }
        } else if (type == GIT_OBJECT_TREE) {
            const auto *tree = reinterpret_cast<git_tree *>(object);
            for (size_t i = 0; i < git_tree_entrycount(tree); ++i) {
                const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
                if (git_tree_entry_type(entry) != GIT_OBJECT_COMMIT) // a submodule's commit lives elsewhere
                    m_pending.append(*git_tree_entry_id(entry));
            }
        }
    }

    void complain(const QString &what, const git_oid &id, const QString &why)
    {
        problems.append({what, toOid(&id), why});
    }

    static QString reason()
    {
        const git_error *error = git_error_last();
        return error && error->message ? QString::fromUtf8(error->message) : QString();
    }

    git_repository *m_repository;
    git_odb *m_odb;
    const Job &m_job;
    bool m_deep;
    bool m_shallow;
    QList<git_oid> m_pending;
    QSet<QByteArray> m_seen;
};

} // namespace

Result<QList<Repository::Problem>> Repository::verify(bool deep, const Job &job) const
{
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), m_repository.get()), Text::tr("Couldn't read the objects")));
    Visitor visitor(m_repository.get(), odb.get(), deep, m_info.shallow, job);
    VT_TRY(const QList<Reference> references, this->references(u"refs/"_s));
    for (const Reference &reference : references) {
        const auto id = parseOid(reference.target);
        if (!id) {
            visitor.problems.append(
                {Text::tr("broken reference"), reference.name,
                 Text::tr("it leads to %1, which cannot be followed").arg(reference.symbolicTarget)});
            continue;
        }
        VT_CHECK(visitor.visitFrom(reference.name, *id));
    }
    QDirIterator locks(m_info.commonDir, {u"*.lock"_s}, QDir::Files | QDir::Hidden);
    QDirIterator refLocks(m_info.commonDir + u"/refs"_s, {u"*.lock"_s}, QDir::Files | QDir::Hidden,
                          QDirIterator::Subdirectories);
    for (QDirIterator *it : {&locks, &refLocks}) {
        while (it->hasNext()) {
            visitor.problems.append(
                {Text::tr("stale lock"), it->next(),
                 Text::tr("another program is writing, or crashed while it was; delete the file "
                          "when none is running")});
        }
    }
    return visitor.problems;
}

} // namespace vitrine::git
