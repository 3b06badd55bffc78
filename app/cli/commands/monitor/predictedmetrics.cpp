// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/predictedmetrics.h"

#include "app/cli/commands/monitor/backtestversions.h"
#include "core/base/text.h"
#include "core/monitor/backtest/backtest.h"

namespace vitrine::cli {

Result<monitor::Measurement> measurePredicted(const registry::Library &library, const QString &model,
                                              const registry::Version &version,
                                              const monitor::Dataset &dataset,
                                              const monitor::MeasureRequest &request,
                                              const serving::EngineChoices &engine, const Job &job)
{
    if (!request.roles.group.isEmpty() || !request.custom.isEmpty() || request.intervals.wanted())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The model predicts these rows, so that there are no groups, custom metrics or "
                              "intervals. Name the column of estimates with --estimate."),
                     {}};
    monitor::BacktestRequest backtest;
    backtest.model = model;
    backtest.roles = request.roles;
    backtest.periods = request.periods;
    backtest.metrics = request.metrics;
    backtest.options = request.options;
    backtest.levels = request.levels;
    VT_TRY(const QList<monitor::BacktestVersion> versions,
           backtestVersions(library, model, {version.name}, engine, job));
    VT_TRY(const monitor::Backtest result, monitor::backtest(dataset, versions, backtest, job));
    if (!result.failures.isEmpty())
        return Error{Error::Code::Unsupported,
                     Text::tr("%1@%2 cannot predict these rows: %3")
                         .arg(model, version.name, result.failures.constFirst().why),
                     {}};
    monitor::Measurement measured;
    measured.series = result.series;
    measured.problems = result.problems;
    measured.problems.droppedRows += result.withoutTime;
    measured.notes = result.notes;
    return measured;
}

} // namespace vitrine::cli
