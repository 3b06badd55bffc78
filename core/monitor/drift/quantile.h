// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/distribution.h"

namespace vitrine::monitor {

// R's quantile(type = 7), numpy's default; `share` from 0 to 1. NaN of nothing.
double quantile(const NumericDistribution &distribution, double share);

// The value at a place in the sorted values, from 0 to n - 1; between two places on the line between them.
double valueAt(const NumericDistribution &distribution, double place);

} // namespace vitrine::monitor
