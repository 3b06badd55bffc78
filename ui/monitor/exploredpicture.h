// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/xyplot.h"
#include "ui/monitor/exploredcolumn.h"

namespace vitrine::ui {

// How one column is distributed: bars of a number or a time, or of the most frequent levels. Pure.
XyPicture distributionOf(const ExploredColumn &column, int look);
// A number or a time against another column, a point a row. Pure.
XyPicture scatterOf(const ExploredColumn &across, const ExploredColumn &up, int look);
// "4,321 values · 12 missing · from 0 to 9 · quartiles 1, 3, 5", or the levels of a text. Pure.
QString factsOf(const ExploredColumn &column);

} // namespace vitrine::ui
