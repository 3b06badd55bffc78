// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/backtest/rowsurvey.h"
#include "core/monitor/series.h"

namespace vitrine::monitor {

// A period of the matrix, the same for every version, before anything is measured in it.
struct MatrixCell {
    MetricPoint point; // but for the value
    qint64 group = 0;
    std::vector<qint64> groups; // whose rows it is made of
};

// One for every period of the survey; without periods a single one.
std::vector<MatrixCell> matrixCells(const RowSurvey &survey, const std::optional<Periods> &periods);

} // namespace vitrine::monitor
