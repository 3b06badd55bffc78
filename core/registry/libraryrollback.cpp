// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"
#include "core/registry/rollbackdifference.h"
#include "core/registry/rollbackoffer.h"

#include <optional>

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
    std::optional<Error> failed;
    const auto lookup = [&](const QString &name) -> std::optional<Version> {
        const auto record = reader.find(state, name);
        const auto version = record ? reader.version(state, *record) : Result<Version>(record.error());
        if (version)
            return *version;
        if (version.error().code != Error::Code::NotFound)
            failed = version.error();
        return {};
    };
    const RollbackOffer offer = rollbackOffer(state.intervals, stage, lookup);
    if (failed)
        return *failed;
    if (offer.version.isEmpty()) {
        return Error{Error::Code::NotFound,
                     Text::tr("%1: %2 Choose the version to go back to.").arg(model, offer.why),
                     {}};
    }
    VT_TRY(const VersionRecord record, reader.find(state, offer.version));
    return reader.version(state, record);
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
