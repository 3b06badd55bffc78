// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/router.h"

#include "core/serving/onnxlibrary.h"
#include "core/serving/requestid.h"
#include "tests/core/serving/desk.h"
#include "tests/core/serving/echoengine.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <memory>
#include <set>
#include <thread>

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
    source.metadata.title = u"Miles per gallon"_s;
    source.metadata.all = {{u"title"_s, u"Miles per gallon"_s}, {u"prototype"_s, QJsonArray()}};
    source.metadata.packages = {{u"scikit-learn"_s, u"1.2.1"_s}};
    source.stage = u"production"_s;
    return source;
}

VersionSource iris(const QString &model = u"zipmap"_s)
{
    return test::source(model, test::carsPrototype());
}

constexpr std::string_view twoCars = R"([{"cyl":6,"disp":160},{"cyl":4,"disp":108}])";

} // namespace

class tst_Router final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void predictionsAreListsEvenForOneRow();
    void bothPathsOfPredictAnswer();
    void recordsAreAnsweredWhenAsked();
    void classesAndProbabilities();
    void typesThatMakeNoSenseAreRefused();
    void theFlavoursSayPingMetadataAndPrototypeTheirWay();
    void aVersionWithoutAPrototypeSaysSo();
    void refusedRowsAreReadableByBothClients();
    void whatWasPassedOverIsNamedInHeaders();
    void addressesAndMethodsThatDoNotExist();
    void headAndOptionsAreAnswered();
    void aModelCanBeNamedInThePath();
    void aVersionCanBeAskedFor();
    void theVersionThatIsAskedForDecidesWhichThreadAnswers();
    void requestIdsComeBack();
    void newRequestIdsAreUnique();
    void foreignHostsAndOriginsAreRefused_data();
    void foreignHostsAndOriginsAreRefused();
    void aTokenIsNeededWhereOneIsSet();
    void metricsCountWhatHappened();
    void errorsAreCountedByReason();
    void prometheusAcceptsTheMetrics();
    void aChecksumThatDiffersIsNotServed();
    void anExampleThatDoesNotFitIsNotServed();
    void malformedBodiesNeverFailTheServer();
    void capturedExchangesOfVetiverAgree();
};

void tst_Router::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
}

void tst_Router::predictionsAreListsEvenForOneRow()
{
    Desk desk(cars());
    QCOMPARE(desk.problem, QString());
    const Response one = desk.post("/predict", R"([{"cyl":6,"disp":160}])");
    QCOMPARE(one.status, 200);
    QCOMPARE(one.contentType, std::string("application/json"));
    // The shortest text of the single-precision number that the model computes.
    QCOMPARE(bodyOf(one), u"{\"predict\":[21.843937]}"_s);
    QCOMPARE(bodyOf(desk.post("/predict", twoCars)), u"{\"predict\":[21.843937,26.088844]}"_s);
    QCOMPARE(bodyOf(desk.post("/predict", "[]")), u"{\"predict\":[]}"_s);
    QCOMPARE(bodyOf(desk.post("/predict", R"([{"cyl":null,"disp":160},{"cyl":4,"disp":108}])")),
             u"{\"predict\":[null,26.088844]}"_s);
    QCOMPARE(header(one, u"X-Model-Version"_s), u"v1.0.0"_s);
}

void tst_Router::bothPathsOfPredictAnswer()
{
    Desk desk(cars());
    for (const char *path : {"/predict", "/predict/", "http://127.0.0.1:8080/predict"})
        QCOMPARE(bodyOf(desk.post(path, twoCars)), u"{\"predict\":[21.843937,26.088844]}"_s);
}

void tst_Router::recordsAreAnsweredWhenAsked()
{
    Desk desk(cars());
    const QString records = u"[{\".pred\":21.843937},{\".pred\":26.088844}]"_s;
    QCOMPARE(bodyOf(desk.post("/predict?format=records", twoCars)), records);
    Desk r(cars(), Flavour::R);
    QCOMPARE(bodyOf(r.post("/predict", twoCars)), records);
    QCOMPARE(bodyOf(r.post("/predict", R"([{"cyl":"NA","disp":160}])")), u"[{\".pred\":\"NA\"}]"_s);
    QCOMPARE(bodyOf(r.post("/predict?format=lists", twoCars)), u"{\"predict\":[21.843937,26.088844]}"_s);
}

