// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/backtest/predictor.h"
#include "core/registry/library.h"

namespace vitrine::cli {

// The registered versions of a model, oldest first, or those that are named, in that order; their models are
// loaded when they are asked for.
Result<QList<monitor::BacktestVersion>> backtestVersions(const registry::Library &library,
                                                         const QString &model, const QStringList &names);

} // namespace vitrine::cli
