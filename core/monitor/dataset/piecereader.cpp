// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/piecereader.h"

#include <algorithm>

namespace vitrine::monitor {

namespace {

constexpr std::size_t block = 1U << 20;
constexpr std::size_t readableBehind = 64;
constexpr std::size_t longestRow = 64U << 20;

} // namespace

PieceReader::PieceReader(std::unique_ptr<ByteStream> stream, WholeRows wholeRows, qint64 skipped)
    : m_stream(std::move(stream))
    , m_wholeRows(std::move(wholeRows))
    , m_skipped(skipped)
{
}

// Appends one block; at the end of the stream, the line feed that may be missing.
Result<> PieceReader::fill(std::string &piece)
{
    const std::size_t before = piece.size();
    piece.resize(before + block);
    VT_TRY(const qint64 count, readFully(*m_stream, piece.data() + before, qint64(block)));
    piece.resize(before + static_cast<std::size_t>(count));
    if (count == qint64(block))
        return {};
    m_atEnd = true;
    if (!piece.empty() && piece.back() != '\n')
        piece += '\n';
    return {};
}

Result<bool> PieceReader::next(std::string &piece)
{
    piece.swap(m_carry);
    m_carry.clear();
    while (true) {
        if (!m_atEnd && piece.size() < block)
            VT_CHECK(fill(piece));
        if (m_skipped > 0) {
            const auto now = std::min(static_cast<std::size_t>(m_skipped), piece.size());
            piece.erase(0, now);
            m_skipped -= qint64(now);
            if (m_skipped > 0 && !m_atEnd)
                continue;
        }
        if (piece.empty())
            return false;
        std::size_t end = m_wholeRows(piece);
        if (end == 0 && (m_atEnd || piece.size() > longestRow)) {
            end = piece.find('\n');
            end = end == std::string::npos ? piece.size() : end + 1;
        }
        if (end > 0) {
            m_carry.assign(piece, end);
            piece.resize(end);
            piece.reserve(end + readableBehind);
            return true;
        }
        VT_CHECK(fill(piece));
    }
}

} // namespace vitrine::monitor