void tst_Router::classesAndProbabilities()
{
    Desk desk(iris());
    const std::string row = R"([{"cyl":2,"disp":1}])";
    QCOMPARE(bodyOf(desk.post("/predict", row)), u"{\"predict\":[\"setosa\"]}"_s);
    const QJsonObject lists = test::jsonObject(desk.post("/predict_proba", row).body);
    const QJsonArray chances = lists.value(u"predict_proba"_s).toArray().first().toArray();
    QCOMPARE(chances.size(), 3);
    QCOMPARE(qRound(chances[0].toDouble() * 1e4), 6154);
    const Response byQuery = desk.post("/predict?type=prob&format=records", row);
    const QJsonObject record =
        QJsonDocument::fromJson(QByteArray::fromStdString(byQuery.body)).array().first().toObject();
    QCOMPARE(record.keys(), (QStringList{u".pred_setosa"_s, u".pred_versicolor"_s, u".pred_virginica"_s}));
    QCOMPARE(record.value(u".pred_setosa"_s), chances[0]);
    QCOMPARE(bodyOf(desk.post("/predict?type=class&format=records", row)),
             u"[{\".pred_class\":\"setosa\"}]"_s);
    Desk numbers(iris(u"matrix"_s));
    QCOMPARE(bodyOf(numbers.post("/predict", row)), u"{\"predict\":[0]}"_s);
    QCOMPARE(bodyOf(numbers.post("/predict?format=records", row)), u"[{\".pred_class\":\"0\"}]"_s);
}

void tst_Router::typesThatMakeNoSenseAreRefused()
{
    Desk regression(cars());
    QCOMPARE(regression.post("/predict?type=prob", twoCars).status, 400);
    QCOMPARE(regression.post("/predict?type=class", twoCars).status, 400);
    QCOMPARE(regression.post("/predict_proba", twoCars).status, 400);
    QCOMPARE(regression.post("/predict?type=numeric", twoCars).status, 200);
    QCOMPARE(regression.post("/predict?type=quantiles", twoCars).status, 400);
    QCOMPARE(regression.post("/predict?format=xml", twoCars).status, 400);
    Desk classifier(iris());
    QCOMPARE(classifier.post("/predict?type=numeric", twoCars).status, 400);
}

void tst_Router::theFlavoursSayPingMetadataAndPrototypeTheirWay()
{
    Desk plain(cars());
    Desk python(cars(), Flavour::Python);
    Desk r(cars(), Flavour::R);
    QCOMPARE(bodyOf(python.get("/ping")), u"{\"ping\":\"pong\"}"_s);
    QCOMPARE(test::jsonObject(r.get("/ping").body).value(u"status"_s).toString(), u"online"_s);
    QCOMPARE(test::jsonObject(plain.get("/ping").body).value(u"ping"_s).toString(), u"pong"_s);
    QCOMPARE(test::jsonObject(plain.get("/ping").body).value(u"status"_s).toString(), u"online"_s);

    const QJsonObject metadata = test::jsonObject(plain.get("/metadata").body);
    QCOMPARE(metadata.value(u"version"_s).toString(), u"v1.0.0"_s);
    QCOMPARE(metadata.value(u"user"_s).toObject(), (QJsonObject{{u"title"_s, u"Miles per gallon"_s}}));
    QCOMPARE(metadata.value(u"required_pkgs"_s).toArray(), QJsonArray{u"scikit-learn"_s});
    QVERIFY(metadata.value(u"url"_s).isNull());

    const QJsonObject prototype = test::jsonObject(python.get("/prototype").body);
    QCOMPARE(prototype.value(u"required"_s).toArray(), (QJsonArray{u"cyl"_s, u"disp"_s}));
    const QJsonObject cereal = test::jsonObject(r.get("/prototype").body);
    QCOMPARE(cereal.value(u"cyl"_s).toObject().value(u"type"_s).toString(), u"numeric"_s);
    QCOMPARE(plain.get("/pin-url").status, 404);
    VersionSource published = cars();
    published.url = u"https://example.org/cars"_s;
    Desk withUrl(published);
    QCOMPARE(bodyOf(withUrl.get("/pin-url")), u"\"https://example.org/cars\""_s);
}

