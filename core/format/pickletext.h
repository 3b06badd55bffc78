// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace vitrine::format {

// The text of a STRING opcode: a Python literal in quotes with escapes such as \x41, \n, \101.
std::string pickleQuotedText(std::string_view line);

// The text of a UNICODE opcode (raw-unicode-escape: \u0041, \U00000041) as UTF-8.
std::string pickleUnicodeText(std::string_view line);

} // namespace vitrine::format
