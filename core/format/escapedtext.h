// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace vitrine::format {

// Appends a code point as UTF-8, up to 0x1FFFFF; surrogates are encoded as they come.
void appendUtf8(std::string &out, std::uint32_t point);

// What C's \a \b \f \n \r \t \v mean; nothing for other letters.
std::optional<char> controlOfEscape(char letter);

} // namespace vitrine::format
