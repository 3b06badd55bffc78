// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <functional>

namespace vitrine::registry {

// How often a write is planned anew when somebody else wrote first. Each time somebody got on, so this only
// ends what would wait for ever.
inline constexpr int writeAttempts = 50;

// A tag to be written; its counter is chosen when it is.
struct PlannedTag {
    GtoTag tag;
    QString commit;
    QString version; // for GTO's default message
};

struct PlannedEvents {
    QList<PlannedTag> tags; // at least one
    QString reason;         // becomes the message of every tag; empty: GTO's default messages
};

struct WrittenEvents {
    QStringList tags;
    QDateTime when; // of the last one
};

// Plans events from the state of the model as it then is, and writes them in one transaction; plans again
// when somebody else took a tag meanwhile.
using EventPlan = std::function<Result<PlannedEvents>(const RegistryReader &, const ModelState &)>;
Result<WrittenEvents> writeEvents(const std::function<Result<RegistryReader>()> &open, const QString &model,
                                  const QString &what, const Authorship &authorship, const EventPlan &plan);

// Adds tags to a transaction, with their time: now, but after everything that happened to the model before
// (the clock may have been set back), and in a later second than the last event of the same version or stage,
// and than the one before among these, because GTO orders events by the second alone. A time that the caller
// names is kept. Their names are those that GTO would choose: stages with a counter, others without as long
// as the name is free.
struct TagToWrite {
    GtoTag tag;
    QString commit; // empty: that of the transaction
    QString message;
};
void addTags(git::Repository::Transaction *transaction, const QList<TagToWrite> &tags,
             const ModelState &state, const Authorship &authorship);

} // namespace vitrine::registry
