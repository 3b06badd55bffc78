// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/dialect/mlflow.h"
#include "core/serving/dialect/oip.h"

#include "core/serving/onnxlibrary.h"
#include "core/serving/tensorconversion.h"
#include "tests/core/serving/desk.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::bodyOf;
using test::Desk;
using test::header;

namespace {

VersionSource cars()
{
    VersionSource source = test::source(u"linear"_s, test::carsPrototype());
    source.metadata.description = u"Miles <per> gallon"_s;
    return source;
}

Response invoke(Desk &desk, std::string_view body, std::string_view type = "application/json",
                std::string_view target = "/invocations")
{
    Request request;
    request.method = Method::Post;
    request.target = target;
    request.body = body;
    request.contentType = type;
    return desk.ask(request);
}

QJsonObject object(const Response &response)
{
    return test::jsonObject(response.body);
}

template<typename T>
std::string raw(std::initializer_list<T> values)
{
    std::string bytes;
    for (const T value : values)
        bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
    return bytes;
}

} // namespace

class tst_Dialects final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void mlflowAnswersItsFourFormsAndCsv_data();
    void mlflowAnswersItsFourFormsAndCsv();
    void mlflowRefusesInItsOwnWords();
    void mlflowGivesProbabilitiesWhenAsked();
    void capturedExchangesOfMlflowAgree();
    void csvFollowsItsStandard_data();
    void csvFollowsItsStandard();
    void sageMakersBareListsAreVetivers();
    void healthAndVersion();
    void inferenceServersDescribeThemselves();
    void tensorsAreAnsweredAsTensors();
    void columnsAreAnsweredAsTensors();
    void everyDatatypePassesThrough_data();
    void everyDatatypePassesThrough();
    void binaryTensorsGoBothWays();
    void binaryTextsAreLengthPrefixed();
    void outputsCanBeChosen();
    void brokenInferRequestsAreRefused_data();
    void brokenInferRequestsAreRefused();
    void tensorsBecomeAnotherTypeOnlyWhereNothingIsLost();
    void halfPrecisionIsRoundedToNearestEven();
    void openApiDescribesThePrototypeInItsOrder();
    void thePageWorksWithoutANetwork();
};

void tst_Dialects::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
}

void tst_Dialects::mlflowAnswersItsFourFormsAndCsv_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    const auto add = [](const char *name, const char *body, const char *type = "application/json") {
        QTest::newRow(name) << QByteArray(body) << QByteArray(type);
    };
    add("records", R"({"dataframe_records":[{"cyl":6,"disp":160},{"cyl":4,"disp":108}]})");
    add("split", R"({"dataframe_split":{"columns":["disp","cyl"],"data":[[160,6],[108,4]]}})");
    add("instances", R"({"instances":[{"cyl":6,"disp":160},{"cyl":4,"disp":108}]})");
    add("inputs", R"({"inputs":{"cyl":[6,4],"disp":[160,108]}})", "application/json; charset=utf-8");
    add("no content type", R"({"inputs":[[6,160],[4,108]]})", "");
    add("csv", "cyl,disp\n6,160\n4,108\n", "text/csv");
    add("csv with charset", "disp,hp,cyl\r\n160,1,6\r\n108,2,4", "text/csv; charset=UTF-8");
}

void tst_Dialects::mlflowAnswersItsFourFormsAndCsv()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    Desk desk(cars());
    const Response response = invoke(desk, body.toStdString(), type.toStdString());
    QCOMPARE(bodyOf(response), u"{\"predictions\":[21.843937,26.088844]}"_s);
    QCOMPARE(response.status, 200);
}

void tst_Dialects::mlflowRefusesInItsOwnWords()
{
    Desk desk(cars());
    QCOMPARE(invoke(desk, "{}", "text/plain").status, 415);
    QCOMPARE(invoke(desk, "{}", "application/json; format=pandas-split").status, 415);
    QCOMPARE(invoke(desk, "{}", "application/json; charset=latin-1").status, 415);
    const Response key = invoke(desk, R"({"rows":[]})");
    QCOMPARE(key.status, 400);
    QCOMPARE(object(key).value(u"error_code"_s).toString(), u"BAD_REQUEST"_s);
    const Response cell = invoke(desk, R"({"dataframe_records":[{"cyl":"six","disp":1},{"cyl":1}]})");
    QCOMPARE(cell.status, 400);
    QCOMPARE(object(cell).value(u"error_code"_s).toString(), u"INVALID_PARAMETER_VALUE"_s);
    QCOMPARE(
        object(cell).value(u"message"_s).toString(),
        u"2 problems: row 1, column 'cyl': expected a number, got \"six\"; row 2 lacks the column 'disp'."_s);
    QCOMPARE(object(cell).value(u"detail"_s).toArray().size(), 2);
    QCOMPARE(invoke(desk, "", "text/csv").status, 400);
    QCOMPARE(invoke(desk, "", "application/json").status, 400);
    QCOMPARE(desk.get("/invocations").status, 405);
}

