// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "tests/core/monitor/dataset/datasettext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

class tst_CsvDataset final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void files_data();
    void files();
    void badRowsAreLocated();
    void unreadableCellsAreMissingAndLocated();
    void aQuoteThatIsNeverClosedCostsOneRow();
    void columnsComeInTheOrderAsked();
    void anUnknownColumnIsNamed();
    void linesAreThoseOfTheFile();
    void manyPiecesKeepTheirOrder();
    void tenThousandColumns();
    void typesCanBeSet();
    void emptyFilesSaySo_data();
    void emptyFilesSaySo();
    void aMissingFileSaysSo();
    void aStopIsObeyed();

private:
    EnglishPlurals m_plurals;
};

void tst_CsvDataset::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
}

void tst_CsvDataset::files_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *name, const char *file, const char *schema, const char *rows) {
        QTest::newRow(name) << QByteArray(file) << QString::fromUtf8(schema) << QString::fromUtf8(rows);
    };
    row("plain", "date,truth,pred\n2024-01-01,1,1.5\n2024-01-02,2,NA\n", "date:T truth:I pred:N",
        "2024-01-01T00:00:00Z 1 1.5|2024-01-02T00:00:00Z 2 NA");
    row("no line feed at the end", "a,b\n1,x\n2,y", "a:I b:X", "1 x|2 y");
    row("CR LF", "a,b\r\n1,x\r\n2,\r\n", "a:I b:X", "1 x|2 NA");
    row("quotes", "a,b\n1,\"x, y\"\n2,\"say \"\"no\"\"\"\n3,\"\"\n", "a:I b:X", "1 x, y|2 say \"no\"|3 NA");
    row("quotes across lines", "a,b\n1,\"x\ny\"\n2,z\n", "a:I b:X", "1 x\ny|2 z");
    row("a quote inside a cell", "a,b\n1,5\" pipe\n2,6\" pipe\n", "a:I b:X", "1 5\" pipe|2 6\" pipe");
    row("quoted numbers and times",
        "\"t\",\"a\"\n\"2024-01-01 10:00:00\",\"1\"\n\"2024-01-02 11:30:00\",\"2\"\n", "t:T a:I",
        "2024-01-01T10:00:00Z 1|2024-01-02T11:30:00Z 2");
    row("semicolons and decimal commas", "a;b\n1,5;x\n2,25;y\n", "a:N b:X", "1.5 x|2.25 y");
    row("tabs", "a\tb\n1.5\tx y\n2\tz\n", "a:N b:X", "1.5 x y|2 z");
    row("pipes", "a|b\n1|x\n2|y\n", "a:I b:X", "1 x|2 y");
    row("thousands", "a,b\n\"1,234.5\",x\n\"12,345,678\",y\n", "a:N b:X", "1234.5 x|12345678 y");
    row("thousands of the continent", "a;b\n1.234,5;x\n12.345.678,25;y\n", "a:N b:X",
        "1234.5 x|12345678.25 y");
    row("comments and blank lines", "# made by hand\n\na,b\n# more\n1,x\n\n2,y\n", "a:I b:X", "1 x|2 y");
    row("no header", "2024-01-01,1.5,x\n2024-01-02,2.5,y\n", "column_1:T column_2:N column_3:X",
        "2024-01-01T00:00:00Z 1.5 x|2024-01-02T00:00:00Z 2.5 y");
    row("row names without a name", "\"a\" \"b\"\n\"1\" 1.5 \"x\"\n\"2\" 2.5 \"y\"\n", "row:I a:N b:X",
        "1 1.5 x|2 2.5 y");
    row("rows that end with a delimiter", "a,b\n1,x,\n2,y,\n", "a:I b:X", "1 x|2 y");
    row("names twice and none", "a,a,\n1,2,3\n4,5,6\n", "a:I a_2:I column_3:I", "1 2 3|4 5 6");
    row("one column", "a\n1\n2\n", "a:I", "1|2");
    row("one row", "a,b\n1,2\n", "a:I b:I", "1 2");
    row("header only", "a,b\n", "a:N b:N", "");
    row("infinities and words for nothing", "a,b\ninf,null\n-Inf,None\nNaN,NA\n1,n/a\n", "a:N b:N",
        "inf NA|-inf NA|NA NA|1 NA");
    row("times with offsets",
        "t\n2024-03-31T01:30:00Z\n2024-03-31T03:30:00+02:00\n2024-03-31 01:30:00.250-0100\n", "t:T",
        "2024-03-31T01:30:00Z|2024-03-31T01:30:00Z|2024-03-31T02:30:00.250Z");
    row("times of the afternoon", "t\n3/31/2024 1:30 PM\n12/31/2024 12:05 AM\n", "t:T",
        "2024-03-31T13:30:00Z|2024-12-31T00:05:00Z");
    row("day first", "t;x\n31.03.2024;1\n01.04.2024 06:00;2\n", "t:T x:I",
        "2024-03-31T00:00:00Z 1|2024-04-01T06:00:00Z 2");
    row("names of months",
        "t\n31-Mar-2024\n1 April 2024\n\"Sun, 31 Mar 2024 10:00:00 GMT\"\n\"May 5, 2024\"\n", "t:T",
        "2024-03-31T00:00:00Z|2024-04-01T00:00:00Z|2024-03-31T10:00:00Z|2024-05-05T00:00:00Z");
}

