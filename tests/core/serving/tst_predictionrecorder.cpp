// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/predictionrecorder.h"

#include "core/monitor/predictionreader.h"
#include "core/serving/feedbackreader.h"
#include "core/serving/onnxlibrary.h"
#include "core/serving/rowstream.h"
#include "tests/core/serving/desk.h"
#include "tests/core/serving/echoengine.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;
using test::bodyOf;
using test::header;

namespace {

// A router whose predictions are recorded.
class RecordingDesk final
{
public:
    explicit RecordingDesk(const VersionSource &source, PredictionRecorder::Options record = {})
    {
        monitor::PredictionLogOptions options;
        options.path = path();
        options.interval = std::chrono::milliseconds(5);
        log = std::move(monitor::PredictionLog::open(options)).value();
        recorder = std::make_unique<PredictionRecorder>(*log, std::move(record));
        auto version = loadVersion(source, metrics);
        if (!version)
            return;
        recorder->prepare(**version);
        catalogue.add((*version)->model).exchange(*version);
        router = std::make_unique<Router>(catalogue, metrics,
                                          RouterOptions{{}, Flavour::Default, 0, recorder.get()});
    }

    QString path() const { return dir.filePath(u"monitor.sqlite"_s); }
    Response post(std::string_view target, std::string_view body, std::string_view contentType = {},
                  std::string_view id = {})
    {
        Request request;
        request.method = Method::Post;
        request.target = target;
        request.body = body;
        request.contentType = contentType;
        request.requestId = id;
        request.host = "localhost";
        Response response;
        router->handle(request, workspace, response);
        return response;
    }

    // Everything recorded so far, at least `count` of them.
    QList<monitor::RecordedPrediction> records(int count)
    {
        QList<monitor::RecordedPrediction> found;
        const auto read = [&] {
            found.clear();
            auto database = monitor::StoreConnection::openToRead(path());
            return database &&
                   monitor::readPredictions(*database, {},
                                            [&](const auto &record) {
                                                found << record;
                                                return true;
                                            }) &&
                   found.size() >= count;
        };
        for (int i = 0; i < 1000 && !read(); ++i)
            QTest::qWait(5);
        return found;
    }

    QTemporaryDir dir;
    std::unique_ptr<monitor::PredictionLog> log;
    std::unique_ptr<PredictionRecorder> recorder;
    ServerMetrics metrics;
    Catalogue catalogue;
    Workspace workspace;
    std::unique_ptr<Router> router;
};

// Says yes to whatever it is asked in its own API.
class Talker final : public Engine
{
public:
    Talker() { m_description.ownApi = true; }
    const EngineDescription &description() const override { return m_description; }
    const Schema &schema() const override { return m_schema; }
    std::optional<Failure> predict(const Frame &, Wanted, Output &) const override { return Failure{}; }
    std::optional<Failure> infer(std::span<const Tensor>, std::vector<Tensor> &) const override
    {
        return Failure{};
    }
    std::optional<Failure> pass(const PassedRequest &, PassedAnswer &answer) const override
    {
        answer = {200, "text/plain", "yes"};
        return {};
    }

private:
    EngineDescription m_description;
    Schema m_schema;
};

VersionSource cars()
{
    return test::source(u"linear"_s, test::carsPrototype());
}

} // namespace

class tst_PredictionRecorder final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void rowsAreRecordedAsColumns();
    void everyDialectIsRecordedAlike();
    void classifiersAreRecordedWithTheirProbabilities();
    void everyTypeIsWrittenAsItIs();
    void redactedColumnsAreAbsent();
    void longRequestsAreRecordedInPart();
    void streamsAreRecordedOnce();
    void whatIsHandedThroughIsRecordedAsTexts();
    void refusedRequestsAreRecordedWithTheReason();
    void requestsThatPredictNothingAreNotRecorded();
    void feedbackIsAttachedById();
    void feedbackThatCannotBeReadIsRefused_data();
    void feedbackThatCannotBeReadIsRefused();
    void withoutALogFeedbackSaysSo();
    void whatIsRecordedIsCounted();
};

void tst_PredictionRecorder::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
}

void tst_PredictionRecorder::rowsAreRecordedAsColumns()
{
    RecordingDesk desk(cars());
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const Response answer = desk.post("/predict", R"([{"disp":160,"cyl":6,"x":1},{"cyl":null,"disp":1e3}])");
    QCOMPARE(answer.status, 200);
    const auto records = desk.records(1);
    QCOMPARE(records.size(), 1);
    const auto &record = records.first();
    QCOMPARE(record.id, header(answer, u"X-Request-Id"_s));
    QCOMPARE(record.model, u"linear"_s);
    QCOMPARE(record.version, u"v1.0.0"_s);
    QCOMPARE(record.endpoint, u"predict"_s);
    QCOMPARE(record.status, 200);
    QCOMPARE(record.rows, 2);
    QVERIFY(record.latencyUs < 10'000'000);
    QVERIFY(record.timeMs >= before - 10 && record.timeMs <= QDateTime::currentMSecsSinceEpoch());
    QCOMPARE(record.inputs, QByteArray(R"({"cyl":[6.0,null],"disp":[160.0,1000.0]})"));
    QCOMPARE(record.outputs, QByteArray(R"({".pred":[21.843937,null]})"));
    QCOMPARE(record.error, QString());
}