void tst_Dialects::mlflowGivesProbabilitiesWhenAsked()
{
    Desk desk(test::source(u"zipmap"_s, test::carsPrototype()));
    const std::string_view row = R"({"instances":[[2,1]]})";
    QCOMPARE(bodyOf(invoke(desk, row)), u"{\"predictions\":[\"setosa\"]}"_s);
    const Response chances = invoke(desk, row, "application/json", "/invocations?type=prob");
    QCOMPARE(object(chances).value(u"predictions"_s).toArray().first().toArray().size(), 3);
    Desk regression(cars());
    QCOMPARE(invoke(regression, R"({"inputs":[[6,160]]})", "", "/invocations?type=prob").status, 400);
}

// MLflow's answers to the captured requests, where the status does not depend on MLflow's schema of doubles.
void tst_Dialects::capturedExchangesOfMlflowAgree()
{
    VT_NEED_SHARED(path, u"rest/captures.jsonl"_s);
    const QHash<QString, int> ours{
        {u"empty_records"_s, 200},  // MLflow: 400
        {u"err_bare_list"_s, 200},  // vetiver's body
        {u"err_empty_body"_s, 400}, // MLflow: 500
        {u"nan"_s, 200},            // MLflow: 400 with a stack trace
        {u"null"_s, 200},
    };
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    Desk desk(cars());
    int compared = 0;
    while (!file.atEnd()) {
        const QJsonObject capture = QJsonDocument::fromJson(file.readLine()).object();
        if (capture.value(u"server"_s).toString() != u"mlflow-lm2"_s ||
            capture.value(u"path"_s).toString() != u"/invocations"_s ||
            capture.value(u"method"_s).toString() != u"POST"_s)
            continue;
        const QString name = capture.value(u"case"_s).toString();
        const Response response = invoke(desk, capture.value(u"body"_s).toString().toStdString(),
                                         capture.value(u"content_type"_s).toString().toStdString());
        const int expected = ours.value(name, capture.value(u"status"_s).toInt());
        QVERIFY2(response.status == expected, qPrintable(name + u": "_s + bodyOf(response)));
        const QJsonArray theirs = QJsonDocument::fromJson(capture.value(u"response"_s).toString().toUtf8())
                                      .object()
                                      .value(u"predictions"_s)
                                      .toArray();
        if (!theirs.isEmpty())
            QCOMPARE(object(response).value(u"predictions"_s).toArray().size(), theirs.size());
        ++compared;
    }
    QVERIFY2(compared > 15, qPrintable(QString::number(compared)));
}

void tst_Dialects::csvFollowsItsStandard_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words"); // what the model of texts gives back; empty: refused
    QTest::addColumn<int>("status");
    const auto add = [](const char *name, const char *body, const char *words, int status = 200) {
        QTest::newRow(name) << QByteArray(body) << QString::fromUtf8(words) << status;
    };
    add("quotes", "word\n\"a,b\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\n",
        R"(["a,b","say \"hi\"","two\nlines"])");
    add("quoted header", "\"word\"\nx\n", R"(["x"])");
    add("empty text", "x,word\n1,\n2,\"\"\n", R"(["",""])");
    add("no end of line", "word\nx", R"(["x"])");
    add("carriage returns", "word\r\nx\r\ny\r\n", R"(["x","y"])");
    add("byte order mark", "\xEF\xBB\xBFword\nx\n", R"(["x"])");
    add("header only", "word\n", "[]");
    add("not UTF-8", "word\n\xff\n", "[\"\xEF\xBF\xBD\"]");
    add("open quote", "word\n\"x\n", "", 400);
    add("after a quote", "word\n\"x\"y\n", "", 400);
    add("too many", "word\nx,y\n", "", 400);
    add("missing column", "wort\nx\n", "", 400);
    add("empty", "\n\n", "", 400);
}