void tst_Router::aVersionWithoutAPrototypeSaysSo()
{
    Desk desk(test::source(u"linear"_s, {}));
    QCOMPARE(desk.problem, QString());
    QCOMPARE(desk.get("/prototype").status, 404);
    const Response response = desk.post("/predict", "[[6,160]]");
    QCOMPARE(bodyOf(response), u"{\"predict\":[21.843937]}"_s);
    QVERIFY(!header(response, u"X-Prototype"_s).isEmpty());
}

void tst_Router::refusedRowsAreReadableByBothClients()
{
    Desk desk(cars());
    const Response response = desk.post("/predict", R"([{"cyl":6},{"cyl":"six","disp":160}])");
    QCOMPARE(response.status, 422);
    QCOMPARE(response.contentType, std::string("application/json"));
    const QJsonObject body = test::jsonObject(response.body);
    QCOMPARE(body.value(u"error"_s).toString(), u"422 - Unprocessable Entity"_s);
    QCOMPARE(
        body.value(u"message"_s).toString(),
        u"2 problems: row 1 lacks the column 'disp'; row 2, column 'cyl': expected a number, got \"six\"."_s);
    const QJsonArray detail = body.value(u"detail"_s).toArray();
    QCOMPARE(detail.size(), 2);
    QCOMPARE(detail[0].toObject().value(u"type"_s).toString(), u"missing"_s);
    QCOMPARE(detail[0].toObject().value(u"loc"_s).toArray(), (QJsonArray{u"body"_s, 0, u"disp"_s}));
    QCOMPARE(detail[0].toObject().value(u"input"_s).toObject(), (QJsonObject{{u"cyl"_s, 6}}));
    QCOMPARE(detail[1].toObject().value(u"loc"_s).toArray(), (QJsonArray{u"body"_s, 1, u"cyl"_s}));
    QCOMPARE(detail[1].toObject().value(u"input"_s).toString(), u"six"_s);
    // A list of lists does not say which column is which.
    QCOMPARE(desk.post("/predict", "[[6,160]]").status, 422);
}

void tst_Router::whatWasPassedOverIsNamedInHeaders()
{
    Desk desk(cars());
    const Response response =
        desk.post("/predict", R"([{"cyl":6,"disp":null,"hp":1,"w\r\nEvil: 1":2,"_row":"a"}])");
    QCOMPARE(response.status, 200);
    QCOMPARE(header(response, u"X-Ignored-Columns"_s), u"hp, w??Evil: 1"_s);
    QCOMPARE(header(response, u"X-Missing-Values"_s), u"1"_s);
}

void tst_Router::addressesAndMethodsThatDoNotExist()
{
    Desk desk(cars());
    for (const char *path : {"/nope", "/predict/x", "/other/predict", "/%00", "", "*", "/../etc/passwd"}) {
        const Response response = desk.get(path);
        QCOMPARE(response.status, 404);
        QCOMPARE(test::jsonObject(response.body).value(u"error"_s).toString(), u"404 - Resource Not Found"_s);
        QCOMPARE(test::jsonObject(response.body).value(u"detail"_s).toString(), u"Not Found"_s);
    }
    const Response get = desk.get("/predict");
    QCOMPARE(get.status, 405);
    QCOMPARE(header(get, u"Allow"_s), u"POST"_s);
    QCOMPARE(test::jsonObject(get.body).value(u"detail"_s).toString(), u"Method Not Allowed"_s);
    QCOMPARE(desk.post("/ping", "").status, 405);
    Request strange;
    strange.method = Method::Other;
    strange.target = "/predict";
    QCOMPARE(desk.ask(strange).status, 405);
}

void tst_Router::headAndOptionsAreAnswered()
{
    Desk desk(cars());
    Request head;
    head.method = Method::Head;
    head.target = "/ping";
    QCOMPARE(desk.ask(head).status, 200);
    Request options;
    options.method = Method::Options;
    options.target = "/predict";
    const Response response = desk.ask(options);
    QCOMPARE(response.status, 204);
    QCOMPARE(header(response, u"Allow"_s), u"POST, OPTIONS"_s);
}

