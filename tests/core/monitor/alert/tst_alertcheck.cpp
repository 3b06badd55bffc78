// SPDX-License-Identifier: GPL-3.0-or-later
// Rules against a real store, states kept between checks, commands and webhooks that really run.
#include "core/base/yaml.h"
#include "core/monitor/alert/alertcheck.h"
#include "core/monitor/alert/alerthook.h"
#include "core/monitor/alert/alertstore.h"
#include "core/monitor/alert/observed.h"
#include "core/monitor/predictionlog.h"
#include "core/monitor/store.h"
#include "tests/core/monitor/storeengines.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <random>
#include <thread>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;
using namespace Qt::StringLiterals;

namespace {

QDateTime day(int number, int hour = 0)
{
    return QDateTime(QDate(2024, 1, 1), QTime(hour, 0), Qt::UTC).addDays(number);
}

// Ten predictions a day that are off by `error`; the last `unlabelled` days have no truth yet.
void observe(Store &store, const QString &version, int days, const std::function<double(int)> &error,
             int unlabelled = 0)
{
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal(10, 1);
    QList<Observation> observations;
    for (int i = 0; i < days; ++i) {
        for (int hour = 0; hour < 10; ++hour) {
            Observation one;
            one.timeMs = day(i, hour).toMSecsSinceEpoch();
            one.estimate = normal(random) + (error(i) > 3 ? 5 : 0);
            if (i < days - unlabelled)
                one.truth = one.estimate + (hour % 2 ? 1 : -1) * error(i);
            observations.append(one);
        }
    }
    const auto appended = store.append(u"bikes"_s, version, observations);
    if (!appended)
        qFatal("%s", qPrintable(appended.error().message));
}

QList<AlertRule> rules(const QByteArray &yaml)
{
    const auto json = yaml::parse(yaml);
    const auto read = alertRules(json->toObject()[u"alerts"_s]);
    if (!read)
        qFatal("%s", qPrintable(read.error().message));
    return *read;
}

AlertSources sources(const QMap<QString, double> &registration = {},
                     const QList<ColumnProfile> &reference = {})
{
    AlertSources result;
    result.version = [registration](const AlertRule &rule) -> Result<AlertVersion> {
        return AlertVersion{rule.version, registration};
    };
    result.reference = [reference](const QString &) -> Result<QList<ColumnProfile>> {
        if (reference.isEmpty())
            return Error{Error::Code::NotFound, u"No reference data."_s, {}};
        return reference;
    };
    return result;
}

// Twenty requests a day, as a server records them.
void record(const QString &path, int days, const std::function<void(Prediction &, int, int)> &shape)
{
    const auto log = PredictionLog::open({.path = path, .keepDays = 0});
    if (!log)
        qFatal("%s", qPrintable(log.error().message));
    const std::uint32_t origin = (*log)->origin("bikes", "v1.0.0");
    for (int i = 0; i < days; ++i) {
        for (int place = 0; place < 20; ++place) {
            Prediction prediction;
            prediction.id = std::to_string(i * 20 + place);
            prediction.origin = origin;
            prediction.timeMs = day(i, place).toMSecsSinceEpoch();
            prediction.status = 200;
            prediction.rows = 1;
            prediction.endpoint = "predict";
            shape(prediction, i, place);
            (*log)->record(prediction);
        }
    }
}

// A web server in a thread of its own: keeps the first request, answers with one status.
class Listener final : public QThread
{
public:
    explicit Listener(const QByteArray &answer) : m_answer(answer)
    {
        m_server.listen(QHostAddress::LocalHost);
        m_port = m_server.serverPort();
        m_server.moveToThread(this);
        start();
    }
    ~Listener() override { wait(); }
    QString address() const { return u"http://127.0.0.1:%1/hook?key=secret"_s.arg(m_port); }
    QByteArray request()
    {
        wait();
        return m_request;
    }

protected:
    void run() override
    {
        if (!m_server.waitForNewConnection(20'000))
            return;
        QTcpSocket *socket = m_server.nextPendingConnection();
        while (!m_request.endsWith('}') && socket->waitForReadyRead(5000))
            m_request += socket->readAll();
        socket->write("HTTP/1.1 " + m_answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        socket->waitForBytesWritten(5000);
        socket->disconnectFromHost();
        delete socket;
    }

private:
    QTcpServer m_server;
    quint16 m_port = 0;
    QByteArray m_answer;
    QByteArray m_request;
};

AlertNotice notice()
{
    return {AlertNotice::Kind::Fired,
            u"bikes"_s,
            u"v1.0.0"_s,
            u"rmse-high"_s,
            AlertRule::Severity::Critical,
            5.25,
            4,
            day(3),
            u"rmse is 5.25; $(touch x) \"{model}\""_s,
            u"Roll back."_s};
}

} // namespace

class tst_AlertCheck final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { StoreEngines::addRows(); }
    void init();
    void metricAlertFiresOnceAndEnds();
    void everySubjectIsJudged_data();
    void everySubjectIsJudged();
    void whatCannotBeJudgedSaysWhy();
    void relativeToWhatWasRegistered();
    void driftOfPredictions();
    void driftMeasuredElsewhere();
    void requestsAndLatenciesOfTheLog();
    void driftOfLoggedInputs();
    void statesSurviveAndAnswersAreKept();
    void twoCheckersTellOnce();
    void dryRunLeavesNoTrace();
    void rulesThatAreGoneAreForgotten();
    void commandGetsItsWordsAndTheNotice();
    void commandThatFailsIsToldWithoutItsArguments();
    void webhookIsPosted();
    void webhookThatFailsKeepsItsAddressToItself();
    void hooksRunOnlyWhenAllowed();
    void hooksAreAllowedForOneComputer();
    void theDesktopShowsEveryIncidentOnce();
    void olderStoresAreNotChangedButForTheTables();

private:
    Result<QList<CheckedAlert>> check(const QByteArray &yaml, const QDateTime &now, const AlertSources &from)
    {
        AlertCheckOptions options;
        options.now = now;
        options.localPath = m_local;
        return checkAlerts(m_path, u"bikes"_s, rules(yaml), from, options);
    }
    StoreEngines m_engines;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path; // of the row's engine
    QString m_local;
};

void tst_AlertCheck::init()
{
    QFETCH_GLOBAL(bool, postgres);
    m_folder = std::make_unique<QTemporaryDir>();
    m_local = m_folder->filePath(u"monitor.sqlite"_s);
    m_path = m_engines.newStore(postgres, m_folder->path());
    if (m_path.isEmpty())
        QSKIP(qPrintable(m_engines.whyNot()));
}

void tst_AlertCheck::metricAlertFiresOnceAndEnds()
{
    auto store = Store::open(m_path);
    QVERIFY(store);
    observe(*store, u"v1.0.0"_s, 10, [](int i) { return i >= 5 && i < 9 ? 4.0 : 1.0; });
    const QByteArray yaml = "alerts: [{name: high, metric: rmse, above: 3, for: 2}]";
    QString states;
    QStringList notices;
    for (int now = 1; now <= 10; ++now) {
        const auto checked = check(yaml, day(now), sources());
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
        states += alertStateName(checked->first().status.state)[0];
        QCOMPARE(checked->first().version, u"v1.0.0"_s); // the newest observed
        if (checked->first().notice)
            notices << alertNoticeKindName(checked->first().notice->kind);
    }
    QCOMPARE(states, u"ooooopfffo"_s);
    QCOMPARE(notices, (QStringList{u"firing"_s, u"resolved"_s}));
    const auto occurrences = store->occurrences(u"bikes"_s);
    QCOMPARE(occurrences->size(), 1);
    QCOMPARE(occurrences->first().kind, Occurrence::Kind::Alert);
    QVERIFY(occurrences->first().text.startsWith(u"high: rmse of bikes@v1.0.0 is 4 in 2024-01-07"));
    auto alerts = AlertStore::open(m_path, m_local);
    const auto events = alerts->events(u"bikes"_s);
    QCOMPARE(events->size(), 3); // pending, firing, ok
    QCOMPARE(events->first().to, AlertState::Ok);
    QCOMPARE(events->last().to, AlertState::Pending);
}

void tst_AlertCheck::everySubjectIsJudged_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QString>("state");
    QTest::addColumn<double>("value");
    // Ten days, ten rows each, the last two without labels; now is two days and nine hours after the last
    // row.
    const auto row = [](const char *rule, const QString &state, double value) {
        QTest::newRow(rule) << QByteArray("alerts: [{name: a, " + QByteArray(rule) + "}]") << state << value;
    };
    row("metric: mae, above: 0.5", u"firing"_s, 1);
    row("metric: mae, above: 1.5", u"ok"_s, 1);
    row("volume: observations, below: 5", u"firing"_s, 0); // the days after the last row count 0
    row("volume: labelled, below: 5, for: 3", u"firing"_s, 0);
    row("volume: labelled, below: 5, for: 4", u"pending"_s, 0);
    row("staleness: observations, above: 2d", u"firing"_s, 57);
    row("staleness: observations, above: 72h", u"ok"_s, 57);
    row("staleness: labelled, above: 4d", u"firing"_s, 105);
}

void tst_AlertCheck::everySubjectIsJudged()
{
    QFETCH(QByteArray, rule);
    QFETCH(QString, state);
    QFETCH(double, value);
    auto store = Store::open(m_path);
    observe(
        *store, u"v1.0.0"_s, 10, [](int) { return 1.0; }, 2);
    const auto checked = check(rule, day(11, 18), sources());
    QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
    QCOMPARE(alertStateName(checked->first().status.state), state);
    QVERIFY(std::abs(checked->first().status.value - value) < 1e-9);
}

void tst_AlertCheck::whatCannotBeJudgedSaysWhy()
{
    {
        auto store = Store::open(m_path);
        QVERIFY(store);
    }
    const auto textOf = [&](const QByteArray &rule) {
        const auto checked = check("alerts: [{name: a, " + rule + "}]", day(20), sources());
        return checked ? checked->first().text : checked.error().message;
    };
    QVERIFY(textOf("metric: rmse, above: 1").contains(u"Nothing has been recorded"));
    auto store = Store::open(m_path);
    observe(
        *store, u"v1.0.0"_s, 3, [](int) { return 1.0; }, 3);
    QVERIFY(textOf("metric: rmse, above: 1").contains(u"No period has enough rows"));
    QVERIFY(textOf("metric: rmse, above: 1, version: v9.0.0").contains(u"bikes@v9.0.0"));
    QVERIFY(textOf("metric: accuracy, above: 1").contains(u"accuracy"));
    QVERIFY(textOf("metric: nonsense, above: 1").contains(u"nonsense"));
    QVERIFY(textOf("drift: pred").contains(u"No reference data"));
    QVERIFY(textOf("staleness: labelled, above: 1").contains(u"Nothing has been recorded"));
    QVERIFY(!textOf("latency: p95, above: 1").isEmpty());
}

void tst_AlertCheck::relativeToWhatWasRegistered()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 3, [](int) { return 1.3; });
    const QByteArray yaml = "alerts: [{name: a, metric: rmse, above: 120%}]";
    QCOMPARE(check(yaml, day(3), sources({{u"rmse"_s, 1.0}}))->first().status.state, AlertState::Firing);
    QCOMPARE(check(yaml, day(3), sources({{u"rmse"_s, 1.2}}))->first().status.state, AlertState::Ok);
}

