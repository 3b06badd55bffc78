// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace vitrine::fuzz {

// Each takes what a client sent and calls broken() where a promise does not hold.
void http(std::string_view bytes);   // a connection's bytes, through the parser and every dialect
void rows(std::string_view bytes);   // a body of rows, in every form that rows can have
void stream(std::string_view bytes); // the same body in pieces and whole: the answers must agree
void infer(std::string_view bytes);  // a body of the Open Inference Protocol; first byte: where binary begins
void feedback(std::string_view bytes); // a body of /feedback

struct Target {
    std::string_view name; // of its folder below corpus/
    void (*run)(std::string_view bytes);
};
std::span<const Target> targets();

// Prints the promise and aborts.
[[noreturn]] void broken(std::string_view promise, std::string_view detail);

} // namespace vitrine::fuzz
