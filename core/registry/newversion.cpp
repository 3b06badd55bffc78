// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/newversion.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::registry {

Result<> checkNewName(const RegistryReader &reader, const QString &model)
{
    const QString tag = GtoTag{GtoTag::Kind::Register, model, u"v0.0.1"_s, {}, 0}.text();
    if (!isFullName(model) || !git::isValidTagName(tag)) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("“%1” cannot be a model's name. Use letters, digits, - _ and /, with a letter "
                              "or digit at both ends.")
                         .arg(model),
                     {}};
    }
    // models/<name>/files/… belongs to another model.
    if (ModelName::of(model).name.split(u'/').contains(u"files"_s)) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("“%1” cannot be a model's name: “files” is where models keep their files.").arg(model),
            {}};
    }
    VT_TRY(const QStringList names, reader.index().modelNames());
    for (const QString &name : names) {
        if (name != model && name.compare(model, Qt::CaseInsensitive) == 0) {
            return Error{
                Error::Code::Conflict,
                Text::tr("There is a model “%1”, whose name differs in case only. Use that name or another.")
                    .arg(name),
                {}};
        }
    }
    return {};
}

Result<> checkStages(const RegistryReader &reader, const QStringList &stages)
{
    const QStringList allowed = reader.rules().stages;
    for (const QString &stage : stages) {
        if (!isStageName(stage))
            return Error{
                Error::Code::InvalidArgument, Text::tr("“%1” is not a stage's name.").arg(stage), {}};
        if (!allowed.isEmpty() && !allowed.contains(stage)) {
            return Error{Error::Code::InvalidArgument,
                         Text::tr("The stage “%1” is not one of those that .gto allows: %2.")
                             .arg(stage, allowed.join(u", "_s)),
                         {}};
        }
    }
    return {};
}

Result<SemVer> nextVersion(const ModelState &state, const NewVersion &wanted)
{
    if (wanted.version) {
        const QString name = wanted.version->text();
        const VersionRecord *existing = state.version(name);
        if (existing && !existing->lightweight) {
            return Error{Error::Code::Conflict,
                         Text::tr("%1 of %2 exists already. Choose another version.").arg(name, wanted.model),
                         {}};
        }
        return *wanted.version;
    }
    SemVer next(0, 0, 1);
    if (!state.greatest.isEmpty()) {
        VT_TRY(const SemVer greatest, SemVer::parse(state.greatest));
        next = greatest.bumped(wanted.bump);
    }
    // A deregistered version keeps its name.
    while (state.version(next.text()))
        next = next.bumped(Bump::Patch);
    return next;
}

Result<> checkCommitIsFree(const ModelState &state, const git::Oid &commit)
{
    for (const VersionRecord &each : state.versions) {
        if (each.commit != commit || each.tag.isEmpty() || each.lightweight)
            continue;
        return Error{
            Error::Code::Conflict,
            each.deregistered
                ? Text::tr("%1 of %2 was registered at that commit and deregistered. Register that "
                           "version again.")
                      .arg(each.name, state.name)
                : Text::tr("%1 of %2 is registered at that commit already.").arg(each.name, state.name),
            {}};
    }
    return {};
}

void tagVersion(git::Repository::Transaction *transaction, const NewVersion &wanted, const ModelState &state,
                const SemVer &version, const git::Oid &commit)
{
    const GtoTag registration{GtoTag::Kind::Register, wanted.model, version.text(), {}, 0};
    QList<TagToWrite> tags{
        {registration, commit,
         wanted.message.trimmed().isEmpty() ? defaultMessage(registration, version.text()) : wanted.message}};
    for (const QString &stage : wanted.stages) {
        const GtoTag assignment{GtoTag::Kind::Assign, wanted.model, {}, stage, 0};
        tags.append({assignment, commit, defaultMessage(assignment, version.text())});
    }
    addTags(transaction, tags, state, wanted.authorship);
}

Result<Added> addedVersion(const RegistryReader &reader, const NewVersion &wanted, const ModelState &state,
                           const SemVer &name, const git::Oid &commit, const git::Written &written)
{
    VT_TRY(const git::Tag tag, reader.repository().tag(written.tags.first()));
    VersionRecord record;
    record.name = name.text();
    record.commit = commit;
    record.tag = tag.name;
    record.object = tag.object;
    record.date = tag.tagger.when;
    record.author = tag.tagger.person.name;
    record.message = isDefaultMessage(tag.message) ? QString() : tag.message.trimmed();
    record.stages = wanted.stages;
    record.stages.sort();
    VT_TRY(const Version version, reader.version(state, record));
    return Added{version, written.tags};
}

} // namespace vitrine::registry