void tst_AlertCheck::driftOfPredictions()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 10, [](int i) { return i >= 8 ? 4.0 : 1.0; });
    std::mt19937_64 random(2);
    std::normal_distribution<double> normal(10, 1);
    std::vector<double> trained;
    for (int i = 0; i < 500; ++i)
        trained.push_back(normal(random));
    const QList<ColumnProfile> reference{
        ColumnProfile::ofNumbers(u"fitted"_s, trained, ColumnRole::Prediction)};
    const QByteArray yaml =
        "alerts: [{name: a, drift: fitted}, {name: b, drift: share}, {name: c, drift: temp}]";
    const auto before = check(yaml, day(8), sources({}, reference));
    QVERIFY2(before, before ? "" : qPrintable(before.error().message));
    QCOMPARE(before->at(0).status.state, AlertState::Ok);
    QCOMPARE(before->at(1).status.state, AlertState::Ok);
    const auto after = check(yaml, day(10), sources({}, reference));
    QCOMPARE(after->at(0).status.state, AlertState::Firing);
    QVERIFY(after->at(0).status.value < 0.05); // the p-value
    QCOMPARE(after->at(1).status.value, 1.0);
    QVERIFY(after->at(2).text.contains(u"“temp”"));
}

void tst_AlertCheck::driftMeasuredElsewhere()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 1, [](int) { return 1.0; });
    DriftSeries series;
    DriftPeriod period;
    period.start = day(0);
    period.end = day(1);
    period.index = day(0);
    period.rows = 100;
    DriftFinding finding;
    finding.column = u"temp"_s;
    finding.test = DriftTest::Wasserstein;
    finding.statistic = 0.4;
    finding.threshold = 0.1;
    finding.drift = true;
    period.comparison.findings = {finding};
    series.periods = {period};
    AlertSources from = sources();
    from.drift = [&](const AlertRule &, const QString &) -> Result<DriftSeries> { return series; };
    const auto checked = check("alerts: [{name: a, drift: temp}]", day(2), from);
    QCOMPARE(checked->first().status.state, AlertState::Firing);
    QCOMPARE(checked->first().status.value, 0.4);
    QCOMPARE(checked->first().status.threshold, 0.1);
}

