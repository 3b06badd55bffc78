// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/requestparser.h"

#include "core/serving/jsontext.h"
#include "tests/core/serving/fixture.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

// The frame as text, one line a row: what a test compares.
QString text(const Frame &frame)
{
    QStringList rows;
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        QStringList cells;
        for (std::size_t i = 0; i < frame.columnCount(); ++i) {
            const ColumnBuffer &column = frame.column(i);
            std::string cell;
            if (frame.isMissing(i, row))
                cell = "?";
            else if (frame.schema().columns[i].cell == CellType::Number)
                appendNumber(cell, column.numbers[row]);
            else if (frame.schema().columns[i].cell == CellType::Text)
                cell = column.texts[row];
            else
                appendInteger(cell, column.integers[row]);
            cells << QString::fromStdString(cell);
        }
        rows << cells.join(u' ');
    }
    return rows.join(u'\n');
}

QString text(const Faults &faults)
{
    QStringList list;
    for (const Fault &fault : faults.list) {
        const QString row = fault.row == Fault::wholeBody ? u"-"_s : QString::number(fault.row);
        list << u"%1 %2 %3 %4"_s.arg(int(fault.kind))
                    .arg(row)
                    .arg(fault.column)
                    .arg(QString::fromStdString(fault.input));
    }
    return list.join(u'\n');
}

struct Parsed {
    QString rows;
    QString faults;
    QString message;
    QStringList ignored;
    std::size_t faultCount = 0;
    bool malformed = false;
};

Parsed parse(const std::string &body, const format::Prototype &prototype, RowLists lists = RowLists::Refused)
{
    static RequestParser parser; // shared, so that a request meets what the one before left behind
    static Frame frame;
    static Schema schema;
    schema = schemaOf(prototype);
    Faults faults;
    parser.readRows({body, 0}, schema, lists, frame, faults);
    Parsed parsed;
    parsed.rows = text(frame);
    parsed.faults = text(faults);
    parsed.faultCount = faults.count;
    parsed.malformed = faults.isMalformed();
    if (!faults.isEmpty())
        parsed.message = QString::fromStdString(faultMessage(faults, schema));
    for (const std::string &name : parser.ignoredColumns())
        parsed.ignored << QString::fromStdString(name);
    return parsed;
}

QString fault(FaultKind kind, int row, int column, const QString &input)
{
    return u"%1 %2 %3 %4"_s.arg(int(kind)).arg(row).arg(column).arg(input);
}

} // namespace

class tst_RequestParser final : public QObject
{
    Q_OBJECT
private slots:
    void acceptedForms_data();
    void acceptedForms();
    void everyTypeIsReadFromItsOwnAndFromText();
    void leniencies_data();
    void leniencies();
    void refusals_data();
    void refusals();
    void everyFaultOfEveryRowIsReportedAtOnce();
    void unknownColumnsAreNamedAndRowNamesAreNot();
    void bodiesThatAreNotJsonSayWhere_data();
    void bodiesThatAreNotJsonSayWhere();
    void mlflowForms_data();
    void mlflowForms();
    void mlflowMistakes_data();
    void mlflowMistakes();
    void deepNestingIsAFaultLikeAnyOther();
    void numbersKeepEveryBit();
    void faultsBeyondTheLimitAreCounted();
    void aLongRequestAfterAShortOneLeavesNothingBehind();
    void detailIsWhatFastApiSends();
};

