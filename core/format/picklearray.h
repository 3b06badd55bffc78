// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/picklemachine.h"

#include <optional>

namespace vitrine::format {

// The element type of a NumPy array.
struct PickleElementType {
    std::string code;     // as NumPy writes it: "<f8", "|O", "<U12"; empty: not known
    std::size_t size = 0; // bytes; 0: not known
    bool isObject = false;
};
// `type`: a call of numpy.dtype with its state.
PickleElementType pickleElementType(const PickleMachine &machine, PickleRef type);

// A NumPy array in a pickle: either raw bytes that joblib wrote, or numpy's _reconstruct with its state.
struct PickleArray {
    PickleElementType type;
    std::vector<std::int64_t> shape;
    std::string_view raw;            // of all but object arrays
    std::span<const PickleRef> list; // of object arrays
    std::uint64_t count() const;
};
std::optional<PickleArray> pickleArray(const PickleMachine &machine, PickleRef ref);

// The elements of an array or list as texts: "setosa", "1", "2.5". Empty when there are more than `most` or
// one has no text.
std::vector<std::string> pickleTexts(const PickleMachine &machine, PickleRef ref, std::size_t most);

} // namespace vitrine::format
