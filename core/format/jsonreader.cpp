// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/documentreader.h"
#include "core/format/escapedtext.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

namespace vitrine::format {

namespace {

constexpr int maxDepth = 64;

class JsonReader final
{
public:
    JsonReader(std::string_view text, DocumentHandler &handler) : m_rest(text), m_handler(handler) {}

    bool value(int depth)
    {
        skipSpace();
        if (m_rest.empty() || depth > maxDepth)
            return false;
        switch (m_rest.front()) {
        case '{': return object(depth);
        case '[': return array(depth);
        case '"': {
            std::string_view text;
            return string(text) && m_handler.text(text);
        }
        default: return scalar();
        }
    }

private:
    bool object(int depth)
    {
        m_rest.remove_prefix(1);
        if (!m_handler.beginObject())
            return false;
        for (bool first = true;; first = false) {
            if (take('}'))
                return m_handler.endObject();
            if (!first && !take(','))
                return false;
            skipSpace();
            std::string_view name;
            if (!string(name) || !m_handler.key(name) || !take(':') || !value(depth + 1))
                return false;
        }
    }

    bool array(int depth)
    {
        m_rest.remove_prefix(1);
        if (!m_handler.beginArray())
            return false;
        for (bool first = true;; first = false) {
            if (take(']'))
                return m_handler.endArray();
            if ((!first && !take(',')) || !value(depth + 1))
                return false;
        }
    }

    // Escapes are rare in models: most texts are views into the document.
    bool string(std::string_view &out)
    {
        if (m_rest.empty() || m_rest.front() != '"')
            return false;
        m_rest.remove_prefix(1);
        const std::size_t end = m_rest.find_first_of("\"\\");
        if (end == std::string_view::npos)
            return false;
        if (m_rest[end] == '"') {
            out = m_rest.substr(0, end);
            m_rest.remove_prefix(end + 1);
            return true;
        }
        return escaped(out);
    }

    bool escaped(std::string_view &out)
    {
        m_text.clear();
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '"') {
                out = m_text;
                return true;
            }
            if (c != '\\') {
                m_text += c;
                continue;
            }
            if (m_rest.empty())
                return false;
            const char kind = m_rest.front();
            m_rest.remove_prefix(1);
            switch (kind) {
            case 'b': m_text += '\b'; break;
            case 'f': m_text += '\f'; break;
            case 'n': m_text += '\n'; break;
            case 'r': m_text += '\r'; break;
            case 't': m_text += '\t'; break;
            case 'u':
                if (!unicode())
                    return false;
                break;
            default: m_text += kind;
            }
        }
        return false;
    }

    bool unicode()
    {
        std::uint32_t point = 0;
        if (!hex(point))
            return false;
        if (point >= 0xD800 && point < 0xDC00 && m_rest.starts_with("\\u")) {
            std::uint32_t low = 0;
            m_rest.remove_prefix(2);
            if (!hex(low))
                return false;
            point = 0x10000 + ((point - 0xD800) << 10) + ((low - 0xDC00) & 0x3FF);
        }
        appendUtf8(m_text, point);
        return true;
    }

    bool hex(std::uint32_t &point)
    {
        if (m_rest.size() < 4)
            return false;
        const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + 4, point, 16);
        const bool whole = error == std::errc() && end == m_rest.data() + 4;
        m_rest.remove_prefix(4);
        return whole;
    }

    bool scalar()
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (word("true"))
            return m_handler.number(1);
        if (word("false"))
            return m_handler.number(0);
        if (word("null") || word("NaN") || word("nan"))
            return m_handler.number(nan);
        if (word("Infinity") || word("inf"))
            return m_handler.number(infinity);
        if (word("-Infinity") || word("-inf"))
            return m_handler.number(-infinity);
        double value = 0;
        const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), value);
        if (error == std::errc::invalid_argument)
            return false;
        m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
        return m_handler.number(value);
    }

    bool word(std::string_view text)
    {
        if (!m_rest.starts_with(text))
            return false;
        m_rest.remove_prefix(text.size());
        return true;
    }

    bool take(char wanted)
    {
        skipSpace();
        if (m_rest.empty() || m_rest.front() != wanted)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    void skipSpace()
    {
        while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\n' ||
                                   m_rest.front() == '\t' || m_rest.front() == '\r'))
            m_rest.remove_prefix(1);
    }

    std::string_view m_rest;
    DocumentHandler &m_handler;
    std::string m_text;
};

} // namespace

bool readJson(std::string_view text, DocumentHandler &handler)
{
    return JsonReader(text, handler).value(0);
}

} // namespace vitrine::format
