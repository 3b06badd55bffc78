// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/backtest/backtest.h"
#include "core/monitor/backtest/rowsurvey.h"
#include "core/monitor/measurepass.h"

namespace vitrine::monitor {

// A version whose model is loaded.
struct LoadedVersion {
    BacktestVersion version;
    std::shared_ptr<const Predictor> predictor;
};

// Whether the truth is classes: by levels that were given, its type, or because every model predicts classes.
bool isClassification(const Dataset &dataset, const BacktestRequest &request,
                      const QList<LoadedVersion> &versions);

// The columns to read, each as the models take it; where two want the same one as text and as a number, as
// text.
Result<Dataset> typedDataset(const Dataset &dataset, const BacktestRequest &request, bool classification,
                             const QList<LoadedVersion> &versions);
QStringList surveyColumns(const BacktestRequest &request, const QList<LoadedVersion> &versions);

// How one version is measured. Levels that its model knows come first.
MeasurePlan measurePlan(const BacktestRequest &request, bool classification, const QStringList &metrics,
                        const Predictor &predictor, const QStringList &truthLevels);

// What a metric depends on besides version and rows, as text.
QByteArray settingsText(const MeasurePlan &plan);

// Stands for a version, its settings and the rows of one slice of periods.
QByteArray cellKey(const LoadedVersion &version, const QByteArray &settings, const RowSurvey &survey,
                   const std::vector<int> &columns, std::span<const qint64> groups);

} // namespace vitrine::monitor
