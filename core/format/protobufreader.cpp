// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/protobufreader.h"

namespace vitrine::format {

std::optional<ProtobufField> ProtobufReader::next()
{
    if (m_rest.empty() || m_damaged)
        return {};
    const auto key = varint();
    if (!key || *key >> 3 == 0)
        return damaged();
    ProtobufField field{*key >> 3, false, 0, {}};
    std::optional<std::uint64_t> value;
    switch (*key & 7) {
    case 0: value = varint(); break;
    case 1: value = fixed(8); break;
    case 5: value = fixed(4); break;
    case 2:
        value = varint();
        if (!value || *value > m_rest.size())
            return damaged();
        field.delimited = true;
        field.bytes = m_rest.substr(0, static_cast<std::size_t>(*value));
        m_rest.remove_prefix(field.bytes.size());
        return field;
    default: break;
    }
    if (!value)
        return damaged();
    field.value = *value;
    return field;
}

std::optional<std::uint64_t> ProtobufReader::varint()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (m_rest.empty())
            return {};
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        value |= std::uint64_t(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0)
            return value;
    }
    return {};
}

std::optional<std::uint64_t> ProtobufReader::fixed(std::size_t size)
{
    if (m_rest.size() < size)
        return {};
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(m_rest[i]);
    m_rest.remove_prefix(size);
    return value;
}

std::optional<ProtobufField> ProtobufReader::damaged()
{
    m_damaged = true;
    return {};
}

} // namespace vitrine::format
