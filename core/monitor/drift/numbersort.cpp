// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/numbersort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace vitrine::monitor {

namespace {

constexpr std::uint64_t signBit = std::uint64_t(1) << 63;
constexpr int digitBits = 11;
constexpr int digits = 6;
constexpr std::size_t buckets = std::size_t(1) << digitBits;
constexpr std::size_t worthwhile = 400; // below, counting digits costs more than comparing

using Histogram = std::array<std::uint32_t, buckets>;

// Unsigned integers in the order of the doubles: negative numbers have all bits flipped, others the sign.
std::uint64_t orderedBits(double value)
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    return bits & signBit ? ~bits : bits | signBit;
}

double fromOrderedBits(std::uint64_t bits)
{
    return std::bit_cast<double>(bits & signBit ? bits & ~signBit : ~bits);
}

std::size_t digit(std::uint64_t bits, int position)
{
    return (bits >> (position * digitBits)) & (buckets - 1);
}

} // namespace

void sortNumbers(std::vector<double> &values)
{
    if (values.size() < worthwhile || values.size() > UINT32_MAX) {
        std::sort(values.begin(), values.end());
        return;
    }
    std::array<Histogram, digits> histograms{};
    std::vector<std::uint64_t> keys(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        keys[i] = orderedBits(values[i]);
        for (int position = 0; position < digits; ++position)
            ++histograms[static_cast<std::size_t>(position)][digit(keys[i], position)];
    }
    std::vector<std::uint64_t> other(values.size());
    for (int position = 0; position < digits; ++position) {
        Histogram &starts = histograms[static_cast<std::size_t>(position)];
        if (starts[digit(keys.front(), position)] == values.size())
            continue; // the same digit everywhere
        std::uint32_t start = 0;
        for (std::uint32_t &bucket : starts)
            start += std::exchange(bucket, start);
        for (const std::uint64_t key : keys)
            other[starts[digit(key, position)]++] = key;
        keys.swap(other);
    }
    std::transform(keys.begin(), keys.end(), values.begin(), fromOrderedBits);
}

} // namespace vitrine::monitor
