// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::serving {

// Reading values that came as text.

// The whole of `token` is one JSON number.
bool isJsonNumber(std::string_view token);

// "6", " 6.5 ", "1e3", "NaN", "Inf", "-Infinity"; nothing else around it.
std::optional<double> numberFromText(std::string_view text);
// "6", "6.0"; none for fractions and for what does not fit 64 bits.
std::optional<std::int64_t> integerFromText(std::string_view text);
// Any case of true, false, t, f, yes, no, y, n, on, off, 1, 0.
std::optional<bool> booleanFromText(std::string_view text);

// "2024-01-31": days since 1970-01-01.
std::optional<std::int64_t> daysFromText(std::string_view text);
// "2024-01-31 12:00:00", "2024-01-31T12:00:00.25+01:00", a date alone: seconds since 1970-01-01 UTC.
// Without an offset it is UTC.
std::optional<double> secondsFromText(std::string_view text);

} // namespace vitrine::serving