void tst_CsvDataset::files()
{
    QFETCH(QByteArray, file);
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    QTEST(schemaText(*dataset), "schema");
    const Rows rows = readRows(*dataset);
    QTEST(rows.text, "rows");
    QCOMPARE(problemsText(rows.problems), QString());
}

void tst_CsvDataset::badRowsAreLocated()
{
    const ScratchFile scratch("a,b\n1,x\n2\n3,y\n4,z,too,much\n5,w\n");
    const Rows rows = readRows(*Dataset::open(scratch.path()));
    QCOMPARE(rows.text, u"1 x|3 y|5 w"_s);
    QCOMPARE(rows.problems.droppedRows, 2);
    QCOMPARE(problemsText(rows.problems),
             u"Line 3 has 1 cell instead of 2.|Line 5 has 4 cells instead of 2."_s);
    QCOMPARE(rows.problems.summary(),
             u"Left out 2 rows that could not be read. Line 3 has 1 cell instead of 2."_s);
}

void tst_CsvDataset::unreadableCellsAreMissingAndLocated()
{
    QByteArray file = "t,a\n";
    for (int i = 1; i <= 20; ++i)
        file +=
            "2024-01-" + QByteArray::number(i).rightJustified(2, '0') + ',' + QByteArray::number(i) + '\n';
    file += "2024-01-32,many\n";
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    QCOMPARE(schemaText(*dataset), u"t:T a:I"_s);
    const Rows rows = readRows(*dataset);
    QCOMPARE(rows.text.section(u'|', -1), u"NA NA"_s);
    QCOMPARE(rows.problems.droppedRows, 0);
    QCOMPARE(rows.problems.unreadableCells, 2);
    QCOMPARE(problemsText(rows.problems),
             u"Line 22, column t: “2024-01-32” is not a time as in the rest of its column."
             "|Line 22, column a: “many” is not a number."_s);
}

void tst_CsvDataset::aQuoteThatIsNeverClosedCostsOneRow()
{
    const ScratchFile scratch("a,b\n1,x\n2,\"y\n3,z\n4,w\n");
    const Rows rows = readRows(*Dataset::open(scratch.path()));
    QCOMPARE(rows.text, u"1 x|3 z|4 w"_s);
    QCOMPARE(problemsText(rows.problems), u"Line 3 opens a quote that is not closed."_s);
    QCOMPARE(rows.lines, (QList<qint64>{2, 4, 5}));
}

void tst_CsvDataset::columnsComeInTheOrderAsked()
{
    const ScratchFile scratch("a,b,c\n1,2,3\n4,5,6\n");
    const auto dataset = Dataset::open(scratch.path());
    QCOMPARE(readRows(*dataset, {u"c"_s, u"a"_s, u"c"_s}).text, u"3 1 3|6 4 6"_s);
    QCOMPARE(readRows(*dataset, {}).text, u"|"_s); // rows without columns
}

void tst_CsvDataset::anUnknownColumnIsNamed()
{
    const ScratchFile scratch("a,b\n1,2\n");
    const auto dataset = Dataset::open(scratch.path());
    const auto reader = dataset->read({u"a"_s, u"z"_s});
    QVERIFY(!reader);
    QCOMPARE(reader.error().code, Error::Code::InvalidArgument);
    QCOMPARE(reader.error().message, u"The dataset data.csv has no column “z”."_s);
}

