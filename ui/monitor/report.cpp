// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/report.h"

#include <QAbstractItemModel>
#include <QBuffer>
#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QSvgGenerator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(Report)
};

constexpr int screenDpi = 96;

// Pictures are drawn for light paper. In the dark their lightness is turned round and their hues stay; on a
// narrow screen they keep a size that can be read and are moved sideways instead.
constexpr const char16_t *style = uR"css(
:root { color-scheme: light dark; --text: #1c1d1b; --muted: #5c5d58; --window: #f7f7f4; --surface: #fff; --border: #e2e1db; --accent: #2b6a4d; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e9eae6; --muted: #9ca19d; --window: #151716; --surface: #252525; --border: #2f3432; --accent: #74c49c; }
  figure svg { filter: invert(0.88) hue-rotate(180deg) brightness(1.2); }
}
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--window); margin: 0; overflow-wrap: anywhere; }
main { max-width: 1240px; margin: 0 auto; padding: 32px 24px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0; } h2 { font-size: 19px; line-height: 1.3; margin: 40px 0 8px; }
p { max-width: 72ch; margin: 8px 0; } .sub { color: var(--muted); margin: 4px 0 20px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; margin: 0; } dt { color: var(--muted); } dd { margin: 0; }
nav { margin: 20px 0 0; } nav a { color: var(--accent); margin-right: 16px; white-space: nowrap; }
figure { margin: 12px 0; background: var(--surface); border: 1px solid var(--border); border-radius: 10px; padding: 12px; overflow-x: auto; }
svg { max-width: 100%; height: auto; display: block; margin: 0 auto; } svg text { font-family: system-ui, sans-serif; }
details { margin: 8px 0; } summary { cursor: pointer; color: var(--accent); padding: 4px 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; margin-top: 4px; overflow-wrap: normal; }
th, td { border-bottom: 1px solid var(--border); padding: 4px 16px 4px 0; text-align: left; vertical-align: top; }
th { color: var(--muted); font-weight: 600; white-space: nowrap; } .n { text-align: right; white-space: nowrap; }
@media screen and (max-width: 760px) {
  main { padding: 20px 14px; } h1 { font-size: 24px; } h2 { margin-top: 32px; }
  dl { grid-template-columns: 1fr; gap: 0; } dt { margin-top: 8px; font-size: 13px; }
  figure { padding: 8px; } figure svg { max-width: none; } figure svg.wide { width: 780px; }
}
@media print {
  :root { color-scheme: light; --window: #fff; } @page { margin: 14mm; } main { max-width: none; padding: 0; } body { font-size: 11pt; }
  nav, details:not([open]), details > summary { display: none; } section { break-inside: avoid-page; } section.long { break-inside: auto; }
  figure { border-color: #ccc; overflow: hidden; break-inside: avoid; } h2, p { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
}
)css";

QString escaped(const QString &text)
{
    return text.toHtmlEscaped();
}

bool looksLikeANumber(const QString &cell)
{
    return !cell.isEmpty() && std::all_of(cell.begin(), cell.end(), [](QChar c) {
        return c.isDigit() || QStringView(u".,-+eE∞–−\u00A0 ").contains(c);
    });
}

// Columns of which every cell is a number or empty.
QList<bool> numberColumns(const ReportTable &table)
{
    QList<bool> numbers(table.headers.size(), !table.rows.isEmpty());
    for (const QStringList &row : table.rows) {
        for (qsizetype i = 0; i < numbers.size() && row.size() == numbers.size(); ++i)
            numbers[i] = numbers[i] && (row[i].isEmpty() || row[i] == u"–" || looksLikeANumber(row[i]));
    }
    return numbers;
}

QString tableHtml(const ReportTable &table)
{
    const QList<bool> numbers = numberColumns(table);
    QString html = u"<div class=\"table\"><table><thead><tr>"_s;
    for (qsizetype i = 0; i < table.headers.size(); ++i)
        html += (numbers[i] ? u"<th scope=\"col\" class=\"n\">"_s : u"<th scope=\"col\">"_s) +
                escaped(table.headers[i]) + u"</th>"_s;
    html += u"</tr></thead><tbody>\n"_s;
    for (const QStringList &row : table.rows) {
        html += u"<tr>"_s;
        for (qsizetype i = 0; i < row.size(); ++i)
            html += (numbers.value(i) ? u"<td class=\"n\">"_s : u"<td>"_s) + escaped(row[i]) + u"</td>"_s;
        html += u"</tr>\n"_s;
    }
    return html + u"</tbody></table></div>\n"_s;
}

// Pictures wider than a phone keep a size that can be read there.
QString figureHtml(const ReportSection &section)
{
    QString svg = QString::fromUtf8(section.svg);
    svg.replace(0, 4, u"<svg class=\"wide\""_s);
    return u"<figure role=\"img\" aria-label=\""_s + escaped(section.title) + u"\">"_s + svg +
           u"</figure>\n"_s;
}

QString sectionHtml(const ReportSection &section, qsizetype number)
{
    constexpr qsizetype longTable = 12; // rows, that may go on on the next page
    const bool isLong = section.svg.isEmpty() && section.table.rows.size() > longTable;
    const QString kind = isLong ? u" class=\"long\""_s : QString();
    QString html =
        u"<section%1 id=\"s%2\">\n<h2>"_s.arg(kind).arg(number) + escaped(section.title) + u"</h2>\n"_s;
    if (!section.text.isEmpty())
        html += u"<p>"_s + escaped(section.text) + u"</p>\n"_s;
    if (!section.svg.isEmpty())
        html += figureHtml(section);
    if (section.table.rows.isEmpty())
        return html + u"</section>\n"_s;
    // Without a picture the table is what there is to see.
    if (section.svg.isEmpty())
        return html + tableHtml(section.table) + u"</section>\n"_s;
    return html + u"<details><summary>"_s + escaped(Wording::tr("As a table")) + u"</summary>"_s +
           tableHtml(section.table) + u"</details>\n</section>\n"_s;
}

QString contentsHtml(const Report &report)
{
    constexpr qsizetype few = 3; // that are found without
    if (report.sections.size() <= few)
        return {};
    QString html = u"<nav>"_s;
    for (qsizetype i = 0; i < report.sections.size(); ++i)
        html += u"<a href=\"#s%1\">"_s.arg(i + 1) + escaped(report.sections[i].title) + u"</a> "_s;
    return html + u"</nav>\n"_s;
}

} // namespace

