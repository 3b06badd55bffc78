// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/monitor/dataset/datasettext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

class tst_JsonDataset final : public QObject
{
    Q_OBJECT
private slots:
    void files_data();
    void files();
    void badObjectsAreLocated();
    void badObjectsOfAnArrayAreLocated();
    void unreadableCellsAreMissingAndLocated();
    void linesAreThoseOfTheFile();
    void manyPiecesKeepTheirOrder_data();
    void manyPiecesKeepTheirOrder();
    void noObjectsAtAll_data();
    void noObjectsAtAll();
};

void tst_JsonDataset::files_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *name, const char *file, const char *schema, const char *rows) {
        QTest::newRow(name) << QByteArray(file) << QString::fromUtf8(schema) << QString::fromUtf8(rows);
    };
    row("lines", R"({"t":"2024-01-01","y":1,"p":1.5}
{"t":"2024-01-02","y":2,"p":null}
)",
        "t:T y:I p:N", "2024-01-01T00:00:00Z 1 1.5|2024-01-02T00:00:00Z 2 NA");
    row("lines without an end and with blanks", "{\"a\":1}\r\n\r\n  {\"a\":2}", "a:I", "1|2");
    row("an array", R"([{"a":1,"b":"x"},{"a":2,"b":"y"}])", "a:I b:X", "1 x|2 y");
    row("an array over lines",
        "[\n  {\n    \"a\": 1,\n    \"b\": \"]},{[\"\n  },\n  {\"a\": 2, \"b\": \"\\\"y\"}\n]\n", "a:I b:X",
        "1 ]},{[|2 \"y");
    row("objects over lines", "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", "a:I", "1|2");
    row("keys in another order, missing and more", R"({"a":1,"b":2}
{"b":3,"a":4}
{"b":5}
{"c":6,"a":7}
)",
        "a:I b:I c:I", "1 2 NA|4 3 NA|NA 5 NA|7 NA 6");
    row("objects in objects, arrays, booleans", R"({"in":{"x":1,"y":{"z":2}},"v":[1, 2],"ok":true}
{"in":{"x":3},"v":[],"ok":false}
)",
        "in.x:I in.y.z:I v:X ok:X", "1 2 [1,2] true|3 NA [] false");
    row("numbers as strings", R"({"a":"1"}
{"a":"2.5"}
)",
        "a:N", "1|2.5");
    row("what Python writes", R"({"a":NaN,"b":"NaN, Infinity"}
{"a":Infinity,"b":"y"}
{"a":-Infinity,"b":"y"}
{"a":1.0,"b":"y"}
)",
        "a:N b:X", "NA NaN, Infinity|inf y|-inf y|1 y");
    row("great whole numbers are names", R"({"id":12345678901234567890,"n":1}
{"id":12345678901234567891,"n":2}
)",
        "id:X n:I", "12345678901234567890 1|12345678901234567891 2");
    row("escapes", R"({"a":"\u00e9\n\"x\""}
{"a":"\ud83d\ude00"}
)",
        "a:X", "é\n\"x\"|😀");
}

void tst_JsonDataset::files()
{
    QFETCH(QByteArray, file);
    const ScratchFile scratch(file, u"data.json"_s);
    const auto dataset = Dataset::open(scratch.path());
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    QTEST(schemaText(*dataset), "schema");
    const Rows rows = readRows(*dataset);
    QTEST(rows.text, "rows");
    QCOMPARE(problemsText(rows.problems), QString());
}

void tst_JsonDataset::badObjectsAreLocated()
{
    const ScratchFile scratch("{\"a\":1}\n{\"a\":2\n[3]\n{\"a\":4} {\"a\":5}\n{\"a\":6}\n");
    const Rows rows = readRows(*Dataset::open(scratch.path()));
    QCOMPARE(rows.text, u"1|6"_s);
    QCOMPARE(rows.lines, (QList<qint64>{1, 5}));
    QCOMPARE(problemsText(rows.problems),
             u"Line 2 is not valid JSON.|Line 3 is not a JSON object.|Line 4 is not valid JSON."_s);
}

void tst_JsonDataset::badObjectsOfAnArrayAreLocated()
{
    const ScratchFile scratch("[{\"a\":1},\n{\"a\":},\n3,\n{\"a\":4}]\n");
    const Rows rows = readRows(*Dataset::open(scratch.path()));
    QCOMPARE(rows.text, u"1|4"_s);
    QCOMPARE(problemsText(rows.problems), u"Line 2 is not valid JSON.|Line 3 is not a JSON object."_s);
}

void tst_JsonDataset::unreadableCellsAreMissingAndLocated()
{
    QByteArray file;
    for (int i = 0; i < 20; ++i)
        file += "{\"a\":" + QByteArray::number(i) + "}\n";
    file += "{\"a\":\"many\"}\n{\"a\":[1]}\n";
    const ScratchFile scratch(file);
    const Rows rows = readRows(*Dataset::open(scratch.path()));
    QCOMPARE(rows.text.section(u'|', -3), u"19|NA|NA"_s);
    QCOMPARE(problemsText(rows.problems),
             u"Line 21, column a: “many” is not a number.|Line 22, column a: “[1]” is not a number."_s);
}

void tst_JsonDataset::linesAreThoseOfTheFile()
{
    const ScratchFile lines("{\"a\":1}\n\n{\"a\":2}\n");
    QCOMPARE(readRows(*Dataset::open(lines.path())).lines, (QList<qint64>{1, 3}));
    const ScratchFile array("\n[\n{\"a\":1},\n{\n\"a\":2},{\"a\":3}]\n");
    QCOMPARE(readRows(*Dataset::open(array.path())).lines, (QList<qint64>{3, 4, 5}));
}

void tst_JsonDataset::manyPiecesKeepTheirOrder_data()
{
    QTest::addColumn<bool>("array");
    QTest::newRow("lines") << false;
    QTest::newRow("array") << true;
}

void tst_JsonDataset::manyPiecesKeepTheirOrder()
{
    QFETCH(bool, array);
    QByteArray file = array ? "[\n" : "";
    constexpr int count = 150'000;
    for (int i = 0; i < count; ++i)
        file += "{\"n\":" + QByteArray::number(i) +
                (array && i % 3 == 0 ? ",\n\"s\":\"}\"}" : ",\"s\":\"x\"}") +
                (array && i + 1 < count ? ",\n" : "\n");
    file += array ? "]\n" : "";
    const ScratchFile scratch(file);
    DatasetOptions options;
    options.threads = 3;
    const auto dataset = Dataset::open(scratch.path(), options);
    QVERIFY(dataset.has_value());
    auto reader = dataset->read({u"n"_s});
    Chunk chunk;
    qint64 row = 0;
    while (*reader->next(chunk)) {
        for (const double value : chunk.columns[0].numbers) {
            if (value != double(row++))
                QFAIL(qPrintable(u"row %1 is wrong"_s.arg(row - 1)));
        }
    }
    QCOMPARE(row, count);
    QVERIFY2(reader->problems().isEmpty(), qPrintable(reader->problems().summary()));
}

void tst_JsonDataset::noObjectsAtAll_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("empty array") << QByteArray("[]\n");
    QTest::newRow("nothing that is an object") << QByteArray("{\"a\n{\"b\n");
}

void tst_JsonDataset::noObjectsAtAll()
{
    QFETCH(QByteArray, file);
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, Error::Code::Corrupt);
    QVERIFY(dataset.error().message.contains(u"no JSON objects"));
}

QTEST_GUILESS_MAIN(tst_JsonDataset)
#include "tst_jsondataset.moc"
