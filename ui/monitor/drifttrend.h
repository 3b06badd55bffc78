// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/xyplot.h"
#include "ui/monitor/driftmatrix.h"

#include <QTimeZone>

namespace vitrine::ui {

// What of a column is followed over the periods: what its test decides by, or how much it changed. Both have
// what drifted marked, whatever the threshold is of.
enum class TrendOf { Test, Effect };

// The line of one row of the matrix, with the threshold where it is of the same quantity; a p is on an axis
// of logarithms, where a threshold of 0.05 and a p of 1e-9 can both be seen. The chosen column is ringed.
XyPicture driftTrend(const DriftMatrix &matrix, int row, int column, TrendOf of, const QTimeZone &zone);

// Whether a test of the row decides by a p, so that test and effect are two quantities.
bool decidesByP(const DriftMatrix &matrix, int row);

} // namespace vitrine::ui
