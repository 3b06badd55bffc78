// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/hypergeometric.h"

#include "core/monitor/sketch/splitmix.h"

#include <algorithm>
#include <cmath>

namespace vitrine::monitor {

double HypergeometricDraw::uniform()
{
    return static_cast<double>(splitMix(m_state) >> 11) * 0x1p-53;
}

double HypergeometricDraw::operator()(double marked, double others, double drawn)
{
    const double lowest = std::max(0.0, drawn - others);
    const double highest = std::min(marked, drawn);
    if (lowest >= highest)
        return lowest;
    const double mode =
        std::clamp(std::floor((drawn + 1) * (marked + 1) / (marked + others + 2)), lowest, highest);
    const auto logChoose = [](double n, double k) {
        return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    };
    const double peak = std::exp(logChoose(marked, mode) + logChoose(others, drawn - mode) -
                                 logChoose(marked + others, drawn));
    // Outwards from the mode on both sides, until the probabilities passed reach the number drawn.
    double left = uniform() - peak;
    double down = mode;
    double up = mode;
    double downShare = peak;
    double upShare = peak;
    while (left > 0) {
        if (up < highest) {
            upShare *= (marked - up) * (drawn - up) / ((up + 1) * (others - drawn + up + 1));
            ++up;
            left -= upShare;
            if (left <= 0)
                return up;
        }
        if (down > lowest) {
            downShare *= down * (others - drawn + down) / ((marked - down + 1) * (drawn - down + 1));
            --down;
            left -= downShare;
            if (left <= 0)
                return down;
        }
        if (up >= highest && down <= lowest) // rounding left a rest
            break;
    }
    return mode;
}

} // namespace vitrine::monitor
