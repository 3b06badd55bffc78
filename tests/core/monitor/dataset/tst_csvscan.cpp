// SPDX-License-Identifier: GPL-3.0-or-later
// The scan of 64 bytes at a time against a reading of one byte at a time.
#include "core/monitor/dataset/csvscan.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine::monitor;

namespace {

// "12,40|" for the ends of cells, '|' for the end of a row, '?' for an open quote.
QString marksText(const CsvMarks &marks)
{
    QStringList parts;
    for (std::size_t i = 0; i < marks.size(); ++i)
        parts << QString::number(marks.position(i)) + (marks.endsRow(i) ? u"|"_s : u""_s);
    return parts.join(u' ') + (marks.isOpen() ? u" ?"_s : u""_s);
}

QString slowly(const std::string &text)
{
    QStringList parts;
    bool quoted = false;
    bool begins = true; // of a cell, but for spaces
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"' && begins) {
            quoted = true;
            begins = false;
        } else if (c == ',' || c == '\n') {
            parts << QString::number(i) + (c == '\n' ? u"|"_s : u""_s);
            begins = true;
        } else if (c != ' ') {
            begins = false;
        }
    }
    return parts.join(u' ') + (quoted ? u" ?"_s : u""_s);
}

} // namespace

class tst_CsvScan final : public QObject
{
    Q_OBJECT
private slots:
    void randomTexts();
    void wellFormedTexts();
    void wholeRowsEndBehindALineFeed();
    void cellsLoseTheirQuotes_data();
    void cellsLoseTheirQuotes();
};

void tst_CsvScan::randomTexts()
{
    std::mt19937 random(1);
    const std::string alphabet = "ab,,\n\"\" ";
    for (int run = 0; run < 20'000; ++run) {
        std::string text(random() % 200, ' ');
        for (char &c : text)
            c = alphabet[random() % alphabet.size()];
        const QString fast = marksText(CsvMarks(text, {}));
        if (fast != slowly(text))
            QFAIL(qPrintable(
                u"%1 instead of %2 of %3"_s.arg(fast, slowly(text), QString::fromStdString(text))));
    }
}

void tst_CsvScan::wellFormedTexts()
{
    std::mt19937 random(2);
    for (int run = 0; run < 5'000; ++run) {
        std::string text;
        for (auto cells = random() % 60; cells > 0; --cells) {
            const bool quoted = random() % 3 == 0;
            std::string cell;
            for (auto length = random() % 20; length > 0; --length) {
                const char c = "abc,\n\""[random() % (quoted ? 6 : 3)];
                cell += c;
                if (c == '"')
                    cell += c;
            }
            text += quoted ? '"' + cell + '"' : cell;
            text += random() % 5 == 0 ? '\n' : ',';
        }
        const QString fast = marksText(CsvMarks(text, {}));
        if (fast != slowly(text))
            QFAIL(qPrintable(
                u"%1 instead of %2 of %3"_s.arg(fast, slowly(text), QString::fromStdString(text))));
    }
}

void tst_CsvScan::wholeRowsEndBehindALineFeed()
{
    const CsvDialect dialect;
    QCOMPARE(wholeCsvRows("", dialect), 0U);
    QCOMPARE(wholeCsvRows("a,b", dialect), 0U);
    QCOMPARE(wholeCsvRows("a,b\nc", dialect), 4U);
    QCOMPARE(wholeCsvRows("a,b\n\"c\n", dialect), 4U);
    QCOMPARE(wholeCsvRows("a,b\n\"c\n\"\nd", dialect), 9U);
    QCOMPARE(wholeCsvRows("5\" x\n6\" y\nz", dialect), 10U);
    const std::string longRow = std::string(200, 'x') + "\n" + std::string(100, 'y');
    QCOMPARE(wholeCsvRows(longRow, dialect), 201U);
}

void tst_CsvScan::cellsLoseTheirQuotes_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("cell");
    const auto row = [](const char *raw, const char *cell) {
        QTest::newRow(raw) << QByteArray(raw) << QByteArray(cell);
    };
    row("a", "a");
    row("\"a\"", "a");
    row("\"\"", "");
    row("\"a\"\"b\"", "a\"b");
    row("\"\"\"\"", "\"");
    row(" \"a, b\"", "a, b");
    row("\"a\" ", "a");
    row("\"a\"b", "ab");
    row("a\"b\"", "a\"b\"");
    row("\"open", "open");
}

void tst_CsvScan::cellsLoseTheirQuotes()
{
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, cell);
    std::string scratch;
    const std::string_view text =
        csvCell(std::string_view(raw.constData(), static_cast<std::size_t>(raw.size())), '"', scratch);
    QCOMPARE(QByteArray(text.data(), static_cast<qsizetype>(text.size())), cell);
}

QTEST_GUILESS_MAIN(tst_CsvScan)
#include "tst_csvscan.moc"
