// SPDX-License-Identifier: GPL-3.0-or-later
// Who changed what in the metadata of a model, and how it comes back.
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/library.h"
#include "core/registry/metadataedit.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 maxText = 10'000'000;

struct Texts {
    QByteArray yaml;
    QByteArray card;
};

Texts textsAt(const git::Repository &repository, const git::Oid &commit, const QString &folder)
{
    if (commit.isEmpty())
        return {};
    return {repository.file(commit, folder + u"/model.yaml"_s, maxText).value_or({}),
            repository.file(commit, folder + u"/CARD.md"_s, maxText).value_or({})};
}

// Top-level keys whose values differ; the file's name when they cannot be told apart.
QStringList changesBetween(const Texts &before, const Texts &after)
{
    QStringList changed;
    if (before.yaml != after.yaml) {
        const auto from = yaml::parse(before.yaml);
        const auto to = yaml::parse(after.yaml);
        if (from && to)
            changed = changedKeys(from->toObject(), to->toObject());
        if (changed.isEmpty())
            changed.append(u"model.yaml"_s); // comments, order, or what is no YAML
    }
    if (before.card != after.card)
        changed.append(u"CARD.md"_s);
    return changed;
}

Result<git::Commit> commitNamed(const RegistryReader &reader, const QString &name)
{
    const auto commit = reader.repository().commit(name);
    return commit ? commit : Error{Error::Code::NotFound, Text::tr("There is no commit “%1”.").arg(name), {}};
}

} // namespace

Result<QList<MetadataRevision>> Library::metadataHistory(const QString &model, const Job &job) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_CHECK(reader.state(model));
    QList<MetadataRevision> revisions;
    if (reader.head().isEmpty())
        return revisions;
    const git::Repository &repository = reader.repository();
    const QString folder = ModelName::of(model).folder();
    QSet<git::Oid> seen;
    for (const QString &path : {folder + u"/model.yaml"_s, folder + u"/CARD.md"_s}) {
        VT_TRY(const QList<git::Commit> commits, repository.historyOf(path, reader.head(), 0, job));
        for (const git::Commit &commit : commits) {
            if (seen.contains(commit.id))
                continue;
            seen.insert(commit.id);
            revisions.append({commit.id, commit.committer.when, commit.author.person.name, commit.summary(),
                              changesBetween(textsAt(repository, commit.parents.value(0), folder),
                                             textsAt(repository, commit.id, folder))});
        }
    }
    std::stable_sort(revisions.begin(), revisions.end(),
                     [](const MetadataRevision &a, const MetadataRevision &b) { return a.date > b.date; });
    return revisions;
}

Result<QByteArray> Library::metadataYamlAt(const QString &model, const QString &commit) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_CHECK(reader.state(model));
    VT_TRY(const git::Commit found, commitNamed(reader, commit));
    auto text = reader.repository().file(found.id, metadataPath(model));
    if (!text && text.error().code == Error::Code::NotFound)
        return Error{Error::Code::NotFound,
                     Text::tr("%1 had no metadata at the commit %2.").arg(model, commitName(found.id)),
                     {}};
    return text;
}

Result<QString> Library::restoreMetadata(const QString &model, const QString &commit, const QString &message,
                                         const Authorship &authorship) const
{
    VT_TRY(const QByteArray yaml, metadataYamlAt(model, commit));
    const auto plan = [&](const RegistryReader &reader) -> Result<PlannedCommit> {
        VT_TRY(const git::Commit from, commitNamed(reader, commit));
        const QString folder = ModelName::of(model).folder();
        const Texts now = textsAt(reader.repository(), reader.head(), folder);
        const Texts then = textsAt(reader.repository(), from.id, folder);
        PlannedCommit planned;
        if (then.yaml != now.yaml)
            planned.changes.append({folder + u"/model.yaml"_s, then.yaml, {}, false});
        if (then.card.isEmpty() && !now.card.isEmpty())
            planned.changes.append({folder + u"/CARD.md"_s, {}, {}, false});
        else if (then.card != now.card)
            planned.changes.append({folder + u"/CARD.md"_s, then.card, {}, false});
        planned.message = message.isEmpty() ? u"Restore the metadata of %1 from %2"_s.arg(
                                                  model, from.committer.when.date().toString(Qt::ISODate))
                                            : message;
        return planned;
    };
    VT_TRY(const QString written,
           writeCommit([this] { return reader(); }, Text::tr("The metadata of %1 is not restored").arg(model),
                       authorship, plan));
    if (!written.isEmpty())
        return written;
    VT_TRY(const RegistryReader reader, this->reader());
    return reader.head();
}

} // namespace vitrine::registry
