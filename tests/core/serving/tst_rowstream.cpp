// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/rowstream.h"

#include "core/serving/onnxlibrary.h"
#include "tests/core/serving/desk.h"

#include <QTest>

#include <vector>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::Desk;
using test::header;

namespace {

// Everything that comes out when a text is fed in pieces of one size.
std::vector<std::string> blocks(RowSplitter::Form form, std::string_view text, std::size_t piece)
{
    RowSplitter splitter(form);
    std::vector<std::string> found;
    std::string block;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        splitter.feed(text.substr(at, piece));
        if (splitter.wholeBytes() == 0)
            continue;
        splitter.take(block);
        found.push_back(block);
    }
    if (splitter.takeRest(block))
        found.push_back(block);
    return found;
}

// Sends a body in pieces, as a connection does.
Response stream(Desk &desk, std::string_view target, std::string_view body, std::size_t piece,
                std::string_view contentType = {})
{
    Request request;
    request.method = Method::Post;
    request.target = target;
    request.host = "localhost";
    request.contentType = contentType;
    request.body = body.substr(0, piece);
    const auto rows = desk.router->openStream(request, desk.workspace);
    Response response;
    if (!rows) {
        response.status = 0;
        return response;
    }
    request.body = {};
    for (std::size_t at = 0; at < body.size(); at += piece)
        rows->feed(body.substr(at, piece), desk.workspace);
    desk.router->finishStream(request, *rows, desk.workspace, response);
    std::string part;
    while (response.spool && response.spool->read(100'000, part) && !part.empty())
        response.body += part;
    return response;
}

std::string manyRows(std::size_t count)
{
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i)
        body += (i > 0 ? ",{\"cyl\":" : "{\"cyl\":") + std::to_string(i % 12) +
                ",\"disp\":" + std::to_string(i % 500) + "}";
    return body + "]";
}

} // namespace

class tst_RowStream final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void rowsAreCutWhereTheyEnd_data();
    void rowsAreCutWhereTheyEnd();
    void spoolsGiveBackWhatTheyTook();
    void longBodiesAreAnsweredAsShortOnesAre_data();
    void longBodiesAreAnsweredAsShortOnesAre();
    void aFaultInTheLastRowRefusesAll();
    void brokenBodiesSayWhereTheyBreak_data();
    void brokenBodiesSayWhereTheyBreak();
    void whatWasPassedOverIsNamed();
    void tooManyRowsAreRefused();
    void bodiesThatCannotBeCutAreNot();
};

void tst_RowStream::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
}

void tst_RowStream::rowsAreCutWhereTheyEnd_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("joined");
    const int list = static_cast<int>(RowSplitter::Form::List);
    const int lines = static_cast<int>(RowSplitter::Form::Lines);
    const int csv = static_cast<int>(RowSplitter::Form::Csv);
    QTest::newRow("records") << list << QByteArray(R"( [{"a":1},{"a":[2,3]} , {"a":"],"}])")
                             << QByteArray(R"({"a":1},{"a":[2,3]},{"a":"],"})");
    QTest::newRow("escapes") << list << QByteArray(R"([{"a\"]":"\\"},{"b":"\"}"}])")
                             << QByteArray(R"({"a\"]":"\\"},{"b":"\"}"})");
    QTest::newRow("empty list") << list << QByteArray("[ ]") << QByteArray("");
    QTest::newRow("JSON lines") << lines << QByteArray("{\"a\":1}\n\n{\"a\":\n2}\n{\"a\":\"x\\ny\"}")
                                << QByteArray("{\"a\":1},{\"a\":2},{\"a\":\"x\\ny\"}");
    QTest::newRow("JSON lines that end with one")
        << lines << QByteArray("{\"a\":1}\r\n{\"a\":2}\r\n") << QByteArray("{\"a\":1},{\"a\":2}");
    QTest::newRow("CSV") << csv << QByteArray("\na,b\n1,\"x\ny\"\n2,\"\"\"\"\n3,")
                         << QByteArray("1,\"x\ny\"\n2,\"\"\"\"\n3,");
}

