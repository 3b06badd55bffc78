// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/report.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_Report final : public QObject
{
    Q_OBJECT
private slots:
    void everythingIsInOneFile();
    void numbersStandBelowEachOther();
    void aLongReportHasContents();
    void whatPeopleWroteIsText();
    void aSectionWithoutAPictureShowsItsTable();
    void aLongTableSaysWhatWasLeftOut();
    void picturesHaveNoDocumentOfTheirOwn();
};

void tst_Report::everythingIsInOneFile()
{
    Report report;
    report.title = u"seattle-tmax"_s;
    report.facts = {{u"Stage"_s, u"production"_s}};
    report.sections << ReportSection{
        u"Metrics"_s,
        u"Two of them."_s,
        inlineSvg({100, 50}, [](QPainter *painter) { painter->drawLine(0, 0, 9, 9); }),
        {{u"Version"_s, u"rmse"_s}, {{u"v1"_s, u"2.71"_s}}}};
    const QByteArray html = htmlReport(report);
    QVERIFY(html.startsWith("<!DOCTYPE html>"));
    QVERIFY(html.contains("<svg"));
    QVERIFY(html.contains("<td class=\"n\">2.71</td>"));
    QVERIFY(html.contains("<th scope=\"col\" class=\"n\">rmse</th>"));
    for (const char *outside : {"<script", "<link", "src=", "href=\"http", "url(", "@import"})
        QVERIFY2(!html.contains(outside), outside);
    for (const char *reader : {"prefers-color-scheme: dark", "@media print",
                               "screen and (max-width:", "width=device-width, initial-scale=1"})
        QVERIFY2(html.contains(reader), reader);
}

void tst_Report::numbersStandBelowEachOther()
{
    Report report;
    report.sections << ReportSection{
        u"Figures"_s, {}, {}, {{u"Version"_s, u"n"_s}, {{u"v1"_s, u"1,089"_s}, {u"2"_s, u"–"_s}}}};
    const QByteArray html = htmlReport(report);
    QVERIFY(html.contains("<th scope=\"col\">Version</th><th scope=\"col\" class=\"n\">n</th>"));
    QVERIFY(html.contains("<td>2</td><td class=\"n\">–</td>")); // a whole column, or none of it
}

void tst_Report::aLongReportHasContents()
{
    Report report;
    report.title = u"m"_s;
    for (int i = 0; i < 3; ++i)
        report.sections << ReportSection{u"Part %1"_s.arg(i), {}, {}, {{u"a"_s}, {{u"b"_s}}}};
    QVERIFY(!htmlReport(report).contains("<nav>"));
    report.sections << ReportSection{u"Part <3>"_s, {}, {}, {{u"a"_s}, {{u"b"_s}}}};
    const QByteArray html = htmlReport(report);
    QVERIFY(html.contains("<a href=\"#s4\">Part &lt;3&gt;</a>"));
    QVERIFY(html.contains("id=\"s4\""));
}

void tst_Report::whatPeopleWroteIsText()
{
    Report report;
    report.title = u"<script>alert(1)</script>"_s;
    report.sections << ReportSection{u"\"quoted\" & <b>"_s, u"<img src=x>"_s, {}, {{u"<i>"_s}, {{u"<a>"_s}}}};
    const QByteArray html = htmlReport(report);
    for (const char *markup : {"<script>alert", "<img src=x>", "<b>", "<i>", "<a>"})
        QVERIFY2(!html.contains(markup), markup);
    QVERIFY(html.contains("&lt;script&gt;alert(1)"));
}

void tst_Report::aSectionWithoutAPictureShowsItsTable()
{
    Report report;
    report.sections << ReportSection{u"Events"_s, {}, {}, {{u"What"_s}, {{u"Rolled back"_s}}}};
    const QByteArray html = htmlReport(report);
    QVERIFY(html.contains("Rolled back") && !html.contains("<details"));
}

void tst_Report::aLongTableSaysWhatWasLeftOut()
{
    QStandardItemModel model(10, 2);
    model.setHorizontalHeaderLabels({u"a"_s, u"b"_s});
    model.setItem(0, 1, new QStandardItem(u"x"_s));
    const ReportTable all = tableOf(model);
    QCOMPARE(all.rows.size(), 10);
    QCOMPARE(all.rows.first(), QStringList({QString(), u"x"_s}));
    QCOMPARE(all.headers, QStringList({u"a"_s, u"b"_s}));
    const ReportTable some = tableOf(model, 4);
    QCOMPARE(some.rows.size(), 5);
    QVERIFY(some.rows.last().first().contains(u"6"));
}

void tst_Report::picturesHaveNoDocumentOfTheirOwn()
{
    const QByteArray svg =
        inlineSvg({64, 32}, [](QPainter *painter) { painter->fillRect(0, 0, 64, 32, Qt::red); });
    QVERIFY(svg.startsWith("<svg"));
    QVERIFY(!svg.contains("<?xml"));
    QVERIFY(svg.contains("viewBox=\"0 0 64 32\""));
}

QTEST_MAIN(tst_Report)
#include "tst_report.moc"
