// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/transfer.h"
#include "core/base/text.h"
#include "core/registry/addition.h"
#include "core/registry/library.h"
#include "core/registry/newversion.h"

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

NewVersion newVersion(const AddRequest &request)
{
    return {request.model,   request.version, request.bump,
            request.message, request.stages,  request.authorship};
}

git::Repository::Transaction transactionFor(const NewVersion &wanted, const ModelState &state,
                                            const SemVer &version, const QList<git::Change> &changes,
                                            const git::Oid &head)
{
    git::Repository::Transaction transaction;
    transaction.expectedHead = head;
    transaction.changes = changes;
    transaction.message = wanted.message.trimmed().isEmpty()
                              ? u"Add %1 %2"_s.arg(wanted.model, version.text())
                              : wanted.message;
    tagVersion(&transaction, wanted, state, version, {});
    return transaction;
}

} // namespace

Result<Added> Library::add(const AddRequest &request, const Job &job) const
{
    VT_TRY(const QList<SourceFile> sources, sourceFiles(request.files));
    const NewVersion wanted = newVersion(request);
    QList<PlacedFile> files;
    std::optional<Error> conflict;
    std::pair<git::Oid, qsizetype> seen;
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, this->reader(job));
        // What can be refused is refused before gigabytes are copied.
        VT_CHECK(checkNewName(reader, request.model));
        VT_CHECK(checkStages(reader, request.stages));
        VT_TRY(const ModelState state, reader.tagged(request.model));
        VT_TRY(const SemVer version, nextVersion(state, wanted));
        const QString what = Text::tr("%1 %2 is not added").arg(request.model, version.text());
        // A conflict with another program's commit or tag is planned anew, one that stays is reported.
        if (conflict && seen == std::pair(reader.head(), state.events.size()))
            return conflict->within(what);
        seen = {reader.head(), state.events.size()};
        if (files.isEmpty()) {
            VT_TRY(files, storeFiles(sources, reader.store(), job));
        }
        VT_TRY(const QList<git::Change> changes, additionChanges(reader, request, files));
        if (changes.isEmpty())
            VT_CHECK(checkCommitIsFree(state, reader.head()));
        VT_CHECK(job.check());

        const auto written =
            reader.repository().write(transactionFor(wanted, state, version, changes, reader.head()));
        if (written) {
            checkOutFiles(reader, changes, job);
            return addedVersion(reader, wanted, state, version, reader.head(), *written);
        }
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(what);
        conflict = written.error();
    }
}

} // namespace vitrine::registry
