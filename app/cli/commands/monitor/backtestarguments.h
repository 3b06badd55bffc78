// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/commands/monitor/datasetarguments.h"
#include "core/monitor/backtest/backtest.h"

namespace vitrine::cli {

// --data, --levels, --event, --versions, --no-cache, the columns, and how models are run.
void addBacktestOptions(QCommandLineParser &parser);

// What backtest and bisect have in common: the data, the versions, and the request without periods and
// metrics.
struct BacktestInput {
    DatasetInput data;
    monitor::BacktestRequest request;
    QList<monitor::BacktestVersion> versions;
};
Result<BacktestInput> openBacktestInput(const registry::Library &library, const QString &model,
                                        const QCommandLineParser &options, const Job &job);

// What there is to tell besides the result, to standard error.
void tell(const Context &context, const monitor::Backtest &result);

} // namespace vitrine::cli