void tst_CsvDataset::linesAreThoseOfTheFile()
{
    const ScratchFile scratch("# first\na,b\n\n1,\"x\n\ny\"\n2,z\n# between\n3,w\n");
    QCOMPARE(readRows(*Dataset::open(scratch.path())).lines, (QList<qint64>{4, 7, 9}));
}

void tst_CsvDataset::manyPiecesKeepTheirOrder()
{
    QByteArray file = "n,text\n";
    constexpr int count = 400'000;
    for (int i = 0; i < count; ++i)
        file += QByteArray::number(i) + (i % 1000 == 7 ? ",\"a\nb\"\n" : ",level\n");
    const ScratchFile scratch(file);
    DatasetOptions options;
    options.threads = 3;
    const auto dataset = Dataset::open(scratch.path(), options);
    auto reader = dataset->read({u"n"_s, u"text"_s});
    Chunk chunk;
    qint64 row = 0;
    qint64 line = 2;
    int chunks = 0;
    while (*reader->next(chunk)) {
        ++chunks;
        QCOMPARE(chunk.firstRow, row);
        for (std::size_t i = 0; i < chunk.rows; ++i, ++row) {
            if (chunk.columns[0].numbers[i] != double(row) || chunk.lines[i] != line)
                QFAIL(qPrintable(u"row %1 is wrong"_s.arg(row)));
            line += row % 1000 == 7 ? 2 : 1;
        }
    }
    QCOMPARE(row, count);
    QVERIFY(chunks > 3);
    QVERIFY(reader->problems().isEmpty());
}

void tst_CsvDataset::tenThousandColumns()
{
    constexpr int count = 10'000;
    QByteArrayList header;
    QByteArrayList cells;
    for (int i = 0; i < count; ++i) {
        header << "c" + QByteArray::number(i);
        cells << QByteArray::number(i) + ".5";
    }
    QByteArray file = header.join(',') + '\n';
    for (int row = 0; row < 60; ++row)
        file += cells.join(',') + '\n';
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    QCOMPARE(dataset->columns().size(), count);
    auto reader = dataset->read(names(*dataset));
    Chunk chunk;
    qint64 rows = 0;
    while (*reader->next(chunk)) {
        rows += qint64(chunk.rows);
        QCOMPARE(chunk.columns.size(), std::size_t(count));
        QCOMPARE(chunk.columns.back().numbers.back(), 9999.5);
    }
    QCOMPARE(rows, 60);
}

void tst_CsvDataset::typesCanBeSet()
{
    const ScratchFile scratch("t,label,x\n1704067200,1,20240101\n1704067260,0,20240102\n");
    DatasetOptions options;
    options.types = {{u"t"_s, ColumnType::Time}, {u"label"_s, ColumnType::Text}, {u"x"_s, ColumnType::Time}};
    const auto dataset = Dataset::open(scratch.path(), options);
    QCOMPARE(schemaText(*dataset), u"t:T label:X x:T"_s);
    QCOMPARE(readRows(*dataset).text,
             u"2024-01-01T00:00:00Z 1 2024-01-01T00:00:00Z|2024-01-01T00:01:00Z 0 2024-01-02T00:00:00Z"_s);
    options.types = {{u"z"_s, ColumnType::Text}};
    QCOMPARE(Dataset::open(scratch.path(), options).error().message,
             u"The dataset has no column “z” to give a type."_s);
}

void tst_CsvDataset::emptyFilesSaySo_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("blank lines") << QByteArray("\n\r\n\n");
    QTest::newRow("comments") << QByteArray("# a\n# b\n");
}

void tst_CsvDataset::emptyFilesSaySo()
{
    QFETCH(QByteArray, file);
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, Error::Code::Corrupt);
    QVERIFY2(dataset.error().message.contains(u"data.csv") && dataset.error().message.contains(u"no rows"),
             qPrintable(dataset.error().message));
}

void tst_CsvDataset::aMissingFileSaysSo()
{
    const auto dataset = Dataset::open(u"/nowhere/at/all.csv"_s);
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, Error::Code::NotFound);
    QVERIFY(dataset.error().message.contains(u"all.csv"));
}

void tst_CsvDataset::aStopIsObeyed()
{
    const ScratchFile scratch("a\n1\n");
    std::stop_source source;
    source.request_stop();
    auto reader = Dataset::open(scratch.path())->read({u"a"_s}, {source.get_token(), {}});
    Chunk chunk;
    const auto more = reader->next(chunk);
    QVERIFY(!more);
    QCOMPARE(more.error().code, Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_CsvDataset)
#include "tst_csvdataset.moc"