void tst_AlertCheck::requestsAndLatenciesOfTheLog()
{
    record(m_path, 5, [](Prediction &prediction, int i, int place) {
        prediction.latencyUs = i == 4 ? 300'000 : unsigned(1000 * (place + 1)); // 1 to 20 ms
        if (place == 7)
            prediction.error = "validation"; // does not count
    });
    const auto stateOf = [&](const QByteArray &rule, const QDateTime &now) {
        const auto checked = check("alerts: [{name: a, " + rule + "}]", now, sources());
        if (!checked)
            qFatal("%s", qPrintable(checked.error().message));
        return alertStateName(checked->first().status.state) + u' ' +
               QString::number(checked->first().status.value);
    };
    const AlertSources from = sources();
    QCOMPARE(stateOf("latency: max, above: 250ms, version: v1.0.0", day(4)), u"ok 20"_s);
    QCOMPARE(stateOf("latency: p95, above: 250ms, version: v1.0.0", day(5)), u"firing 300"_s);
    QCOMPARE(stateOf("latency: p50, above: 5, version: v1.0.0", day(3)), u"firing 11"_s);
    QCOMPARE(stateOf("volume: requests, below: 10, version: v1.0.0", day(5)), u"ok 19"_s);
    QCOMPARE(stateOf("volume: requests, below: 10, version: v1.0.0", day(7)), u"firing 0"_s);
    QCOMPARE(stateOf("staleness: requests, above: 1d, version: v1.0.0", day(6)), u"firing 29"_s);
    const auto none = check("alerts: [{name: a, latency: p95, above: 1, version: v2.0.0}]", day(5), from);
    QVERIFY(none->first().text.contains(u"No request to bikes@v2.0.0"));
}

