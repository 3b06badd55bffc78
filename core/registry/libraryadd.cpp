// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/addition.h"
#include "core/registry/eventwriter.h"
#include "core/registry/library.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

Result<> checkName(const RegistryReader &reader, const QString &model)
{
    const QString tag = GtoTag{GtoTag::Kind::Register, model, u"v0.0.1"_s, {}, 0}.text();
    if (!isFullName(model) || !git::isValidTagName(tag)) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("“%1” cannot be a model's name. Use letters, digits, - _ and /, with a letter "
                              "or digit at both ends.")
                         .arg(model),
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

Result<SemVer> nextVersion(const ModelState &state, const AddRequest &request)
{
    if (request.version) {
        const QString name = request.version->text();
        const VersionRecord *existing = state.version(name);
        if (existing && !existing->lightweight) {
            return Error{
                Error::Code::Conflict,
                Text::tr("%1 of %2 exists already. Choose another version.").arg(name, request.model),
                {}};
        }
        return *request.version;
    }
    SemVer next(0, 0, 1);
    if (!state.greatest.isEmpty()) {
        VT_TRY(const SemVer greatest, SemVer::parse(state.greatest));
        next = greatest.bumped(request.bump);
    }
    // A deregistered version keeps its name.
    while (state.version(next.text()))
        next = next.bumped(Bump::Patch);
    return next;
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

git::Repository::Transaction transactionFor(const AddRequest &request, const ModelState &state,
                                            const SemVer &version, const QList<git::Change> &changes)
{
    const QString &model = request.model;
    const QString reason = request.message.trimmed();
    git::Repository::Transaction transaction;
    transaction.changes = changes;
    transaction.message = reason.isEmpty() ? u"Add %1 %2"_s.arg(model, version.text()) : request.message;
    QList<GtoTag> tags{{GtoTag::Kind::Register, model, version.text(), {}, 0}};
    for (const QString &stage : request.stages)
        tags.append({GtoTag::Kind::Assign, model, {}, stage, 0});
    int counter = state.nextCounter;
    for (const GtoTag &tag : std::as_const(tags)) {
        const bool hasReason = tag.kind == GtoTag::Kind::Register && !reason.isEmpty();
        transaction.tags.append({tagName(tag, state, &counter),
                                 {},
                                 hasReason ? request.message : defaultMessage(tag, version.text())});
    }
    transaction.when = eventTime(request.authorship, state, tags);
    transaction.by = request.authorship.by;
    return transaction;
}

// From what was written: looking it up would mean to read what others wrote as well.
Result<Added> addedVersion(const RegistryReader &reader, const AddRequest &request, const ModelState &state,
                           const SemVer &name, const git::Repository::Transaction &transaction,
                           const git::Written &written)
{
    VT_TRY(const git::Tag tag, reader.repository().tag(transaction.tags.first().name));
    VersionRecord record;
    record.name = name.text();
    record.commit = written.commit;
    record.tag = tag.name;
    record.object = tag.object;
    record.date = tag.tagger.when;
    record.author = tag.tagger.person.name;
    record.message = isDefaultMessage(tag.message) ? QString() : tag.message.trimmed();
    record.stages = request.stages;
    record.stages.sort();
    VT_TRY(const Version version, reader.version(state, record));
    return Added{version, written.tags};
}

} // namespace

Result<Added> Library::add(const AddRequest &request, const Job &job) const
{
    VT_TRY(const QList<SourceFile> sources, sourceFiles(request.files));
    QList<PlacedFile> files;
    std::optional<Error> conflict;
    std::pair<git::Oid, qsizetype> seen;
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, this->reader(job));
        // What can be refused is refused before gigabytes are copied.
        VT_CHECK(checkName(reader, request.model));
        VT_CHECK(checkStages(reader, request.stages));
        VT_TRY(const ModelState state, reader.tagged(request.model));
        VT_TRY(const SemVer version, nextVersion(state, request));
        const QString what = Text::tr("%1 %2 is not added").arg(request.model, version.text());
        // A conflict with another program's commit or tag is planned anew, one that stays is reported.
        if (conflict && seen == std::pair(reader.head(), state.events.size()))
            return conflict->within(what);
        seen = {reader.head(), state.events.size()};
        if (files.isEmpty()) {
            VT_TRY(files, storeFiles(sources, reader.store(), job));
        }
        VT_TRY(const QList<git::Change> changes, additionChanges(reader, request, files));
        VT_CHECK(job.check());

        git::Repository::Transaction transaction = transactionFor(request, state, version, changes);
        transaction.expectedHead = reader.head();
        const auto written = reader.repository().write(transaction);
        if (written)
            return addedVersion(reader, request, state, version, transaction, *written);
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(what);
        conflict = written.error();
    }
}

} // namespace vitrine::registry
