// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/deployments.h"

#include "core/serving/metricsreading.h"
#include "core/serving/onnxlibrary.h"
#include "tests/app/server/servedlibrary.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>

#include <csignal>
#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

constexpr int patience = 20000;

QString program()
{
    return QStringLiteral(VT_BINARY_DIR "/vitrine-serve");
}

} // namespace

class tst_Deployments final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void aStartedServerRunsAnswersAndStops();
    void aFollowedStageIsReportedWhenItSwitches();
    void aRunningServerIsToldToSwitch();
    void whatTheServerSaysWhenItFailsIsTheProblem_data();
    void whatTheServerSaysWhenItFailsIsTheProblem();
    void aKilledServerHasFailedAndCanBeRestarted();
    void aMissingProgramIsAFailure();
    void impossibleRequestsAreRefused();
    void childrenEndWithTheirOwner();
    void trafficIsMeasured();
    void metricsAreReadIntoRates();

private:
    DeploymentRequest request(const QString &version, const QString &stage = {}) const
    {
        DeploymentRequest made;
        made.library = m_served->path();
        made.model = u"cars"_s;
        made.version = version;
        made.stage = stage;
        return made;
    }
    int post(const QUrl &url, const QByteArray &body)
    {
        QUrl address = url;
        address.setPath(u"/predict"_s);
        QNetworkRequest ask(address);
        ask.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        std::unique_ptr<QNetworkReply> reply(m_network.post(ask, body));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished() && !finished.wait(patience))
            return 0;
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }
    std::unique_ptr<test::ServedLibrary> m_served;
    QNetworkAccessManager m_network;
};

void tst_Deployments::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    m_served = std::make_unique<test::ServedLibrary>();
    QCOMPARE(m_served->problem(), QString());
}

void tst_Deployments::aStartedServerRunsAnswersAndStops()
{
    Deployments deployments(program());
    QSignalSpy added(&deployments, &Deployments::added);
    QSignalSpy removed(&deployments, &Deployments::removed);
    const auto id = deployments.start(request(u"v1.0.0"_s));
    QVERIFY(id);
    QCOMPARE(added.count(), 1);
    QCOMPARE(deployments.deployment(*id).state, DeploymentState::Starting);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Running, patience);
    const Deployment running = deployments.deployment(*id);
    QCOMPARE(running.servedVersion, u"v1.0.0"_s);
    QVERIFY(running.pid > 0);
    QCOMPARE(running.url.host(), u"127.0.0.1"_s);
    QCOMPARE(post(running.url, R"([{"cyl":6,"disp":100}])"), 200);
    deployments.remove(*id); // not while it runs
    QCOMPARE(deployments.all().size(), 1);
    deployments.stop(*id);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Stopped, patience);
    QCOMPARE(deployments.deployment(*id).problem, QString());
    QVERIFY2(deployments.log(*id).contains(u"SIGTERM"_s), qPrintable(deployments.log(*id)));
    deployments.remove(*id);
    QCOMPARE(removed.count(), 1);
    QVERIFY(deployments.all().isEmpty());
}