void tst_Dialects::csvFollowsItsStandard()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    QFETCH(int, status);
    Desk desk(test::source(u"texts"_s, {{test::column("word", format::ColumnType::String)}}));
    const Response response = invoke(desk, body.toStdString(), "text/csv");
    QCOMPARE(response.status, status);
    if (status == 200)
        QCOMPARE(bodyOf(response), u"{\"predictions\":"_s + words + u'}');
}

void tst_Dialects::sageMakersBareListsAreVetivers()
{
    Desk desk(cars());
    QCOMPARE(bodyOf(invoke(desk, R"([{"cyl":6,"disp":160}])")), u"{\"invocations\":[21.843937]}"_s);
    QCOMPARE(invoke(desk, R"([{"cyl":6}])").status, 422);
}

void tst_Dialects::healthAndVersion()
{
    Desk desk(cars());
    QCOMPARE(desk.get("/health").body, std::string("\n"));
    QCOMPARE(desk.get("/version").status, 200);
    QVERIFY(!desk.get("/version").body.empty());
}

void tst_Dialects::inferenceServersDescribeThemselves()
{
    Desk desk(cars());
    QCOMPARE(object(desk.get("/v2/health/live")).value(u"live"_s).toBool(), true);
    QCOMPARE(object(desk.get("/v2/health/ready")).value(u"ready"_s).toBool(), true);
    QCOMPARE(object(desk.get("/v2")).value(u"name"_s).toString(), u"vitrine"_s);
    QCOMPARE(bodyOf(desk.get("/v2/models/linear")),
             u"{\"name\":\"linear\",\"versions\":[\"v1.0.0\"],\"platform\":\"onnx_onnxv1\",\"inputs\":[{"
             u"\"name\":\"X\","
             u"\"datatype\":\"FP32\",\"shape\":[-1,2]}],\"outputs\":[{\"name\":\"variable\",\"datatype\":"
             u"\"FP32\",\"shape\":"
             u"[-1,1]}]}"_s);
    QCOMPARE(desk.get("/v2/models/linear/versions/v1.0.0").status, 200);
    QCOMPARE(desk.get("/v2/models/linear/versions/v9").status, 404);
    QCOMPARE(desk.get("/v2/models/other").status, 404);
    QCOMPARE(object(desk.get("/v2/models/linear/ready")).value(u"ready"_s).toBool(), true);
    QCOMPARE(bodyOf(desk.post("/v2/repository/index", "{}")),
             u"[{\"name\":\"linear\",\"version\":\"v1.0.0\",\"state\":\"READY\",\"reason\":\"\"}]"_s);
    QCOMPARE(desk.get("/v2/nothing").status, 404);
    QCOMPARE(desk.get("/v2/models/linear/infer").status, 405);
    QCOMPARE(desk.post("/v2/health/live", "").status, 405);
}

void tst_Dialects::tensorsAreAnsweredAsTensors()
{
    Desk desk(cars());
    const QString expected =
        u"{\"model_name\":\"linear\",\"model_version\":\"v1.0.0\",\"id\":\"q1\",\"outputs\":[{\"name\":"
        u"\"variable\",\"datatype\":\"FP32\",\"shape\":[2,1],\"data\":[21.843937,26.088844]}]}"_s;
    for (const char *body :
         {R"({"id":"q1","inputs":[{"name":"X","shape":[2,2],"datatype":"FP32","data":[6,160,4,108]}]})",
          R"({"id":"q1","inputs":[{"name":"X","shape":[2,2],"datatype":"FP32","data":[[6,160],[4,108]]}]})",
          R"({"id":"q1","inputs":[{"name":"X","shape":[2,2],"datatype":"FP64","data":[6.0,160,4,108]}]})",
          R"({"id":"q1","inputs":[{"name":"X","shape":[2,2],"datatype":"INT64","data":[6,160,4,108]}]})"})
        QCOMPARE(bodyOf(desk.post("/v2/models/linear/infer", body)), expected);
    QCOMPARE(desk.post("/v2/models/linear/versions/v1.0.0/infer",
                       R"({"inputs":[{"name":"X","shape":[1,2],"datatype":"FP32","data":[6,160]}]})")
                 .status,
             200);
}

