// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::format {

// One field of a protobuf message: `bytes` of length-delimited ones, else `value` (fixed-width ones as their
// bits).
struct ProtobufField {
    std::uint64_t number = 0;
    bool delimited = false;
    std::uint64_t value = 0;
    std::string_view bytes;
};

// The fields of a message in the protobuf wire format
// (https://protobuf.dev/programming-guides/encoding/), in place. Ends early where the bytes make no sense:
// then isDamaged() is true.
class ProtobufReader final
{
public:
    explicit ProtobufReader(std::string_view bytes) : m_rest(bytes) {}

    std::optional<ProtobufField> next();
    std::optional<std::uint64_t> varint(); // of a packed list
    bool atEnd() const { return m_rest.empty(); }
    bool isDamaged() const { return m_damaged; }

private:
    std::optional<std::uint64_t> fixed(std::size_t size);
    std::optional<ProtobufField> damaged();

    std::string_view m_rest;
    bool m_damaged = false;
};

} // namespace vitrine::format
