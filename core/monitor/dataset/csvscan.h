// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/csvdialect.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace vitrine::monitor {

// Where cells end in a stretch of delimited text that begins with a row: at delimiters and line feeds outside
// of quotes.
class CsvMarks final
{
public:
    CsvMarks(std::string_view bytes, const CsvDialect &dialect);

    std::size_t size() const { return m_size; }
    std::size_t position(std::size_t mark) const { return m_ends[mark] & ~lineFeed; }
    bool endsRow(std::size_t mark) const { return (m_ends[mark] & lineFeed) != 0; }
    bool hasQuotes() const { return m_quotes; } // there may be quoted cells
    bool isOpen() const { return m_open; }      // the stretch ends inside a quoted cell

private:
    static constexpr std::uint32_t lineFeed = 1U << 31;

    std::unique_ptr<std::uint32_t[]> m_ends; // positions, and whether it is a line feed
    std::size_t m_size = 0;
    bool m_quotes = false;
    bool m_open = false;
};

// The bytes up to the end of the last whole row of such a stretch; 0 when there is none.
std::size_t wholeCsvRows(std::string_view bytes, const CsvDialect &dialect);

// A cell as it stands in the file, without its quotes; `scratch` holds it when it had doubled quotes.
std::string_view csvCell(std::string_view raw, char quote, std::string &scratch);

} // namespace vitrine::monitor
