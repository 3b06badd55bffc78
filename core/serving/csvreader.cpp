// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/csvreader.h"

#include "core/serving/celltext.h"
#include "core/serving/jsontext.h"

#include <algorithm>
#include <numeric>

namespace vitrine::serving {

namespace {

constexpr std::size_t mostIgnored = 32;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

struct Field {
    std::string_view text;
    bool quoted = false;
    bool lastOfLine = false;
};

// Goes through the fields of a text. `broken` when quotes do not close or something follows a closing quote.
class FieldCursor final
{
public:
    FieldCursor(std::string_view text, Frame &frame) : m_text(text), m_frame(frame) {}

    bool atEnd() const { return m_at >= m_text.size(); }
    bool isBroken() const { return m_broken; }
    std::size_t position() const { return m_at; }

    Field next()
    {
        Field field;
        if (!atEnd() && m_text[m_at] == '"') {
            field.quoted = true;
            field.text = quoted();
        } else {
            const std::size_t end = std::min(m_text.find_first_of(",\r\n", m_at), m_text.size());
            field.text = m_text.substr(m_at, end - m_at);
            m_at = end;
        }
        field.lastOfLine = endField();
        return field;
    }

    void returnTo(const FieldCursor &earlier)
    {
        m_at = earlier.m_at;
        m_broken = earlier.m_broken;
    }

    // Blank lines at the end are no rows.
    void skipBlankLines()
    {
        while (!atEnd() && (m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            ++m_at;
    }

private:
    std::string_view quoted()
    {
        std::string joined;
        bool doubled = false;
        std::size_t begin = m_at + 1;
        for (;;) {
            const std::size_t end = m_text.find('"', begin);
            if (end == std::string_view::npos) {
                m_broken = true;
                m_at = m_text.size();
                return {};
            }
            const bool isDoubled = end + 1 < m_text.size() && m_text[end + 1] == '"';
            if (!isDoubled && !doubled) {
                m_at = end + 1;
                return m_text.substr(begin, end - begin);
            }
            joined += m_text.substr(begin, end - begin);
            if (!isDoubled) {
                m_at = end + 1;
                return m_frame.keep(std::move(joined));
            }
            doubled = true;
            joined += '"';
            begin = end + 2;
        }
    }

    // Moves behind the separator; true at the end of a line.
    bool endField()
    {
        if (atEnd())
            return true;
        if (m_text[m_at] == ',') {
            ++m_at;
            // A comma at the very end: one more, empty, field.
            return false;
        }
        if (m_text[m_at] == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\n')
            ++m_at;
        else if (m_text[m_at] != '\n' && m_text[m_at] != '\r')
            m_broken = true;
        ++m_at;
        return true;
    }

    std::string_view m_text;
    Frame &m_frame;
    std::size_t m_at = 0;
    bool m_broken = false;
};

struct FirstLine {
    std::vector<int> order; // the schema's column of each field; -1: unknown
    std::vector<std::string_view> unknown;
    bool isHeader = true;
};

FirstLine readFirstLine(FieldCursor &cursor, const Schema &schema)
{
    FirstLine line;
    bool anyName = false;
    bool anyNumber = false;
    for (bool last = false; !last && !cursor.isBroken();) {
        const Field field = cursor.next();
        last = field.lastOfLine;
        line.order.push_back(schema.find(field.text));
        anyName = anyName || line.order.back() >= 0;
        anyNumber = anyNumber || numberFromText(field.text).has_value();
        if (line.order.back() < 0)
            line.unknown.push_back(field.text);
    }
    line.isHeader = anyName || !anyNumber || line.order.size() != schema.columns.size();
    return line;
}

// Leaves the cursor in front of the first row.
std::vector<int> readHeader(FieldCursor &cursor, const Schema &schema, std::vector<std::string> &ignored)
{
    const FieldCursor start = cursor;
    FirstLine line = readFirstLine(cursor, schema);
    if (!line.isHeader) {
        std::iota(line.order.begin(), line.order.end(), 0);
        cursor.returnTo(start);
        return line.order;
    }
    for (std::size_t i = 0; i < std::min(line.unknown.size(), mostIgnored); ++i)
        ignored.emplace_back(line.unknown[i]);
    return line.order;
}

void readField(const Field &field, std::size_t column, std::size_t row, const Schema &schema,
               CellWriter &cells)
{
    const bool isText = schema.columns[column].type == format::ColumnType::String;
    const bool isMissing = field.text.empty() && !isText && !schema.columns[column].hasLevel("");
    const FaultKind kind = isMissing ? cells.missing(column, row) : cells.text(field.text, column, row);
    if (kind == FaultKind::None)
        return;
    std::string shown;
    appendText(shown, field.text);
    cells.refuse(kind, column, row, shownInput(shown));
}

void notCsv(Faults &faults, std::string why)
{
    faults.clear();
    faults.add(Fault{FaultKind::NotRows, Fault::wholeBody, -1, {}, std::move(why), 0});
}

} // namespace

bool hasCsvHeader(std::string_view body, const Schema &schema)
{
    if (body.starts_with(byteOrderMark))
        body.remove_prefix(byteOrderMark.size());
    Frame kept;
    FieldCursor cursor(body, kept);
    cursor.skipBlankLines();
    return cursor.atEnd() || readFirstLine(cursor, schema).isHeader;
}

void readCsv(std::string_view body, const Schema &schema, Frame &frame, Faults &faults,
             std::vector<std::string> &ignored)
{
    frame.reset(schema);
    ignored.clear();
    if (body.starts_with(byteOrderMark))
        body.remove_prefix(byteOrderMark.size());
    FieldCursor cursor(body, frame);
    cursor.skipBlankLines();
    if (cursor.atEnd()) {
        faults.add(Fault{FaultKind::BodyMissing, Fault::wholeBody, -1, {}, {}, 0});
        return;
    }
    CellWriter cells(schema, frame, faults);
    const std::vector<int> order = readHeader(cursor, schema, ignored);
    cells.refuseAbsent(order);
    std::size_t row = 0;
    for (cursor.skipBlankLines(); !cursor.atEnd() && !cursor.isBroken(); cursor.skipBlankLines(), ++row) {
        frame.setRows(row + 1);
        std::size_t count = 0;
        for (bool last = false; !last; ++count) {
            const Field field = cursor.next();
            last = field.lastOfLine;
            if (count < order.size() && order[count] >= 0)
                readField(field, static_cast<std::size_t>(order[count]), row, schema, cells);
        }
        if (count != order.size()) {
            for (std::size_t i = count; i < order.size(); ++i) {
                if (order[i] >= 0)
                    frame.setMissing(static_cast<std::size_t>(order[i]), row);
            }
            faults.add(Fault{FaultKind::RowLength,
                             row,
                             -1,
                             {},
                             std::to_string(count) + " instead of " + std::to_string(order.size()),
                             0});
        }
    }
    if (cursor.isBroken())
        notCsv(faults,
               "the CSV text has a quote that does not close near byte " + std::to_string(cursor.position()));
}

} // namespace vitrine::serving
