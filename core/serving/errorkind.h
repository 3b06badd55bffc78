// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vitrine::serving {

// Why a request was not answered with what it asked for.
enum class ErrorKind : std::uint8_t {
    None,
    Malformed,    // not HTTP, not JSON, nonsensical parameters
    Validation,   // rows that do not fit the prototype
    Unauthorized, // no token or a wrong one
    Forbidden,    // host or origin
    NotFound,
    Method,
    MediaType,
    TooLarge,
    Busy,
    Timeout,
    Model // the model failed
};
inline constexpr std::size_t errorKindCount = 12;

std::string_view errorKindName(ErrorKind kind); // "malformed", …
ErrorKind errorKindOf(int status);              // what a status most likely means; None below 400

} // namespace vitrine::serving
