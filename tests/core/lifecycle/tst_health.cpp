// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/health.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::lifecycle;
using Kind = Health::Kind;

namespace {

HealthEvidence evidence(const QString &metric, const QList<double> &values)
{
    HealthEvidence e;
    e.version = u"v1.0.0"_s;
    e.metric = metric;
    e.since = QDateTime(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC);
    for (const double value : values) {
        monitor::MetricPoint point;
        point.value = value;
        point.n = 30;
        e.points.append(point);
    }
    return e;
}

} // namespace

class tst_Health final : public QObject
{
    Q_OBJECT
private slots:
    void theNewestPeriodIsJudgedByTheOnesBefore_data();
    void theNewestPeriodIsJudgedByTheOnesBefore();
    void whatIsNotKnownIsNotGuessed();
    void anAlertCountsSinceTheVersionIsInProduction();
    void aWarningOnTheVersionCountsMost();
    void everyJudgementSaysWhy();
};

void tst_Health::theNewestPeriodIsJudgedByTheOnesBefore_data()
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("steady error") << u"rmse"_s << QList<double>{2.5, 2.7, 2.6, 2.4, 2.8, 2.5, 2.6}
                                  << Kind::Good;
    QTest::newRow("an error that jumps")
        << u"rmse"_s << QList<double>{2.5, 2.7, 2.6, 2.4, 2.8, 2.5, 6.9} << Kind::Watch;
    QTest::newRow("an error that falls")
        << u"rmse"_s << QList<double>{2.5, 2.7, 2.6, 2.4, 2.8, 2.5, 0.5} << Kind::Good;
    QTest::newRow("an accuracy that falls")
        << u"accuracy"_s << QList<double>{0.80, 0.82, 0.79, 0.81, 0.80, 0.83, 0.41} << Kind::Watch;
    QTest::newRow("an accuracy that rises")
        << u"accuracy"_s << QList<double>{0.80, 0.82, 0.79, 0.81, 0.80, 0.83, 0.99} << Kind::Good;
    QTest::newRow("five periods before are too few")
        << u"rmse"_s << QList<double>{2.5, 2.7, 2.6, 2.4, 2.8, 6.9} << Kind::Good;
    QTest::newRow("undefined periods do not count")
        << u"rmse"_s << QList<double>{2.5, nan, 2.7, 2.6, 2.4, nan, 2.8, 2.5, 6.9} << Kind::Watch;
    QTest::newRow("constant until now") << u"rmse"_s << QList<double>{2, 2, 2, 2, 2, 2, 3} << Kind::Good;
    QTest::newRow("bias away from zero, downwards")
        << u"mpe"_s << QList<double>{0.1, -0.2, 0.15, -0.1, 0.12, -0.18, -3.0} << Kind::Watch;
    QTest::newRow("nothing but undefined") << u"rmse"_s << QList<double>{nan, nan} << Kind::Unknown;
}

void tst_Health::theNewestPeriodIsJudgedByTheOnesBefore()
{
    QFETCH(const QString, metric);
    QFETCH(const QList<double>, values);
    QFETCH(const Kind, kind);
    const Health health = healthOf(evidence(metric, values));
    QVERIFY2(health.kind == kind, qPrintable(health.word + u": "_s + health.reason));
}

void tst_Health::whatIsNotKnownIsNotGuessed()
{
    QCOMPARE(healthOf({}).kind, Kind::Unknown);
    HealthEvidence unwatched;
    unwatched.version = u"v2.0.0"_s;
    QCOMPARE(healthOf(unwatched).kind, Kind::Unknown);
    QVERIFY(healthOf(unwatched).reason.contains(u"v2.0.0"));
    HealthEvidence old = evidence(u"rmse"_s, {2.5});
    old.deprecated = true;
    QCOMPARE(healthOf(old).kind, Kind::Unknown);
}

void tst_Health::anAlertCountsSinceTheVersionIsInProduction()
{
    HealthEvidence e = evidence(u"rmse"_s, {2.5, 2.6});
    e.alertText = u"rmse above 4 for 3 days"_s;
    e.alert = e.since.addDays(-1); // about the version before
    QCOMPARE(healthOf(e).kind, Kind::Good);
    e.alert = e.since.addDays(1);
    QCOMPARE(healthOf(e).kind, Kind::Bad);
    QCOMPARE(healthOf(e).reason, e.alertText);
}

void tst_Health::aWarningOnTheVersionCountsMost()
{
    HealthEvidence e = evidence(u"rmse"_s, {2.5, 2.6});
    e.warning = u"trained on Fahrenheit values"_s;
    QCOMPARE(healthOf(e).kind, Kind::Bad);
    QVERIFY(healthOf(e).reason.contains(e.warning));
}

void tst_Health::everyJudgementSaysWhy()
{
    for (const HealthEvidence &e :
         {HealthEvidence{}, evidence(u"rmse"_s, {}), evidence(u"rmse"_s, {1}),
          evidence(u"rmse"_s, {2.5, 2.7, 2.6, 2.4, 2.8, 2.5, 6.9}), evidence(u"made_up"_s, {1, 2})}) {
        const Health health = healthOf(e);
        QVERIFY(!health.word.isEmpty());
        QVERIFY(health.reason.endsWith(u'.'));
    }
}

QTEST_GUILESS_MAIN(tst_Health)
#include "tst_health.moc"