void tst_AlertCheck::driftOfLoggedInputs()
{
    record(m_path, 6, [](Prediction &prediction, int i, int place) {
        const int x = place + (i == 5 ? 30 : 0);
        prediction.rows = 2;
        prediction.inputs = "{\"x\":[" + std::to_string(x) + "," + std::to_string(x + 1) +
                            "],\"colour\":[\"" + (place % 2 ? "red" : "blue") + "\",null],\"other\":[1,2]}";
    });
    std::vector<double> x;
    std::vector<QString> colours;
    for (int i = 0; i < 200; ++i) {
        x.push_back(i % 20 + i % 2);
        colours.push_back(i % 2 ? u"red"_s : u"blue"_s);
    }
    const QList<ColumnProfile> reference{ColumnProfile::ofNumbers(u"x"_s, x),
                                         ColumnProfile::ofLevels(u"colour"_s, colours)};
    const QByteArray yaml = "alerts: [{name: x, drift: x, version: v1.0.0}, {name: colour, drift: colour, "
                            "version: v1.0.0}, {name: share, drift: share, version: v1.0.0}]";
    const auto before = check(yaml, day(5), sources({}, reference));
    QVERIFY2(before, before ? "" : qPrintable(before.error().message));
    for (const CheckedAlert &alert : *before)
        QCOMPARE(alert.status.state, AlertState::Ok);
    const auto after = check(yaml, day(6), sources({}, reference));
    QCOMPARE(after->at(0).status.state, AlertState::Firing);
    QCOMPARE(after->at(1).status.state, AlertState::Ok);
    QCOMPARE(after->at(2).status.value, 0.5);
    QCOMPARE(after->at(2).status.state, AlertState::Firing); // a half is enough
    QCOMPARE(after->at(2).status.threshold, 0.5);
}