void tst_RequestParser::acceptedForms_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("rows");
    const auto add = [](const char *name, const char *body, const char *rows) {
        QTest::newRow(name) << QByteArray(body) << QString::fromUtf8(rows);
    };
    add("records", R"([{"cyl":6,"disp":160},{"cyl":4,"disp":108.5}])", "6.0 160.0\n4.0 108.5");
    add("other order", R"([{"disp":160,"cyl":6},{"cyl":4,"disp":108.5}])", "6.0 160.0\n4.0 108.5");
    add("one record", R"({"cyl":6,"disp":160})", "6.0 160.0");
    add("columns", R"({"cyl":[6,4],"disp":[160,108.5]})", "6.0 160.0\n4.0 108.5");
    add("columns, other order", R"({"disp":[160,108.5],"cyl":[6,4]})", "6.0 160.0\n4.0 108.5");
    add("pandas columns", R"({"cyl":{"0":6,"1":4},"disp":{"0":160,"1":108.5}})", "6.0 160.0\n4.0 108.5");
    add("nothing asked", "[]", "");
    add("empty columns", R"({"cyl":[],"disp":[]})", "");
    add("byte order mark", "\xEF\xBB\xBF[{\"cyl\":6,\"disp\":160}]", "6.0 160.0");
    add("space around", " \n [ {\"cyl\" : 6 , \"disp\" : 160 } ] \r\n", "6.0 160.0");
    add("duplicate key", R"([{"cyl":1,"disp":160,"cyl":6}])", "6.0 160.0");
    add("duplicate after null", R"([{"cyl":null,"disp":160,"cyl":6}])", "6.0 160.0");
    add("escaped key", R"([{"\u0063yl":6,"disp":160}])", "6.0 160.0");
    add("Python's NaN", R"([{"cyl":NaN,"disp":Infinity},{"cyl":-Infinity,"disp":1}])", "? null\nnull 1.0");
}

void tst_RequestParser::acceptedForms()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, rows);
    const Parsed parsed = parse(body.toStdString(), test::carsPrototype());
    QCOMPARE(parsed.faults, QString());
    QCOMPARE(parsed.rows, rows);
}

void tst_RequestParser::everyTypeIsReadFromItsOwnAndFromText()
{
    const Parsed own = parse(R"([{"number":1.5,"integer":-7,"text":"x\ny","flag":true,"day":"2024-01-31",
        "moment":"2024-01-31T12:00:00Z","grade":"b"}])",
                             test::mixedPrototype());
    QCOMPARE(own.faults, QString());
    QCOMPARE(own.rows, u"1.5 -7 x\ny 1 2024-01-31 2024-01-31T12:00:00Z b"_s);
    const Parsed asText =
        parse(R"([{"number":"1.5","integer":"-7","text":"NA","flag":"false","day":"2024-01-31",
        "moment":"2024-01-31 12:00:00","grade":4}])",
              test::mixedPrototype());
    QCOMPARE(asText.faults, QString());
    QCOMPARE(asText.rows, u"1.5 -7 NA 0 2024-01-31 2024-01-31 12:00:00 4"_s);
    const Parsed missing =
        parse(R"([{"number":null,"integer":"NA","text":null,"flag":null,"day":"NA","moment":null,
        "grade":"NA"}])",
              test::mixedPrototype());
    QCOMPARE(missing.faults, QString());
    QCOMPARE(missing.rows, u"? ? ? ? ? ? ?"_s);
}

void tst_RequestParser::leniencies_data()
{
    QTest::addColumn<QString>("column");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("cell");
    const auto add = [](const char *column, const char *value, const char *cell) {
        QTest::addRow("%s from %s", column, value)
            << QString::fromUtf8(column) << QByteArray(value) << QString::fromUtf8(cell);
    };
    add("number", "6", "6.0");
    add("number", "true", "1.0");
    add("number", "\"6\"", "6.0");
    add("number", "\" 1e3 \"", "1000.0");
    add("number", "\"+2.5\"", "2.5");
    add("number", "\"NaN\"", "?");
    add("number", "9007199254740993", "9007199254740992.0");
    add("number", "-0.0", "-0.0");
    add("integer", "2.0", "2");
    add("integer", "1e3", "1000");
    add("integer", "\"12\"", "12");
    add("integer", "\"12.0\"", "12");
    add("integer", "false", "0");
    add("integer", "9223372036854775807", "9223372036854775807");
    add("integer", "-9223372036854775808", "-9223372036854775808");
    add("flag", "1", "1");
    add("flag", "0.0", "0");
    add("flag", "\"T\"", "1");
    add("flag", "\"yes\"", "1");
    add("flag", "\"FALSE\"", "0");
    add("day", "\"2024-01-31T00:00:00.000Z\"", "2024-01-31T00:00:00.000Z");
    add("moment", "\"2024-01-31T12:00:00.25+01:00\"", "2024-01-31T12:00:00.25+01:00");
    add("moment", "\"2024-01-31\"", "2024-01-31");
    add("text", "\"\\u00e9\\ud83d\\ude00\"", "é😀");
}

