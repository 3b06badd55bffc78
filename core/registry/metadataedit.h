// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/eventwriter.h"

#include <functional>

namespace vitrine::registry {

// Where the metadata of a model are, and what they are at HEAD: empty when there are none.
QString metadataPath(const QString &model);
Result<QByteArray> metadataNow(const RegistryReader &reader, const QString &model);

// What was written: no commit when every text stayed as it was.
struct MetadataWritten {
    QString commit;
    QStringList changed;
};

// Changes model.yaml of each model by `edit`, and the annotations with them, in one commit; tried again from
// what the files are then when somebody else committed meanwhile. NotFound when there is no such model.
using MetadataEdit = std::function<Result<QByteArray>(const QString &model, const QByteArray &yaml)>;
Result<MetadataWritten> editMetadata(const std::function<Result<RegistryReader>()> &open,
                                     const QStringList &models, const QString &message,
                                     const Authorship &authorship, const MetadataEdit &edit);

// Whatever is changed, in one commit, planned by `plan` from HEAD and planned again when HEAD moved. Nothing
// when it plans no change. `what`: for a write that fails, "The metadata of … are not saved".
struct PlannedCommit {
    QList<git::Change> changes;
    QString message;
};
using CommitPlan = std::function<Result<PlannedCommit>(const RegistryReader &)>;
Result<QString> writeCommit(const std::function<Result<RegistryReader>()> &open, const QString &what,
                            const Authorship &authorship, const CommitPlan &plan, const Job &job = {});

} // namespace vitrine::registry
