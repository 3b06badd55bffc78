// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/distance.h"

#include "core/monitor/drift/jointwalk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace vitrine::monitor {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Numbers = const NumericDistribution &;

// ∫ of a function of F - G over the line.
template<typename Function>
double integral(Numbers reference, Numbers current, Function function)
{
    if (reference.empty() || current.empty())
        return nan;
    double sum = 0;
    double before = 0;
    double difference = 0;
    bool first = true;
    walkJointly(reference, current, [&](const JointValue &at) {
        if (!first)
            sum += function(difference) * (at.value - before);
        first = false;
        before = at.value;
        difference =
            (at.referenceBelow + at.reference) / reference.n - (at.currentBelow + at.current) / current.n;
    });
    return sum;
}

using Shares = std::vector<double>;

Shares shares(const std::vector<double> &counts, double n)
{
    Shares result(counts.size());
    std::transform(counts.begin(), counts.end(), result.begin(), [n](double count) { return count / n; });
    return result;
}

Shares filled(Shares shares, ZeroFill fill)
{
    constexpr double smallShare = 1e-4;
    if (fill == ZeroFill::Floor) {
        for (double &share : shares)
            share = std::max(share, smallShare);
        return shares;
    }
    double smallest = 1;
    for (const double share : shares) {
        if (share > 0)
            smallest = std::min(smallest, share);
    }
    const double substitute = smallest <= smallShare ? smallest / 1e6 : smallShare;
    for (double &share : shares) {
        if (share == 0)
            share = substitute;
    }
    return shares;
}

bool isEmpty(const PairedCounts &counts)
{
    return !(counts.nReference > 0) || !(counts.nCurrent > 0);
}

Shares normalised(Shares shares)
{
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double &share : shares)
        share /= sum;
    return shares;
}

} // namespace

double wassersteinDistance(Numbers reference, Numbers current)
{
    return integral(reference, current, [](double difference) { return std::abs(difference); });
}

double normedWasserstein(Numbers reference, Numbers current)
{
    return wassersteinDistance(reference, current) / std::max(std::sqrt(reference.variance), 0.001);
}

double energyDistance(Numbers reference, Numbers current)
{
    return std::sqrt(2 *
                     integral(reference, current, [](double difference) { return difference * difference; }));
}

double kolmogorovDistance(Numbers reference, Numbers current)
{
    if (reference.empty() || current.empty())
        return nan;
    double distance = 0;
    walkJointly(reference, current, [&](const JointValue &at) {
        const double difference =
            (at.referenceBelow + at.reference) / reference.n - (at.currentBelow + at.current) / current.n;
        distance = std::max(distance, std::abs(difference));
    });
    return distance;
}

double populationStability(const PairedCounts &counts, ZeroFill fill)
{
    if (isEmpty(counts))
        return nan;
    const Shares reference = filled(shares(counts.reference, counts.nReference), fill);
    const Shares current = filled(shares(counts.current, counts.nCurrent), fill);
    double sum = 0;
    for (std::size_t i = 0; i < reference.size(); ++i)
        sum += (reference[i] - current[i]) * std::log(reference[i] / current[i]);
    return sum;
}

double kullbackLeibler(const PairedCounts &counts, ZeroFill fill)
{
    if (isEmpty(counts))
        return nan;
    const Shares reference = normalised(filled(shares(counts.reference, counts.nReference), fill));
    const Shares current = normalised(filled(shares(counts.current, counts.nCurrent), fill));
    double sum = 0;
    for (std::size_t i = 0; i < reference.size(); ++i)
        sum += reference[i] * std::log(reference[i] / current[i]);
    return sum;
}

double jensenShannon(const PairedCounts &counts)
{
    if (isEmpty(counts))
        return nan;
    const Shares reference = normalised(shares(counts.reference, counts.nReference));
    const Shares current = normalised(shares(counts.current, counts.nCurrent));
    const auto entropy = [](double share, double middle) {
        return share > 0 ? share * std::log(share / middle) : 0.0;
    };
    double sum = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double middle = (reference[i] + current[i]) / 2;
        sum += entropy(reference[i], middle) + entropy(current[i], middle);
    }
    return std::sqrt(std::max(sum, 0.0) / 2);
}

double hellinger(const PairedCounts &counts)
{
    if (isEmpty(counts))
        return nan;
    double overlap = 0;
    for (std::size_t i = 0; i < counts.cells(); ++i)
        overlap += std::sqrt(counts.reference[i] / counts.nReference * (counts.current[i] / counts.nCurrent));
    return std::sqrt(1 - std::clamp(overlap, 0.0, 1.0));
}

double totalVariation(const PairedCounts &counts)
{
    if (isEmpty(counts))
        return nan;
    double sum = 0;
    for (std::size_t i = 0; i < counts.cells(); ++i)
        sum += std::abs(counts.reference[i] / counts.nReference - counts.current[i] / counts.nCurrent);
    return sum / 2;
}

double largestShift(const PairedCounts &counts)
{
    if (isEmpty(counts))
        return nan;
    double largest = 0;
    for (std::size_t i = 0; i < counts.cells(); ++i)
        largest = std::max(
            largest, std::abs(counts.reference[i] / counts.nReference - counts.current[i] / counts.nCurrent));
    return largest;
}

} // namespace vitrine::monitor
