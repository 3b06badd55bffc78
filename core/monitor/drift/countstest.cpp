// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/countstest.h"

#include "core/base/text.h"
#include "core/monitor/drift/distance.h"
#include "core/monitor/drift/hypergeometric.h"
#include "core/monitor/drift/tail.h"

#include <algorithm>
#include <cmath>

namespace vitrine::monitor {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool isEmpty(const PairedCounts &counts)
{
    return !(counts.nReference > 0) || !(counts.nCurrent > 0);
}

TestScore nothingToTest()
{
    return TestScore::undefined(Text::tr("The reference or the period has no values."));
}

// A goodness-of-fit test from what one level adds to its statistic.
template<typename Part>
TestScore goodnessOfFit(const PairedCounts &counts, Part part)
{
    if (isEmpty(counts))
        return nothingToTest();
    if (counts.cells() < 2)
        return {0, 1, {}};
    const double scale = counts.nCurrent / counts.nReference;
    double statistic = 0;
    for (std::size_t i = 0; i < counts.cells(); ++i)
        statistic += part(counts.current[i], counts.reference[i] * scale);
    return {statistic, chiSquareTail(static_cast<double>(counts.cells() - 1), statistic), {}};
}

} // namespace

TestScore chiSquare(const PairedCounts &counts)
{
    return goodnessOfFit(counts, [](double observed, double expected) {
        if (expected == 0)
            return infinity;
        return (observed - expected) * (observed - expected) / expected;
    });
}

TestScore gTest(const PairedCounts &counts)
{
    return goodnessOfFit(counts, [](double observed, double expected) {
        if (observed == 0)
            return 0.0;
        return expected == 0 ? infinity : 2 * observed * std::log(observed / expected);
    });
}

TestScore zTest(const PairedCounts &counts)
{
    if (isEmpty(counts))
        return nothingToTest();
    if (counts.cells() > 2)
        return TestScore::undefined(Text::tr("The Z test compares two levels; there are %n.", nullptr,
                                             static_cast<int>(counts.cells())));
    if (counts.cells() < 2)
        return {0, 1, {}};
    const double reference = counts.reference[0] / counts.nReference;
    const double current = counts.current[0] / counts.nCurrent;
    const double pooled = (counts.reference[0] + counts.current[0]) / (counts.nReference + counts.nCurrent);
    const double deviation = std::sqrt(pooled * (1 - pooled) * (1 / counts.nReference + 1 / counts.nCurrent));
    if (!(deviation > 0))
        return {0, 1, {}};
    const double z = (reference - current) / deviation;
    return {z, 2 * normalTail(std::abs(z)), {}};
}

TestScore totalVariationTest(const PairedCounts &counts)
{
    constexpr int permutations = 1000;
    if (isEmpty(counts))
        return nothingToTest();
    const double observed = totalVariation(counts);
    // Dealing the values of both out again, as many to either side: the counts of the levels follow from
    // hypergeometric draws, one a level, so that it costs the same for a thousand rows and for a million.
    HypergeometricDraw draw;
    PairedCounts dealt = counts;
    int asLarge = 0;
    for (int permutation = 0; permutation < permutations; ++permutation) {
        double left = counts.nReference + counts.nCurrent;
        double wanted = counts.nReference;
        for (std::size_t i = 0; i < counts.cells(); ++i) {
            const double both = counts.reference[i] + counts.current[i];
            const double drawn = draw(both, left - both, wanted);
            dealt.reference[i] = drawn;
            dealt.current[i] = both - drawn;
            left -= both;
            wanted -= drawn;
        }
        asLarge += totalVariation(dealt) >= observed * (1 - 1e-12) ? 1 : 0;
    }
    return {observed, static_cast<double>(asLarge) / permutations, {}};
}

TestScore contingency(const PairedCounts &counts)
{
    if (isEmpty(counts))
        return nothingToTest();
    if (counts.cells() < 2)
        return {0, 1, {}};
    const double total = counts.nReference + counts.nCurrent;
    double statistic = 0;
    for (std::size_t i = 0; i < counts.cells(); ++i) {
        const double both = counts.reference[i] + counts.current[i];
        const double reference = both * counts.nReference / total;
        const double current = both * counts.nCurrent / total;
        statistic += (counts.reference[i] - reference) * (counts.reference[i] - reference) / reference +
                     (counts.current[i] - current) * (counts.current[i] - current) / current;
    }
    return {statistic, chiSquareTail(static_cast<double>(counts.cells() - 1), statistic), {}};
}

double cramersV(const PairedCounts &counts)
{
    return std::sqrt(contingency(counts).statistic / (counts.nReference + counts.nCurrent));
}

} // namespace vitrine::monitor
