// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/reclaimneeds.h"

#include "core/base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

class Needs
{
public:
    Needs(const RegistryReader &reader, PointerScan &scan, const Job &job)
        : m_reader(reader)
        , m_scan(scan)
        , m_job(job)
    {
    }

    Result<> references()
    {
        VT_TRY(const QList<git::Reference> all, m_reader.repository().references(u"refs/"_s));
        for (const git::Reference &reference : all) {
            VT_CHECK(m_job.check());
            // Notes hold no files of models, and broken references hold nothing.
            if (reference.name.startsWith(u"refs/tags/") || reference.name.startsWith(u"refs/notes/") ||
                reference.target.isEmpty())
                continue;
            VT_CHECK(commit(reference.target, wordsFor(reference.name)));
            if (reference.name == u"refs/stash")
                VT_CHECK(stash(reference.target));
        }
        return {};
    }

    // Tags that are not GTO's, for example of releases. GTO's say what they need as versions.
    Result<> foreignTags()
    {
        VT_TRY(const QList<git::Tag> tags, m_reader.repository().tags(m_job));
        for (const git::Tag &tag : tags) {
            VT_CHECK(m_job.check());
            const bool gto = tag.annotated() && GtoTag::parse(tag.name);
            if (tag.targetType == git::Tag::TargetType::Missing)
                return Error{
                    Error::Code::Corrupt,
                    Text::tr(
                        "What the tag %1 points at is missing, so what it needs is not known: fetch it or "
                        "delete the tag.")
                        .arg(tag.name),
                    {}};
            if (tag.targetType == git::Tag::TargetType::Blob ||
                (gto && tag.targetType == git::Tag::TargetType::Commit))
                continue;
            VT_CHECK(tree(tag.target, Text::tr("the tag %1").arg(tag.name)));
        }
        return {};
    }

    Result<> workTrees()
    {
        const git::RepositoryInfo &info = m_reader.repository().info();
        VT_TRY(QStringList folders, m_reader.repository().linkedWorkTrees());
        folders << info.commonDir << info.path;
        for (const QString &folder : std::as_const(folders)) {
            VT_CHECK(m_job.check());
            VT_TRY(const git::Repository here, git::Repository::open(folder));
            const QString place = here.info().workTree.isEmpty() ? folder : here.info().workTree;
            if (!here.info().head.isEmpty())
                VT_CHECK(commit(here.info().head, Text::tr("what is checked out in %1").arg(place)));
            VT_TRY(const QList<git::TreeEntry> staged, here.indexEntries());
            for (const git::TreeEntry &entry : staged)
                VT_CHECK(blob(entry, Text::tr("what is staged in %1").arg(place)));
        }
        return {};
    }

    QHash<QString, QString> finished() { return std::move(m_needs); }

private:
    static QString wordsFor(const QString &reference)
    {
        if (reference.startsWith(u"refs/heads/"))
            return Text::tr("the branch %1").arg(reference.mid(11));
        if (reference.startsWith(u"refs/remotes/"))
            return Text::tr("the remote branch %1").arg(reference.mid(13));
        return reference == u"refs/stash" ? Text::tr("the stash") : reference;
    }

    // A stash keeps the index and the untracked files as its further parents.
    Result<> stash(const git::Oid &id)
    {
        VT_TRY(const git::Commit top, m_reader.repository().commit(id));
        for (const QString &parent : top.parents.mid(1))
            VT_CHECK(commit(parent, Text::tr("the stash")));
        return {};
    }

    Result<> commit(const git::Oid &id, const QString &words)
    {
        const auto read = m_reader.repository().commit(id);
        if (!read)
            return read.error().within(Text::tr("What is needed by %1 cannot be read").arg(words));
        return tree(read->tree, words);
    }

    Result<> tree(const git::Oid &treeish, const QString &words)
    {
        if (m_seen.contains(treeish))
            return {};
        m_seen.insert(treeish);
        const auto pointers = m_scan.below(treeish, {});
        if (!pointers)
            return pointers.error().within(Text::tr("What is needed by %1 cannot be read").arg(words));
        for (auto pointer = pointers->begin(); pointer != pointers->end(); ++pointer)
            need(pointer.key(), words);
        return {};
    }

    Result<> blob(const git::TreeEntry &entry, const QString &words)
    {
        if (entry.type != git::TreeEntry::Type::Blob && entry.type != git::TreeEntry::Type::Executable)
            return {};
        const auto pointer = m_scan.at(entry.id);
        // `git add --intent-to-add` leaves an entry whose blob is not stored yet.
        if (!pointer && pointer.error().code != Error::Code::NotFound)
            return pointer.error().within(Text::tr("What is needed by %1 cannot be read").arg(words));
        if (pointer && *pointer)
            need((*pointer)->sha256, words);
        return {};
    }

    void need(const QString &sha256, const QString &words)
    {
        if (!m_needs.contains(sha256))
            m_needs.insert(sha256, words);
    }

    const RegistryReader &m_reader;
    PointerScan &m_scan;
    const Job &m_job;
    QSet<git::Oid> m_seen;
    QHash<QString, QString> m_needs;
};

} // namespace

Result<QHash<QString, QString>> needsOfGit(const RegistryReader &reader, PointerScan &scan, const Job &job)
{
    Needs needs(reader, scan, job);
    VT_CHECK(needs.references());
    VT_CHECK(needs.foreignTags());
    VT_CHECK(needs.workTrees());
    return needs.finished();
}

} // namespace vitrine::registry
