// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/estimaterun.h"
#include "core/monitor/target.h"

#include <optional>

namespace vitrine::monitor {

struct RecordedEstimateRequest {
    QString model;
    QString version;
    Target target; // order of a classification's levels
    QStringList metrics;
    Periods periods;
};

// How well a version is likely doing on predictions whose truth is not known yet: learnt from its own
// recorded predictions whose truth is, inputs included. Nothing when every truth is known, when nothing was
// recorded, or when too few truths are known to learn from. `storePath` is a SQLite file. Blocking.
Result<std::optional<EstimateReport>> estimateRecorded(const QString &storePath,
                                                       const RecordedEstimateRequest &request,
                                                       const Job &job = {});

} // namespace vitrine::monitor