void tst_PredictionRecorder::everyDialectIsRecordedAlike()
{
    RecordingDesk desk(cars());
    QCOMPARE(desk.post("/predict", R"([{"cyl":6,"disp":160}])").status, 200);
    QCOMPARE(desk.post("/invocations", R"({"dataframe_split":{"columns":["disp","cyl"],"data":[[160,6]]}})")
                 .status,
             200);
    QCOMPARE(desk.post("/invocations", "cyl,disp\n6,160\n", "text/csv").status, 200);
    QCOMPARE(desk.post("/v2/models/linear/infer",
                       R"({"inputs":[{"name":"cyl","shape":[1],"datatype":"INT32","data":[6]},)"
                       R"({"name":"disp","shape":[1],"datatype":"FP64","data":[160]}]})")
                 .status,
             200);
    for (const auto &record : desk.records(4)) {
        QCOMPARE(record.inputs, QByteArray(R"({"cyl":[6.0],"disp":[160.0]})"));
        QCOMPARE(record.outputs, QByteArray(R"({".pred":[21.843937]})"));
    }
    // Tensors of the model's own are kept as they came.
    QCOMPARE(desk.post("/v2/models/linear/infer",
                       R"({"inputs":[{"name":"X","shape":[1,2],"datatype":"FP32","data":[[6,160]]}]})")
                 .status,
             200);
    const auto records = desk.records(5);
    QCOMPARE(records.last().endpoint, u"infer"_s);
    QCOMPARE(records.last().rows, 1);
    QCOMPARE(records.last().inputs, QByteArray(R"({"X":[6.0,160.0]})"));
    QCOMPARE(records.last().outputs, QByteArray(R"({"variable":[21.843937]})"));
}

void tst_PredictionRecorder::classifiersAreRecordedWithTheirProbabilities()
{
    RecordingDesk desk(test::source(u"zipmap"_s, {}));
    // Labels were asked for; monitoring wants more.
    const Response answer = desk.post("/predict", "[[1,2]]");
    QCOMPARE(answer.status, 200);
    const auto record = desk.records(1).first();
    const QJsonObject outputs = test::jsonObject(record.outputs.toStdString());
    QVERIFY(outputs.contains(u".pred_class"_s));
    double sum = 0;
    int levels = 0;
    for (const QString &key : outputs.keys()) {
        if (key == u".pred_class"_s)
            continue;
        sum += outputs[key].toArray().first().toDouble();
        ++levels;
    }
    QCOMPARE(levels, 3);
    QVERIFY(std::abs(sum - 1) < 1e-5);
    // The answer itself is what was asked for.
    QVERIFY2(answer.body.starts_with("{\"predict\":[\""), answer.body.c_str());
}

void tst_PredictionRecorder::everyTypeIsWrittenAsItIs()
{
    RecordingDesk desk(test::source(u"columns"_s, {}));
    const Schema &schema = desk.catalogue.first()->current()->schema();
    std::string body = "[{";
    for (std::size_t i = 0; i < schema.columns.size(); ++i)
        body += (i > 0 ? ",\"" : "\"") + schema.columns[i].name +
                (schema.columns[i].cell == CellType::Text      ? "\":\"r\\\"ed\""
                 : schema.columns[i].cell == CellType::Boolean ? "\":true"
                                                               : "\":3");
    QCOMPARE(desk.post("/predict", body + "}]").status, 200);
    QCOMPARE(desk.records(1).first().inputs,
             QByteArray(R"({"colour":["r\"ed"],"size":[3.0],"count":[3],"flag":[true]})"));
}

void tst_PredictionRecorder::redactedColumnsAreAbsent()
{
    RecordingDesk one(cars(), {{"disp"}, 1000});
    one.post("/predict", R"([{"cyl":6,"disp":160}])");
    QCOMPARE(one.records(1).first().inputs, QByteArray(R"({"cyl":[6.0]})"));
    RecordingDesk all(cars(), {{"*"}, 1000});
    all.post("/predict", R"([{"cyl":6,"disp":160}])");
    all.post("/v2/models/linear/infer",
             R"({"inputs":[{"name":"X","shape":[1,2],"datatype":"FP32","data":[6,160]}]})");
    const auto records = all.records(2);
    QCOMPARE(records[0].inputs, QByteArray("{}"));
    QCOMPARE(records[0].outputs, QByteArray(R"({".pred":[21.843937]})"));
    QVERIFY(records[1].inputs.isEmpty());
    // What a refused request held is not kept either, but for the words of the refusal.
    one.post("/predict", R"([{"cyl":6}])");
    QVERIFY(one.records(2).last().inputs.isEmpty());
}

