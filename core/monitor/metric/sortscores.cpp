// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/sortscores.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <utility>

namespace vitrine::monitor {

namespace {

constexpr std::size_t worthwhile = 512;
constexpr int digitBits = 11;
constexpr int digits = 6; // of 64 bits
constexpr std::size_t buckets = std::size_t(1) << digitBits;

// Whole numbers in the order of the doubles, turned round: the greatest double is the least number.
std::uint64_t keyOf(double value)
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const bool negative = (bits >> 63) != 0;
    return negative ? bits : ~(bits | std::uint64_t(1) << 63);
}

double valueOf(std::uint64_t key)
{
    const bool negative = (key >> 63) != 0;
    return std::bit_cast<double>(negative ? key : ~key & ~(std::uint64_t(1) << 63));
}

std::size_t digitOf(std::uint64_t key, int digit)
{
    return static_cast<std::size_t>(key >> (digit * digitBits)) & (buckets - 1);
}

} // namespace

void sortDescending(std::vector<double> &scores)
{
    if (scores.size() < worthwhile) {
        std::sort(scores.begin(), scores.end(), std::greater<>());
        return;
    }
    std::vector<std::uint64_t> keys(scores.size());
    std::vector<std::uint64_t> moved(scores.size());
    std::vector<std::array<std::size_t, buckets>> counts(digits);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        keys[i] = keyOf(scores[i]);
        for (int digit = 0; digit < digits; ++digit)
            ++counts[static_cast<std::size_t>(digit)][digitOf(keys[i], digit)];
    }
    for (int digit = 0; digit < digits; ++digit) {
        std::array<std::size_t, buckets> &places = counts[static_cast<std::size_t>(digit)];
        if (places[digitOf(keys[0], digit)] == keys.size())
            continue; // the same digit everywhere
        std::size_t next = 0;
        for (std::size_t &place : places)
            next += std::exchange(place, next);
        for (const std::uint64_t key : keys)
            moved[places[digitOf(key, digit)]++] = key;
        keys.swap(moved);
    }
    std::ranges::transform(keys, scores.begin(), valueOf);
}

} // namespace vitrine::monitor
