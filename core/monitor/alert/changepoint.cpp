// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/changepoint.h"

#include "core/monitor/sketch/splitmix.h"

#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace vitrine::monitor {

namespace {

constexpr std::size_t fewestValues = 8;
constexpr std::size_t fewestOnASide = 3;

// The place with the largest explained sum of squares, which orders places as Student's t does.
std::pair<std::size_t, double> clearestShift(std::span<const double> values)
{
    const auto n = static_cast<double>(values.size());
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    std::pair<std::size_t, double> best{0, 0};
    double before = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        before += values[i - 1];
        if (i < fewestOnASide || values.size() - i < fewestOnASide)
            continue;
        const auto k = static_cast<double>(i);
        const double gap = before / k - (total - before) / (n - k);
        const double explained = gap * gap * k * (n - k) / n;
        if (explained > best.second)
            best = {i, explained};
    }
    return best;
}

} // namespace

ChangePoint changePoint(std::span<const double> values)
{
    constexpr int permutations = 999;
    ChangePoint result;
    if (values.size() < fewestValues)
        return result;
    const auto [index, explained] = clearestShift(values);
    if (explained == 0)
        return result;
    result.index = index;
    const auto split = values.begin() + static_cast<std::ptrdiff_t>(index);
    result.before = std::accumulate(values.begin(), split, 0.0) / static_cast<double>(index);
    result.after = std::accumulate(split, values.end(), 0.0) / static_cast<double>(values.size() - index);
    std::vector<double> shuffled(values.begin(), values.end());
    std::uint64_t random = 1;
    int asClear = 0;
    for (int permutation = 0; permutation < permutations; ++permutation) {
        for (std::size_t i = shuffled.size() - 1; i > 0; --i)
            std::swap(shuffled[i], shuffled[splitMix(random) % (i + 1)]);
        asClear += clearestShift(shuffled).second >= explained * (1 - 1e-12) ? 1 : 0;
    }
    result.p = (asClear + 1.0) / (permutations + 1);
    return result;
}

} // namespace vitrine::monitor
