// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <QHash>
#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

class Inspection
{
public:
    Inspection(const RegistryReader &reader, bool deep, const Job &job)
        : m_reader(reader)
        , m_deep(deep)
        , m_job(job)
    {
    }

    QList<Problem> problems;

    Result<> tags()
    {
        VT_TRY(const QList<git::Tag> all, m_reader.repository().tags(m_job));
        for (const git::Tag &tag : all) {
            if (!GtoTag::parse(tag.name))
                continue;
            const QString where = u"refs/tags/"_s + tag.name;
            if (tag.targetType == git::Tag::TargetType::Missing)
                problems.append(
                    {Text::tr("broken tag"), where, Text::tr("the commit that it points at is missing")});
            else if (tag.targetType != git::Tag::TargetType::Commit)
                problems.append({Text::tr("broken tag"), where, Text::tr("it does not point at a commit")});
            else if (!tag.annotated())
                problems.append({Text::tr("lightweight tag"), where,
                                 Text::tr("GTO ignores it; only annotated tags register anything")});
        }
        return {};
    }

    void names(const QStringList &names)
    {
        QHash<QString, QString> seen;
        for (const QString &name : names) {
            const QString key = name.toCaseFolded();
            if (seen.contains(key))
                problems.append({Text::tr("similar names"), name,
                                 Text::tr("it differs from “%1” in case only").arg(seen.value(key))});
            seen.insert(key, name);
        }
    }

    void files(const QString &place, const ModelFolder &folder)
    {
        for (const StoredFile &file : folder.files) {
            const QString where = place + u": "_s + file.file.path;
            if (file.pointer)
                object(where, *file.pointer);
            else if (!file.dvcMd5.isEmpty() && file.file.state == FileState::NotDownloaded)
                problems.append(
                    {Text::tr("not downloaded"), where, Text::tr("DVC's cache does not have it")});
            else if (file.file.size < 1024 && !file.blob.isEmpty())
                smallBlob(where, file.blob);
        }
    }

    void metadata(const QString &place, const ModelFolder &folder)
    {
        const auto parsed = parseMetadata(folder.yaml);
        const QString why = parsed ? folder.problem : parsed.error().message;
        if (!why.isEmpty())
            problems.append({Text::tr("unreadable metadata"), place, why});
    }

private:
    void object(const QString &where, const artifact::Pointer &pointer)
    {
        if (!m_seen.contains(pointer.sha256)) {
            m_seen.insert(pointer.sha256);
            if (!m_reader.store().contains(pointer))
                m_bad.insert(
                    pointer.sha256,
                    {Text::tr("not downloaded"), {}, m_reader.store().missing(pointer, where).message});
            else if (const auto sound = m_deep ? m_reader.store().verify(pointer, m_job) : Result<>(); !sound)
                m_bad.insert(pointer.sha256, {Text::tr("corrupt object"), {}, sound.error().message});
        }
        const auto bad = m_bad.constFind(pointer.sha256);
        if (bad != m_bad.constEnd())
            problems.append({bad->what, where, bad->why});
    }

    void smallBlob(const QString &where, const git::Oid &blob)
    {
        const auto text = m_reader.repository().blob(blob);
        if (!text || !artifact::looksLikePointer(*text))
            return;
        if (const auto pointer = artifact::pointerFromText(*text); !pointer)
            problems.append({Text::tr("broken pointer"), where, pointer.error().message});
    }

    const RegistryReader &m_reader;
    bool m_deep;
    const Job &m_job;
    QSet<QString> m_seen;
    QHash<QString, Problem> m_bad;
};

} // namespace

Result<QList<Problem>> Library::verify(bool deep, const Job &job) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const QList<git::Repository::Problem> damaged, reader.repository().verify(deep, job));
    Inspection inspection(reader, deep, job);
    for (const git::Repository::Problem &problem : damaged)
        inspection.problems.append({problem.what, problem.where, problem.why});
    VT_CHECK(inspection.tags());

    VT_TRY(const QStringList names, reader.index().modelNames());
    inspection.names(names);
    for (const QString &name : names) {
        VT_CHECK(job.check());
        if (const auto now = reader.folderNow(name)) {
            inspection.files(name, *now);
            inspection.metadata(name, *now);
        }
        VT_TRY(const ModelState state, reader.tagged(name));
        for (const VersionRecord &version : state.versions) {
            VT_CHECK(job.check());
            if (const auto there = reader.folder(version.commit, name))
                inspection.files(name + u'@' + version.name, *there);
        }
    }
    return inspection.problems;
}

} // namespace vitrine::registry
