// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/rdssource.h"

#include "core/format/escapedtext.h"

#include <charconv>
#include <limits>

namespace vitrine::format {

RdsSource::RdsSource(std::string_view bytes) : m_reader(bytes)
{
    const std::string_view notation = m_reader.take(2);
    m_ascii = notation == "A\n" || notation == "A\r";
    m_littleEndian = notation == "B\n";
    if (!m_ascii && !m_littleEndian && notation != "X\n")
        m_reader.fail();
}

std::int32_t RdsSource::integer()
{
    if (!m_ascii)
        return m_littleEndian ? m_reader.little<std::int32_t>() : m_reader.big<std::int32_t>();
    const std::string_view digits = word();
    std::int32_t value = std::numeric_limits<std::int32_t>::min(); // NA
    if (digits != "NA" &&
        std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc())
        m_reader.fail();
    return value;
}

double RdsSource::real()
{
    if (!m_ascii)
        return m_littleEndian ? m_reader.little<double>() : m_reader.big<double>();
    const std::string_view digits = word();
    double value = std::numeric_limits<double>::quiet_NaN();
    if (digits == "Inf" || digits == "-Inf")
        return digits.front() == '-' ? -std::numeric_limits<double>::infinity()
                                     : std::numeric_limits<double>::infinity();
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::string RdsSource::text(std::size_t size)
{
    if (!m_ascii)
        return std::string(m_reader.take(size));
    if (size == 0) // an empty line, which word() passes over
        return {};
    // One line with C's escapes, which stands for `size` bytes.
    const std::string_view line = word();
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\\' || i + 1 == line.size()) {
            out += line[i];
            continue;
        }
        const char kind = line[++i];
        if (const auto control = controlOfEscape(kind)) {
            out += *control;
        } else if (kind >= '0' && kind <= '7') {
            int value = 0;
            std::size_t digits = 0;
            for (; digits < 3 && i < line.size() && line[i] >= '0' && line[i] <= '7'; ++digits, ++i)
                value = value * 8 + (line[i] - '0');
            --i;
            out += static_cast<char>(value);
        } else {
            out += kind;
        }
    }
    if (out.size() != size)
        m_reader.fail();
    return out;
}

void RdsSource::skipIntegers(std::uint64_t count)
{
    if (!m_ascii)
        return m_reader.skip(count > left() ? std::numeric_limits<std::uint64_t>::max() : count * 4);
    for (std::uint64_t i = 0; i < count && ok(); ++i)
        word();
}

void RdsSource::skipReals(std::uint64_t count)
{
    if (!m_ascii)
        return m_reader.skip(count > left() ? std::numeric_limits<std::uint64_t>::max() : count * 8);
    for (std::uint64_t i = 0; i < count && ok(); ++i)
        word();
}

void RdsSource::skipBytes(std::uint64_t count)
{
    if (!m_ascii)
        return m_reader.skip(count);
    for (std::uint64_t i = 0; i < count && ok(); ++i) // two digits a word
        word();
}

std::string_view RdsSource::word()
{
    std::string_view line;
    do {
        line = m_reader.line();
        if (line.ends_with('\r'))
            line.remove_suffix(1);
    } while (line.empty() && m_reader.ok());
    return line;
}

} // namespace vitrine::format