void tst_Dialects::columnsAreAnsweredAsTensors()
{
    Desk desk(test::source(u"zipmap"_s, test::carsPrototype()));
    const Response response = desk.post("/v2/models/zipmap/infer",
                                        R"({"parameters":{"content_type":"pd"},"inputs":[
        {"name":"disp","shape":[2],"datatype":"FP64","data":[1,0.5]},{"name":"cyl","shape":[2,1],"datatype":"INT64","data":[2,-3]}]})");
    const QJsonArray outputs = object(response).value(u"outputs"_s).toArray();
    QVERIFY2(outputs.size() == 2, response.body.c_str());
    QCOMPARE(outputs[0].toObject().value(u"data"_s).toArray(), (QJsonArray{u"setosa"_s, u"virginica"_s}));
    QCOMPARE(outputs[0].toObject().value(u"datatype"_s).toString(), u"BYTES"_s);
    QCOMPARE(outputs[1].toObject().value(u"shape"_s).toArray(), (QJsonArray{2, 3}));
    const Response missing =
        desk.post("/v2/models/zipmap/infer",
                  R"({"inputs":[{"name":"disp","shape":[1],"datatype":"FP64","data":[1]}]})");
    QCOMPARE(missing.status, 400);
    QCOMPARE(object(missing).value(u"error"_s).toString(), u"The column 'cyl' is missing."_s);
}

void tst_Dialects::everyDatatypePassesThrough_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("back"); // as doubles
    const auto add = [](const char *type, const char *data, const char *back) {
        QTest::newRow(type) << QString::fromUtf8(type) << QString::fromUtf8(data) << QString::fromUtf8(back);
    };
    add("BOOL", "[true,false,1]", "[1.0,0.0,1.0]");
    add("UINT8", "[0,255,7]", "[0.0,255.0,7.0]");
    add("UINT16", "[0,65535,7]", "[0.0,65535.0,7.0]");
    add("UINT32", "[0,4294967295,7]", "[0.0,4294967295.0,7.0]");
    add("UINT64", "[0,9007199254740992,7]", "[0.0,9007199254740992.0,7.0]");
    add("INT8", "[-128,127,7.0]", "[-128.0,127.0,7.0]");
    add("INT16", "[-32768,32767,7]", "[-32768.0,32767.0,7.0]");
    add("INT32", "[-2147483648,2147483647,7]", "[-2147483648.0,2147483647.0,7.0]");
    add("INT64", "[-9007199254740992,9007199254740992,7]", "[-9007199254740992.0,9007199254740992.0,7.0]");
    add("FP16", "[0.1,65504,-6e-8]", "[0.0999755859375,65504.0,-5.960464477539063e-08]");
    add("BF16", "[0.1,1,-3e38]", "[0.10009765625,1.0,-3.00405527047391e+38]");
    add("FP32", "[0.1,1,null]", "[0.10000000149011612,1.0,null]");
    add("FP64", "[0.1,1e308,-5e-324]", "[0.1,1e+308,-5e-324]");
}

void tst_Dialects::everyDatatypePassesThrough()
{
    QFETCH(QString, type);
    QFETCH(QString, data);
    QFETCH(QString, back);
    Desk desk(test::source(u"float64"_s, {{test::column("x", format::ColumnType::Number)}}));
    const QString body =
        u"{\"inputs\":[{\"name\":\"x\",\"shape\":[3,1],\"datatype\":\"%1\",\"data\":%2}]}"_s.arg(type, data);
    const QString answer = bodyOf(desk.post("/v2/models/float64/infer", body.toStdString()));
    QVERIFY2(answer.endsWith(u"\"data\":"_s + back + u"}]}"_s), qPrintable(answer));
}

void tst_Dialects::binaryTensorsGoBothWays()
{
    Desk desk(cars());
    const std::string json =
        R"({"inputs":[{"name":"X","shape":[2,2],"datatype":"FP32","parameters":{"binary_data_size":16}}],)"
        R"("outputs":[{"name":"variable","parameters":{"binary_data":true}}]})";
    const std::string body = json + raw<float>({6, 160, 4, 108});
    const std::string length = std::to_string(json.size());
    Request request;
    request.method = Method::Post;
    request.target = "/v2/models/linear/infer";
    request.body = body;
    request.tensorHeaderLength = length;
    const Response response = desk.ask(request);
    QVERIFY2(response.status == 200, response.body.c_str());
    QCOMPARE(response.contentType, std::string("application/octet-stream"));
    const auto headerLength = header(response, u"Inference-Header-Content-Length"_s).toULongLong();
    const QJsonObject head = test::jsonObject(response.body.substr(0, headerLength));
    QCOMPARE(head.value(u"outputs"_s).toArray()[0].toObject().value(u"parameters"_s).toObject(),
             (QJsonObject{{u"binary_data_size"_s, 8}}));
    QCOMPARE(response.body.size(), std::size_t(headerLength) + 8);
    float first = 0;
    std::memcpy(&first, response.body.data() + headerLength, sizeof first);
    QCOMPARE(first, 21.843937f);
}