void tst_AlertCheck::statesSurviveAndAnswersAreKept()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 5, [](int) { return 4.0; });
    const QByteArray yaml = "alerts: [{name: high, metric: rmse, above: 3}]";
    QVERIFY(check(yaml, day(3), sources())->first().notice);
    {
        auto alerts = AlertStore::open(m_path, m_local);
        QVERIFY(alerts->acknowledge(u"bikes"_s, u"high"_s, u"Ada"_s, day(3, 5)));
        const auto unknown = alerts->acknowledge(u"bikes"_s, u"other"_s, u"Ada"_s, day(3, 5));
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message.contains(u"“other”"));
    }
    auto checked = check(yaml, day(4), sources());
    QCOMPARE(checked->first().status.state, AlertState::Acknowledged);
    QCOMPARE(checked->first().status.by, u"Ada"_s);
    QCOMPARE(checked->first().status.since, day(3, 5));
    {
        auto alerts = AlertStore::open(m_path, m_local);
        QVERIFY(alerts->snooze(u"bikes"_s, u"high"_s, u"Ben"_s, day(4), day(4, 6)));
    }
    QCOMPARE(check(yaml, day(4, 5), sources())->first().status.state, AlertState::Snoozed);
    checked = check(yaml, day(4, 6), sources());
    QCOMPARE(checked->first().status.state, AlertState::Firing);
    QCOMPARE(checked->first().notice->kind, AlertNotice::Kind::StillFiring);
    auto alerts = AlertStore::open(m_path, m_local);
    QCOMPARE(alerts->events(u"bikes"_s)->size(), 4);
    QCOMPARE(alerts->events(u"bikes"_s, 2)->size(), 2);
    QCOMPARE(alerts->events(u"bikes"_s)->at(1).by, u"Ben"_s);
}

void tst_AlertCheck::twoCheckersTellOnce()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 5, [](int) { return 4.0; });
    const QByteArray yaml = "alerts: [{name: high, metric: rmse, above: 3}]";
    std::atomic<int> notices = 0;
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> checkers;
        for (int i = 0; i < 4; ++i) {
            checkers.emplace_back([&] {
                const auto checked = check(yaml, day(5), sources());
                failures += checked ? 0 : 1;
                notices += checked && checked->first().notice ? 1 : 0;
            });
        }
    }
    QCOMPARE(failures.load(), 0);
    QCOMPARE(notices.load(), 1);
    QCOMPARE(store->occurrences(u"bikes"_s)->size(), 1);
}

void tst_AlertCheck::dryRunLeavesNoTrace()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 5, [](int) { return 4.0; });
    AlertCheckOptions options;
    options.now = day(5);
    options.dryRun = true;
    const auto checked = checkAlerts(
        m_path, u"bikes"_s, rules("alerts: [{name: high, metric: rmse, above: 3}]"), sources(), options);
    QCOMPARE(checked->first().status.state, AlertState::Firing);
    auto alerts = AlertStore::open(m_path, m_local);
    QCOMPARE(alerts->status(u"bikes"_s, u"high"_s)->state, AlertState::Ok);
    QVERIFY(store->occurrences(u"bikes"_s)->isEmpty());
}

void tst_AlertCheck::rulesThatAreGoneAreForgotten()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 5, [](int) { return 4.0; });
    QVERIFY(check("alerts: [{name: high, metric: rmse, above: 3}]", day(5), sources()));
    auto alerts = AlertStore::open(m_path, m_local);
    QCOMPARE(alerts->status(u"bikes"_s, u"high"_s)->state, AlertState::Firing);
    const auto disabled =
        check("alerts: [{name: high, metric: rmse, above: 3, enabled: false}]", day(5), sources());
    QVERIFY(disabled && disabled->isEmpty());
    QCOMPARE(alerts->status(u"bikes"_s, u"high"_s)->state, AlertState::Ok);
}