void tst_Router::aModelCanBeNamedInThePath()
{
    Desk desk(cars());
    auto other = loadVersion(iris(), desk.metrics);
    QVERIFY(other);
    desk.catalogue.add("zipmap").exchange(*other);
    QCOMPARE(bodyOf(desk.post("/zipmap/predict", R"([{"cyl":2,"disp":1}])")),
             u"{\"predict\":[\"setosa\"]}"_s);
    QCOMPARE(bodyOf(desk.post("/linear/predict/", twoCars)), u"{\"predict\":[21.843937,26.088844]}"_s);
    QCOMPARE(desk.get("/zipmap/metadata").status, 200);
}

void tst_Router::aVersionCanBeAskedFor()
{
    Desk desk(cars());
    auto older = loadVersion(test::source(u"linear2"_s, test::carsPrototype(), u"v0.9.0"_s), desk.metrics);
    QVERIFY(older);
    const_cast<ServedModel *>(desk.catalogue.first())->offer(*older);
    const Response response = desk.post("/predict?version=v0.9.0", R"([{"cyl":6,"disp":100}])");
    QCOMPARE(bodyOf(response), u"{\"predict\":[17.0]}"_s);
    QCOMPARE(header(response, u"X-Model-Version"_s), u"v0.9.0"_s);
    QCOMPARE(header(desk.post("/predict?version=v1.0.0", twoCars), u"X-Model-Version"_s), u"v1.0.0"_s);
    QCOMPARE(desk.post("/predict?version=v7", twoCars).status, 404);
}

// One that waits for a worker must not do so in the thread that serves other connections.
void tst_Router::theVersionThatIsAskedForDecidesWhichThreadAnswers()
{
    Desk desk(cars());
    auto worker = std::make_unique<test::EchoEngine>(std::chrono::microseconds(0), nullptr, true);
    const_cast<ServedModel *>(desk.catalogue.first())
        ->offer(test::echoVersion(std::move(worker), desk.metrics, "v0.9.0"));
    const auto lane = [&desk](std::string_view target) {
        Request request;
        request.method = Method::Post;
        request.target = target;
        return desk.router->laneOf(request);
    };
    QCOMPARE(lane("/predict"), Lane::Here);
    QCOMPARE(lane("/predict?version=v1.0.0"), Lane::Here);
    QCOMPARE(lane("/predict?version=v0.9.0"), Lane::Waiting);
    QCOMPARE(lane("/linear/predict?type=numeric&version=v0.9.0"), Lane::Waiting);
    QCOMPARE(lane("/v2/models/linear/infer"), Lane::Here);
    QCOMPARE(lane("/v2/models/linear/versions/v0.9.0/infer"), Lane::Waiting);
    QCOMPARE(lane("/predict?version=v7"), Lane::Here);
}

void tst_Router::requestIdsComeBack()
{
    Desk desk(cars());
    Request request;
    request.target = "/ping";
    request.requestId = "order-17";
    QCOMPARE(header(desk.ask(request), u"X-Request-Id"_s), u"order-17"_s);
    request.requestId = "bad\r\nid";
    const QString made = header(desk.ask(request), u"X-Request-Id"_s);
    QCOMPARE(made.size(), 20);
    QVERIFY2(made < header(desk.get("/ping"), u"X-Request-Id"_s), "new ids ascend");
}

// Two threads draw ids at once: none comes twice, and each thread sees them ascend.
void tst_Router::newRequestIdsAreUnique()
{
    constexpr std::size_t count = 100'000;
    const auto draw = [](std::vector<std::string> &ids) {
        for (std::string &id : ids)
            appendNewRequestId(id);
    };
    std::vector<std::string> first(count);
    std::vector<std::string> second(count);
    std::thread other([&] { draw(second); });
    draw(first);
    other.join();
    QVERIFY(std::is_sorted(first.begin(), first.end()));
    QVERIFY(std::is_sorted(second.begin(), second.end()));
    std::set<std::string> all(first.begin(), first.end());
    all.insert(second.begin(), second.end());
    QCOMPARE(all.size(), 2 * count);
}