void tst_Dialects::binaryTextsAreLengthPrefixed()
{
    Desk desk(test::source(u"texts"_s, {{test::column("word", format::ColumnType::String)}}));
    const std::string texts =
        raw<std::uint32_t>({2}) + "ab" + raw<std::uint32_t>({0}) + raw<std::uint32_t>({3}) + "c,d";
    const std::string json =
        R"({"inputs":[{"name":"word","shape":[3,1],"datatype":"BYTES","parameters":{"binary_data_size":)" +
        std::to_string(texts.size()) + R"(}}],"parameters":{"binary_data_output":true}})";
    const std::string body = json + texts;
    const std::string length = std::to_string(json.size());
    Request request;
    request.method = Method::Post;
    request.target = "/v2/models/texts/infer";
    request.body = body;
    request.tensorHeaderLength = length;
    const Response response = desk.ask(request);
    QVERIFY2(response.status == 200, response.body.c_str());
    QVERIFY(response.body.ends_with(texts));
    const std::string cut = body.substr(0, body.size() - 1);
    request.body = cut;
    QCOMPARE(desk.ask(request).status, 400);
    for (const char *bad : {"99999999", "x", "-1", "99999999999999999999999"}) {
        request.tensorHeaderLength = bad;
        QCOMPARE(desk.ask(request).status, 400);
    }
}

void tst_Dialects::outputsCanBeChosen()
{
    Desk desk(test::source(u"zipmap"_s, test::carsPrototype()));
    const Response response =
        desk.post("/v2/models/zipmap/infer",
                  R"({"inputs":[{"name":"X","shape":[1,2],"datatype":"FP32","data":[2,1]}],
        "outputs":[{"name":"label"}]})");
    const QJsonArray outputs = object(response).value(u"outputs"_s).toArray();
    QCOMPARE(outputs.size(), 1);
    QCOMPARE(outputs[0].toObject().value(u"data"_s).toArray(), QJsonArray{u"setosa"_s});
    QCOMPARE(
        desk.post(
                "/v2/models/zipmap/infer",
                R"({"inputs":[{"name":"X","shape":[1,2],"datatype":"FP32","data":[2,1]}],"outputs":[{"name":"z"}]})")
            .status,
        400);
}

void tst_Dialects::brokenInferRequestsAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("part");
    const auto add = [](const char *body, const char *part) {
        QTest::addRow("%s", body) << QByteArray(body) << QString::fromUtf8(part);
    };
    add("", "is not valid JSON");
    add("{bad", "is not valid JSON");
    add("[]", "is not an object with 'inputs'");
    add("{}", "a list 'inputs'");
    add(R"({"inputs":[5]})", "each of 'inputs'");
    add(R"({"inputs":[{"name":"X"}]})", "no 'datatype'");
    add(R"({"inputs":[{"name":"X","datatype":"FP8"}]})", "'FP8'");
    add(R"({"inputs":[{"name":"X","datatype":"FP32"}]})", "no list 'shape'");
    add(R"({"inputs":[{"name":"X","datatype":"FP32","shape":[1,-2],"data":[]}]})", "other than sizes");
    add(R"({"inputs":[{"name":"X","datatype":"FP32","shape":[4294967296,4294967296],"data":[]}]})",
        "too large");
    add(R"({"inputs":[{"name":"X","datatype":"FP32","shape":[1,2]}]})", "has no 'data'");
    add(R"({"inputs":[{"name":"X","datatype":"FP32","shape":[1,2],"data":[1]}]})",
        "has 1 values and its shape says 2");
    add(R"({"inputs":[{"name":"X","datatype":"FP32","shape":[1,2],"data":["a",1]}]})", "is not FP32");
    add(R"({"inputs":[{"name":"X","datatype":"INT8","shape":[1,2],"data":[128,1]}]})", "is not INT8");
    add(R"({"inputs":[{"name":"X","datatype":"INT64","shape":[1,2],"data":[1.5,1]}]})", "is not INT64");
    add(R"({"inputs":[{"name":"X","datatype":"UINT64","shape":[1,2],"data":[-1,1]}]})", "is not UINT64");
    add(R"({"inputs":[{"name":"X","datatype":"BYTES","shape":[1,2],"data":["a","b"]}]})",
        "is FP32, not BYTES");
    add(R"({"inputs":[{"name":"X","datatype":"FP32","shape":[1,3],"data":[1,2,3]}]})", "could not answer");
    add(R"({"inputs":[{"name":"Z","datatype":"FP32","shape":[1,2],"data":[1,2]}]})", "no input 'Z'");
    add(R"({"inputs":[{"name":"X","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]})",
        "shorter than it says");
    add(R"({"inputs":[]})", "the input 'X' is missing");
}

