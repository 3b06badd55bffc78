// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <limits>

namespace vitrine::monitor {

// What a two-sample test says. Distances have no p-value.
struct TestScore {
    double statistic = std::numeric_limits<double>::quiet_NaN();
    double p = std::numeric_limits<double>::quiet_NaN();
    QString why = {}; // one sentence when there is no value

    static TestScore undefined(const QString &why) { return {.why = why}; }
};

} // namespace vitrine::monitor