void tst_RequestParser::leniencies()
{
    QFETCH(QString, column);
    QFETCH(QByteArray, value);
    QFETCH(QString, cell);
    format::Prototype one;
    for (const format::Column &each : test::mixedPrototype().columns) {
        if (each.name == column)
            one.columns << each;
    }
    const Parsed parsed = parse("[{\"" + column.toStdString() + "\":" + value.toStdString() + "}]", one);
    QCOMPARE(parsed.faults, QString());
    QCOMPARE(parsed.rows, cell);
}

void tst_RequestParser::refusals_data()
{
    QTest::addColumn<QString>("column");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("kind");
    const auto add = [](const char *column, const char *value, FaultKind kind) {
        QTest::addRow("%s from %s", column, value)
            << QString::fromUtf8(column) << QByteArray(value) << int(kind);
    };
    add("number", "\"six\"", FaultKind::NotNumber);
    add("number", "\"\"", FaultKind::NotNumber);
    add("number", "\"0x10\"", FaultKind::NotNumber);
    add("number", "[6]", FaultKind::NotNumber);
    add("number", "{\"a\":[1,{}]}", FaultKind::NotNumber);
    add("number", "1e400", FaultKind::NumberTooLarge);
    add("integer", "1.5", FaultKind::FractionForInteger);
    add("integer", "9223372036854775808", FaultKind::IntegerTooLarge);
    add("integer", "1e30", FaultKind::IntegerTooLarge);
    add("integer", "\"1.5\"", FaultKind::NotInteger);
    add("integer", "\"x\"", FaultKind::NotInteger);
    add("text", "5", FaultKind::NotText);
    add("text", "true", FaultKind::NotText);
    add("text", "[]", FaultKind::NotText);
    add("flag", "2", FaultKind::NotBoolean);
    add("flag", "\"maybe\"", FaultKind::NotBoolean);
    add("day", "\"potato\"", FaultKind::NotDate);
    add("day", "\"2023-02-29\"", FaultKind::NotDate);
    add("day", "20240131", FaultKind::NotDate);
    add("moment", "\"2024-01-31T25:00:00\"", FaultKind::NotDateTime);
    add("grade", "\"ZZ\"", FaultKind::UnknownLevel);
    add("grade", "5", FaultKind::UnknownLevel);
    add("grade", "true", FaultKind::UnknownLevel);
}

void tst_RequestParser::refusals()
{
    QFETCH(QString, column);
    QFETCH(QByteArray, value);
    QFETCH(int, kind);
    format::Prototype one;
    for (const format::Column &each : test::mixedPrototype().columns) {
        if (each.name == column)
            one.columns << each;
    }
    const std::string record = "{\"" + column.toStdString() + "\":" + value.toStdString() + "}";
    const Parsed parsed = parse("[" + record + "," + record + "]", one);
    // A number that no double can hold is shown as text: not every client could read the answer otherwise.
    const bool huge = FaultKind(kind) == FaultKind::NumberTooLarge;
    const QString shown = QString::fromUtf8(huge ? '"' + value + '"' : value);
    QCOMPARE(parsed.faults,
             fault(FaultKind(kind), 0, 0, shown) + u'\n' + fault(FaultKind(kind), 1, 0, shown));
    QVERIFY2(parsed.message.contains(column), qPrintable(parsed.message));
}