void tst_Dialects::brokenInferRequestsAreRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, part);
    Desk desk(cars());
    const Response response = desk.post("/v2/models/linear/infer", body.toStdString());
    QVERIFY2(response.status == 400, response.body.c_str());
    QVERIFY2(object(response).value(u"error"_s).toString().contains(part), response.body.c_str());
    QVERIFY2(!bodyOf(response).contains(u"onnxruntime") && !bodyOf(response).contains(u".cc"),
             response.body.c_str());
}

void tst_Dialects::tensorsBecomeAnotherTypeOnlyWhereNothingIsLost()
{
    const auto whole = [](std::initializer_list<std::int64_t> values) {
        Tensor tensor{"x", DataType::Int64, {static_cast<std::int64_t>(values.size())}, {}, {}};
        tensor.bytes.resize(values.size() * sizeof(std::int64_t));
        std::memcpy(tensor.bytes.data(), values.begin(), tensor.bytes.size());
        return tensor;
    };
    const auto real = [](std::initializer_list<double> values) {
        Tensor tensor{"x", DataType::Float64, {static_cast<std::int64_t>(values.size())}, {}, {}};
        tensor.bytes.resize(values.size() * sizeof(double));
        std::memcpy(tensor.bytes.data(), values.begin(), tensor.bytes.size());
        return tensor;
    };
    const auto converted = [](Tensor tensor, DataType type) {
        const DataType before = tensor.type;
        std::string text;
        if (!convertTensor(tensor, type))
            return tensor.type == before ? u"no"_s : u"changed"_s;
        appendTensorData(text, tensor);
        return QString::fromStdString(text);
    };
    QCOMPARE(converted(whole({0, 255}), DataType::UInt8), u"[0,255]"_s);
    QCOMPARE(converted(whole({256}), DataType::UInt8), u"no"_s);
    QCOMPARE(converted(whole({-1}), DataType::UInt64), u"no"_s);
    QCOMPARE(converted(whole({-129}), DataType::Int8), u"no"_s);
    QCOMPARE(converted(whole({0, 1}), DataType::Bool), u"[false,true]"_s);
    QCOMPARE(converted(whole({2}), DataType::Bool), u"no"_s);
    QCOMPARE(converted(whole({9007199254740993}), DataType::Float64), u"[9007199254740992.0]"_s);
    QCOMPARE(converted(real({-3, 4e9}), DataType::Int64), u"[-3,4000000000]"_s);
    QCOMPARE(converted(real({0.5}), DataType::Int64), u"no"_s);
    QCOMPARE(converted(real({std::nan("")}), DataType::Int32), u"no"_s);
    QCOMPARE(converted(real({HUGE_VAL}), DataType::Int64), u"no"_s);
    QCOMPARE(converted(real({9223372036854775808.0}), DataType::Int64), u"no"_s);
    QCOMPARE(converted(real({9223372036854774784.0}), DataType::Int64), u"[9223372036854774784]"_s);
    QCOMPARE(converted(real({18446744073709549568.0}), DataType::UInt64), u"[18446744073709549568]"_s);
    QCOMPARE(converted(real({0.1}), DataType::Float32), u"[0.1]"_s);
    QCOMPARE(converted(real({1, 0}), DataType::Bool), u"[true,false]"_s);
    Desk desk(test::source(u"narrow"_s, {}));
    const Response refused =
        desk.post("/v2/models/narrow/infer",
                  R"({"inputs":[{"name":"small","datatype":"INT64","shape":[1,1],"data":[300]},)"
                  R"({"name":"wide","datatype":"INT32","shape":[1,1],"data":[1]}]})");
    QCOMPARE(refused.status, 400);
    QVERIFY2(bodyOf(refused).contains(
                 u"The input 'small' is UINT8, and not all of its values (INT64) can be that"),
             qPrintable(bodyOf(refused)));
}

