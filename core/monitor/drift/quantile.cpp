// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/quantile.h"

#include <cmath>
#include <limits>

namespace vitrine::monitor {

double quantile(const NumericDistribution &distribution, double share)
{
    return valueAt(distribution, (distribution.n - 1) * share);
}

double valueAt(const NumericDistribution &distribution, double place)
{
    if (distribution.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double below = std::floor(place);
    double passed = 0;
    for (std::size_t i = 0; i < distribution.values.size(); ++i) {
        passed += distribution.counts[i];
        if (passed <= below)
            continue;
        const double low = distribution.values[i];
        const bool sameAbove = passed > below + 1 || i + 1 == distribution.values.size();
        const double high = sameAbove ? low : distribution.values[i + 1];
        return low + (place - below) * (high - low);
    }
    return distribution.values.back();
}

} // namespace vitrine::monitor
