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

constexpr const char16_t *style = uR"css(
body { font: 14px/1.5 system-ui, sans-serif; color: #1c1d1b; background: #f7f7f4; margin: 0; }
main { max-width: 1180px; margin: 0 auto; padding: 32px 24px; }
h1 { font-size: 26px; margin: 0; } h2 { font-size: 18px; margin: 32px 0 8px; }
.sub { color: #676863; margin: 4px 0 16px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; } dt { color: #676863; } dd { margin: 0; }
figure { margin: 0; background: #fff; border: 1px solid #e2e1db; border-radius: 10px; padding: 12px; overflow-x: auto; }
svg { max-width: 100%; height: auto; display: block; }
details { margin: 8px 0; } summary { cursor: pointer; color: #2b6a4d; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin-top: 8px; }
th, td { border-bottom: 1px solid #e2e1db; padding: 3px 12px 3px 0; text-align: left; } th { color: #676863; font-weight: 600; }
td.n { text-align: right; }
@media print { body { background: #fff; } details[open] > summary { display: none; } figure { break-inside: avoid; } }
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

QString tableHtml(const ReportTable &table)
{
    QString html = u"<table><thead><tr>"_s;
    for (const QString &header : table.headers)
        html += u"<th scope=\"col\">"_s + escaped(header) + u"</th>"_s;
    html += u"</tr></thead><tbody>\n"_s;
    for (const QStringList &row : table.rows) {
        html += u"<tr>"_s;
        for (const QString &cell : row)
            html += (looksLikeANumber(cell) ? u"<td class=\"n\">"_s : u"<td>"_s) + escaped(cell) + u"</td>"_s;
        html += u"</tr>\n"_s;
    }
    return html + u"</tbody></table>\n"_s;
}

QString sectionHtml(const ReportSection &section)
{
    QString html = u"<section>\n<h2>"_s + escaped(section.title) + u"</h2>\n"_s;
    if (!section.text.isEmpty())
        html += u"<p>"_s + escaped(section.text) + u"</p>\n"_s;
    if (!section.svg.isEmpty())
        html += u"<figure role=\"img\" aria-label=\""_s + escaped(section.title) + u"\">"_s +
                QString::fromUtf8(section.svg) + u"</figure>\n"_s;
    if (section.table.rows.isEmpty())
        return html + u"</section>\n"_s;
    // Without a picture the table is what there is to see.
    const QString open = section.svg.isEmpty() ? u" open"_s : QString();
    return html + u"<details"_s + open + u"><summary>"_s + escaped(Wording::tr("As a table")) +
           u"</summary>"_s + tableHtml(section.table) + u"</details>\n</section>\n"_s;
}

} // namespace

QByteArray htmlReport(const Report &report)
{
    QString html =
        u"<!DOCTYPE html>\n<html lang=\""_s + QLocale().bcp47Name() +
        u"\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"_s +
        u"<title>"_s + escaped(report.title) + u"</title><style>"_s + QString::fromUtf16(style) +
        u"</style></head>\n<body><main>\n<h1>"_s + escaped(report.title) + u"</h1>\n<p class=\"sub\">"_s +
        escaped(report.subtitle) + u"</p>\n<dl>"_s;
    for (const auto &[name, value] : report.facts)
        html += u"<dt>"_s + escaped(name) + u"</dt><dd>"_s + escaped(value) + u"</dd>"_s;
    html += u"</dl>\n"_s;
    for (const ReportSection &section : report.sections)
        html += sectionHtml(section);
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
        table.rows << QStringList{Wording::tr("… and %n row(s) more", nullptr, model.rowCount() - rows)};
    return table;
}

} // namespace vitrine::ui
