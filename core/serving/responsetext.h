// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/httpmessage.h"

#include <string>
#include <string_view>

namespace vitrine::serving {

// How an answer goes out.
struct ResponseFrame {
    std::string_view date; // as httpDate() gives it
    bool keepAlive = true;
    bool oldVersion = false;  // HTTP/1.0
    bool withoutBody = false; // the answer to HEAD
};

// Status line, headers and body; of a body in a spool only the headers.
void appendResponse(std::string &out, const Response &response, const ResponseFrame &frame);

// "Sun, 06 Nov 1994 08:49:37 GMT": now.
std::string httpDate();

// What is said to a client whose request never had a chance: malformed, too large, too slow.
std::string_view refusalText(int status);

} // namespace vitrine::serving