void tst_RequestParser::everyFaultOfEveryRowIsReportedAtOnce()
{
    const Parsed parsed = parse(R"([{"cyl":6},{"cyl":"six","disp":160},7,[1,2],{"disp":{"a":1},"cyl":4},{}])",
                                test::carsPrototype());
    const QStringList expected{fault(FaultKind::ColumnMissing, 0, 1, u"{\"cyl\":6}"_s),
                               fault(FaultKind::NotNumber, 1, 0, u"\"six\""_s),
                               fault(FaultKind::NotARecord, 2, -1, u"7"_s),
                               fault(FaultKind::NotARecord, 3, -1, u"[1,2]"_s),
                               fault(FaultKind::NotNumber, 4, 1, u"{\"a\":1}"_s),
                               fault(FaultKind::ColumnMissing, 5, 0, u"{}"_s),
                               fault(FaultKind::ColumnMissing, 5, 1, u"{}"_s)};
    QCOMPARE(parsed.faults, expected.join(u'\n'));
    QCOMPARE(parsed.message,
             u"7 problems: row 1 lacks the column 'disp'; row 2, column 'cyl': expected a number, got "
             u"\"six\"; row 3 is "
             u"not a record with named columns; row 4 is not a record with named columns; row 5, column "
             u"'disp': expected a "
             u"number, got {\"a\":1}; row 6 lacks the column 'cyl'; row 6 lacks the column 'disp'."_s);
}

void tst_RequestParser::unknownColumnsAreNamedAndRowNamesAreNot()
{
    const Parsed parsed = parse(R"([{"cyl":6,"hp":[1,{"x":2}],"disp":160,"_row":"Mazda RX4"},
        {"cyl":6,"disp":160,"hp":1,"wt":2}])",
                                test::carsPrototype());
    QCOMPARE(parsed.faults, QString());
    QCOMPARE(parsed.rows, u"6.0 160.0\n6.0 160.0"_s);
    QCOMPARE(parsed.ignored, (QStringList{u"hp"_s, u"wt"_s}));
}

void tst_RequestParser::bodiesThatAreNotJsonSayWhere_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto add = [](const QByteArray &body) { QTest::addRow("%s", body.left(40).constData()) << body; };
    add("{bad");
    add("[{\"cyl\":6,\"disp\":160}");
    add("[{\"cyl\":6,\"disp\":160},]");
    add("[{\"cyl\":6 \"disp\":160}]");
    add("[{\"cyl\":06,\"disp\":160}]");
    add("[{\"cyl\":1.,\"disp\":160}]");
    add("[{\"cyl\":nul,\"disp\":160}]");
    add("[{\"cyl\":tru,\"disp\":160}]");
    add("[{\"cyl\":nan,\"disp\":160}]");
    add("[{\"cyl\":6,\"disp\":160}] x");
    add("[{\"cyl\":6,\"disp\":160}][]");
    add("cyl,disp\n6,160");
    add("'single'");
    add("\"unterminated");
    add("[{\"cyl\":\"\xff\xfe\",\"disp\":160}]");
    add("[{\"cyl\":\"\\x\",\"disp\":160}]");
    add(QByteArray(2000, '['));
    add(QByteArray("\0\0\0", 3));
}

void tst_RequestParser::bodiesThatAreNotJsonSayWhere()
{
    QFETCH(QByteArray, body);
    const Parsed parsed = parse(body.toStdString(), test::carsPrototype());
    QVERIFY2(parsed.malformed, qPrintable(parsed.faults + parsed.rows));
    QCOMPARE(parsed.faultCount, std::size_t(1));
    QVERIFY2(parsed.message.startsWith(u"The body is not valid JSON near byte "_s),
             qPrintable(parsed.message));
}