void tst_Deployments::aFollowedStageIsReportedWhenItSwitches()
{
    Deployments deployments(program());
    QSignalSpy switched(&deployments, &Deployments::switched);
    const auto id = deployments.start(request({}, u"production"_s));
    QVERIFY(id);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).servedVersion, u"v2.0.0"_s, patience);
    m_served->assign(u"v1.0.0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(switched.count(), 1, patience);
    QCOMPARE(switched.first(), (QVariantList{*id, u"v2.0.0"_s, u"v1.0.0"_s}));
    QCOMPARE(deployments.deployment(*id).servedVersion, u"v1.0.0"_s);
    QCOMPARE(deployments.deployment(*id).state, DeploymentState::Running);
    m_served->assign(u"v2.0.0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(switched.count(), 2, patience);
}

void tst_Deployments::aRunningServerIsToldToSwitch()
{
    Deployments deployments(program());
    QSignalSpy switched(&deployments, &Deployments::switched);
    QSignalSpy failed(&deployments, &Deployments::switchFailed);
    const auto id = deployments.start(request(u"v1.0.0"_s));
    QVERIFY(id);
    deployments.switchTo(*id, u"v2.0.0"_s, {}); // not before it runs
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Running, patience);
    const qint64 pid = deployments.deployment(*id).pid;
    deployments.switchTo(*id, {}, u"production"_s);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).servedVersion, u"v2.0.0"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).request.stage, u"production"_s, patience);
    QCOMPARE(deployments.deployment(*id).request.version, QString());
    // What cannot be served is said once and changes nothing.
    for (const auto &[version, part] :
         {std::pair{u"v3.0.0"_s, u"Cannot serve cars@v3.0.0"_s}, std::pair{u"v9.0.0"_s, u"v9.0.0"_s}}) {
        failed.clear();
        deployments.switchTo(*id, version, {});
        QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), patience);
        QTest::qWait(200);
        QCOMPARE(failed.count(), 1);
        QVERIFY2(failed.first().last().toString().contains(part),
                 qPrintable(failed.first().last().toString()));
        QCOMPARE(deployments.deployment(*id).request.stage, u"production"_s);
    }
    deployments.switchTo(*id, u"v1.0.0"_s, {});
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).request.version, u"v1.0.0"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).servedVersion, u"v1.0.0"_s, patience);
    QCOMPARE(deployments.deployment(*id).pid, pid);
    QCOMPARE(switched.count(), 2);
}

void tst_Deployments::whatTheServerSaysWhenItFailsIsTheProblem_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("part");
    QTest::newRow("not a model") << u"v3.0.0"_s << u"Cannot serve cars@v3.0.0"_s;
    QTest::newRow("unknown version") << u"v9.0.0"_s << u"v9.0.0"_s;
}

void tst_Deployments::whatTheServerSaysWhenItFailsIsTheProblem()
{
    QFETCH(QString, version);
    QFETCH(QString, part);
    Deployments deployments(program());
    const auto id = deployments.start(request(version));
    QVERIFY(id);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Failed, patience);
    const QString problem = deployments.deployment(*id).problem;
    QVERIFY2(problem.contains(part) && !problem.startsWith(u"vitrine-serve"), qPrintable(problem));
    QVERIFY(!problem.contains(u'\n'));
}

void tst_Deployments::aKilledServerHasFailedAndCanBeRestarted()
{
    Deployments deployments(program());
    const auto id = deployments.start(request(u"v1.0.0"_s));
    QVERIFY(id);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Running, patience);
    const QUrl before = deployments.deployment(*id).url;
    QCOMPARE(::kill(pid_t(deployments.deployment(*id).pid), SIGKILL), 0);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Failed, patience);
    QVERIFY(deployments.deployment(*id).problem.contains(u"ended by a signal"_s));
    deployments.restart(*id);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Running, patience);
    // Clients find it where it was.
    QCOMPARE(deployments.deployment(*id).url, before);
    QCOMPARE(deployments.deployment(*id).problem, QString());
    deployments.restart(*id); // while it runs
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Starting, patience);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Running, patience);
}

void tst_Deployments::aMissingProgramIsAFailure()
{
    Deployments deployments(u"/nonexistent/vitrine-serve"_s);
    const auto id = deployments.start(request(u"v1.0.0"_s));
    QVERIFY(id);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Failed, patience);
    QVERIFY2(deployments.deployment(*id).problem.contains(u"/nonexistent/vitrine-serve"_s),
             qPrintable(deployments.deployment(*id).problem));
}

void tst_Deployments::impossibleRequestsAreRefused()
{
    Deployments deployments(program());
    QVERIFY(!deployments.start({}));
    QVERIFY(!deployments.start(request(u"v1.0.0"_s, u"production"_s)));
    DeploymentRequest everywhere = request(u"v1.0.0"_s);
    everywhere.host = u"0.0.0.0"_s;
    const auto refused = deployments.start(everywhere);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::InvalidArgument);
    QVERIFY(deployments.all().isEmpty());
}

