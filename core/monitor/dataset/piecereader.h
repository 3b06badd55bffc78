// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/bytestream.h"

#include <functional>
#include <string>
#include <string_view>

namespace vitrine::monitor {

// Cuts a stream into pieces of whole rows, about a megabyte each.
class PieceReader final
{
public:
    // The bytes up to the end of the last whole row of a stretch that begins with a row; 0 for none.
    using WholeRows = std::function<std::size_t(std::string_view)>;

    // Skips the first `skipped` bytes of the stream: the header.
    PieceReader(std::unique_ptr<ByteStream> stream, WholeRows wholeRows, qint64 skipped);

    // False at the end. The last row ends with a line feed even when the file's does not. A row that does not
    // end within 64 megabytes, or not at all, comes as its first line alone and reading goes on behind it.
    // 64 bytes behind the piece are readable, for parsers that look ahead.
    Result<bool> next(std::string &piece);

    bool atEnd() const { return m_atEnd && m_carry.empty(); }
    qint64 position() const { return m_stream->position(); }
    qint64 size() const { return m_stream->size(); }

private:
    Result<> fill(std::string &piece);

    std::unique_ptr<ByteStream> m_stream;
    WholeRows m_wholeRows;
    qint64 m_skipped;
    std::string m_carry; // the beginning of the next piece
    bool m_atEnd = false;
};

} // namespace vitrine::monitor
