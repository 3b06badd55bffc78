// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/csvreader.h"

#include "core/serving/jsontext.h"

#include <algorithm>

namespace vitrine::serving {

namespace {

constexpr std::size_t mostIgnored = 32;

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

std::vector<int> readHeader(FieldCursor &cursor, const Schema &schema, std::vector<std::string> &ignored)
{
    std::vector<int> order;
    for (bool last = false; !last && !cursor.isBroken();) {
        const Field field = cursor.next();
        last = field.lastOfLine;
        order.push_back(schema.find(field.text));
        if (order.back() < 0 && ignored.size() < mostIgnored)
            ignored.emplace_back(field.text);
    }
    return order;
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

void readCsv(std::string_view body, const Schema &schema, Frame &frame, Faults &faults,
             std::vector<std::string> &ignored)
{
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
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
