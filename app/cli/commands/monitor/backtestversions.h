// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/backtest/predictor.h"
#include "core/registry/library.h"
#include "core/serving/enginesettings.h"

namespace vitrine::cli {

// The registered versions of a model, oldest first, or those that are named, in that order; their models are
// loaded when they are asked for. Code in a model runs only when the user's trust ledger says so.
Result<QList<monitor::BacktestVersion>> backtestVersions(const registry::Library &library,
                                                         const QString &model, const QStringList &names,
                                                         const serving::EngineChoices &choices,
                                                         const Job &job);

} // namespace vitrine::cli
