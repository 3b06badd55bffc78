// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/monitor/roworder.h"
#include "core/monitor/rowtext.h"

#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <numeric>

namespace vitrine::monitor {

namespace {

// Rows in any order are gathered in blocks, so that a page is read once a block instead of once a row.
constexpr std::size_t blockRows = 200'000;

Error notWritten(const QString &path, const QString &why)
{
    return {
        Error::Code::Io,
        Text::tr("%1 could not be written: %2. Choose another place.").arg(QFileInfo(path).fileName(), why),
        path};
}

void appendLine(const Chunk &chunk, std::size_t row, std::string &cell, std::string &out)
{
    for (std::size_t i = 0; i < chunk.columns.size(); ++i) {
        if (i > 0)
            out += ',';
        cell.clear();
        appendCell(chunk.columns[i], row, cell);
        appendCsvField(cell, out);
    }
    out += "\r\n";
}

std::string headerLine(const QList<ColumnInfo> &columns)
{
    std::string line;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        if (i > 0)
            line += ',';
        appendCsvField(columns[i].name.toStdString(), line);
    }
    return line + "\r\n";
}

// The lines of some rows in their order.
Result<std::string> linesOf(const RowPages &pages, const quint32 *first, std::size_t count)
{
    std::vector<std::size_t> byPage(count);
    std::iota(byPage.begin(), byPage.end(), std::size_t(0));
    std::ranges::sort(byPage, {}, [first](std::size_t i) { return first[i]; });
    std::vector<std::string> lines(count);
    std::string cell;
    Chunk chunk;
    qint64 held = -1;
    for (const std::size_t i : byPage) {
        const auto page = qint64(first[i] / RowPages::pageRows);
        if (page != held) {
            VT_TRY(chunk, pages.read(page));
            held = page;
        }
        appendLine(chunk, first[i] % RowPages::pageRows, cell, lines[i]);
    }
    std::string all;
    for (const std::string &line : lines)
        all += line;
    return all;
}

} // namespace

Result<> writeRows(const RowPages &pages, const RowOrder *order, const QString &path, const Job &job)
{
    QSaveFile file(path);
    const auto write = [&](const std::string &text) -> Result<> {
        if (file.write(text.data(), qint64(text.size())) != qint64(text.size()))
            return notWritten(path, file.errorString());
        return {};
    };
    if (!file.open(QIODevice::WriteOnly))
        return notWritten(path, file.errorString());
    VT_CHECK(write(headerLine(pages.columns())));
    std::string cell;
    std::string lines;
    const qint64 all = order ? qint64(order->size()) : pages.rows();
    for (qint64 done = 0; done < all;) {
        job.report(done, all);
        VT_CHECK(job.check());
        if (order) {
            const std::size_t count = std::min(blockRows, order->size() - std::size_t(done));
            VT_TRY(lines, linesOf(pages, order->data() + done, count));
            done += qint64(count);
        } else {
            VT_TRY(const Chunk chunk, pages.read(done / qint64(RowPages::pageRows)));
            lines.clear();
            for (std::size_t row = 0; row < chunk.rows; ++row)
                appendLine(chunk, row, cell, lines);
            done += qint64(chunk.rows);
        }
        VT_CHECK(write(lines));
    }
    if (!file.commit())
        return notWritten(path, file.errorString());
    return {};
}

} // namespace vitrine::monitor
