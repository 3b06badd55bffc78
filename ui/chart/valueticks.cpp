// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/valueticks.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int mostSteps = 60;
constexpr double shortenFrom = 10000;

double niceStep(double span, int mostTicks)
{
    const double rough = span / std::max(1, mostTicks - 1);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= rough * 0.999999)
            return factor * power;
    }
    return 10 * power;
}

int decimalsOf(double step)
{
    int decimals = std::max(0, -int(std::floor(std::log10(step) + 1e-9)));
    const double scaled = step * std::pow(10.0, decimals);
    if (std::abs(scaled - std::round(scaled)) > 1e-6)
        ++decimals;
    return decimals;
}

} // namespace

QString axisNumber(double value, int decimals)
{
    const QLocale locale;
    if (value == 0)
        return locale.toString(0.0, 'f', decimals > 6 ? 0 : decimals);
    if (decimals > 6)
        return locale.toString(value, 'g', 3);
    const double size = std::abs(value);
    if (size < shortenFrom)
        return locale.toString(value, 'f', decimals);
    struct Prefix {
        double factor;
        char16_t letter;
    };
    static constexpr std::array<Prefix, 4> prefixes = {{{1e12, u'T'}, {1e9, u'G'}, {1e6, u'M'}, {1e3, u'k'}}};
    for (const Prefix &prefix : prefixes) {
        if (size >= prefix.factor) {
            if (size / prefix.factor >= 1e4)
                break;
            return locale.toString(value / prefix.factor, 'g', 4) + u'\u202F' + QChar(prefix.letter);
        }
    }
    return locale.toString(value, 'g', 3);
}

ValueScale valueScale(double low, double high, int mostTicks, const ValueLimits &limits)
{
    ValueScale scale;
    if (!std::isfinite(low) || !std::isfinite(high)) {
        low = std::isfinite(limits.lower) ? limits.lower : 0;
        high = std::isfinite(limits.upper) && limits.upper > low ? limits.upper : low + 1;
    }
    if (low > high)
        std::swap(low, high);
    const double size = std::max(std::abs(low), std::abs(high));
    if (high - low <= size * 1e-12) {
        const double room = size > 0 ? size * 0.1 : 1;
        low -= room;
        high += room;
    }
    // An axis that begins just above zero exaggerates; with zero in reach it costs little to show it.
    if (low > 0 && low < (high - low) * 0.6)
        low = 0;
    low = std::max(low, limits.lower);
    high = std::min(high, limits.upper);
    if (!(high > low)) {
        high = std::min(low + 1, limits.upper);
        low = high > low ? low : high - 1;
    }
    const double step = niceStep(high - low, mostTicks);
    scale.low = std::min(std::max(std::floor(low / step + 1e-9) * step, limits.lower), low);
    scale.high = std::max(std::min(std::ceil(high / step - 1e-9) * step, limits.upper), high);
    const int decimals = decimalsOf(step);
    const double first = std::ceil(scale.low / step - 1e-9);
    for (int i = 0; i < mostSteps; ++i) {
        const double value = (first + i) * step;
        if (value > scale.high + step * 1e-6)
            break;
        scale.ticks << ValueTick{value, axisNumber(std::abs(value) < step * 1e-6 ? 0 : value, decimals)};
    }
    return scale;
}

} // namespace vitrine::ui
