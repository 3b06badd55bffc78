// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/numerictest.h"

#include "core/base/text.h"
#include "core/monitor/drift/jointwalk.h"
#include "core/monitor/drift/kolmogorov.h"
#include "core/monitor/drift/rankdistribution.h"
#include "core/monitor/drift/tail.h"

#include <array>
#include <cmath>
#include <numeric>

namespace vitrine::monitor {

namespace {

using Numbers = const NumericDistribution &;

TestScore tooFew(int needed)
{
    return TestScore::undefined(
        Text::tr("The reference or the period has fewer than %n values.", nullptr, needed));
}

std::int64_t whole(double count)
{
    return std::llround(count);
}

// Σ over t = 1…count of (center - t)².
long double squaredSteps(long double center, long double count)
{
    return count * center * center - center * count * (count + 1) + count * (count + 1) * (2 * count + 1) / 6;
}

// The parabola of least squares through Scholz and Stephens' table for two samples: ln of the level of
// significance by the critical value.
double andersonTail(double statistic)
{
    constexpr std::array<double, 7> levels{0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
    constexpr std::array<double, 7> b0{0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    constexpr std::array<double, 7> b1{-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    constexpr std::array<double, 7> b2{-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};
    std::array<double, 7> critical{};
    for (std::size_t i = 0; i < critical.size(); ++i)
        critical[i] = b0[i] + b1[i] + b2[i];
    if (statistic < critical.front())
        return levels.front();
    if (statistic > critical.back())
        return levels.back();
    // Orthogonal polynomials on the seven points, so that no system of equations has to be solved.
    const double center = std::accumulate(critical.begin(), critical.end(), 0.0) / 7;
    double squares = 0;
    double cubes = 0;
    for (const double value : critical) {
        squares += std::pow(value - center, 2);
        cubes += std::pow(value - center, 3);
    }
    const auto parabola = [&](double x) {
        return (x - center) * (x - center) - cubes / squares * (x - center) - squares / 7;
    };
    double constant = 0;
    double slope = 0;
    double bend = 0;
    double bendSquares = 0;
    for (std::size_t i = 0; i < critical.size(); ++i) {
        const double y = std::log(levels[i]);
        constant += y / 7;
        slope += y * (critical[i] - center) / squares;
        bend += y * parabola(critical[i]);
        bendSquares += std::pow(parabola(critical[i]), 2);
    }
    return std::exp(constant + slope * (statistic - center) + bend / bendSquares * parabola(statistic));
}

// The variance of the Anderson–Darling statistic of two samples.
double andersonVariance(double m, double n)
{
    const double total = m + n;
    const auto count = static_cast<std::int64_t>(total);
    double harmonic = 0; // 1/(N-1) + … + 1/2
    double g = 0;
    for (std::int64_t i = 2; i < count; ++i) {
        harmonic += 1 / (total - static_cast<double>(i) + 1);
        g += harmonic / static_cast<double>(i);
    }
    const double h = harmonic + 1;
    const double sizes = 1 / m + 1 / n;
    const double a = (4 * g - 6) + (10 - 6 * g) * sizes;
    const double b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * sizes - 8 * h + 4 * g - 6;
    const double c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * sizes + 4 * h;
    const double d = (2 * h + 6) * 4 - 8 * h;
    return (((a * total + b) * total + c) * total + d) / ((total - 1) * (total - 2) * (total - 3));
}

} // namespace

TestScore kolmogorovSmirnov(Numbers reference, Numbers current)
{
    constexpr double largestExact = 10'000;
    if (reference.empty() || current.empty())
        return tooFew(1);
    double distance = 0;
    walkJointly(reference, current, [&](const JointValue &at) {
        const double difference =
            (at.referenceBelow + at.reference) / reference.n - (at.currentBelow + at.current) / current.n;
        distance = std::max(distance, std::abs(difference));
    });
    const std::int64_t m = whole(reference.n);
    const std::int64_t n = whole(current.n);
    if (std::max(reference.n, current.n) <= largestExact) {
        const double common = static_cast<double>(m / std::gcd(m, n)) * current.n;
        const double steps = std::round(distance * common);
        return {steps / common, twoSampleKolmogorovTail(m, n, whole(steps)), {}};
    }
    const double effective = reference.n * current.n / (reference.n + current.n);
    return {distance, kolmogorovTail(whole(std::nearbyint(effective)), distance), {}};
}

TestScore cramerVonMises(Numbers reference, Numbers current)
{
    constexpr double largestExact = 20;
    if (reference.n < 2 || current.n < 2)
        return tooFew(2);
    long double referenceSum = 0;
    long double currentSum = 0;
    walkJointly(reference, current, [&](const JointValue &at) {
        const long double tied = at.reference + at.current;
        const long double rank = at.referenceBelow + at.currentBelow + (tied + 1) / 2;
        referenceSum += squaredSteps(rank - at.referenceBelow, at.reference);
        currentSum += squaredSteps(rank - at.currentBelow, at.current);
    });
    const long double u = reference.n * referenceSum + current.n * currentSum;
    const long double product = static_cast<long double>(reference.n) * current.n;
    const long double total = static_cast<long double>(reference.n) + current.n;
    const auto statistic = static_cast<double>(u / (product * total) - (4 * product - 1) / (6 * total));
    if (std::max(reference.n, current.n) <= largestExact) {
        const double p = cramerVonMisesExactTail(static_cast<int>(reference.n), static_cast<int>(current.n),
                                                 static_cast<double>(u));
        return {statistic, p, {}};
    }
    const double expected = static_cast<double>((1 + 1 / total) / 6);
    const long double squares =
        static_cast<long double>(reference.n) * reference.n + static_cast<long double>(current.n) * current.n;
    const double variance = static_cast<double>(
        (total + 1) * (4 * product * total - 3 * squares - 2 * product) / (180 * total * total * product));
    const double normalised = 1.0 / 6 + (statistic - expected) / std::sqrt(45 * variance);
    return {statistic, cramerVonMisesLimitTail(normalised), {}};
}

TestScore andersonDarling(Numbers reference, Numbers current)
{
    if (reference.empty() || current.empty() || reference.n + current.n < 4)
        return tooFew(2);
    const double total = reference.n + current.n;
    double referenceSum = 0;
    double currentSum = 0;
    std::size_t distinct = 0;
    walkJointly(reference, current, [&](const JointValue &at) {
        const double tied = at.reference + at.current;
        const double rank = at.referenceBelow + at.currentBelow + tied / 2;
        const double spread = rank * (total - rank) - total * tied / 4;
        ++distinct;
        if (spread <= 0)
            return;
        const double referenceGap = total * (at.referenceBelow + at.reference / 2) - rank * reference.n;
        const double currentGap = total * (at.currentBelow + at.current / 2) - rank * current.n;
        referenceSum += tied / total * referenceGap * referenceGap / spread;
        currentSum += tied / total * currentGap * currentGap / spread;
    });
    if (distinct < 2)
        return TestScore::undefined(Text::tr("All values are the same."));
    const double sum = (referenceSum / reference.n + currentSum / current.n) * (total - 1) / total;
    const double statistic = (sum - 1) / std::sqrt(andersonVariance(reference.n, current.n));
    return {statistic, andersonTail(statistic), {}};
}

TestScore mannWhitney(Numbers reference, Numbers current)
{
    constexpr double largestExact = 8;
    constexpr double largestLogOrders = 36; // whole numbers that a double holds
    if (reference.empty() || current.empty())
        return tooFew(1);
    const double m = reference.n;
    const double n = current.n;
    double ranks = 0; // of the reference
    double ties = 0;
    walkJointly(reference, current, [&](const JointValue &at) {
        const double tied = at.reference + at.current;
        ranks += at.reference * (at.referenceBelow + at.currentBelow + (tied + 1) / 2);
        ties += tied * tied * tied - tied;
    });
    const double u = ranks - m * (m + 1) / 2;
    const double larger = std::max(u, m * n - u);
    const double logOrders = std::lgamma(m + n + 1) - std::lgamma(m + 1) - std::lgamma(n + 1);
    if (std::min(m, n) <= largestExact && ties == 0 && logOrders < largestLogOrders)
        return {u, std::min(1.0, 2 * mannWhitneyExactTail(whole(m), whole(n), whole(larger))), {}};
    const double deviation = std::sqrt(m * n / 12 * ((m + n + 1) - ties / ((m + n) * (m + n - 1))));
    if (!(deviation > 0))
        return TestScore::undefined(Text::tr("All values are the same."));
    return {u, std::min(1.0, 2 * normalTail((larger - m * n / 2 - 0.5) / deviation)), {}};
}

TestScore studentT(Numbers reference, Numbers current)
{
    const double freedom = reference.n + current.n - 2;
    if (reference.empty() || current.empty() || freedom < 1)
        return tooFew(2);
    const double pooled = (reference.variance * reference.n + current.variance * current.n) / freedom;
    const double deviation = std::sqrt(pooled * (1 / reference.n + 1 / current.n));
    if (!(deviation > 0))
        return TestScore::undefined(Text::tr("The values do not vary."));
    const double t = (reference.mean - current.mean) / deviation;
    return {t, 2 * studentTail(freedom, std::abs(t)), {}};
}

} // namespace vitrine::monitor