void tst_Router::foreignHostsAndOriginsAreRefused_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<int>("status");
    const auto add = [](const char *host, const char *origin, int status) {
        QTest::addRow("%s from %s", host, origin) << QByteArray(host) << QByteArray(origin) << status;
    };
    add("127.0.0.1:8080", "", 200);
    add("localhost", "", 200);
    add("LOCALHOST:1", "", 200);
    add("[::1]:8080", "", 200);
    add("my.allowed.host", "", 200);
    add("evil.example", "", 403);
    add("127.0.0.1.evil.example", "", 403);
    add("localhost.evil.example:8080", "", 403);
    add("8.8.8.8", "", 403);
    add("127.0.0.1:8080", "http://127.0.0.1:8080", 200);
    add("127.0.0.1:8080", "http://127.0.0.1:9999", 403);
    add("127.0.0.1:8080", "https://evil.example", 403);
    add("127.0.0.1:8080", "null", 403);
    add("127.0.0.1:8080", "https://good.example", 200);
    add("127.0.0.1:8080", "https://good.example.evil", 403);
}

void tst_Router::foreignHostsAndOriginsAreRefused()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    QFETCH(int, status);
    Access access;
    access.hosts = {"my.allowed.host"};
    access.allowedOrigins = {"https://good.example"};
    Desk desk(cars(), Flavour::Default, access);
    Request request;
    request.method = Method::Post;
    request.target = "/predict";
    request.body = twoCars;
    request.host = std::string_view(host.constData(), std::size_t(host.size()));
    request.origin = std::string_view(origin.constData(), std::size_t(origin.size()));
    const Response response = desk.ask(request);
    QCOMPARE(response.status, status);
    const QString allowed = header(response, u"Access-Control-Allow-Origin"_s);
    QCOMPARE(allowed, origin == "https://good.example" ? QString::fromUtf8(origin) : QString());
    QVERIFY(status == 200 || !response.body.starts_with("{\"predict\""));
}

void tst_Router::aTokenIsNeededWhereOneIsSet()
{
    Access access;
    access.token = "secret-token";
    Desk desk(cars(), Flavour::Default, access);
    Request request;
    request.target = "/metadata";
    request.host = "any.name";
    QCOMPARE(desk.ask(request).status, 401);
    QCOMPARE(header(desk.ask(request), u"WWW-Authenticate"_s), u"Bearer realm=\"vitrine\""_s);
    for (const char *wrong : {"Bearer secret-tokeN", "Bearer secret-toke", "Bearer secret-token2",
                              "Basic secret-token", "Bearer "}) {
        request.authorization = wrong;
        QCOMPARE(desk.ask(request).status, 401);
    }
    for (const char *right : {"Bearer secret-token", "bearer secret-token"}) {
        request.authorization = right;
        QCOMPARE(desk.ask(request).status, 200);
    }
    request.authorization = {};
    request.target = "/ping";
    QCOMPARE(desk.ask(request).status, 200);
}

void tst_Router::metricsCountWhatHappened()
{
    Desk desk(cars());
    desk.post("/predict", twoCars);
    desk.post("/predict", twoCars);
    desk.post("/predict", "[{}]");
    const QString text = QString::fromStdString(desk.metrics.text());
    QVERIFY2(
        text.contains(
            u"vitrine_requests_total{model=\"linear\",version=\"v1.0.0\",endpoint=\"predict\",code=\"200\"} 2\n"_s),
        qPrintable(text));
    QVERIFY(text.contains(u"code=\"422\"} 1\n"_s));
    QVERIFY(text.contains(u"vitrine_rows_total{model=\"linear\",version=\"v1.0.0\"} 4\n"_s));
    QVERIFY(text.contains(u"vitrine_request_faults_total{model=\"linear\",version=\"v1.0.0\"} 2\n"_s));
    QVERIFY(
        text.contains(u"vitrine_request_duration_seconds_count{model=\"linear\",version=\"v1.0.0\"} 3\n"_s));
    for (const auto &[stage, count] : {std::pair{u"parse"_s, 3}, std::pair{u"validate"_s, 3},
                                       std::pair{u"infer"_s, 2}, std::pair{u"serialise"_s, 2}})
        QVERIFY2(text.contains(u"stage=\"%1\"} %2\n"_s.arg(stage).arg(count)), qPrintable(stage));
    QVERIFY(text.contains(u"vitrine_requests_in_progress 0\n"_s));
}

