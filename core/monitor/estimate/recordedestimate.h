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

// How well a version is likely doing on predictions whose truth is not known yet, recorded by servers or
// ingested: learnt from those of its own whose truth is. Classification by CBPE, which needs probabilities;
// regression by DLE, from the inputs where they were recorded and from the prediction. Points have the unit
// of their metric and are of the open rows of a period only (see EstimateRequest::Of::OpenRows), so that what
// was measured and what is estimated never speak of the same row.
//
// Nothing when every truth is known, when there is nothing, or when too few truths are known to learn from.
// `where` as of StoreConnection. Blocking.
Result<std::optional<EstimateReport>> estimateRecorded(const QString &where,
                                                       const RecordedEstimateRequest &request,
                                                       const Job &job = {});

} // namespace vitrine::monitor
