// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vitrine::serving {

// Cuts a body that comes in pieces where its rows end, without looking at what they hold, so that a request
// of any length can be answered in blocks.
class RowSplitter final
{
public:
    enum class Form {
        List,   // a JSON list
        Lines,  // JSON values with blanks or line breaks between them
        Csv,    // a header line first, which every block begins with
        CsvRows // without a header line
    };
    explicit RowSplitter(Form form) : m_form(form) {}

    void feed(std::string_view bytes);
    bool isAtStart() const { return m_consumed == 0 && m_waiting.empty(); }
    // Bytes of whole rows that wait to be taken.
    std::size_t wholeBytes() const { return m_boundary; }
    // Takes the whole rows: a JSON list, or CSV with its header line. Empty when there are none.
    void take(std::string &block);
    // At the end of the body: takes what is left, whole or not, so that whoever reads it says what is wrong.
    // False when nothing is left.
    bool takeRest(std::string &block);
    // Where in the body the block that was taken last began.
    std::size_t blockStart() const { return m_blockStart; }
    // The body was not blank throughout.
    bool hasContent() const { return m_opened || m_tookAny; }
    // Something other than blanks follows the end of the list.
    bool hasTrailingText() const { return m_trailing; }

private:
    void scanList(std::string_view bytes);
    void scanLines(std::string_view bytes);
    void scanCsv(std::string_view bytes);
    void inValue(char c);
    bool isCsv() const { return m_form == Form::Csv || m_form == Form::CsvRows; }
    void endBlock(std::string &block, std::size_t length);

    Form m_form;
    std::string m_waiting;      // rows and the beginning of the next one
    std::string m_header;       // of CSV, with its line break
    std::size_t m_boundary = 0; // behind the last whole row in m_waiting
    std::size_t m_consumed = 0; // bytes of the body in front of m_waiting
    std::size_t m_blockStart = 0;
    std::size_t m_depth = 0;
    bool m_inText = false;
    bool m_escaped = false;
    bool m_opened = false; // the list
    bool m_tookAny = false;
    bool m_closed = false;
    bool m_trailing = false;
    bool m_afterComma = false;
};

} // namespace vitrine::serving