void tst_RequestParser::mlflowForms_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto add = [](const char *name, const char *body) { QTest::newRow(name) << QByteArray(body); };
    add("records", R"({"dataframe_records":[{"cyl":6,"disp":160},{"cyl":4,"disp":108.5}]})");
    add("split", R"({"dataframe_split":{"columns":["cyl","disp"],"data":[[6,160],[4,108.5]]}})");
    add("split with index",
        R"({"dataframe_split":{"index":[7,8],"data":[[160,6],[108.5,4]],"columns":["disp","cyl"]}})");
    add("split with more columns",
        R"({"dataframe_split":{"columns":["hp","cyl","disp"],"data":[[1,6,160],[2,4,108.5]]}})");
    add("instances", R"({"instances":[{"cyl":6,"disp":160},{"cyl":4,"disp":108.5}]})");
    add("instances as lists", R"({"instances":[[6,160],[4,108.5]]})");
    add("instances as columns", R"({"instances":{"cyl":[6,4],"disp":[160,108.5]}})");
    add("inputs as columns", R"({"inputs":{"cyl":[6,4],"disp":[160,108.5]}})");
    add("inputs as rows", R"({"inputs":[{"cyl":6,"disp":160},{"cyl":4,"disp":108.5}]})");
    add("with parameters", R"({"params":{"a":[1,{}]},"inputs":[[6,160],[4,108.5]]})");
}

void tst_RequestParser::mlflowForms()
{
    QFETCH(QByteArray, body);
    const Schema schema = schemaOf(test::carsPrototype());
    RequestParser parser;
    Frame frame;
    Faults faults;
    parser.readMlflow({body.toStdString(), 0}, schema, frame, faults);
    QCOMPARE(text(faults), QString());
    QCOMPARE(text(frame), u"6.0 160.0\n4.0 108.5"_s);
}

void tst_RequestParser::mlflowMistakes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");
    const auto add = [](const char *name, const char *body, const char *message) {
        QTest::newRow(name) << QByteArray(body) << QString::fromUtf8(message);
    };
    add("bare list", R"([{"cyl":6,"disp":160}])",
        "The body is not an object with one of 'dataframe_split', 'dataframe_records', 'instances' or "
        "'inputs'.");
    add("unknown key", R"({"rows":[{"cyl":6,"disp":160}]})",
        "The body must have exactly one of 'dataframe_split', 'dataframe_records', 'instances' or 'inputs'.");
    add("two keys", R"({"instances":[[6,160]],"inputs":[[6,160]]})",
        "The body must have exactly one of 'dataframe_split', 'dataframe_records', 'instances' or 'inputs', "
        "and has "
        "'instances', 'inputs'.");
    add("missing column", R"({"dataframe_records":[{"cyl":6}]})", "Row 1 lacks the column 'disp'.");
    add("missing column in split", R"({"dataframe_split":{"columns":["cyl"],"data":[[6]]}})",
        "The column 'disp' is missing.");
    add("ragged split", R"({"dataframe_split":{"columns":["cyl","disp"],"data":[[6,160],[4]]}})",
        "Row 2 has 1 instead of 2 values.");
    add("split without data", R"({"dataframe_split":{"columns":["cyl","disp"]}})",
        "'dataframe_split' has no list 'data'.");
    add("wrong width", R"({"instances":[[6,160,1]]})", "Row 1 has 3 instead of 2 values.");
    add("malformed", R"({"instances":[[6,160})", "The body is not valid JSON");
    add("empty", "", "The body is empty: send a list of records.");
}

void tst_RequestParser::mlflowMistakes()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, message);
    const Schema schema = schemaOf(test::carsPrototype());
    RequestParser parser;
    Frame frame;
    Faults faults;
    parser.readMlflow({body.toStdString(), 0}, schema, frame, faults);
    QVERIFY(!faults.isEmpty());
    const QString said = QString::fromStdString(faultMessage(faults, schema));
    QVERIFY2(said.startsWith(message), qPrintable(said));
}