void tst_AlertCheck::commandGetsItsWordsAndTheNotice()
{
    QCOMPARE(commandWords({u"say"_s, u"{rule}={value}"_s, u"{text}"_s, u"{unknown} {"_s}, notice()),
             (QStringList{u"say"_s, u"rmse-high=5.25"_s, u"rmse is 5.25; $(touch x) \"{model}\""_s,
                          u"{unknown} {"_s}));
    const QString words = m_folder->filePath(u"words"_s);
    const QString input = m_folder->filePath(u"input"_s);
    const AlertHook hook{{u"/bin/sh"_s, u"-c"_s, u"printf '%s\\n' \"$@\" > \"$0\"; cat > \"$0\".json"_s,
                          words, u"{model}"_s, u"{text}"_s},
                         {},
                         {},
                         {}};
    const auto delivered = deliver(hook, notice());
    QVERIFY2(delivered, delivered ? "" : qPrintable(delivered.error().message));
    QFile file(words);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("bikes\nrmse is 5.25; $(touch x) \"{model}\"\n"));
    QFile json(words + u".json"_s);
    QVERIFY(json.open(QIODevice::ReadOnly));
    const QJsonObject object = QJsonDocument::fromJson(json.readAll()).object();
    QCOMPARE(object[u"rule"_s].toString(), u"rmse-high"_s);
    QCOMPARE(object[u"value"_s].toDouble(), 5.25);
    QCOMPARE(object[u"severity"_s].toString(), u"critical"_s);
    QCOMPARE(object[u"message"_s].toString(), u"Roll back."_s);
}

void tst_AlertCheck::commandThatFailsIsToldWithoutItsArguments()
{
    const auto failed = deliver({{u"/bin/sh"_s, u"-c"_s, u"exit 3"_s, u"password"_s}, {}, {}, {}}, notice());
    QVERIFY(!failed);
    QVERIFY(failed.error().message.contains(u"the command sh"));
    QVERIFY(failed.error().message.contains(u"exit code 3"));
    QVERIFY(!failed.error().message.contains(u"password"));
    const auto missing = deliver({{u"/nowhere/at-all"_s}, {}, {}, {}}, notice());
    QVERIFY(!missing);
    QVERIFY(missing.error().message.contains(u"could not be started"));
    const auto slow =
        deliver({{u"/bin/sleep"_s, u"30"_s}, {}, {}, {}}, notice(), std::chrono::milliseconds(100));
    QVERIFY(!slow);
    QVERIFY(slow.error().message.contains(u"did not end"));
}

void tst_AlertCheck::webhookIsPosted()
{
    Listener listener("204 No Content");
    qputenv("VT_TEST_HOOK", listener.address().toUtf8());
    qputenv("VT_TEST_TOKEN", "abc");
    const AlertHook hook{{}, {}, u"VT_TEST_HOOK"_s, u"VT_TEST_TOKEN"_s};
    const auto delivered = deliver(hook, notice());
    QVERIFY2(delivered, delivered ? "" : qPrintable(delivered.error().message));
    const QByteArray request = listener.request();
    QVERIFY(request.startsWith("POST /hook?key=secret HTTP/1.1\r\n"));
    QVERIFY(request.contains("Authorization: Bearer abc\r\n"));
    QVERIFY(request.contains("Content-Type: application/json\r\n"));
    const QJsonObject body =
        QJsonDocument::fromJson(request.sliced(request.indexOf("\r\n\r\n") + 4)).object();
    QCOMPARE(body[u"model"_s].toString(), u"bikes"_s);
    QCOMPARE(body[u"kind"_s].toString(), u"firing"_s);
    qunsetenv("VT_TEST_TOKEN");
    const auto tokenless = deliver(hook, notice());
    QVERIFY(!tokenless);
    QVERIFY(tokenless.error().message.contains(u"$VT_TEST_TOKEN is not set"));
    qunsetenv("VT_TEST_HOOK");
    QVERIFY(deliver(hook, notice()).error().message.contains(u"$VT_TEST_HOOK"));
}

void tst_AlertCheck::webhookThatFailsKeepsItsAddressToItself()
{
    Listener listener("500 Internal Server Error");
    const auto failed = deliver({{}, listener.address(), {}, {}}, notice());
    QVERIFY(!failed);
    QVERIFY(failed.error().message.contains(u"status 500"));
    QVERIFY(!failed.error().message.contains(u"secret"));
    Listener elsewhere("302 Found\r\nLocation: http://127.0.0.1:1/");
    const auto moved = deliver({{}, elsewhere.address(), {}, {}}, notice());
    QVERIFY(!moved);
    QVERIFY(moved.error().message.contains(u"status 302"));
    const auto nobody = deliver({{}, u"http://127.0.0.1:1/?key=secret"_s, {}, {}}, notice());
    QVERIFY(!nobody);
    QVERIFY(nobody.error().message.contains(u"did not answer"));
    QVERIFY(!(nobody.error().message + nobody.error().detail).contains(u"secret"));
}

