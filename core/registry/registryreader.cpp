// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/registryreader.h"

#include "core/base/text.h"
#include "core/registry/pathhistory.h"
#include "core/registry/versionnote.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

bool looksLikeCommit(const QString &text)
{
    static const QRegularExpression grammar(u"\\A[0-9a-fA-F]{4,40}\\z"_s);
    return grammar.match(text).hasMatch();
}

VersionRecord recordOf(const git::Commit &commit)
{
    return {commitName(commit.id),
            commit.id,
            {},
            {},
            commit.committer.when,
            commit.author.person.name,
            commit.summary(),
            {},
            false,
            false,
            false};
}

} // namespace

Result<RegistryReader> RegistryReader::open(const git::RepositoryInfo &info,
                                            const std::shared_ptr<IndexPool> &pool, const Job &job)
{
    VT_TRY(git::Repository repository, git::Repository::open(info.path));
    const artifact::ObjectStore store(repository.info().commonDir,
                                      repository.config(u"lfs.storage"_s).value_or(QString()));
    VT_TRY(IndexPool::Lease index, pool->lease(repository, store, job));
    return RegistryReader(std::move(repository), store, std::move(index));
}

std::optional<TagRecord> tagRecord(const git::Repository &repository, const git::Tag &tag)
{
    auto parsed = GtoTag::parse(tag.name);
    if (!parsed || tag.targetType != git::Tag::TargetType::Commit)
        return {};
    TagRecord record{tag.name,        *std::move(parsed),     tag.object,  tag.target,
                     tag.tagger.when, tag.tagger.person.name, tag.message, !tag.annotated()};
    if (record.lightweight) {
        const auto commit = repository.commit(tag.target);
        if (!commit)
            return {};
        record.date = commit->committer.when;
        record.author = commit->author.person.name;
    }
    return record;
}

Result<ModelState> RegistryReader::tagged(const QString &model) const
{
    VT_TRY(const QList<TagRecord> tags, m_index->tags(model));
    return modelState(model, tags, rules());
}

Result<ModelState> RegistryReader::state(const QString &model) const
{
    if (!isFullName(model))
        return Error{Error::Code::InvalidArgument, Text::tr("“%1” is not a model's name.").arg(model), {}};
    VT_TRY(const std::optional<Model> known, m_index->model(model));
    if (known)
        return tagged(model);
    VT_TRY(const QStringList names, m_index->modelNames());
    return modelNotFound(model, names);
}

Result<ModelFolder> RegistryReader::folder(const git::Oid &commit, const QString &model) const
{
    return readModelFolder(m_repository, m_store, commit, model,
                           [&] { return annotationsFor(m_repository, commit, model); });
}

Result<ModelFolder> RegistryReader::folderNow(const QString &model) const
{
    return head().isEmpty() ? Result<ModelFolder>(ModelFolder{}) : folder(head(), model);
}

Result<VersionRecord> RegistryReader::find(const ModelState &state, const QString &version) const
{
    const bool named = version == u"latest" || version == u"greatest";
    const QString wanted = version == u"latest"     ? state.latest
                           : version == u"greatest" ? state.greatest
                                                    : version;
    if (const VersionRecord *record = state.version(wanted))
        return *record;
    if (named) {
        VT_TRY(const QList<VersionRecord> commits, unregistered(state, {}));
        if (!commits.isEmpty())
            return commits.first();
        return versionNotFound(state.name, version, state);
    }
    if (!looksLikeCommit(wanted))
        return versionNotFound(state.name, version, state);
    const auto commit = m_repository.commit(wanted);
    if (!commit)
        return versionNotFound(state.name, version, state);
    if (const VersionRecord *record = state.version(commit->id))
        return *record;
    VT_TRY(const ModelFolder there, folder(commit->id, state.name));
    if (there.isEmpty())
        return versionNotFound(state.name, version, state);
    return recordOf(*commit);
}

Result<Version> RegistryReader::version(const ModelState &state, const VersionRecord &record) const
{
    VT_TRY(const VersionFacts facts, m_index->facts(m_repository, m_store, record.commit, state.name));
    return versionOf(state.name, record, facts, note(record));
}

Result<QList<VersionRecord>> RegistryReader::unregistered(const ModelState &state, const Job &job) const
{
    QList<VersionRecord> records;
    VT_TRY(const ModelFolder now, folderNow(state.name));
    if (now.isEmpty())
        return records;
    VT_TRY(const QList<git::Commit> commits,
           pathHistory(m_repository, head(), pathOfFiles(now, state.name), job));
    for (const git::Commit &commit : commits)
        records.append(recordOf(commit));
    return records;
}

QString RegistryReader::pathOfFiles(const ModelFolder &folder, const QString &model) const
{
    if (!folder.folder.isEmpty()) {
        const QString files = folder.folder + u"/files"_s;
        const bool hasOwn = folder.files.isEmpty() || folder.files.first().path.startsWith(files + u'/');
        if (hasOwn)
            return folder.files.isEmpty() ? folder.folder : files;
    }
    for (const Annotation &each : annotationsFor(m_repository, head(), model)) {
        if (each.name == model && !each.path.isEmpty())
            return each.path;
    }
    return folder.folder;
}

git::Oid RegistryReader::notedObject(const VersionRecord &record)
{
    return record.object.isEmpty() ? record.commit : record.object;
}

QJsonObject RegistryReader::note(const VersionRecord &record) const
{
    return noteFrom(m_repository.note(notesRef, notedObject(record)).value_or(QByteArray()));
}

Error modelNotFound(const QString &name, const QStringList &names)
{
    const QStringList similar = similarNames(name, names);
    return {Error::Code::NotFound,
            similar.isEmpty() ? Text::tr("There is no model “%1” in this library.").arg(name)
                              : Text::tr("There is no model “%1” in this library. Did you mean %2?")
                                    .arg(name, similar.join(Text::tr(" or "))),
            {}};
}

Error versionNotFound(const QString &model, const QString &version, const ModelState &state)
{
    QStringList names;
    for (const VersionRecord &record : state.versions)
        names.append(record.name);
    const QStringList similar = similarNames(version, names);
    if (!similar.isEmpty()) {
        return {Error::Code::NotFound,
                Text::tr("%1 has no version “%2”. Did you mean %3?")
                    .arg(model, version, similar.join(Text::tr(" or "))),
                {}};
    }
    return {Error::Code::NotFound, Text::tr("%1 has no version “%2”.").arg(model, version), {}};
}

namespace {

int editDistance(const QString &a, const QString &b)
{
    QList<int> row(b.size() + 1);
    for (int j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (int i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= b.size(); ++j) {
            const int above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a.at(i - 1) == b.at(j - 1) ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

QStringList similarNames(const QString &name, const QStringList &names)
{
    constexpr int most = 3;
    const QString wanted = name.toLower().left(200);
    QList<std::pair<int, QString>> ranked;
    for (const QString &each : names) {
        const QString candidate = each.toLower();
        int rank = 0;
        if (candidate != wanted) {
            const bool part =
                wanted.size() >= 3 && (candidate.contains(wanted) || wanted.contains(candidate));
            rank = part ? 1 : 1 + editDistance(wanted, candidate);
        }
        if (rank <= 1 + std::min<qsizetype>(2, wanted.size() / 2))
            ranked.append({rank, each});
    }
    std::sort(ranked.begin(), ranked.end());
    QStringList similar;
    for (const auto &entry : ranked.mid(0, most))
        similar.append(entry.second);
    return similar;
}

} // namespace vitrine::registry
