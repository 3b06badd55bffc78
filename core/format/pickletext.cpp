// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/pickletext.h"

#include "core/format/escapedtext.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace vitrine::format {

namespace {

std::optional<std::uint32_t> digits(std::string_view text, std::size_t at, std::size_t count, int base)
{
    if (at + count > text.size())
        return {};
    std::uint32_t value = 0;
    const char *end = text.data() + at + count;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value, base);
    if (error != std::errc() || stop != end)
        return {};
    return value;
}

std::size_t octalDigits(std::string_view text, std::size_t at)
{
    std::size_t count = 0;
    while (count < 3 && at + count < text.size() && text[at + count] >= '0' && text[at + count] <= '7')
        ++count;
    return count;
}

} // namespace

std::string pickleQuotedText(std::string_view line)
{
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.remove_suffix(1);
    if (line.size() >= 2 && (line.front() == '\'' || line.front() == '"') && line.back() == line.front())
        line = line.substr(1, line.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\\' || i + 1 == line.size()) {
            out += line[i];
            continue;
        }
        const char kind = line[++i];
        if (const auto control = controlOfEscape(kind)) {
            out += *control;
        } else if (const auto value = kind == 'x' ? digits(line, i + 1, 2, 16) : std::nullopt) {
            out += static_cast<char>(*value);
            i += 2;
        } else if (const std::size_t count = octalDigits(line, i); count > 0) {
            out += static_cast<char>(*digits(line, i, count, 8));
            i += count - 1;
        } else {
            if (kind != '\\' && kind != '\'' && kind != '"')
                out += '\\';
            out += kind;
        }
    }
    return out;
}

std::string pickleUnicodeText(std::string_view line)
{
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == 'u' || line[i + 1] == 'U')) {
            const std::size_t count = line[i + 1] == 'u' ? 4 : 8;
            if (const auto point = digits(line, i + 2, count, 16)) {
                appendUtf8(out, *point);
                i += 1 + count;
                continue;
            }
        }
        // The bytes of this encoding are Latin-1.
        appendUtf8(out, static_cast<unsigned char>(line[i]));
    }
    return out;
}

} // namespace vitrine::format
