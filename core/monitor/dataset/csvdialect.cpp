// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/csvdialect.h"

#include "core/base/text.h"
#include "core/monitor/dataset/columnguess.h"
#include "core/monitor/dataset/csvscan.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t sampledRows = 1000;

struct SampleRow {
    std::vector<std::string> cells;
    std::size_t end = 0; // of the row in the sample
    qint64 lines = 0;    // up to its end
};

bool isSkipped(std::string_view row, const CsvDialect &dialect)
{
    return row.empty() || row == "\r" || (dialect.comment != '\0' && row.front() == dialect.comment);
}

std::vector<SampleRow> rowsOf(std::string_view sample, const CsvDialect &dialect, std::size_t most)
{
    const CsvMarks marks(sample, dialect);
    std::vector<SampleRow> rows;
    std::vector<std::string> cells;
    std::string scratch;
    std::size_t rowBegin = 0;
    std::size_t begin = 0;
    qint64 lines = 0;
    for (std::size_t mark = 0; mark < marks.size(); ++mark) {
        const std::size_t end = marks.position(mark);
        const bool last = marks.endsRow(mark);
        std::string_view raw = sample.substr(begin, end - begin);
        if (last && raw.ends_with('\r'))
            raw.remove_suffix(1);
        cells.emplace_back(withoutSpaces(csvCell(raw, dialect.quote, scratch)));
        begin = end + 1;
        if (!last)
            continue;
        const std::string_view row = sample.substr(rowBegin, end - rowBegin);
        lines += 1 + std::count(row.begin(), row.end(), '\n');
        if (!isSkipped(row, dialect))
            rows.push_back({std::move(cells), begin, lines});
        cells.clear();
        rowBegin = begin;
        if (rows.size() == most)
            break;
    }
    return rows;
}

// The share of rows that have as many cells as most rows have; 0 when that is one.
double consistency(const std::vector<SampleRow> &rows)
{
    std::vector<std::size_t> counts;
    for (const SampleRow &row : rows)
        counts.push_back(row.cells.size());
    std::ranges::sort(counts);
    if (counts.empty())
        return 0;
    const std::size_t usual = counts[counts.size() / 2];
    return usual < 2 ? 0 : double(std::ranges::count(counts, usual)) / double(counts.size());
}

char guessDelimiter(std::string_view sample, CsvDialect dialect)
{
    constexpr std::size_t looked = 100;
    char best = ',';
    double most = 0;
    for (const char delimiter : {'\t', ';', ',', '|', ' '}) {
        dialect.delimiter = delimiter;
        const auto rows = rowsOf(sample, dialect, looked);
        double share = consistency(rows);
        // Numbers and times have such characters in them, names of columns don't.
        if (rows.size() > 1 && rows.front().cells.size() + 1 < rows[1].cells.size())
            share = 0;
        if (share > most + 1e-9) {
            most = share;
            best = delimiter;
        }
    }
    return best;
}

// A file may begin with comments. "# time,truth" above data is a header, though.
char guessComment(std::string_view sample)
{
    return sample.starts_with('#') ? '#' : '\0';
}

bool namesColumns(const std::vector<SampleRow> &rows, const std::vector<CellForm> &forms)
{
    for (std::size_t i = 0; i < rows.front().cells.size() && i < forms.size(); ++i) {
        const std::string &cell = rows.front().cells[i];
        double value = 0;
        if (forms[i].type == ColumnType::Number && !cell.empty() && parseNumber(cell, forms[i].number, value))
            return false;
        if (forms[i].type == ColumnType::Time && TimeText(forms[i].time, QTimeZone::utc()).parse(cell))
            return false;
    }
    return true;
}

std::vector<CellTexts> columnsOf(const std::vector<SampleRow> &rows, std::size_t first, std::size_t width)
{
    std::vector<CellTexts> columns(width);
    for (std::size_t row = first; row < rows.size(); ++row) {
        for (std::size_t i = 0; i < std::min(width, rows[row].cells.size()); ++i)
            columns[i].push_back(rows[row].cells[i]);
    }
    return columns;
}

// As many cells as most rows of data have.
std::size_t usualWidth(const std::vector<SampleRow> &rows)
{
    std::vector<std::size_t> counts;
    for (std::size_t i = rows.size() > 1 ? 1 : 0; i < rows.size(); ++i)
        counts.push_back(rows[i].cells.size());
    std::ranges::sort(counts);
    return counts[counts.size() / 2];
}

// Rows of data may have one cell more than names: R's write.table() leaves row names without a name, and some
// programs end rows with a delimiter.
QStringList headerNames(const std::vector<SampleRow> &rows, std::size_t width)
{
    QStringList names;
    for (const std::string &cell : rows.front().cells)
        names << QString::fromStdString(cell);
    if (names.size() + 1 != static_cast<qsizetype>(width))
        return names;
    const bool emptyEnds = std::all_of(rows.begin() + 1, rows.end(), [&](const SampleRow &row) {
        return row.cells.size() != width || row.cells.back().empty();
    });
    if (!emptyEnds)
        names.prepend(u"row"_s);
    return names;
}

} // namespace

Result<CsvLayout> csvLayout(std::string_view sample, const DatasetOptions &options)
{
    CsvLayout layout;
    CsvDialect &dialect = layout.dialect;
    dialect.comment = options.comment.value_or(guessComment(sample));
    dialect.delimiter = options.delimiter.value_or(guessDelimiter(sample, dialect));
    std::vector<SampleRow> rows = rowsOf(sample, dialect, sampledRows);
    if (rows.empty())
        return Error{Error::Code::Corrupt,
                     Text::tr("It has no rows. A dataset needs a line of column names and data below it."),
                     {}};
    std::size_t width = usualWidth(rows);
    const bool commaCells = dialect.delimiter != ',';
    const auto guess = [&](const QStringList &names, std::size_t first) {
        return guessColumns(names, columnsOf(rows, first, width), options, commaCells);
    };
    QStringList anonymous;
    for (std::size_t i = 0; i < width; ++i)
        anonymous << QString();
    if (options.header)
        dialect.header = *options.header;
    else if (rows.size() > 1)
        dialect.header = namesColumns(rows, guess(distinctNames(anonymous), 1).forms);
    else
        dialect.header = namesColumns(rows, guess(distinctNames(anonymous), 0).forms);

    QStringList names = dialect.header ? headerNames(rows, width) : anonymous;
    width = static_cast<std::size_t>(names.size());
    const QStringList distinct = distinctNames(names);
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (dialect.header && names[i] != distinct[i])
            layout.notes << Text::tr("Column %1 is called %2 here.").arg(i + 1).arg(distinct[i]);
    }
    const ColumnGuesses guesses = guess(distinct, dialect.header ? 1 : 0);
    layout.columns = guesses.columns;
    layout.forms = guesses.forms;
    layout.notes += guesses.notes;
    layout.empty = rows.size() == (dialect.header ? 1U : 0U);
    if (dialect.header) {
        layout.headerBytes = rows.front().end;
        layout.headerLines = rows.front().lines;
    }
    return layout;
}

} // namespace vitrine::monitor
