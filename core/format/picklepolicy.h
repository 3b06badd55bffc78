// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace vitrine::format {

// What is known about something that a pickle imports.
struct PickleVerdict {
    enum class Kind {
        Known,     // a part of models or a container of numbers, listed by its exact name
        Code,      // brings code of its own along
        Dangerous, // can run programs, reach files or the network, or lead to what can
        Unknown,   // listed nowhere
    } kind = Kind::Unknown;
    std::string_view why; // a clause for people; empty for Known
};

// An allowlist of exact names; a denylist tells the rest apart, so that what is known to be abused is named
// as such. What is neither is Unknown, never harmless.
PickleVerdict judgePickleImport(std::string_view module, std::string_view name);

// The library that a module belongs to, as people call it: "scikit-learn"; empty when it is none that models
// are made with.
std::string_view frameworkOfModule(std::string_view module);

// Lines of a module and the names of its classes that are Known.
std::span<const std::string_view> pickleClassLines();

} // namespace vitrine::format