QByteArray htmlReport(const Report &report)
{
    QString html =
        u"<!DOCTYPE html>\n<html lang=\""_s + QLocale().bcp47Name() +
        u"\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"_s +
        u"<title>"_s + escaped(report.title + u": "_s + report.subtitle) + u"</title><style>"_s +
        QString::fromUtf16(style) + u"</style></head>\n<body><main>\n<h1>"_s + escaped(report.title) +
        u"</h1>\n<p class=\"sub\">"_s + escaped(report.subtitle) + u"</p>\n<dl>"_s;
    for (const auto &[name, value] : report.facts)
        html += u"<dt>"_s + escaped(name) + u"</dt><dd>"_s + escaped(value) + u"</dd>"_s;
    html += u"</dl>\n"_s + contentsHtml(report);
    for (qsizetype i = 0; i < report.sections.size(); ++i)
        html += sectionHtml(report.sections[i], i + 1);
    return (html + u"</main></body></html>\n"_s).toUtf8();
}

QByteArray inlineSvg(const QSize &size, const std::function<void(QPainter *)> &paint)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setResolution(screenDpi);
    {
        QPainter painter(&svg);
        paint(&painter);
    }
    const qsizetype begin = bytes.indexOf("<svg"); // what is before is of a document of its own
    return begin < 0 ? QByteArray() : bytes.mid(begin);
}

ReportTable tableOf(const QAbstractItemModel &model, int mostRows)
{
    ReportTable table;
    for (int column = 0; column < model.columnCount(); ++column)
        table.headers << model.headerData(column, Qt::Horizontal).toString();
    const int rows = std::min(model.rowCount(), mostRows);
    for (int row = 0; row < rows; ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        table.rows << cells;
    }
    if (rows < model.rowCount())
        table.rows << QStringList{Wording::tr("… and %Ln row(s) more", nullptr, model.rowCount() - rows)};
    return table;
}

} // namespace vitrine::ui
