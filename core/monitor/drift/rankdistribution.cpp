// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/rankdistribution.h"

#include <boost/math/special_functions/bessel.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <vector>

namespace vitrine::monitor {

double cramerVonMisesExactTail(int m, int n, double u)
{
    const std::int64_t common = std::lcm(std::int64_t(m), std::int64_t(n));
    const std::int64_t a = common / m;
    const std::int64_t b = common / n;
    const double product = double(m) * n;
    const double zeta = std::floor(static_cast<double>(common) * static_cast<double>(common) * (m + n) *
                                   (6 * u - product * (4 * product - 1)) / (6 * product * product));
    // How many paths to the corner (i, j) of the grid have each sum of squared distances from the diagonal.
    using Counts = std::map<std::int64_t, double>;
    std::vector<Counts> row(static_cast<std::size_t>(m) + 1);
    for (int j = 0; j <= n; ++j) {
        for (int i = 0; i <= m; ++i) {
            const std::int64_t distance = (a * i - b * j) * (a * i - b * j);
            Counts paths;
            if (i == 0 && j == 0)
                paths[0] = 1;
            if (j > 0) {
                for (const auto &[sum, count] : row[static_cast<std::size_t>(i)])
                    paths[sum + distance] += count;
            }
            if (i > 0) {
                for (const auto &[sum, count] : row[static_cast<std::size_t>(i) - 1])
                    paths[sum + distance] += count;
            }
            row[static_cast<std::size_t>(i)] = std::move(paths);
        }
    }
    double all = 0;
    double beyond = 0;
    for (const auto &[sum, count] : row.back()) {
        all += count;
        if (static_cast<double>(sum) >= zeta)
            beyond += count;
    }
    return beyond / all;
}

double cramerVonMisesLimitTail(double statistic)
{
    constexpr double smallestTerm = 1e-7;
    if (statistic < 0.003) // the head is below 1e-17
        return 1;
    double head = 0;
    for (int k = 0;; ++k) {
        const double y = 4 * k + 1;
        const double q = y * y / (16 * statistic);
        const double factor = std::exp(std::lgamma(k + 0.5) - std::lgamma(k + 1.0)) /
                              (std::pow(std::numbers::pi, 1.5) * std::sqrt(statistic));
        const double bessel = q > 700 ? 0 : boost::math::cyl_bessel_k(0.25, q); // e^-700 · 0 all the same
        const double term = factor * std::sqrt(y) * std::exp(-q) * bessel;
        head += term;
        if (term < smallestTerm)
            return std::max(0.0, 1 - head);
    }
}

double mannWhitneyExactTail(std::int64_t m, std::int64_t n, std::int64_t u)
{
    const std::int64_t small = std::min(m, n);
    const std::int64_t large = std::max(m, n);
    // The number of ways to reach each U with up to `small` values among `large`: the Gaussian binomial
    // coefficient, one factor (1 - x^(large + k)) / (1 - x^k) at a time.
    std::vector<double> ways(static_cast<std::size_t>(m * n) + 1, 0.0);
    const auto size = static_cast<std::int64_t>(ways.size());
    ways[0] = 1;
    for (std::int64_t k = 1; k <= small; ++k) {
        for (std::int64_t i = size - 1; i >= large + k; --i)
            ways[static_cast<std::size_t>(i)] -= ways[static_cast<std::size_t>(i - large - k)];
        for (std::int64_t i = k; i < size; ++i)
            ways[static_cast<std::size_t>(i)] += ways[static_cast<std::size_t>(i - k)];
    }
    const double all = std::accumulate(ways.begin(), ways.end(), 0.0);
    const double beyond =
        std::accumulate(ways.begin() + std::clamp<std::int64_t>(u, 0, size), ways.end(), 0.0);
    return beyond / all;
}

} // namespace vitrine::monitor
