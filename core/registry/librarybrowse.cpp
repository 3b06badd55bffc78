// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

void describe(Model *model, const ModelFolder &folder)
{
    model->format = formatOfFile(folder.artefact);
    const auto metadata = parseMetadata(folder.yaml);
    if (!metadata)
        return;
    model->type = metadata->type;
    model->title = metadata->title;
    model->description = metadata->description;
    model->labels = metadata->labels;
    model->owners = metadata->owners;
    model->licence = metadata->licence;
    model->mainMetric = metadata->mainMetric;
}

void describe(Model *model, const Annotation &annotation)
{
    if (model->type.isEmpty())
        model->type = annotation.type;
    if (model->description.isEmpty())
        model->description = annotation.description;
    if (model->labels.isEmpty())
        model->labels = annotation.labels;
}

Result<Model> modelOf(const RegistryReader &reader, const ModelState &state, const Job &job)
{
    Model model;
    model.name = state.name;
    model.directory = ModelName::of(state.name).directory;
    model.latest = state.latest;
    model.deprecated = state.deprecated;
    model.updated = state.lastEvent;
    for (auto it = state.holders.begin(); it != state.holders.end(); ++it)
        model.stages.insert(it.key(), it.value().first());
    model.versionCount =
        int(std::count_if(state.versions.begin(), state.versions.end(),
                          [](const VersionRecord &each) { return each.registered && !each.deregistered; }));

    VT_TRY(const ModelFolder now, reader.folderNow(state.name));
    model.folder = now.folder;
    const VersionRecord *latest = state.version(state.latest);
    if (!now.isEmpty()) {
        describe(&model, now);
    } else if (latest) {
        // On another branch, or removed since: the last version still tells what it is.
        if (const auto there = reader.folder(latest->commit, state.name))
            describe(&model, *there);
    }
    if (!reader.head().isEmpty()) {
        const QStringList directories =
            model.directory.isEmpty() ? QStringList() : QStringList{model.directory};
        for (const Annotation &annotation : annotationsAt(reader.repository(), reader.head(), directories)) {
            if (annotation.name == state.name)
                describe(&model, annotation);
        }
    }
    if (!now.folder.isEmpty()) {
        VT_TRY(const QList<git::Commit> changes,
               reader.repository().historyOf(now.folder, reader.head(), 1, job));
        if (!changes.isEmpty() &&
            (!model.updated.isValid() || changes.first().committer.when > model.updated))
            model.updated = changes.first().committer.when;
    } else if (!model.updated.isValid()) {
        VT_TRY(const QList<VersionRecord> commits, reader.unregistered(state, job));
        if (!commits.isEmpty())
            model.updated = commits.first().date;
    }
    return model;
}

} // namespace

Result<QList<Model>> Library::models(const Job &job) const
{
    VT_TRY(const RegistryReader reader, RegistryReader::open(m_info));
    VT_TRY(const QList<TagRecord> tags, reader.tags({}, job));
    QMap<QString, ModelState> states = registryState(tags, reader.config().rules);
    VT_TRY(const QStringList names, reader.names(states));
    QList<Model> models;
    for (const QString &name : names) {
        VT_CHECK(job.check());
        ModelState state = states.value(name);
        state.name = name;
        VT_TRY(Model model, modelOf(reader, state, job));
        models.append(std::move(model));
        job.report(models.size(), names.size());
    }
    return models;
}

Result<Model> Library::model(const QString &name) const
{
    VT_TRY(const RegistryReader reader, RegistryReader::open(m_info));
    VT_TRY(const ModelState state, reader.state(name));
    return modelOf(reader, state, {});
}

Result<QList<Version>> Library::versions(const QString &model, const Job &job) const
{
    VT_TRY(const RegistryReader reader, RegistryReader::open(m_info));
    VT_TRY(const ModelState state, reader.state(model));
    QList<VersionRecord> records = state.versions;
    const bool anyRegistered = std::any_of(records.begin(), records.end(),
                                           [](const VersionRecord &each) { return each.registered; });
    if (!anyRegistered) {
        VT_TRY(const QList<VersionRecord> commits, reader.unregistered(state, job));
        for (const VersionRecord &commit : commits) {
            if (!state.version(commit.commit))
                records.append(commit);
        }
        std::stable_sort(records.begin(), records.end(),
                         [](const VersionRecord &a, const VersionRecord &b) { return a.date > b.date; });
    }
    QList<Version> versions;
    for (const VersionRecord &record : std::as_const(records)) {
        VT_CHECK(job.check());
        VT_TRY(Version version, reader.version(state, record));
        versions.append(std::move(version));
    }
    return versions;
}

Result<Version> Library::resolve(const ModelRef &ref) const
{
    VT_TRY(const RegistryReader reader, RegistryReader::open(m_info));
    VT_TRY(const ModelState state, reader.state(ref.model));
    QString wanted = ref.version.isEmpty() ? u"latest"_s : ref.version;
    if (!ref.stage.isEmpty()) {
        const QStringList holders = state.holders.value(ref.stage);
        if (holders.isEmpty()) {
            return Error{Error::Code::NotFound,
                         Text::tr("No version of %1 is in the stage “%2”.").arg(ref.model, ref.stage),
                         {}};
        }
        wanted = holders.first();
    }
    VT_TRY(const VersionRecord record, reader.find(state, wanted));
    return reader.version(state, record);
}

Result<VersionDetails> Library::details(const QString &model, const QString &version) const
{
    VT_TRY(const RegistryReader reader, RegistryReader::open(m_info));
    VT_TRY(const ModelState state, reader.state(model));
    VT_TRY(const VersionRecord record, reader.find(state, version));
    VersionDetails details;
    VT_TRY(details.version, reader.version(state, record));
    VT_TRY(const ModelFolder folder, reader.folder(record.commit, model));
    details.yaml = folder.yaml;
    details.metadata = parseMetadata(folder.yaml).value_or({});
    details.card = QString::fromUtf8(withoutFrontMatter(folder.card));
    for (const StoredFile &stored : folder.files)
        details.files.append(stored.file);
    details.artefact = folder.artefact;
    return details;
}

Result<QList<Event>> Library::history(const QString &model, const QString &stage) const
{
    VT_TRY(const RegistryReader reader, RegistryReader::open(m_info));
    VT_TRY(const ModelState state, reader.state(model));
    QList<Event> events = state.events;
    if (!stage.isEmpty())
        events.removeIf([&stage](const Event &event) { return event.stage != stage; });
    return events;
}

Result<QList<StageInterval>> Library::intervals(const QString &model) const
{
    VT_TRY(const RegistryReader reader, RegistryReader::open(m_info));
    VT_TRY(const ModelState state, reader.state(model));
    return state.intervals;
}

} // namespace vitrine::registry
