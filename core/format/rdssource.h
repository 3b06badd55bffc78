// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/bytereader.h"

#include <string>
#include <string_view>

namespace vitrine::format {

// The numbers and texts of R's serialisation in its three notations: XDR ("X"), the machine's own binary
// ("B", little endian), and text ("A"). Unpacked bytes in; fails like ByteReader.
class RdsSource final
{
public:
    explicit RdsSource(std::string_view bytes);

    bool ok() const { return m_reader.ok(); }
    std::size_t offset() const { return m_reader.offset(); }
    std::size_t left() const { return m_reader.left(); }
    void fail() { m_reader.fail(); }

    std::int32_t integer();
    double real();
    std::string text(std::size_t size); // bytes of a string
    void skipIntegers(std::uint64_t count);
    void skipReals(std::uint64_t count);
    void skipBytes(std::uint64_t count); // of a raw vector

    // The least number of bytes that an element of any kind takes: what is claimed beyond that is a lie.
    std::size_t leastElement() const { return m_ascii ? 2 : 1; }

private:
    std::string_view word(); // of the text notation

    ByteReader m_reader;
    bool m_ascii = false;
    bool m_littleEndian = false;
};

} // namespace vitrine::format
