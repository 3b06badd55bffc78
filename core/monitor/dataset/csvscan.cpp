// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/csvscan.h"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace vitrine::monitor {

namespace {

// The state machine that is right for all text. `mark(position)` for every end of a cell.
// Returns whether the text ends inside a quoted cell.
template<typename Mark>
bool scanQuoted(std::string_view bytes, const CsvDialect &dialect, Mark &&mark)
{
    enum class In { RowStart, CellStart, Bare, Quoted, Comment } in = In::RowStart;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (in == In::Quoted) {
            const void *found = std::memchr(bytes.data() + i, dialect.quote, bytes.size() - i);
            if (!found)
                return true;
            i = static_cast<std::size_t>(static_cast<const char *>(found) - bytes.data());
            if (i + 1 < bytes.size() && bytes[i + 1] == dialect.quote)
                ++i;
            else
                in = In::Bare;
            continue;
        }
        if (c == '\n') {
            mark(i);
            in = In::RowStart;
        } else if (in == In::Comment) {
            continue;
        } else if (c == dialect.delimiter) {
            mark(i);
            in = In::CellStart;
        } else if (in == In::RowStart && c == dialect.comment && c != '\0') {
            in = In::Comment;
        } else if (in != In::Bare && c == dialect.quote) {
            in = In::Quoted;
        } else if (c != ' ') { // a quote may stand behind spaces
            in = In::Bare;
        }
    }
    return in == In::Quoted;
}

// One bit for each of 64 bytes.
struct BlockMasks {
    std::uint64_t delimiters = 0;
    std::uint64_t lineFeeds = 0;
    std::uint64_t quotes = 0;
};

#if defined(__SSE2__)
inline std::uint64_t equalBytes(const __m128i (&bytes)[4], char wanted)
{
    const __m128i pattern = _mm_set1_epi8(wanted);
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
        const auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes[i], pattern)));
        mask |= std::uint64_t(bits) << (16 * i);
    }
    return mask;
}

inline BlockMasks masksOf(const char *block, const CsvDialect &dialect)
{
    __m128i bytes[4];
    for (int i = 0; i < 4; ++i)
        bytes[i] = _mm_loadu_si128(reinterpret_cast<const __m128i *>(block + 16 * i));
    return {equalBytes(bytes, dialect.delimiter), equalBytes(bytes, '\n'), equalBytes(bytes, dialect.quote)};
}
#else
inline BlockMasks masksOf(const char *block, const CsvDialect &dialect)
{
    BlockMasks masks;
    for (int i = 0; i < 64; ++i) {
        const std::uint64_t bit = std::uint64_t(1) << i;
        masks.delimiters |= block[i] == dialect.delimiter ? bit : 0;
        masks.lineFeeds |= block[i] == '\n' ? bit : 0;
        masks.quotes |= block[i] == dialect.quote ? bit : 0;
    }
    return masks;
}
#endif

