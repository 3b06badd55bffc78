// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/commands/monitor/datasetarguments.h"
#include "core/monitor/drift/driftrun.h"

namespace vitrine::cli {

// --columns, --test, --threshold, --correction, --share, --checks.
void addDriftOptions(QCommandLineParser &parser);
// InvalidArgument names the option that makes no sense: wrong use.
Result<monitor::DriftOptions> driftOptionsOf(const QCommandLineParser &options);
QStringList columnsOf(const QCommandLineParser &options);

// --reference, --reference-periods, --baseline, --current, --data.
void addDriftInputOptions(QCommandLineParser &parser);
// WrongUse when the options do not say what is compared with what.
std::optional<WrongUse> checkDriftInput(const QStringList &words, const QCommandLineParser &options);

// InvalidArgument names the value that is none: wrong use.
Result<monitor::DriftBaseline> baselineOf(const QCommandLineParser &options);

// The new data and what they are compared with. Columns are read as the reference has them: numbers as
// numbers, texts as texts.
struct DriftInput {
    DatasetInput data;
    monitor::DriftReference reference;
};
// `words`: MODEL[@VERSION|#STAGE] or nothing.
Result<DriftInput> openDriftInput(const Context &context, const QStringList &words,
                                  const QCommandLineParser &options, const monitor::Periods &periods,
                                  const Job &job);

} // namespace vitrine::cli