void tst_Router::errorsAreCountedByReason()
{
    Access access;
    access.token = "a token of some length";
    Desk desk(cars(), Flavour::Default, access);
    const auto ask = [&](Method method, std::string_view target, std::string_view body, bool known = true) {
        Request request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.authorization = known ? "Bearer a token of some length" : "";
        return desk.ask(request).status;
    };
    QCOMPARE(ask(Method::Post, "/predict", twoCars, false), 401);
    QCOMPARE(ask(Method::Get, "/nowhere", {}), 404);
    QCOMPARE(ask(Method::Get, "/predict", {}), 405);
    QCOMPARE(ask(Method::Post, "/predict", "[{\"cyl\":"), 422);
    QCOMPARE(ask(Method::Post, "/predict", "[{\"cyl\":6}]"), 422);
    QCOMPARE(ask(Method::Post, "/invocations", R"({"dataframe_records":[{"cyl":6}]})"), 400);
    QCOMPARE(ask(Method::Post, "/predict?type=prob", twoCars), 400);
    const QString text = QString::fromStdString(desk.metrics.text());
    const QString nowhere = u"vitrine_errors_total{model=\"\",version=\"\",kind=\"%1\"} %2\n"_s;
    const QString here = u"vitrine_errors_total{model=\"linear\",version=\"v1.0.0\",kind=\"%1\"} %2\n"_s;
    QVERIFY2(text.contains(nowhere.arg(u"unauthorized"_s).arg(1)), qPrintable(text));
    QVERIFY(text.contains(nowhere.arg(u"not_found"_s).arg(1)));
    QVERIFY(text.contains(nowhere.arg(u"method"_s).arg(1)));
    QVERIFY(text.contains(here.arg(u"malformed"_s).arg(2)));
    QVERIFY(text.contains(here.arg(u"validation"_s).arg(2)));
}

// Prometheus' own tool has nothing to say against the text.
void tst_Router::prometheusAcceptsTheMetrics()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("SKIPPED: promtool is not installed (Debian: prometheus)");
    Desk desk(cars());
    desk.post("/predict", twoCars);
    desk.post("/predict", "[{}]");
    desk.get("/nowhere");
    QProcess process;
    process.start(promtool, {u"check"_s, u"metrics"_s});
    process.write(QByteArray::fromStdString(desk.get("/metrics").body));
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    const QByteArray said = process.readAllStandardError() + process.readAllStandardOutput();
    QVERIFY2(process.exitCode() == 0 && said.isEmpty(), said.constData());
}

void tst_Router::aChecksumThatDiffersIsNotServed()
{
    VersionSource source = cars();
    ServerMetrics metrics;
    source.sha256 = QString(64, u'0');
    const auto loaded = loadVersion(source, metrics);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, Error::Code::Corrupt);
    QVERIFY(loaded.error().message.contains(u"linear@v1.0.0"_s));
}

void tst_Router::anExampleThatDoesNotFitIsNotServed()
{
    VersionSource source = cars();
    source.metadata.prototype.columns[0].example = u"six"_s;
    ServerMetrics metrics;
    const auto loaded = loadVersion(source, metrics);
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().message.contains(u"column 'cyl': expected a number, got \"six\""_s),
             qPrintable(loaded.error().message));
}