// Every bit becomes the parity of the bits up to and with it.
inline std::uint64_t parities(std::uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

enum class Scanned { Closed, Open, NotStrict };

// 64 bytes at a time, as long as quotes stand where RFC 4180 has them: around whole cells, doubled inside.
// `block(position, delimiters, lineFeeds)` with the bits of those outside of quotes.
template<typename Block>
Scanned scanStrict(std::string_view bytes, const CsvDialect &dialect, bool &quotes, Block &&block)
{
    std::uint64_t inside = 0;  // all bits, when the byte before the block is inside of quotes
    std::uint64_t mayOpen = 1; // bit 0: a quote at the beginning of the block may open a cell
    char padded[64];
    for (std::size_t at = 0; at < bytes.size(); at += 64) {
        const char *from = bytes.data() + at;
        if (bytes.size() - at < 64) {
            std::memset(padded, 0, sizeof padded);
            std::memcpy(padded, from, bytes.size() - at);
            from = padded;
        }
        BlockMasks masks = masksOf(from, dialect);
        if (masks.quotes != 0) {
            quotes = true;
            const std::uint64_t within = parities(masks.quotes) ^ inside;
            const std::uint64_t ends = masks.delimiters | masks.lineFeeds | masks.quotes;
            if ((masks.quotes & within & ~(ends << 1 | mayOpen)) != 0)
                return Scanned::NotStrict;
            masks.delimiters &= ~within;
            masks.lineFeeds &= ~within;
            inside = (within >> 63) != 0 ? ~std::uint64_t(0) : 0;
            mayOpen = ends >> 63;
        } else {
            mayOpen = (masks.delimiters | masks.lineFeeds) >> 63;
            masks.delimiters &= ~inside;
            masks.lineFeeds &= ~inside;
        }
        block(at, masks.delimiters, masks.lineFeeds);
    }
    return inside != 0 ? Scanned::Open : Scanned::Closed;
}

// Comment lines may hold anything, so that only the state machine knows its way among them.
bool mayBeStrict(std::string_view bytes, const CsvDialect &dialect)
{
    return dialect.comment == '\0' || bytes.find(dialect.quote) == std::string_view::npos;
}

} // namespace

CsvMarks::CsvMarks(std::string_view bytes, const CsvDialect &dialect)
    : m_ends(std::make_unique_for_overwrite<std::uint32_t[]>(bytes.size() + 64))
{
    if (mayBeStrict(bytes, dialect)) {
        std::uint32_t *next = m_ends.get();
        const auto scanned = scanStrict(
            bytes, dialect, m_quotes, [&](std::size_t at, std::uint64_t delimiters, std::uint64_t lineFeeds) {
                for (std::uint64_t ends = delimiters | lineFeeds; ends != 0; ends &= ends - 1) {
                    const int bit = std::countr_zero(ends);
                    *next++ = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(bit) +
                              (static_cast<std::uint32_t>(lineFeeds >> bit) << 31);
                }
            });
        if (scanned != Scanned::NotStrict) {
            m_size = static_cast<std::size_t>(next - m_ends.get());
            m_open = scanned == Scanned::Open;
            return;
        }
    }
    m_quotes = true;
    m_size = 0;
    m_open = scanQuoted(bytes, dialect, [&](std::size_t position) {
        m_ends[m_size++] = static_cast<std::uint32_t>(position) | (bytes[position] == '\n' ? lineFeed : 0);
    });
}

std::size_t wholeCsvRows(std::string_view bytes, const CsvDialect &dialect)
{
    std::size_t end = 0;
    bool quotes = false;
    if (mayBeStrict(bytes, dialect) &&
        scanStrict(bytes, dialect, quotes, [&](std::size_t at, std::uint64_t, std::uint64_t lineFeeds) {
            if (lineFeeds != 0)
                end = at + 64 - static_cast<std::size_t>(std::countl_zero(lineFeeds));
        }) != Scanned::NotStrict)
        return end;
    end = 0;
    scanQuoted(bytes, dialect, [&](std::size_t position) {
        if (bytes[position] == '\n')
            end = position + 1;
    });
    return end;
}

std::string_view csvCell(std::string_view raw, char quote, std::string &scratch)
{
    std::string_view text = raw;
    while (text.starts_with(' '))
        text.remove_prefix(1);
    if (!text.starts_with(quote))
        return raw;
    text.remove_prefix(1);
    std::size_t close = text.find(quote);
    if (close == std::string_view::npos)
        return text;
    if (close + 1 == text.size())
        return text.substr(0, close);
    // Doubled quotes, or something behind the closing one, which counts as part of the text unless it is
    // space.
    scratch.clear();
    while (close != std::string_view::npos) {
        scratch.append(text.substr(0, close));
        text.remove_prefix(close + 1);
        if (!text.starts_with(quote))
            break;
        scratch += quote;
        text.remove_prefix(1);
        close = text.find(quote);
    }
    if (text.find_first_not_of(" \t") != std::string_view::npos)
        scratch.append(text);
    return scratch;
}

} // namespace vitrine::monitor