void tst_AlertCheck::hooksRunOnlyWhenAllowed()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 6, [](int i) { return i == 3 ? 1.0 : 4.0; });
    const QString ran = m_folder->filePath(u"ran"_s);
    const QByteArray yaml = "alerts: [{name: high, metric: rmse, above: 3, notify: [{command: [touch, '" +
                            ran.toUtf8() + "']}]}]";
    auto checked = check(yaml, day(1), sources());
    QVERIFY(checked->first().notice);
    QCOMPARE(checked->first().notAllowed.size(), 1);
    QVERIFY(!QFile::exists(ran));
    auto alerts = AlertStore::open(m_path, m_local);
    QVERIFY(alerts->allow(checked->first().notAllowed.first(), day(1)));
    checked = check(yaml, day(3), sources());
    QVERIFY(checked->first().notAllowed.isEmpty());
    QVERIFY(!checked->first().notice);
    QVERIFY(!QFile::exists(ran)); // nothing new
    QCOMPARE(check(yaml, day(4), sources())->first().notice->kind, AlertNotice::Kind::Resolved);
    QVERIFY(QFile::exists(ran));
    QByteArray changed = yaml;
    changed.replace("[touch,", "[touch, --,");
    QCOMPARE(check(changed, day(4), sources())->first().notAllowed.size(), 1);
}

void tst_AlertCheck::hooksAreAllowedForOneComputer()
{
    QFETCH_GLOBAL(bool, postgres);
    const AlertHook hook{{u"touch"_s, u"a"_s}, {}, {}, {}};
    const auto isAllowed = [&](const QString &local) {
        return *AlertStore::open(m_path, local)->isAllowed(hook);
    };
    QVERIFY(AlertStore::open(m_path, m_local)->allow(hook, day(1)));
    QVERIFY(isAllowed(m_local));
    QVERIFY(!isAllowed(m_folder->filePath(u"other.sqlite"_s)));
    const auto nowhere = AlertStore::open(m_path)->allow(hook, day(1));
    QCOMPARE(nowhere.has_value(), !postgres); // a database that others share is no place for it
    QCOMPARE(isAllowed({}), !postgres);
    if (postgres)
        QCOMPARE(nowhere.error().code, Error::Code::Unsupported);
}

void tst_AlertCheck::theDesktopShowsEveryIncidentOnce()
{
    auto store = Store::open(m_path);
    observe(*store, u"v1.0.0"_s, 10, [](int i) { return i == 2 || i == 3 || i == 6 ? 4.0 : 1.0; });
    const QList<AlertRule> high = rules("alerts: [{name: high, metric: rmse, above: 3, message: Look.}]");
    const auto notices = [&](int now, bool forDesktop, const QString &local) {
        AlertCheckOptions options;
        options.now = day(now);
        options.forDesktop = forDesktop;
        options.localPath = local;
        const auto checked = checkAlerts(m_path, u"bikes"_s, high, sources(), options);
        return checked && checked->first().notice ? alertNoticeKindName(checked->first().notice->kind)
                                                  : QString();
    };
    const QString other = m_folder->filePath(u"other.sqlite"_s);
    QCOMPARE(notices(3, false, m_local), u"firing"_s); // another program was faster
    QCOMPARE(notices(3, true, m_local), u"firing"_s);
    QCOMPARE(notices(4, true, m_local), QString()); // the same incident
    QCOMPARE(notices(4, true, other), u"firing"_s); // on another desk
    QCOMPARE(notices(5, true, m_local), QString()); // that it ended is no second notification
    QCOMPARE(notices(7, true, m_local), u"firing"_s);
    QCOMPARE(notices(7, true, m_local), QString());
}

void tst_AlertCheck::olderStoresAreNotChangedButForTheTables()
{
    QFETCH_GLOBAL(bool, postgres);
    if (postgres)
        QSKIP("The number of the layout of a file.");
    qint64 version = 0;
    {
        auto store = Store::open(m_path);
        QVERIFY(store);
        auto database = Database::open(m_path);
        version = database->userVersion().value();
    }
    QVERIFY(AlertStore::open(m_path, m_local));
    auto database = Database::open(m_path);
    QCOMPARE(database->userVersion().value(), version);
    QVERIFY(Store::open(m_path));
}

QTEST_GUILESS_MAIN(tst_AlertCheck)
#include "tst_alertcheck.moc"
