// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/csvpiece.h"

#include "core/base/text.h"
#include "core/monitor/dataset/columnbuilder.h"
#include "core/monitor/dataset/csvscan.h"

#include <algorithm>

namespace vitrine::monitor {

namespace {

constexpr qsizetype shownText = 40;

QString shortened(std::string_view text)
{
    const QString whole = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).simplified();
    return whole.size() > shownText ? whole.left(shownText) + u'…' : whole;
}

class PieceParser final
{
public:
    PieceParser(std::string_view bytes, const CsvPlan &plan)
        : m_bytes(bytes)
        , m_plan(plan)
        , m_marks(bytes, plan.dialect)
    {
        m_result.chunk.columns.resize(plan.wanted.size());
        m_builders.reserve(plan.wanted.size());
        for (std::size_t i = 0; i < plan.wanted.size(); ++i)
            m_builders.emplace_back(m_result.chunk.columns[i], plan.forms[i], plan.missing, plan.zone);
    }

    ParsedPiece parse()
    {
        std::size_t first = 0; // mark of the row's first cell
        for (std::size_t mark = 0; mark < m_marks.size(); ++mark) {
            if (!m_marks.endsRow(mark))
                continue;
            row(first, mark);
            first = mark + 1;
        }
        if (m_marks.isOpen())
            openRow();
        for (const ColumnBuilder &builder : m_builders)
            m_result.problems.unclearTimes += builder.unclearTimes();
        m_result.lineCount = m_line;
        m_result.chunk.rows = m_result.chunk.lines.size();
        return std::move(m_result);
    }

private:
    std::size_t rowBegin(std::size_t first) const { return first == 0 ? 0 : m_marks.position(first - 1) + 1; }

    void row(std::size_t first, std::size_t last)
    {
        const std::size_t begin = rowBegin(first);
        const std::string_view text = m_bytes.substr(begin, m_marks.position(last) - begin);
        const qint64 line = m_line;
        m_line += 1 + (m_marks.hasQuotes() ? std::count(text.begin(), text.end(), '\n') : 0);
        if (text.empty() || text == "\r" ||
            (m_plan.dialect.comment != '\0' && text.front() == m_plan.dialect.comment))
            return;
        std::size_t cells = last - first + 1;
        if (cells == m_plan.width + 1 && isEmptyEnd(text))
            --cells;
        if (cells != m_plan.width) {
            drop(line, text,
                 Text::tr("has %n cell(s)", nullptr, static_cast<int>(cells)) + u' ' +
                     Text::tr("instead of %1").arg(m_plan.width));
            return;
        }
        m_result.chunk.lines.push_back(line);
        for (std::size_t i = 0; i < m_builders.size(); ++i) {
            const std::size_t at = first + static_cast<std::size_t>(m_plan.wanted[i]);
            const std::size_t cellBegin = at == first ? begin : m_marks.position(at - 1) + 1;
            std::string_view raw = m_bytes.substr(cellBegin, m_marks.position(at) - cellBegin);
            if (at == last && raw.ends_with('\r'))
                raw.remove_suffix(1);
            cell(i, line, m_marks.hasQuotes() ? csvCell(raw, m_plan.dialect.quote, m_scratch) : raw);
        }
    }

    bool isEmptyEnd(std::string_view text) const
    {
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        return text.ends_with(m_plan.dialect.delimiter);
    }

    void cell(std::size_t column, qint64 line, std::string_view text)
    {
        if (m_builders[column].add(text))
            return;
        ++m_result.problems.unreadableCells;
        keep({line, m_plan.names[static_cast<qsizetype>(column)], shortened(text),
              m_builders[column].complaint()});
    }

    void drop(qint64 line, std::string_view text, const QString &why)
    {
        ++m_result.problems.droppedRows;
        keep({line, {}, shortened(text), why});
    }

    void openRow()
    {
        std::size_t begin = 0;
        for (std::size_t mark = m_marks.size(); mark > 0 && begin == 0; --mark) {
            if (m_marks.endsRow(mark - 1))
                begin = m_marks.position(mark - 1) + 1;
        }
        const std::string_view text = m_bytes.substr(begin);
        drop(m_line, text, Text::tr("opens a quote that is not closed"));
        m_line += std::count(text.begin(), text.end(), '\n');
    }

    void keep(DatasetProblem problem)
    {
        if (m_result.problems.first.size() < m_plan.keptProblems)
            m_result.problems.first.append(std::move(problem));
    }

    std::string_view m_bytes;
    const CsvPlan &m_plan;
    CsvMarks m_marks;
    ParsedPiece m_result;
    std::vector<ColumnBuilder> m_builders;
    std::string m_scratch;
    qint64 m_line = 0;
};

} // namespace

ParsedPiece parseCsv(std::string_view bytes, const CsvPlan &plan)
{
    return PieceParser(bytes, plan).parse();
}

} // namespace vitrine::monitor