void tst_Router::malformedBodiesNeverFailTheServer()
{
    Desk desk(cars());
    const std::string good = R"([{"cyl":6,"disp":160,"_row":"a\u00e9"},{"cyl":"4","disp":null}])";
    // Every prefix, and every byte replaced by each of some that matter.
    for (std::size_t i = 0; i < good.size(); ++i) {
        const Response cut = desk.post("/predict", good.substr(0, i));
        QCOMPARE(cut.status, 422);
        for (const char c :
             {'"', '\\', '{', '}', '[', ']', ',', ':', '-', '0', 'e', 'n', '\0', '\xff', ' '}) {
            std::string bad = good;
            bad[i] = c;
            const Response response = desk.post("/predict", bad);
            QVERIFY2(response.status == 200 || response.status == 422, bad.c_str());
            QJsonParseError error;
            QJsonDocument::fromJson(QByteArray::fromStdString(response.body), &error);
            QVERIFY2(error.error == QJsonParseError::NoError, response.body.c_str());
        }
    }
    for (const char *body : {"0",
                             "\"text\"",
                             "true",
                             "null",
                             "-",
                             "1e",
                             "[",
                             "{",
                             "}",
                             "]",
                             ",",
                             "[,]",
                             "{}",
                             "[[]]",
                             "[null]",
                             "[{\"cyl\":{\"cyl\":{}}}]",
                             "{\"cyl\":[],\"disp\":[1]}",
                             "{\"cyl\":[1],\"disp\":2}",
                             "{\"cyl\":1,\"disp\":[2]}",
                             "{\"a\":[1,2]}",
                             "{\"a\":1}"}) {
        const Response response = desk.post("/predict", body);
        QVERIFY2(response.status == 422, body);
    }
}

// The captured requests to vetiver's Python server for mtcars' two columns, answered with our own model: the
// statuses are the same except where we read more than vetiver does or answer better.
void tst_Router::capturedExchangesOfVetiverAgree()
{
    VT_NEED_SHARED(path, u"rest/captures.jsonl"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QHash<QString, int> ours{
        {u"predict_NaN"_s, 200},             // vetiver: 500
        {u"predict_Infinity"_s, 200},        // vetiver: 500
        {u"predict_empty_list"_s, 200},      // vetiver on pydantic 1: 500
        {u"predict_column_oriented"_s, 200}, // vetiver: 422
        {u"predict_object_not_list"_s, 200}, // one record
        {u"predict_null"_s, 200},            // as R does: an unknown prediction
        {u"predict_text_plain"_s, 200},      // the body counts, not its label
        {u"predict_string_nan"_s, 200},      // vetiver: 500
        {u"predict_int_overflow"_s, 422},    // vetiver: 500
        {u"predict_1000rows"_s, 0},          // not kept whole
        {u"predict_bom"_s, 200},
        {u"predict_OPTIONS"_s, 204},
        {u"root"_s, 0},
        {u"docs_swagger"_s, 0},
        {u"docs_redoc"_s, 0},
        {u"docs_rapidoc"_s, 0},
        {u"docs_slash"_s, 0},
        {u"openapi"_s, 0},
        {u"pin_url"_s, 404}, // ours is not published
    };
    Desk desk(cars());
    int compared = 0;
    while (!file.atEnd()) {
        const QJsonObject capture = QJsonDocument::fromJson(file.readLine()).object();
        if (capture.value(u"server"_s).toString() != u"vetiver-python-trixie-pydantic2-lm2"_s)
            continue;
        const QString name = capture.value(u"case"_s).toString();
        const QByteArray method = capture.value(u"method"_s).toString().toUtf8();
        const std::string target = capture.value(u"path"_s).toString().toStdString();
        const std::string body = capture.value(u"body"_s).toString().toStdString();
        Request request;
        request.method = method == "POST"      ? Method::Post
                         : method == "OPTIONS" ? Method::Options
                                               : Method::Get;
        request.target = target;
        request.body = body;
        const int expected = ours.contains(name) ? ours.value(name) : capture.value(u"status"_s).toInt();
        if (expected == 0)
            continue;
        const Response response = desk.ask(request);
        QVERIFY2(response.status == expected, qPrintable(u"%1: %2 instead of %3: %4"_s.arg(name)
                                                             .arg(response.status)
                                                             .arg(expected)
                                                             .arg(bodyOf(response))));
        ++compared;
        // Where both give numbers they give as many.
        const QJsonArray theirs = QJsonDocument::fromJson(capture.value(u"response"_s).toString().toUtf8())
                                      .object()
                                      .value(u"predict"_s)
                                      .toArray();
        const QJsonArray mine = test::jsonObject(response.body).value(u"predict"_s).toArray();
        if (expected == capture.value(u"status"_s).toInt() && !theirs.isEmpty())
            QCOMPARE(mine.size(), theirs.size());
    }
    QVERIFY2(compared > 20, qPrintable(QString::number(compared)));
}

QTEST_GUILESS_MAIN(tst_Router)
#include "tst_router.moc"
