// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/rowsplitter.h"

namespace vitrine::serving {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

} // namespace

void RowSplitter::feed(std::string_view bytes)
{
    switch (m_form) {
    case Form::List: scanList(bytes); return;
    case Form::Lines: scanLines(bytes); return;
    case Form::Csv:
    case Form::CsvRows: scanCsv(bytes); return;
    }
}

// Keeps count of where in a value the text is; brackets inside of texts do not count.
void RowSplitter::inValue(char c)
{
    if (m_inText) {
        if (m_escaped)
            m_escaped = false;
        else if (c == '\\')
            m_escaped = true;
        else if (c == '"')
            m_inText = false;
    } else if (c == '"') {
        m_inText = true;
    } else if (c == '{' || c == '[') {
        ++m_depth;
    } else if ((c == '}' || c == ']') && m_depth > 0) {
        --m_depth;
    }
}

void RowSplitter::scanList(std::string_view bytes)
{
    if (!m_opened) {
        const std::size_t bracket = bytes.find('[');
        m_opened = bracket != std::string_view::npos;
        const std::size_t skipped = m_opened ? bracket + 1 : bytes.size();
        m_consumed += skipped;
        bytes.remove_prefix(skipped);
    }
    if (m_closed) {
        m_trailing = m_trailing || !isBlank(bytes);
        return;
    }
    std::size_t at = m_waiting.size();
    m_waiting += bytes;
    for (; at < m_waiting.size(); ++at) {
        const char c = m_waiting[at];
        const bool atTop = m_depth == 0 && !m_inText;
        if (atTop && c == ']') {
            m_closed = true;
            m_trailing = !isBlank(std::string_view(m_waiting).substr(at + 1));
            m_waiting.resize(at);
            m_boundary = at;
            return;
        }
        if (atTop && c == ',') {
            m_boundary = at + 1;
            m_afterComma = true;
            continue;
        }
        if (!isBlank(c))
            m_afterComma = false;
        inValue(c);
    }
}

void RowSplitter::scanLines(std::string_view bytes)
{
    std::size_t at = m_waiting.size();
    m_waiting += bytes;
    for (; at < m_waiting.size(); ++at) {
        char &c = m_waiting[at];
        if (c != '\n' || m_depth > 0 || m_inText) {
            inValue(c);
            continue;
        }
        // The line break becomes the comma of a list; a line without anything stays blank.
        if (isBlank(std::string_view(m_waiting).substr(m_boundary, at - m_boundary)))
            continue;
        c = ',';
        m_boundary = at + 1;
    }
}

void RowSplitter::scanCsv(std::string_view bytes)
{
    std::size_t at = m_waiting.size();
    m_waiting += bytes;
    while (at < m_waiting.size()) {
        const char c = m_waiting[at++];
        if (c == '"') {
            m_inText = !m_inText; // a doubled quote closes and opens again
            continue;
        }
        if (c != '\n' || m_inText)
            continue;
        if (!m_header.empty() || m_form == Form::CsvRows) {
            m_boundary = at;
            continue;
        }
        // Lines without anything may stand in front of the header.
        if (!isBlank(std::string_view(m_waiting).substr(0, at)))
            m_header = m_waiting.substr(0, at);
        m_waiting.erase(0, at);
        m_consumed += at;
        at = 0;
    }
}

void RowSplitter::endBlock(std::string &block, std::size_t length)
{
    m_tookAny = true;
    m_blockStart = m_consumed;
    m_consumed += length;
    block.clear();
    if (isCsv()) {
        block += m_header;
        block.append(m_waiting, 0, length);
    } else {
        block += '[';
        block.append(m_waiting, 0, length);
    }
    m_waiting.erase(0, length);
    m_boundary = 0;
}

void RowSplitter::take(std::string &block)
{
    block.clear();
    if (m_boundary == 0)
        return;
    endBlock(block, m_boundary);
    if (isCsv())
        return;
    while (!block.empty() && isBlank(block.back()))
        block.pop_back();
    if (block.back() == ',')
        block.pop_back();
    block += ']';
}

bool RowSplitter::takeRest(std::string &block)
{
    block.clear();
    if (isCsv()) {
        const bool any = !m_waiting.empty() || !m_header.empty();
        if (any)
            endBlock(block, m_waiting.size());
        return any;
    }
    const bool blank = isBlank(std::string_view(m_waiting));
    if (blank && (m_form == Form::Lines || (m_closed && !m_afterComma)))
        return false;
    const bool whole = m_form == Form::Lines ? m_depth == 0 && !m_inText : m_closed;
    endBlock(block, m_waiting.size());
    while (!block.empty() && isBlank(block.back()))
        block.pop_back();
    if (m_form == Form::Lines && block.back() == ',')
        block.pop_back();
    if (m_afterComma && m_form == Form::List)
        block += ','; // "[1,]" is no list
    if (whole)
        block += ']';
    return true;
}

} // namespace vitrine::serving
