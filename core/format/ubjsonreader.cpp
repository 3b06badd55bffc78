// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/bytereader.h"
#include "core/format/documentreader.h"

#include <charconv>
#include <limits>
#include <optional>

namespace vitrine::format {

namespace {

constexpr int maxDepth = 64;

class UbjsonReader final
{
public:
    UbjsonReader(std::string_view bytes, DocumentHandler &handler) : m_reader(bytes), m_handler(handler) {}

    bool value(int depth) { return depth <= maxDepth && valueOf(marker(), depth) && m_reader.ok(); }

private:
    char marker()
    {
        char type = 'N';
        while (m_reader.ok() && type == 'N')
            type = static_cast<char>(m_reader.little<std::uint8_t>());
        return type;
    }

    bool valueOf(char type, int depth)
    {
        switch (type) {
        case '{': return object(depth);
        case '[': return array(depth);
        case 'S': {
            const auto size = length();
            return size && m_handler.text(m_reader.take(*size));
        }
        case 'C': return m_handler.text(m_reader.take(1));
        case 'H': {
            const auto size = length();
            const std::string_view digits = size ? m_reader.take(*size) : std::string_view();
            double number = 0;
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
            return size && m_handler.number(number);
        }
        default: {
            const auto number = numberOf(type);
            return number && m_handler.number(*number);
        }
        }
    }

    std::optional<double> numberOf(char type)
    {
        switch (type) {
        case 'i': return m_reader.big<std::int8_t>();
        case 'U': return m_reader.big<std::uint8_t>();
        case 'I': return m_reader.big<std::int16_t>();
        case 'l': return m_reader.big<std::int32_t>();
        case 'L': return static_cast<double>(m_reader.big<std::int64_t>());
        case 'd': return static_cast<double>(m_reader.big<float>());
        case 'D': return m_reader.big<double>();
        case 'T': return 1;
        case 'F': return 0;
        case 'Z': return std::numeric_limits<double>::quiet_NaN();
        default: m_reader.fail(); return {};
        }
    }

    std::optional<std::uint64_t> length()
    {
        const char type = marker();
        std::int64_t size = -1;
        switch (type) {
        case 'i': size = m_reader.big<std::int8_t>(); break;
        case 'U': size = m_reader.big<std::uint8_t>(); break;
        case 'I': size = m_reader.big<std::int16_t>(); break;
        case 'l': size = m_reader.big<std::int32_t>(); break;
        case 'L': size = m_reader.big<std::int64_t>(); break;
        default: break;
        }
        if (size < 0 || !m_reader.ok()) {
            m_reader.fail();
            return {};
        }
        return static_cast<std::uint64_t>(size);
    }

    // "$" and a type, then "#" and a count, may stand at the beginning of a container.
    struct Head {
        char type = 0;
        std::optional<std::uint64_t> count;
    };
    bool readHead(Head &head, char &next)
    {
        next = marker();
        if (next == '$') {
            head.type = static_cast<char>(m_reader.little<std::uint8_t>());
            next = marker();
            if (next != '#')
                return false;
        }
        if (next != '#')
            return m_reader.ok();
        head.count = length();
        next = 0;
        // Elements without bytes of their own (null, true) would cost nothing to claim.
        return head.count && *head.count <= m_reader.left();
    }

    bool array(int depth)
    {
        Head head;
        char next = 0;
        if (!readHead(head, next) || !m_handler.beginArray())
            return false;
        if (head.count) {
            for (std::uint64_t i = 0; i < *head.count; ++i) {
                const char type = head.type != 0 ? head.type : marker();
                if (depth >= maxDepth || !valueOf(type, depth + 1) || !m_reader.ok())
                    return false;
            }
            return m_handler.endArray();
        }
        for (; next != ']'; next = marker()) {
            if (depth >= maxDepth || !valueOf(next, depth + 1) || !m_reader.ok())
                return false;
        }
        return m_handler.endArray();
    }

    bool member(char type, int depth)
    {
        return depth < maxDepth && valueOf(type != 0 ? type : marker(), depth + 1) && m_reader.ok();
    }

    bool object(int depth)
    {
        Head head;
        char next = 0;
        if (!readHead(head, next) || !m_handler.beginObject())
            return false;
        if (head.count) {
            for (std::uint64_t i = 0; i < *head.count; ++i) {
                const auto size = length();
                if (!size || !m_handler.key(m_reader.take(*size)) || !member(head.type, depth))
                    return false;
            }
            return m_handler.endObject();
        }
        while (next != '}') {
            const auto size = lengthOf(next);
            if (!size || !m_handler.key(m_reader.take(*size)) || !member(0, depth))
                return false;
            next = marker();
        }
        return m_handler.endObject();
    }

    // The length of a key, whose type was read already.
    std::optional<std::uint64_t> lengthOf(char type)
    {
        const auto size = numberOf(type);
        if (!size || !(*size >= 0) || *size > static_cast<double>(m_reader.left()))
            return {};
        return static_cast<std::uint64_t>(*size);
    }

    ByteReader m_reader;
    DocumentHandler &m_handler;
};

} // namespace

bool readUbjson(std::string_view bytes, DocumentHandler &handler)
{
    return UbjsonReader(bytes, handler).value(0);
}

} // namespace vitrine::format