void tst_Deployments::childrenEndWithTheirOwner()
{
    pid_t pid = 0;
    {
        Deployments deployments(program());
        const auto id = deployments.start(request(u"v1.0.0"_s));
        QVERIFY(id);
        QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Running, patience);
        pid = pid_t(deployments.deployment(*id).pid);
        QCOMPARE(::kill(pid, 0), 0);
    }
    QCOMPARE(::kill(pid, 0), -1);
}

void tst_Deployments::trafficIsMeasured()
{
    Deployments deployments(program());
    const auto id = deployments.start(request(u"v1.0.0"_s));
    QVERIFY(id);
    QTRY_COMPARE_WITH_TIMEOUT(deployments.deployment(*id).state, DeploymentState::Running, patience);
    const QUrl url = deployments.deployment(*id).url;
    // Half of the requests are refused, between two readings.
    const auto ask = [&] {
        post(url, R"([{"cyl":6,"disp":100}])");
        post(url, "[{}]");
    };
    QTRY_VERIFY_WITH_TIMEOUT((ask(), deployments.deployment(*id).requestsPerSecond > 0), patience);
    QVERIFY(deployments.deployment(*id).p50Ms > 0);
    QVERIFY(deployments.deployment(*id).errorShare > 0.3 && deployments.deployment(*id).errorShare < 0.7);
}

void tst_Deployments::metricsAreReadIntoRates()
{
    const auto text = [](int good, int bad, int fast, int slow) {
        return u"# HELP vitrine_requests_total Requests answered.\n"
               u"vitrine_requests_total{model=\"a\",version=\"v1\",endpoint=\"predict\",code=\"200\"} %1\n"
               u"vitrine_requests_total{model=\"a\",version=\"v2\",endpoint=\"predict\",code=\"422\"} %2\n"
               u"vitrine_requests_total{model=\"\",version=\"\",endpoint=\"metrics\",code=\"200\"} 70\n"
               u"vitrine_requests_total{model=\"a\",version=\"v2\",endpoint=\"health\",code=\"503\"} 70\n"
               u"vitrine_request_duration_seconds_bucket{model=\"a\",version=\"v1\",le=\"0.001\"} %3\n"
               u"vitrine_request_duration_seconds_bucket{model=\"a\",version=\"v1\",le=\"0.003\"} %4\n"
               u"vitrine_request_duration_seconds_bucket{model=\"a\",version=\"v1\",le=\"+Inf\"} %4\n"
               u"vitrine_request_stage_duration_seconds_bucket{model=\"a\",version=\"v1\",stage=\"parse\","
               u"le=\"+Inf\"} 999\n"_s.arg(good)
                   .arg(bad)
                   .arg(fast)
                   .arg(slow)
                   .toUtf8();
    };
    const MetricsReading first = readMetrics(text(10, 0, 4, 10), 1000);
    QCOMPARE(first.requests, 10.0);
    QCOMPARE(first.errors, 0.0);
    QCOMPARE(first.latency.size(), 3);
    TrafficWindow window;
    window.add(first);
    QCOMPARE(window.requestsPerSecond(), 0.0);
    QCOMPARE(window.medianMs(), 0.0);
    window.add(readMetrics(text(25, 5, 4, 30), 3000));
    QCOMPARE(window.requestsPerSecond(), 10.0);
    QCOMPARE(window.errorShare(), 0.25);
    QCOMPARE(window.medianMs(), 2.0);                // all twenty between 1 and 3 ms
    window.add(readMetrics(text(1, 0, 1, 1), 4000)); // another process
    QCOMPARE(window.requestsPerSecond(), 0.0);
    QCOMPARE(readMetrics("nonsense\n{}{}\n", 0).requests, 0.0);
}

QTEST_GUILESS_MAIN(tst_Deployments)
#include "tst_deployments.moc"
