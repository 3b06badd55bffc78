// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/csvscan.h"

#include <cstring>

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

bool hasQuotes(std::string_view bytes, const CsvDialect &dialect)
{
    return std::memchr(bytes.data(), dialect.quote, bytes.size()) != nullptr;
}

} // namespace

void scanCsv(std::string_view bytes, const CsvDialect &dialect, CsvMarks &marks)
{
    marks.ends.clear();
    marks.open = false;
    marks.quotes = hasQuotes(bytes, dialect);
    const auto mark = [&](std::size_t position) {
        marks.ends.push_back(static_cast<std::uint32_t>(position));
    };
    if (marks.quotes) {
        marks.open = scanQuoted(bytes, dialect, mark);
        return;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == dialect.delimiter || bytes[i] == '\n')
            mark(i);
    }
}

std::size_t wholeCsvRows(std::string_view bytes, const CsvDialect &dialect)
{
    std::size_t end = 0;
    if (!hasQuotes(bytes, dialect)) {
        const std::size_t last = bytes.rfind('\n');
        return last == std::string_view::npos ? 0 : last + 1;
    }
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
