// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/insight.h"
#include "core/monitor/store.h"
#include "core/sample/samplelibrary.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::lifecycle;

class tst_Insight final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void theMonitoredMetricOfProductionComesFirst();
    void withoutMonitoringTheMetricsAtRegistrationAreShown();
    void anAlertAboutProductionIsBad();
    void aRetrainingPolicyIsReadWithTheDateOfTheNewestVersion();

private:
    registry::Model model(const QString &name) const { return m_library->model(name).value(); }
    Insight insight(const QString &name) const
    {
        InsightReader reader(*m_library);
        const auto read = reader.read(model(name), m_now);
        if (!read)
            QTest::qFail(qPrintable(read.error().message), __FILE__, __LINE__);
        return read.value_or({});
    }
    QString store() const { return m_library->dataDir() + u"/monitor.sqlite"_s; }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    const QDateTime m_now{QDate(2015, 6, 1), QTime(12, 0), Qt::UTC};
};

void tst_Insight::init()
{
    m_library.reset();
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = sample::create(m_dir->filePath(u"sample.git"_s));
    QVERIFY2(library, library ? "" : qPrintable(library.error().message));
    m_library = *library;
}

void tst_Insight::theMonitoredMetricOfProductionComesFirst()
{
    const Insight tmax = insight(u"seattle-tmax"_s);
    QCOMPARE(tmax.source, Insight::Source::Monitoring);
    QCOMPARE(tmax.metric, u"rmse"_s);
    QVERIFY(tmax.values.size() >= 6 && tmax.values.size() <= 26);
    QVERIFY(tmax.observations > 0);
    QVERIFY(tmax.health.kind == Health::Kind::Good || tmax.health.kind == Health::Kind::Watch);
}

void tst_Insight::withoutMonitoringTheMetricsAtRegistrationAreShown()
{
    QVERIFY(QFile::remove(store()));
    const Insight tmax = insight(u"seattle-tmax"_s);
    QCOMPARE(tmax.source, Insight::Source::Registration);
    const auto versions = m_library->versions(u"seattle-tmax"_s).value();
    QCOMPARE(tmax.values.size(), versions.size());
    QCOMPARE(tmax.values.last(), versions.first().metrics.value(u"rmse"_s));
    QCOMPARE(tmax.marked, versions.size() - 1); // the newest one is in production
    QCOMPARE(tmax.health.kind, Health::Kind::Unknown);
    QVERIFY(!QFile::exists(store())); // looking makes no file
}

void tst_Insight::anAlertAboutProductionIsBad()
{
    auto open = monitor::Store::open(store());
    QVERIFY(open);
    monitor::Occurrence alert;
    alert.kind = monitor::Occurrence::Kind::Alert;
    alert.time = m_now;
    alert.model = u"seattle-tmax"_s;
    alert.text = u"rmse above 4 for 3 days"_s;
    QVERIFY(open->note(alert));
    const Insight tmax = insight(u"seattle-tmax"_s);
    QCOMPARE(tmax.health.kind, Health::Kind::Bad);
    QCOMPARE(tmax.health.reason, alert.text);
    QVERIFY(insight(u"seattle-rain"_s).health.kind != Health::Kind::Bad);
}

void tst_Insight::aRetrainingPolicyIsReadWithTheDateOfTheNewestVersion()
{
    QVERIFY(m_library->setKeys(u"seattle-rain"_s, {{u"retraining"_s, u"1 month"_s}}, {}));
    QVERIFY(m_library->setKeys(u"seattle-tmax"_s, {{u"retraining"_s, u"whenever"_s}}, {}));
    const Insight rain = insight(u"seattle-rain"_s);
    QVERIFY(rain.retraining);
    QCOMPARE(rain.retraining->kind, RetrainingState::Kind::Due);
    QCOMPARE(rain.retraining->due, m_library->versions(u"seattle-rain"_s)->first().date.addMonths(1));
    const Insight tmax = insight(u"seattle-tmax"_s);
    QVERIFY(!tmax.retraining);
    QVERIFY(tmax.retrainingProblem.contains(u"whenever"));
}

QTEST_GUILESS_MAIN(tst_Insight)
#include "tst_insight.moc"
