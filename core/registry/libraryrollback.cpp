// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"
#include "core/registry/rollbackdifference.h"
#include "core/registry/versionnote.h"

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

struct Side {
    Version version;
    Metadata metadata;
    QString problem; // why the metadata cannot be read
    ModelFolder folder;
};

Result<Side> sideOf(const RegistryReader &reader, const ModelState &state, const VersionRecord &record)
{
    Side side;
    VT_TRY(side.version, reader.version(state, record));
    VT_TRY(side.folder, reader.folder(record.commit, state.name));
    const auto metadata = parseMetadata(side.folder.yaml);
    const QString why = metadata ? side.folder.problem : metadata.error().message;
    if (metadata)
        side.metadata = *metadata;
    if (!why.isEmpty())
        side.problem =
            Text::tr("The metadata of %1 cannot be read, so its prototype and packages are not known: %2")
                .arg(record.name, why);
    return side;
}

bool isProtected(const RegistryReader &reader, const ModelState &state, const QString &stage)
{
    if (reader.rules().protectedStages.contains(stage))
        return true;
    const auto now = reader.folderNow(state.name);
    const auto metadata = now ? parseMetadata(now->yaml) : Result<Metadata>(Metadata{});
    return metadata && metadata->protectedStages.contains(stage);
}

} // namespace

Result<Version> Library::rollbackTarget(const QString &model, const QString &stage) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelState state, reader.state(model));
    const QString current = state.holders.value(stage).value(0);
    QString unfit;
    for (auto it = state.intervals.rbegin(); it != state.intervals.rend(); ++it) {
        if (it->stage != stage || it->version == current)
            continue;
        VT_TRY(const VersionRecord record, reader.find(state, it->version));
        if (record.deregistered)
            continue;
        VT_TRY(const Version candidate, reader.version(state, record));
        if (!isUnfit(candidate))
            return candidate;
        if (unfit.isEmpty())
            unfit = candidate.name;
    }
    if (!unfit.isEmpty()) {
        return Error{Error::Code::NotFound,
                     Text::tr("%1 was in the stage “%2” before, but its note says not to use it. Choose the "
                              "version to go back to.")
                         .arg(unfit, stage),
                     {}};
    }
    return Error{
        Error::Code::NotFound,
        Text::tr("No other version of %1 was in the stage “%2” before. Choose the version to go back to.")
            .arg(model, stage),
        {}};
}

Result<bool> Library::isProtectedStage(const QString &model, const QString &stage) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelState state, reader.state(model));
    return isProtected(reader, state, stage);
}

Result<RollbackPreview> Library::preview(const QString &model, const QString &stage,
                                         const QString &target) const
{
    if (!isStageName(stage))
        return Error{Error::Code::InvalidArgument, Text::tr("“%1” is not a stage's name.").arg(stage), {}};
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelState state, reader.state(model));
    VT_TRY(const VersionRecord targetRecord, reader.find(state, target));
    VT_TRY(const Side after, sideOf(reader, state, targetRecord));

    RollbackPreview preview;
    preview.model = model;
    preview.stage = stage;
    preview.target = after.version;
    preview.needsStageName = isProtected(reader, state, stage);
    if (!after.problem.isEmpty())
        preview.problems.append(after.problem);
    const QString holder = state.holders.value(stage).value(0);
    if (holder.isEmpty()) {
        preview.metrics = metricChanges({}, after.version.metrics);
        return preview;
    }
    VT_TRY(const VersionRecord currentRecord, reader.find(state, holder));
    VT_TRY(const Side before, sideOf(reader, state, currentRecord));
    preview.current = before.version;
    if (!before.problem.isEmpty())
        preview.problems.append(before.problem);
    if (preview.problems.isEmpty())
        preview.prototype = format::compare(before.metadata.prototype, after.metadata.prototype);
    else
        preview.prototype.verdict = format::Verdict::Breaking;
    preview.metrics = metricChanges(before.version.metrics, after.version.metrics);
    preview.packages = packageChanges(before.metadata.packages, after.metadata.packages);
    preview.files = fileChanges(before.folder.files, after.folder.files);
    preview.nothingToDo = holder == targetRecord.name;
    preview.isRollback = targetRecord.date < currentRecord.date;
    return preview;
}

} // namespace vitrine::registry
