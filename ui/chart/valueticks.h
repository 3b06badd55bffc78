// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace vitrine::ui {

struct ValueTick {
    double value = 0;
    QString label;
    bool operator==(const ValueTick &) const = default;
};

// What an axis shows and where its grid lines are.
struct ValueScale {
    double low = 0;
    double high = 1;
    QList<ValueTick> ticks;
};

// The values that are possible: a share lies in [0, 1], an error above 0.
struct ValueLimits {
    double lower = 0;
    double upper = 0;
};

// Round values (1, 2, 2.5 or 5 times a power of ten) from the one below `low` to the one above `high`, never
// beyond what is possible; zero is included when the values come near it. Labels share their decimals.
ValueScale valueScale(double low, double high, int mostTicks, const ValueLimits &limits);

// "1.5 k", "20 M" above 10,000, "2e-5" below 0.0001, else the given decimals.
QString axisNumber(double value, int decimals);

} // namespace vitrine::ui
