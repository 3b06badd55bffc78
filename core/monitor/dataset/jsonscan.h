// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vitrine::monitor {

// Where the JSON object or array that begins at `from` ends, exclusive; npos when it does not. Looks at
// brackets and strings only.
std::size_t jsonValueEnd(std::string_view bytes, std::size_t from);

// The bytes up to the end of the last whole object in a stretch of objects with commas or white space between
// them; 0 for none. `]` ends the stretch.
std::size_t wholeJsonObjects(std::string_view bytes);

// NaN, Infinity and -Infinity, which Python writes outside of JSON's grammar, as null and as strings. False
// when there are none.
bool mendJsonNumbers(std::string_view json, std::string &mended);

} // namespace vitrine::monitor
