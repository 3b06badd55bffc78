// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/gtotag.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

// As ModelState::versions is ordered.
bool newestFirst(const Version &a, const Version &b)
{
    if (a.date != b.date)
        return a.date > b.date;
    const auto versionA = SemVer::parse(a.name);
    const auto versionB = SemVer::parse(b.name);
    return versionA && versionB ? *versionA > *versionB : a.name < b.name;
}

Result<QList<Version>> unregisteredOf(const RegistryReader &reader, const ModelState &state, const Job &job)
{
    QList<Version> versions;
    VT_TRY(const QList<VersionRecord> commits, reader.unregistered(state, job));
    for (const VersionRecord &commit : commits) {
        VT_CHECK(job.check());
        if (state.version(commit.commit))
            continue;
        VT_TRY(Version version, reader.version(state, commit));
        versions.append(std::move(version));
    }
    return versions;
}

Result<QList<Version>> versionsOf(const RegistryReader &reader, const QString &model, const Job &job)
{
    VT_TRY(QList<Version> versions, reader.index().versions(model));
    const bool anyRegistered =
        std::any_of(versions.begin(), versions.end(), [](const Version &each) { return each.registered; });
    if (!anyRegistered) {
        VT_TRY(const ModelState state, reader.state(model));
        VT_TRY(const QList<Version> commits, unregisteredOf(reader, state, job));
        versions += commits;
    }
    std::stable_sort(versions.begin(), versions.end(), newestFirst);
    return versions;
}

} // namespace

Result<QList<Model>> Library::models(const Job &job) const
{
    return withReader(m_info, m_pool, job,
                      [](const RegistryReader &reader) { return reader.index().models(); });
}

Result<Model> Library::model(const QString &name) const
{
    return withReader(m_info, m_pool, {}, [&](const RegistryReader &reader) -> Result<Model> {
        VT_TRY(const std::optional<Model> known, reader.index().model(name));
        if (known)
            return *known;
        VT_TRY(const QStringList names, reader.index().modelNames());
        return modelNotFound(name, names);
    });
}

Result<QList<Version>> Library::versions(const QString &model, const Job &job) const
{
    return withReader(m_info, m_pool, job,
                      [&](const RegistryReader &reader) { return versionsOf(reader, model, job); });
}

Result<QList<Version>> Library::unregisteredVersions(const QString &model, const Job &job) const
{
    return withReader(m_info, m_pool, job, [&](const RegistryReader &reader) -> Result<QList<Version>> {
        VT_TRY(const ModelState state, reader.state(model));
        return unregisteredOf(reader, state, job);
    });
}

Result<Version> Library::resolve(const ModelRef &ref) const
{
    return withReader(m_info, m_pool, {}, [&](const RegistryReader &reader) -> Result<Version> {
        VT_TRY(const ModelState state, reader.state(ref.model));
        QString wanted = ref.version.isEmpty() ? u"latest"_s : ref.version;
        if (!ref.stage.isEmpty()) {
            wanted = state.holders.value(ref.stage).value(0);
            if (wanted.isEmpty()) {
                return Error{Error::Code::NotFound,
                             Text::tr("No version of %1 is in the stage “%2”.").arg(ref.model, ref.stage),
                             {}};
            }
        }
        VT_TRY(const VersionRecord record, reader.find(state, wanted));
        return reader.version(state, record);
    });
}

Result<VersionDetails> Library::details(const QString &model, const QString &version) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelState state, reader.state(model));
    VT_TRY(const VersionRecord record, reader.find(state, version));
    VersionDetails details;
    VT_TRY(details.version, reader.version(state, record));
    VT_TRY(const ModelFolder folder, reader.folder(record.commit, model));
    details.yaml = folder.yaml;
    const auto metadata = parseMetadata(folder.yaml);
    details.metadataProblem = folder.problem;
    if (metadata)
        details.metadata = *metadata;
    else
        details.metadataProblem = metadata.error().message;
    details.card = QString::fromUtf8(withoutFrontMatter(folder.card));
    for (const StoredFile &stored : folder.files)
        details.files.append(stored.file);
    details.artefact = folder.artefact;
    return details;
}

Result<QList<Event>> Library::history(const QString &model, const QString &stage) const
{
    return withReader(m_info, m_pool, {}, [&](const RegistryReader &reader) -> Result<QList<Event>> {
        VT_TRY(const ModelState state, reader.state(model));
        QList<Event> events = state.events;
        if (!stage.isEmpty())
            events.removeIf([&stage](const Event &event) { return event.stage != stage; });
        return events;
    });
}

Result<QList<StageInterval>> Library::intervals(const QString &model) const
{
    return withReader(m_info, m_pool, {}, [&](const RegistryReader &reader) -> Result<QList<StageInterval>> {
        VT_TRY(const ModelState state, reader.state(model));
        return state.intervals;
    });
}

Result<QList<StageInterval>> Library::intervalsAt(const QString &model, const QDateTime &moment) const
{
    VT_TRY(QList<StageInterval> found, intervals(model));
    found.removeIf([&moment](const StageInterval &each) {
        return each.begin > moment || (each.end.isValid() && each.end <= moment);
    });
    return found;
}

Result<QByteArray> Library::companionFile(const Version &version, const QString &name) const
{
    constexpr qint64 largest = 200'000'000;
    VT_TRY(const git::Repository repository, git::Repository::open(m_info.path));
    auto file = repository.file(version.commit, ModelName::of(version.model).folder() + u'/' + name, largest);
    if (!file && file.error().code == Error::Code::NotFound)
        return Error{
            Error::Code::NotFound, Text::tr("%1@%2 has no %3.").arg(version.model, version.name, name), {}};
    return file;
}

} // namespace vitrine::registry
