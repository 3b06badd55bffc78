// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/jsontext.h"

#include <array>
#include <charconv>
#include <cmath>

namespace vitrine::serving {

namespace {

template<typename Real>
void appendReal(std::string &out, Real value, NotANumber special)
{
    if (!std::isfinite(value)) {
        if (special == NotANumber::Null)
            out += "null";
        else
            out += std::isnan(value) ? "\"NA\"" : value > 0 ? "\"Inf\"" : "\"-Inf\"";
        return;
    }
    std::array<char, 40> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
    out += digits;
    if (digits.find_first_of(".e") == std::string_view::npos)
        out += ".0";
}

template<typename Whole>
void appendWhole(std::string &out, Whole value)
{
    std::array<char, 24> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

// Length of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const unsigned char first = byte(at);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return continues(at + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!continues(at + 1) || !continues(at + 2))
            return 0;
        const bool overlong = first == 0xE0 && byte(at + 1) < 0xA0;
        const bool surrogate = first == 0xED && byte(at + 1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!continues(at + 1) || !continues(at + 2) || !continues(at + 3))
            return 0;
        const bool overlong = first == 0xF0 && byte(at + 1) < 0x90;
        const bool tooLarge = first == 0xF4 && byte(at + 1) > 0x8F;
        return overlong || tooLarge ? 0 : 4;
    }
    return 0;
}

void appendControl(std::string &out, unsigned char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
        out += "\\u00";
        out += digits[c >> 4];
        out += digits[c & 15];
    }
}

} // namespace

void appendNumber(std::string &out, double value, NotANumber special)
{
    appendReal(out, value, special);
}

void appendNumber(std::string &out, float value, NotANumber special)
{
    appendReal(out, value, special);
}

void appendInteger(std::string &out, std::int64_t value)
{
    appendWhole(out, value);
}

void appendUnsigned(std::string &out, std::uint64_t value)
{
    appendWhole(out, value);
}

void appendText(std::string &out, std::string_view text)
{
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += text[i++];
        } else if (c < 0x20) {
            appendControl(out, c);
            ++i;
        } else if (const std::size_t length = sequenceLength(text, i); length > 0) {
            out.append(text, i, length);
            i += length;
        } else {
            out += "\xEF\xBF\xBD";
            ++i;
        }
    }
    out += '"';
}

void appendKey(std::string &out, std::string_view name)
{
    appendText(out, name);
    out += ':';
}

} // namespace vitrine::serving
