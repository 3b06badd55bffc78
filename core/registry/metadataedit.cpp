// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/metadataedit.h"

#include "core/artifact/transfer.h"
#include "core/base/text.h"
#include "core/registry/addition.h"
#include "core/registry/annotationedit.h"

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

QString defaultMessageFor(const QStringList &models)
{
    if (models.size() == 1)
        return u"Edit the metadata of %1"_s.arg(models.first());
    return u"Edit the metadata of %1 models\n\n%2"_s.arg(models.size()).arg(models.join(u'\n'));
}

} // namespace

QString metadataPath(const QString &model)
{
    return ModelName::of(model).folder() + u"/model.yaml"_s;
}

Result<QByteArray> metadataNow(const RegistryReader &reader, const QString &model)
{
    if (reader.head().isEmpty())
        return QByteArray();
    auto text = reader.repository().file(reader.head(), metadataPath(model));
    if (!text && text.error().code == Error::Code::NotFound)
        return QByteArray();
    return text;
}

Result<QString> writeCommit(const std::function<Result<RegistryReader>()> &open, const QString &what,
                            const Authorship &authorship, const CommitPlan &plan, const Job &job)
{
    std::optional<Error> conflict;
    git::Oid conflictHead;
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, open());
        if (conflict && reader.head() == conflictHead)
            return conflict->within(what); // nobody else moved it
        VT_TRY(const PlannedCommit planned, plan(reader));
        if (planned.changes.isEmpty())
            return QString();
        git::Repository::Transaction transaction;
        transaction.expectedHead = reader.head();
        transaction.changes = planned.changes;
        transaction.message = planned.message;
        transaction.when = authorship.when;
        transaction.by = authorship.by;
        conflictHead = reader.head();
        const auto written = reader.repository().write(transaction);
        if (written) {
            checkOutFiles(reader, planned.changes, job);
            return written->commit;
        }
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(what);
        conflict = written.error();
    }
}

Result<MetadataWritten> editMetadata(const std::function<Result<RegistryReader>()> &open,
                                     const QStringList &models, const QString &message,
                                     const Authorship &authorship, const MetadataEdit &edit)
{
    MetadataWritten done;
    const auto plan = [&](const RegistryReader &reader) -> Result<PlannedCommit> {
        PlannedCommit planned;
        AnnotationEdits annotations(reader.repository(), reader.head());
        done.changed.clear();
        for (const QString &model : models) {
            VT_CHECK(reader.state(model));
            VT_TRY(const QByteArray before, metadataNow(reader, model));
            VT_TRY(const QByteArray after, edit(model, before));
            if (after == before)
                continue;
            done.changed.append(model);
            git::Change change;
            change.path = metadataPath(model);
            change.content = after;
            planned.changes.append(change);
            annotations.apply(
                model,
                annotationChange(parseMetadata(before).value_or({}), parseMetadata(after).value_or({})),
                UnlessAnnotated::LeaveOut);
        }
        planned.changes += annotations.changes();
        planned.message = message.isEmpty() ? defaultMessageFor(done.changed) : message;
        return planned;
    };
    const QString what = models.size() == 1 ? Text::tr("The metadata of %1 is not saved").arg(models.first())
                                            : Text::tr("The metadata is not saved");
    VT_TRY(done.commit, writeCommit(open, what, authorship, plan));
    return done;
}

} // namespace vitrine::registry
