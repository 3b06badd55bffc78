// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::serving {

// Appending JSON to a string: no document in between, no allocation but the string's own.

// How NaN and the infinities are written, for which JSON has no numbers.
enum class NotANumber {
    Null,  // null
    RText, // "NA", "Inf", "-Inf": what R's jsonlite writes and reads
};

// The shortest text that reads back as the same value, always with a point or an exponent ("22.0"), so that
// a column of predictions does not change its type with its values.
void appendNumber(std::string &out, double value, NotANumber special = NotANumber::Null);
void appendNumber(std::string &out, float value, NotANumber special = NotANumber::Null);
void appendInteger(std::string &out, std::int64_t value);
void appendUnsigned(std::string &out, std::uint64_t value);

// With quotes and escapes. Bytes that are not UTF-8 become U+FFFD, so that the document stays readable.
void appendText(std::string &out, std::string_view text);

// `"name":`
void appendKey(std::string &out, std::string_view name);

} // namespace vitrine::serving
