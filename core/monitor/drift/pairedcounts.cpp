// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/pairedcounts.h"

#include "core/monitor/drift/jointwalk.h"
#include "core/monitor/drift/quantile.h"

#include <algorithm>
#include <cmath>

namespace vitrine::monitor {

namespace {

using Numbers = const NumericDistribution &;

// numpy.histogram_bin_edges(…, bins="sturges") over [first, last].
std::vector<double> sturgesEdges(double n, double first, double last)
{
    double bins = 1;
    if (first == last) {
        first -= 0.5;
        last += 0.5;
    } else {
        const double width = (last - first) / (std::log2(n) + 1);
        bins = std::ceil((last - first) / width);
    }
    const double step = (last - first) / bins;
    std::vector<double> edges;
    for (double i = 0; i < bins; ++i)
        edges.push_back(i * step + first);
    edges.push_back(last);
    return edges;
}

// How many values lie below each edge, from a sketch: on lines between the middles of the weights. A weight
// as a whole at its value would make the bins of the tails empty or much too full.
std::vector<double> interpolatedBelow(Numbers numbers, const std::vector<double> &edges)
{
    std::vector<double> result;
    std::size_t i = 0;
    double passed = 0; // before value i
    double previousMiddle = 0;
    for (const double edge : edges) {
        while (i < numbers.values.size() && numbers.values[i] <= edge) {
            previousMiddle = passed + numbers.counts[i] / 2;
            passed += numbers.counts[i++];
        }
        if (i == 0 || i == numbers.values.size()) {
            result.push_back(i == 0 ? 0 : numbers.n);
            continue;
        }
        const double share = (edge - numbers.values[i - 1]) / (numbers.values[i] - numbers.values[i - 1]);
        result.push_back(previousMiddle + share * (passed + numbers.counts[i] / 2 - previousMiddle));
    }
    return result;
}

// The counts between edges of which the outer ones do not matter.
std::vector<double> interpolatedCounts(Numbers numbers, const std::vector<double> &inner)
{
    std::vector<double> counts;
    double before = 0;
    for (const double below : interpolatedBelow(numbers, inner)) {
        counts.push_back(below - before);
        before = below;
    }
    counts.push_back(numbers.n - before);
    return counts;
}

// numpy.histogram(): a bin takes its lower edge, the last one both.
std::vector<double> countBetween(Numbers numbers, const std::vector<double> &edges)
{
    if (numbers.rankError > 0)
        return interpolatedCounts(numbers, {edges.begin() + 1, edges.end() - 1});
    std::vector<double> counts(edges.size() - 1, 0.0);
    std::size_t bin = 0;
    for (std::size_t i = 0; i < numbers.values.size(); ++i) {
        while (bin + 1 < counts.size() && numbers.values[i] >= edges[bin + 1])
            ++bin;
        counts[bin] += numbers.counts[i];
    }
    return counts;
}

// Open at both ends: a bin takes its upper edge.
std::vector<double> countUpTo(Numbers numbers, const std::vector<double> &inner)
{
    if (numbers.rankError > 0)
        return interpolatedCounts(numbers, inner);
    std::vector<double> counts(inner.size() + 1, 0.0);
    std::size_t bin = 0;
    for (std::size_t i = 0; i < numbers.values.size(); ++i) {
        while (bin < inner.size() && numbers.values[i] > inner[bin])
            ++bin;
        counts[bin] += numbers.counts[i];
    }
    return counts;
}

std::vector<double> deciles(Numbers reference)
{
    std::vector<double> inner;
    for (int i = 1; i < 10; ++i) {
        const double edge = valueAt(reference, (reference.n - 1) * i / 10); // exact where it is a value
        if (edge > reference.values.front() && edge < reference.values.back() &&
            (inner.empty() || edge > inner.back()))
            inner.push_back(edge);
    }
    return inner;
}

std::vector<double> tenths(Numbers reference)
{
    const double first = reference.values.front();
    const double step = (reference.values.back() - first) / 10;
    std::vector<double> inner;
    for (int i = 1; i < 10 && step > 0; ++i)
        inner.push_back(i * step + first);
    return inner;
}

double distinctOfBoth(Numbers reference, Numbers current)
{
    double distinct = 0;
    walkJointly(reference, current, [&](const JointValue &) { ++distinct; });
    return distinct;
}

} // namespace

PairedCounts pairLevels(const CategoryDistribution &reference, const CategoryDistribution &current)
{
    PairedCounts result{.nReference = reference.n, .nCurrent = current.n};
    std::size_t r = 0;
    std::size_t c = 0;
    while (r < reference.levels.size() || c < current.levels.size()) {
        const bool fromReference = c == current.levels.size() ||
                                   (r < reference.levels.size() && reference.levels[r] <= current.levels[c]);
        const bool fromCurrent = r == reference.levels.size() ||
                                 (c < current.levels.size() && current.levels[c] <= reference.levels[r]);
        result.reference.push_back(fromReference ? reference.counts[r++] : 0);
        result.current.push_back(fromCurrent ? current.counts[c++] : 0);
    }
    return result;
}

PairedCounts pairValues(Numbers reference, Numbers current)
{
    PairedCounts result{.nReference = reference.n, .nCurrent = current.n};
    walkJointly(reference, current, [&](const JointValue &at) {
        result.reference.push_back(at.reference);
        result.current.push_back(at.current);
    });
    return result;
}

PairedCounts pairBins(Numbers reference, Numbers current, Binning binning)
{
    constexpr std::size_t fewDistinct = 20;
    if (reference.empty() || current.empty() ||
        (binning == Binning::Evidently && reference.values.size() <= fewDistinct))
        return pairValues(reference, current);
    PairedCounts result{.nReference = reference.n, .nCurrent = current.n};
    if (binning == Binning::ReferenceQuantiles || binning == Binning::ReferenceWidth) {
        const std::vector<double> inner =
            binning == Binning::ReferenceQuantiles ? deciles(reference) : tenths(reference);
        result.reference = countUpTo(reference, inner);
        result.current = countUpTo(current, inner);
        return result;
    }
    const double n =
        binning == Binning::Evidently ? reference.n + current.n : distinctOfBoth(reference, current);
    const std::vector<double> edges =
        sturgesEdges(n, std::min(reference.values.front(), current.values.front()),
                     std::max(reference.values.back(), current.values.back()));
    result.reference = countBetween(reference, edges);
    result.current = countBetween(current, edges);
    return result;
}

} // namespace vitrine::monitor