void tst_RequestParser::deepNestingIsAFaultLikeAnyOther()
{
    const std::string deep = std::string(5000, '[') + std::string(5000, ']');
    const Parsed parsed =
        parse("[{\"cyl\":" + deep + ",\"disp\":1},{\"cyl\":1,\"disp\":1,\"x\":" + deep + "}]",
              test::carsPrototype());
    QCOMPARE(parsed.faultCount, std::size_t(1));
    QVERIFY2(parsed.message.startsWith(u"Row 1, column 'cyl': expected a number, got "_s),
             qPrintable(parsed.message));
}

void tst_RequestParser::numbersKeepEveryBit()
{
    const format::Prototype one{{test::column("x", format::ColumnType::Number)}};
    const Schema schema = schemaOf(one);
    RequestParser parser;
    Frame frame;
    const QList<double> values{0.1,
                               1.0 / 3.0,
                               5e-324,
                               2.2250738585072014e-308,
                               1.7976931348623157e308,
                               9007199254740993.0,
                               -123456.789e-30,
                               21.843952547977434};
    for (const double value : values) {
        std::string body = "[{\"x\":";
        appendNumber(body, value);
        body += "}]";
        Faults faults;
        parser.readRows({body, 0}, schema, RowLists::Refused, frame, faults);
        QVERIFY2(faults.isEmpty(), body.c_str());
        QCOMPARE(frame.column(0).numbers[0], value);
    }
}

void tst_RequestParser::faultsBeyondTheLimitAreCounted()
{
    std::string body = "[";
    for (int i = 0; i < 5000; ++i)
        body += i > 0 ? ",{}" : "{}";
    body += "]";
    const Parsed parsed = parse(body, test::carsPrototype());
    QCOMPARE(parsed.faultCount, std::size_t(10000));
    QCOMPARE(parsed.faults.count(u'\n') + 1, qsizetype(Faults::kept));
    QVERIFY(parsed.message.endsWith(u"; and 9980 more."_s));
}

void tst_RequestParser::aLongRequestAfterAShortOneLeavesNothingBehind()
{
    std::string body = "[";
    QStringList expected;
    for (int i = 0; i < 3000; ++i) {
        body += (i > 0 ? ",{\"cyl\":" : "{\"cyl\":") + std::to_string(i) + ",\"disp\":0.5}";
        expected << u"%1.0 0.5"_s.arg(i);
    }
    QCOMPARE(parse(R"([{"cyl":null,"disp":1}])", test::carsPrototype()).rows, u"? 1.0"_s);
    QCOMPARE(parse(body + "]", test::carsPrototype()).rows, expected.join(u'\n'));
    QCOMPARE(parse(R"([{"cyl":1,"disp":1}])", test::carsPrototype()).rows, u"1.0 1.0"_s);
}

void tst_RequestParser::detailIsWhatFastApiSends()
{
    const Schema schema = schemaOf(test::carsPrototype());
    RequestParser parser;
    Frame frame;
    Faults faults;
    parser.readRows({R"([{"cyl":6},{"cyl":"x","disp":1}])", 0}, schema, RowLists::Refused, frame, faults);
    std::string detail;
    appendFaultDetail(detail, faults, schema);
    QCOMPARE(QString::fromStdString(detail),
             u"[{\"type\":\"missing\",\"loc\":[\"body\",0,\"disp\"],\"msg\":\"Field "
             u"required\",\"input\":{\"cyl\":6},"
             u"\"ctx\":{\"expected\":\"a "
             u"number\"}},{\"type\":\"float_parsing\",\"loc\":[\"body\",1,\"cyl\"],\"msg\":\"Input "
             u"should be a valid number\",\"input\":\"x\",\"ctx\":{\"expected\":\"a number\"}}]"_s);
}

QTEST_GUILESS_MAIN(tst_RequestParser)
#include "tst_requestparser.moc"