void tst_RowStream::rowsAreCutWhereTheyEnd()
{
    QFETCH(int, form);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, joined);
    const auto which = static_cast<RowSplitter::Form>(form);
    for (std::size_t piece = 1; piece <= static_cast<std::size_t>(text.size()); ++piece) {
        std::string rows;
        for (std::string block : blocks(which, text.toStdString(), piece)) {
            if (which == RowSplitter::Form::Csv) {
                QVERIFY(block.starts_with("a,b\n"));
                rows += block.substr(4);
                continue;
            }
            QVERIFY2(block.starts_with('[') && block.ends_with(']'), block.c_str());
            block = block.substr(1, block.size() - 2);
            rows += (rows.empty() || block.empty() ? "" : ",") + block;
        }
        if (which != RowSplitter::Form::Csv)
            std::erase_if(rows, [](char c) { return c == ' ' || c == '\n' || c == '\r'; });
        QCOMPARE(QByteArray::fromStdString(rows), joined);
    }
}

void tst_RowStream::spoolsGiveBackWhatTheyTook()
{
    for (const std::size_t inMemory : {std::size_t(0), std::size_t(10), std::size_t(1) << 20}) {
        Spool spool(inMemory);
        std::string all;
        for (int i = 0; i < 1000; ++i) {
            const std::string part = std::to_string(i) + " and more; ";
            QVERIFY(spool.append(part));
            all += part;
        }
        QCOMPARE(spool.size(), std::uint64_t(all.size()));
        std::string read;
        std::string part;
        while (spool.read(777, part) && !part.empty())
            read += part;
        QCOMPARE(read, all);
    }
}

void tst_RowStream::longBodiesAreAnsweredAsShortOnesAre_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("vetiver") << QByteArray("/predict") << QByteArray();
    QTest::newRow("records") << QByteArray("/predict?format=records") << QByteArray("application/json");
    QTest::newRow("SageMaker") << QByteArray("/invocations") << QByteArray("application/json");
    QTest::newRow("JSON lines") << QByteArray("/invocations") << QByteArray("application/jsonlines");
    QTest::newRow("CSV") << QByteArray("/invocations") << QByteArray("text/csv");
    QTest::newRow("a named model") << QByteArray("/linear/predict") << QByteArray();
}

