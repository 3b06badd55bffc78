// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/options.h"

#include <cmath>

namespace vitrine::monitor {

MetricValue MetricValue::undefined(const QString &estimator, const QString &why)
{
    return {std::numeric_limits<double>::quiet_NaN(), estimator, why};
}

double weightedMean(const std::vector<double> &values, const std::vector<double> &weights, bool dropUndefined)
{
    double total = 0;
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (weights[i] == 0 || (dropUndefined && std::isnan(values[i])))
            continue;
        total += weights[i];
        sum += values[i] * weights[i];
    }
    return total > 0 ? sum / total : std::numeric_limits<double>::quiet_NaN();
}

} // namespace vitrine::monitor