void tst_PredictionRecorder::longRequestsAreRecordedInPart()
{
    RecordingDesk desk(cars(), {{}, 2});
    desk.post("/predict", R"({"cyl":[1,2,3,4],"disp":[5,6,7,8]})");
    const auto record = desk.records(1).first();
    QCOMPARE(record.rows, 4);
    QCOMPARE(record.inputs, QByteArray(R"({"cyl":[1.0,2.0],"disp":[5.0,6.0]})"));
    QCOMPARE(test::jsonObject(record.outputs.toStdString())[u".pred"_s].toArray().size(), 2);
}

void tst_PredictionRecorder::streamsAreRecordedOnce()
{
    RecordingDesk desk(cars(), {{}, 2});
    std::string body = "[";
    for (int i = 0; i < 50'000; ++i)
        body += (i > 0 ? ",{\"cyl\":" : "{\"cyl\":") + std::to_string(i) + ",\"disp\":1}";
    body += "]";
    Request request;
    request.method = Method::Post;
    request.target = "/predict";
    request.host = "localhost";
    request.requestId = "long-one";
    request.body = std::string_view(body).substr(0, 1000);
    const auto rows = desk.router->openStream(request, desk.workspace);
    QVERIFY(rows);
    rows->feed(body, desk.workspace);
    Response response;
    desk.router->finishStream(request, *rows, desk.workspace, response);
    QCOMPARE(response.status, 200);
    const auto record = desk.records(1).first();
    QCOMPARE(record.id, u"long-one"_s);
    QCOMPARE(record.rows, 50'000);
    QCOMPARE(record.inputs, QByteArray(R"({"cyl":[0.0,1.0],"disp":[1.0,1.0]})"));
}

void tst_PredictionRecorder::whatIsHandedThroughIsRecordedAsTexts()
{
    RecordingDesk desk(cars(), {{"secret"}, 2});
    auto talking = test::echoVersion(std::make_unique<Talker>(), desk.metrics, "v2.0.0");
    desk.recorder->prepare(*talking);
    desk.catalogue.add("chat").exchange(talking);
    QCOMPARE(bodyOf(desk.post("/chat/v1/completions", "{\"prompt\":\"\xc3\xbc\"}", {}, "one")), u"yes"_s);
    desk.post("/chat/v1/completions", std::string(300'000, 'x'), {}, "two");
    const auto records = desk.records(2);
    QCOMPARE(records.size(), 2);
    QCOMPARE(records[0].version, u"v2.0.0"_s);
    QCOMPARE(records[0].rows, 1);
    QCOMPARE(records[0].inputs, QByteArray(R"({"request":["{\"prompt\":\")"
                                           "\xc3\xbc"
                                           R"(\"}"]})"));
    QCOMPARE(records[0].outputs, QByteArray(R"({".pred":["yes"]})"));
    QCOMPARE(records[1].inputs, QByteArray());
    QCOMPARE(records[1].outputs, QByteArray(R"({".pred":["yes"]})"));
}

void tst_PredictionRecorder::refusedRequestsAreRecordedWithTheReason()
{
    RecordingDesk desk(cars());
    QCOMPARE(desk.post("/predict", R"([{"cyl":"six","disp":1}])").status, 422);
    QCOMPARE(desk.post("/predict", "{").status, 422);
    QCOMPARE(desk.post("/invocations", R"({"instances":[{"cyl":1}]})").status, 400);
    QCOMPARE(desk.post("/v2/models/linear/infer", "{}").status, 400);
    const auto records = desk.records(3);
    QCOMPARE(records[0].status, 422);
    QCOMPARE(records[0].error, u"validation"_s);
    QVERIFY(records[0].inputs.isEmpty());
    QVERIFY(records[0].outputs.contains("expected a number, got \\\"six\\\""));
    QCOMPARE(records[1].error, u"malformed"_s);
    QCOMPARE(records[2].error, u"validation"_s);
    QCOMPARE(records[2].status, 400);
}

void tst_PredictionRecorder::requestsThatPredictNothingAreNotRecorded()
{
    RecordingDesk desk(cars());
    desk.post("/nowhere", "[]");
    desk.post("/ping", "");
    desk.post("/predict?type=prob", "[]");
    desk.post("/v2/repository/index", "{}");
    desk.post("/predict", R"([{"cyl":6,"disp":160}])", {}, "last");
    const auto records = desk.records(1);
    QCOMPARE(records.size(), 1);
    QCOMPARE(records.first().id, u"last"_s);
}

void tst_PredictionRecorder::feedbackIsAttachedById()
{
    RecordingDesk desk(cars());
    desk.post("/predict", R"([{"cyl":6,"disp":160},{"cyl":4,"disp":108},{"cyl":8,"disp":300}])", {},
              "order-1");
    desk.post("/predict", R"([{"cyl":6,"disp":160}])", {}, "order-2");
    Response answer = desk.post("/feedback", R"({"id":"order-2","truth":21})");
    QCOMPARE(answer.status, 200);
    QCOMPARE(bodyOf(answer), u"{\"matched\":1,\"unknown\":[],\"problems\":[]}"_s);
    answer =
        desk.post("/feedback", R"([{"id":"order-1","truth":[20.5,null,15]},{"id":"order-9","truth":1}])");
    QCOMPARE(answer.status, 200);
    QCOMPARE(bodyOf(answer), u"{\"matched\":2,\"unknown\":[\"order-9\"],\"problems\":[]}"_s);
    answer = desk.post("/feedback", R"({"id":"order-1","row":1,"truth":25})");
    QCOMPARE(bodyOf(answer), u"{\"matched\":1,\"unknown\":[],\"problems\":[]}"_s);
    answer = desk.post("/feedback", R"({"id":"order-1","row":3,"truth":25})");
    QCOMPARE(bodyOf(answer),
             u"{\"matched\":0,\"unknown\":[],\"problems\":[\"order-1, row 4: the request had 3 rows\"]}"_s);
    answer = desk.post("/feedback", R"({"id":"order-9","truth":25})");
    QCOMPARE(answer.status, 404);
    QVERIFY(bodyOf(answer).contains(u"No recorded request has this id"_s));
    auto store = monitor::Store::open(desk.path());
    const auto observations = store->observations(u"linear"_s, u"v1.0.0"_s);
    QVERIFY(observations);
    QStringList ids;
    for (const monitor::Observation &observation : *observations)
        ids << observation.id;
    ids.sort();
    QCOMPARE(ids, QStringList({u"order-1"_s, u"order-1#1"_s, u"order-1#2"_s, u"order-2"_s}));
}

void tst_PredictionRecorder::feedbackThatCannotBeReadIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("part");
    QTest::newRow("nothing") << QByteArray("") << u"not valid JSON"_s;
    QTest::newRow("no JSON") << QByteArray("{") << u"not valid JSON"_s;
    QTest::newRow("a number") << QByteArray("1") << u"send {"_s;
    QTest::newRow("no id") << QByteArray(R"({"truth":1})") << u"send {"_s;
    QTest::newRow("no truth") << QByteArray(R"([{"id":"a"}])") << u"send {"_s;
    QTest::newRow("an odd id") << QByteArray(R"({"id":"a b","truth":1})") << u"an id is 1 to 128"_s;
    QTest::newRow("a row before the first") << QByteArray(R"({"id":"a","row":-1,"truth":1})") << u"row is"_s;
    QTest::newRow("a truth that is none") << QByteArray(R"({"id":"a","truth":{}})") << u"truth is a number"_s;
    QTest::newRow("a list with a list")
        << QByteArray(R"({"id":"a","truth":[[1]]})") << u"truth is a number"_s;
}

void tst_PredictionRecorder::feedbackThatCannotBeReadIsRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, part);
    RecordingDesk desk(cars());
    const Response answer = desk.post("/feedback", body.toStdString());
    QCOMPARE(answer.status, 422);
    QVERIFY2(bodyOf(answer).contains(part), answer.body.c_str());
}

void tst_PredictionRecorder::withoutALogFeedbackSaysSo()
{
    test::Desk desk(cars());
    QCOMPARE(desk.post("/feedback", R"({"id":"a","truth":1})").status, 409);
}

void tst_PredictionRecorder::whatIsRecordedIsCounted()
{
    RecordingDesk desk(cars());
    desk.post("/predict", R"([{"cyl":6,"disp":160}])", {}, "a");
    QCOMPARE(desk.post("/feedback", R"({"id":"a","truth":1})").status, 200);
    std::string text;
    desk.recorder->write(text);
    const QString shown = QString::fromStdString(text);
    QVERIFY2(shown.contains(u"vitrine_recorded_predictions_total 1\n"_s), text.c_str());
    QVERIFY(shown.contains(u"vitrine_unrecorded_predictions_total{reason=\"overflow\"} 0\n"_s));
    QVERIFY(shown.contains(u"vitrine_feedback_total 1\n"_s));
}

QTEST_GUILESS_MAIN(tst_PredictionRecorder)
#include "tst_predictionrecorder.moc"
