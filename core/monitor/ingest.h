// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/store.h"

#include <optional>

namespace vitrine::monitor {

// What to take from a dataset into the store, and for which version.
struct IngestRequest {
    QString model;
    QString version;
    // The time; a truth, an estimate or both. With an id and no estimate the truths belong to observations
    // that were recorded before.
    Roles roles;
    QStringList levels;                 // of a classification, event first; empty: the store's, else sorted
    std::optional<bool> classification; // not set: as the store knows it, else by the columns
    // Rows without an id whose time is not behind the last observation of the version: they may be there
    // already.
    enum class Overlap { Refuse, OnlyNew, Add } overlap = Overlap::Refuse;
};

struct IngestSummary {
    qint64 rows = 0;       // that were taken in
    qint64 skipped = 0;    // not newer than what is there (OnlyNew)
    qint64 unknownIds = 0; // truths of no recorded observation
    QDateTime from;        // of the rows taken in
    QDateTime to;
    DatasetProblems problems; // also rows without a time, and truths of unknown ids
    QStringList notes;
};

// Blocking. Rows go in by the ten thousand, each batch one transaction: when it is stopped or fails, what was
// written stays, and OnlyNew goes on from there. Conflict when rows may be there already and nothing is said
// about it.
Result<IngestSummary> ingestDataset(Store &store, const Dataset &dataset, const IngestRequest &request,
                                    const Job &job = {});

} // namespace vitrine::monitor
