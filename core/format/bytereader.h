// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace vitrine::format {

// Reads numbers and pieces of hostile bytes and never past their end: once something was missing, ok() is
// false and everything that follows reads as zero or empty. Views stay valid as long as the bytes do.
class ByteReader final
{
public:
    explicit ByteReader(std::string_view bytes, std::size_t offset = 0) : m_bytes(bytes), m_offset(offset)
    {
        m_ok = offset <= bytes.size();
    }

    bool ok() const { return m_ok; }
    bool atEnd() const { return !m_ok || m_offset == m_bytes.size(); }
    std::size_t offset() const { return m_offset; }
    std::size_t left() const { return m_ok ? m_bytes.size() - m_offset : 0; }
    void fail() { m_ok = false; }

    std::string_view take(std::uint64_t size)
    {
        if (size > left()) {
            m_ok = false;
            return {};
        }
        const std::string_view piece = m_bytes.substr(m_offset, static_cast<std::size_t>(size));
        m_offset += piece.size();
        return piece;
    }
    void skip(std::uint64_t size) { take(size); }
    void seek(std::uint64_t offset)
    {
        m_ok = m_ok && offset <= m_bytes.size();
        if (m_ok)
            m_offset = static_cast<std::size_t>(offset);
    }

    template<typename T>
    T little()
    {
        return number<T>(std::endian::native == std::endian::little);
    }
    template<typename T>
    T big()
    {
        return number<T>(std::endian::native == std::endian::big);
    }

    // Up to the next line feed, which is passed over; its absence is a failure.
    std::string_view line()
    {
        const std::size_t end = m_ok ? m_bytes.find('\n', m_offset) : std::string_view::npos;
        if (end == std::string_view::npos) {
            m_ok = false;
            return {};
        }
        const std::string_view text = m_bytes.substr(m_offset, end - m_offset);
        m_offset = end + 1;
        return text;
    }

private:
    template<typename T>
    T number(bool native)
    {
        static_assert(std::is_arithmetic_v<T>);
        const std::string_view piece = take(sizeof(T));
        T value{};
        if (piece.empty())
            return value;
        char bytes[sizeof(T)];
        for (std::size_t i = 0; i < sizeof(T); ++i)
            bytes[i] = piece[native ? i : sizeof(T) - 1 - i];
        std::memcpy(&value, bytes, sizeof(T));
        return value;
    }

    std::string_view m_bytes;
    std::size_t m_offset = 0;
    bool m_ok = true;
};

} // namespace vitrine::format
