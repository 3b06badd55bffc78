// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"

#include <bit>
#include <cstdint>
#include <functional>
#include <string_view>

namespace vitrine::monitor {

// 128 bits that stand for a sequence of values, to recognise rows that were tested before. Two multiplicative
// hashes side by side; not meant to withstand anybody who looks for collisions.
struct Fingerprint {
    std::uint64_t first = 0x243f6a8885a308d3U;
    std::uint64_t second = 0x13198a2e03707344U;

    void add(std::uint64_t word)
    {
        first = std::rotl((first ^ word) * 0x9e3779b97f4a7c15U, 29);
        second = std::rotl((second + word) * 0xc2b2ae3d27d4eb4fU, 31) ^ word;
    }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    bool operator==(const Fingerprint &) const = default;
};

// A text as one word.
inline std::uint64_t textWord(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U; // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

} // namespace vitrine::monitor
