// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::serving {

// Ids of requests, for the header X-Request-Id and the log of predictions. A new one is 20 hexadecimal
// digits: 12 of the time in milliseconds, 4 of the process, 4 that count. They ascend with time, so that an
// index of them grows at its end. Any thread. Returns the time.
std::int64_t appendNewRequestId(std::string &out);

// Whether an id that a client sent may be used: 1–128 letters, digits and -_.:
bool isSensibleRequestId(std::string_view id);

} // namespace vitrine::serving
