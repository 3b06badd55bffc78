// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace vitrine::serving {

struct Exchange;

// A request in the own API of a program that answers for a model, and what the program answered.
struct PassedRequest {
    std::string_view method = "GET";
    std::string_view target; // path and query
    std::string_view contentType;
    std::string_view accept;
    std::string_view body;
};
struct PassedAnswer {
    int status = 0;
    std::string contentType;
    std::string body; // at most 256 MB
};

// Hands the exchange's request on to the program that answers for its model. `path`: the program's own,
// without the name of the model. What is posted is recorded as the texts that went to and fro.
void passOn(Exchange &exchange, std::string_view path);

} // namespace vitrine::serving
