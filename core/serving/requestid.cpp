// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/requestid.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <random>

namespace vitrine::serving {

namespace {

void appendHex(std::string &out, std::uint64_t value, int digits)
{
    constexpr std::string_view names = "0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        out += names[(value >> shift) & 15];
}

std::uint64_t milliseconds()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

// Time in the upper 48 bits, a counter in the lower 16. It never goes back, even when the clock does, and
// runs ahead of the clock when more than 65,536 are wanted in a millisecond.
std::uint64_t nextStamp()
{
    static std::atomic<std::uint64_t> last{0};
    const std::uint64_t now = milliseconds() << 16;
    std::uint64_t before = last.load(std::memory_order_relaxed);
    std::uint64_t next = 0;
    do {
        next = std::max(now, before + 1);
    } while (!last.compare_exchange_weak(before, next, std::memory_order_relaxed));
    return next;
}

} // namespace

std::int64_t appendNewRequestId(std::string &out)
{
    static const std::uint64_t process = std::random_device{}();
    const std::uint64_t stamp = nextStamp();
    appendHex(out, stamp >> 16, 12);
    appendHex(out, process & 0xFFFF, 4);
    appendHex(out, stamp & 0xFFFF, 4);
    return static_cast<std::int64_t>(stamp >> 16);
}

bool isSensibleRequestId(std::string_view id)
{
    return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.' || c == ':';
    });
}

} // namespace vitrine::serving
