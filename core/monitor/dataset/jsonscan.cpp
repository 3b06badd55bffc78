// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/jsonscan.h"

#include <array>

namespace vitrine::monitor {

namespace {

enum class Kind : unsigned char { Other, Open, Close, Quote };

constexpr std::array<Kind, 256> kinds = [] {
    std::array<Kind, 256> result{};
    result['{'] = result['['] = Kind::Open;
    result['}'] = result[']'] = Kind::Close;
    result['"'] = Kind::Quote;
    return result;
}();

// Behind the closing quote of the string that opens at `from`; npos when there is none.
std::size_t stringEnd(std::string_view bytes, std::size_t from)
{
    for (std::size_t i = from + 1; i < bytes.size(); ++i) {
        if (bytes[i] == '\\')
            ++i;
        else if (bytes[i] == '"')
            return i + 1;
    }
    return std::string_view::npos;
}

} // namespace

std::size_t jsonValueEnd(std::string_view bytes, std::size_t from)
{
    int depth = 0;
    for (std::size_t i = from; i < bytes.size(); ++i) {
        switch (kinds[static_cast<unsigned char>(bytes[i])]) {
        case Kind::Other: break;
        case Kind::Open: ++depth; break;
        case Kind::Close:
            if (--depth <= 0)
                return i + 1;
            break;
        case Kind::Quote:
            i = stringEnd(bytes, i);
            if (i == std::string_view::npos)
                return i;
            --i;
            break;
        }
    }
    return std::string_view::npos;
}

std::size_t wholeJsonObjects(std::string_view bytes)
{
    std::size_t whole = 0;
    while (true) {
        const std::size_t begin = bytes.find_first_of("{[]", whole);
        if (begin == std::string_view::npos || bytes[begin] == ']')
            return bytes.find_first_not_of(" \t\r\n,]", whole) == std::string_view::npos ? bytes.size()
                                                                                         : whole;
        const std::size_t end = jsonValueEnd(bytes, begin);
        if (end == std::string_view::npos)
            return whole;
        whole = end;
    }
}

bool mendJsonNumbers(std::string_view json, std::string &mended)
{
    mended.clear();
    bool any = false;
    for (std::size_t i = 0; i < json.size();) {
        if (json[i] == '"') {
            const std::size_t end = std::min(stringEnd(json, i), json.size());
            mended.append(json, i, end - i);
            i = end;
            continue;
        }
        const std::string_view rest = json.substr(i);
        if (rest.starts_with("NaN")) {
            mended += "null";
            i += 3;
        } else if (rest.starts_with("Infinity")) {
            mended += "\"inf\"";
            i += 8;
        } else if (rest.starts_with("-Infinity")) {
            mended += "\"-inf\"";
            i += 9;
        } else {
            mended += json[i++];
            continue;
        }
        any = true;
    }
    return any;
}

} // namespace vitrine::monitor