void tst_Dialects::halfPrecisionIsRoundedToNearestEven()
{
    // Every half goes to single precision and back unchanged.
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const float value = floatFromHalf(std::uint16_t(bits));
        if (std::isnan(value))
            QVERIFY(std::isnan(floatFromHalf(halfFromFloat(value))));
        else
            QCOMPARE(halfFromFloat(value), std::uint16_t(bits));
        const float brain = floatFromBrain(std::uint16_t(bits));
        if (!std::isnan(brain))
            QCOMPARE(brainFromFloat(brain), std::uint16_t(bits));
    }
    QCOMPARE(halfFromFloat(1.0f + 1.0f / 2048), std::uint16_t(0x3C00)); // a tie: to even
    QCOMPARE(halfFromFloat(1.0f + 3.0f / 2048), std::uint16_t(0x3C02));
    QCOMPARE(halfFromFloat(65519.0f), std::uint16_t(0x7BFF));
    QCOMPARE(halfFromFloat(65520.0f), std::uint16_t(0x7C00));
    QCOMPARE(halfFromFloat(6.1035156e-05f - 1e-9f), std::uint16_t(0x0400));
    QCOMPARE(brainFromFloat(1.00390625f), std::uint16_t(0x3F80));
}

void tst_Dialects::openApiDescribesThePrototypeInItsOrder()
{
    Desk desk(cars());
    const QJsonObject document = object(desk.get("/openapi.json"));
    QCOMPARE(document.value(u"openapi"_s).toString(), u"3.1.0"_s);
    QCOMPARE(document.value(u"info"_s).toObject().value(u"title"_s).toString(), u"linear model API"_s);
    QCOMPARE(document.value(u"info"_s).toObject().value(u"version"_s).toString(), u"v1.0.0"_s);
    const QJsonObject prototype = document.value(u"components"_s)
                                      .toObject()
                                      .value(u"schemas"_s)
                                      .toObject()
                                      .value(u"prototype"_s)
                                      .toObject();
    QCOMPARE(prototype.value(u"required"_s).toArray(), (QJsonArray{u"cyl"_s, u"disp"_s}));
    QVERIFY(document.value(u"paths"_s).toObject().contains(u"/predict"_s));
    QVERIFY(!document.value(u"paths"_s).toObject().contains(u"/predict_proba"_s));
    Desk mixed(test::source(u"columns"_s,
                            {{test::column("colour", format::ColumnType::Category, {u"red"_s, u"b\"lue"_s}),
                              test::column("size", format::ColumnType::Number),
                              test::column("count", format::ColumnType::Integer),
                              test::column("flag", format::ColumnType::Boolean)}}));
    const QString text = bodyOf(mixed.get("/openapi.json"));
    QVERIFY(text.indexOf(u"\"colour\":{") < text.indexOf(u"\"size\":{"));
    QVERIFY(text.contains(u"\"enum\":[\"red\",\"b\\\"lue\"]"_s));
    Desk classifier(test::source(u"zipmap"_s, test::carsPrototype()));
    QVERIFY(
        object(classifier.get("/openapi.json")).value(u"paths"_s).toObject().contains(u"/predict_proba"_s));
}

void tst_Dialects::thePageWorksWithoutANetwork()
{
    Desk desk(cars());
    const Response root = desk.get("/");
    QCOMPARE(root.status, 307);
    QCOMPARE(header(root, u"Location"_s), u"/__docs__"_s);
    const Response page = desk.get("/__docs__/");
    QCOMPARE(page.contentType, std::string("text/html; charset=utf-8"));
    QVERIFY(header(page, u"Content-Security-Policy"_s).contains(u"default-src 'none'"_s));
    // Nothing is fetched from elsewhere.
    QVERIFY(page.body.find("http://") == std::string::npos &&
            page.body.find("https://") == std::string::npos);
    QVERIFY(page.body.find("src=") == std::string::npos);
}

QTEST_GUILESS_MAIN(tst_Dialects)
#include "tst_dialects.moc"
