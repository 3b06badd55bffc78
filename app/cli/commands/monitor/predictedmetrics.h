// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/datasetmeasure.h"
#include "core/registry/library.h"
#include "core/serving/enginesettings.h"

namespace vitrine::cli {

// Metrics of data that has a truth but no estimates: the version predicts them. InvalidArgument for what only
// data with estimates can have: groups, custom metrics, confidence intervals.
Result<monitor::Measurement> measurePredicted(const registry::Library &library, const QString &model,
                                              const registry::Version &version,
                                              const monitor::Dataset &dataset,
                                              const monitor::MeasureRequest &request,
                                              const serving::EngineChoices &engine, const Job &job);

} // namespace vitrine::cli