void tst_RowStream::longBodiesAreAnsweredAsShortOnesAre()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, type);
    Desk desk(test::source(u"linear"_s, test::carsPrototype()));
    QCOMPARE(desk.problem, QString());
    std::string body = manyRows(40'000); // several blocks
    if (type == "application/jsonlines") {
        body = body.substr(1, body.size() - 2);
        for (std::size_t at = 0; (at = body.find("},{", at)) != std::string::npos; ++at)
            body[at + 1] = '\n';
    } else if (type == "text/csv") {
        body = "disp,cyl\n";
        for (std::size_t i = 0; i < 40'000; ++i)
            body += std::to_string(i % 500) + "," + std::to_string(i % 12) + "\n";
    }
    Request whole;
    whole.method = Method::Post;
    const std::string path = target.toStdString();
    const std::string mediaType = type.toStdString();
    whole.target = path;
    whole.contentType = mediaType;
    whole.body = body;
    const Response expected = desk.ask(whole);
    QCOMPARE(expected.status, 200);
    for (const std::size_t piece : {std::size_t(65'537), std::size_t(300'000)}) {
        const Response response = stream(desk, path, body, piece, mediaType);
        QCOMPARE(response.status, 200);
        QCOMPARE(response.contentType, expected.contentType);
        QVERIFY(response.body == expected.body);
        QCOMPARE(header(response, u"X-Model-Version"_s), u"v1.0.0"_s);
    }
}

void tst_RowStream::aFaultInTheLastRowRefusesAll()
{
    Desk desk(test::source(u"linear"_s, test::carsPrototype()));
    std::string body = manyRows(30'000);
    body.pop_back();
    body += R"(,{"cyl":"six","disp":1},{"disp":2}])";
    const Response response = stream(desk, "/predict", body, 100'000);
    QCOMPARE(response.status, 422);
    QVERIFY(!response.spool);
    const QJsonObject answer = test::jsonObject(response.body);
    QCOMPARE(answer[u"message"_s].toString(),
             u"2 problems: row 30001, column 'cyl': expected a number, got \"six\"; row 30002 lacks the "
             "column 'cyl'."_s);
    QCOMPARE(answer[u"count"_s].toInt(), 2);
}

void tst_RowStream::brokenBodiesSayWhereTheyBreak_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<bool>("nearTheEnd");
    QTest::newRow("cut off") << QByteArray(",{\"cyl\":1") << true;
    QTest::newRow("not closed") << QByteArray("") << true;
    QTest::newRow("a comma too many") << QByteArray(",]") << true;
    QTest::newRow("something behind it") << QByteArray("] x") << true;
    QTest::newRow("a broken number") << QByteArray(",{\"cyl\":1.2.3,\"disp\":1}]") << true;
    QTest::newRow("an open text") << QByteArray(",{\"cyl\":\"1,\"disp\":1}]") << true;
}

void tst_RowStream::brokenBodiesSayWhereTheyBreak()
{
    QFETCH(QByteArray, end);
    Desk desk(test::source(u"linear"_s, test::carsPrototype()));
    std::string body = manyRows(30'000);
    body.pop_back();
    const std::size_t sound = body.size();
    body += end.toStdString();
    const Response response = stream(desk, "/predict", body, 100'000);
    QCOMPARE(response.status, 422);
    const QString message = test::jsonObject(response.body)[u"message"_s].toString();
    const QString start = u"The body is not valid JSON near byte "_s;
    QVERIFY2(message.startsWith(start), qPrintable(message));
    const auto at = message.mid(start.size()).section(u' ', 0, 0).toULongLong();
    // The parser may notice only at the end of the block.
    QVERIFY2(at + 400'000 >= sound && at <= body.size() + 1, qPrintable(message));
}

void tst_RowStream::whatWasPassedOverIsNamed()
{
    Desk desk(test::source(u"linear"_s, test::carsPrototype()));
    std::string body = manyRows(30'000);
    body.pop_back();
    body += R"(,{"cyl":null,"disp":1,"colour":"red"}])";
    const Response response = stream(desk, "/predict", body, 100'000);
    QCOMPARE(response.status, 200);
    QCOMPARE(header(response, u"X-Ignored-Columns"_s), u"colour"_s);
    QCOMPARE(header(response, u"X-Missing-Values"_s), u"1"_s);
    QVERIFY(response.body.ends_with(",null]}"));
}

void tst_RowStream::tooManyRowsAreRefused()
{
    RouterOptions options;
    options.mostRows = 1000;
    Desk desk(test::source(u"linear"_s, test::carsPrototype()), options);
    QCOMPARE(desk.post("/predict", manyRows(1000)).status, 200);
    const Response refused = desk.post("/predict", manyRows(1001));
    QCOMPARE(refused.status, 413);
    QVERIFY(test::bodyOf(refused).contains(u"at most 1000 rows"_s));
    QCOMPARE(stream(desk, "/predict", manyRows(30'000), 100'000).status, 413);
    QCOMPARE(desk.post("/invocations", R"({"dataframe_records":)" + manyRows(1001) + "}").status, 413);
}

void tst_RowStream::bodiesThatCannotBeCutAreNot()
{
    Desk desk(test::source(u"linear"_s, test::carsPrototype()));
    QCOMPARE(stream(desk, "/predict", R"({"cyl":[1],"disp":[2]})", 10).status, 0);
    QCOMPARE(stream(desk, "/invocations", R"({"inputs":[]})", 10).status, 0);
    QCOMPARE(stream(desk, "/v2/models/linear/infer", "[]", 10).status, 0);
    QCOMPARE(stream(desk, "/nowhere", "[]", 10).status, 0);
    QCOMPARE(stream(desk, "/predict?version=v9", "[]", 10).status, 0);
    QCOMPARE(stream(desk, "/predict?type=prob", "[]", 10).status, 0);
}

QTEST_GUILESS_MAIN(tst_RowStream)
#include "tst_rowstream.moc"
