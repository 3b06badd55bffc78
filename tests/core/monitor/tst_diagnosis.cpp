// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/diagnosis.h"

#include "core/monitor/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr qint64 hour = 3'600'000;

Observation number(qint64 time, double truth, double estimate)
{
    Observation observation;
    observation.timeMs = time;
    observation.truth = truth;
    observation.estimate = estimate;
    return observation;
}

Observation label(qint64 time, const QString &truth, const QString &estimate,
                  const QList<double> &probabilities)
{
    Observation observation;
    observation.timeMs = time;
    observation.truthLevel = truth;
    observation.estimateLevel = estimate;
    observation.probabilities = probabilities;
    return observation;
}

Diagnosis scored(const std::vector<double> &scores, const std::vector<bool> &isEvent)
{
    Diagnosis diagnosis;
    diagnosis.scores = scores;
    diagnosis.isEvent = isEvent;
    return diagnosis;
}

} // namespace

class tst_Diagnosis final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void regressionRowsOfAStretchOfTime();
    void rowsWithoutTruthOrEstimateAreCounted();
    void classesWithScoresOfTheEvent();
    void oneProbabilityIsTheEvents();
    void unknownLevelsAppearInTheMatrix();
    void anUnknownModelIsNotFound();
    void residualsByHand();
    void histogramCountsEveryValueOnce_data();
    void histogramCountsEveryValueOnce();
    void calibrationHasWilsonsInterval();
    void theOperatingPointMovesWithTheThreshold();

private:
    std::optional<QTemporaryDir> m_dir;
    std::optional<Store> m_store;
};

void tst_Diagnosis::init()
{
    m_store.reset();
    m_dir.emplace();
    m_store = Store::open(m_dir->filePath(u"monitor.sqlite"_s)).value();
}

void tst_Diagnosis::regressionRowsOfAStretchOfTime()
{
    QVERIFY(m_store->setTarget(u"m"_s, {false, {}, u"y"_s, u"°C"_s}));
    QList<Observation> rows;
    for (int i = 0; i < 10; ++i)
        rows << number(i * hour, i, i + 0.5);
    QVERIFY(m_store->append(u"m"_s, u"v1"_s, rows));
    DiagnosisRequest request{u"m"_s, u"v1"_s, {}, {}, {}};
    request.from = QDateTime::fromMSecsSinceEpoch(3 * hour, Qt::UTC);
    request.to = QDateTime::fromMSecsSinceEpoch(6 * hour, Qt::UTC);
    const Diagnosis diagnosis = diagnose(*m_store, request).value();
    QCOMPARE(diagnosis.truth, (std::vector<double>{3, 4, 5}));
    QCOMPARE(diagnosis.estimate, (std::vector<double>{3.5, 4.5, 5.5}));
    QCOMPARE(diagnosis.timesMs, (std::vector<qint64>{3 * hour, 4 * hour, 5 * hour}));
    QCOMPARE(diagnosis.target.unit, u"°C"_s);
    QVERIFY(diagnosis.scores.empty());
}

void tst_Diagnosis::rowsWithoutTruthOrEstimateAreCounted()
{
    QVERIFY(m_store->setTarget(u"m"_s, {false, {}, u"y"_s, {}}));
    QVERIFY(m_store->append(u"m"_s, u"v1"_s, {number(1, 1, 2), number(2, 1, std::nan("")), number(3, 5, 6)}));
    const Diagnosis diagnosis = diagnose(*m_store, {u"m"_s, u"v1"_s, {}, {}, {}}).value();
    QCOMPARE(diagnosis.rows(), 2);
    QCOMPARE(diagnosis.incomplete, 1);
}

void tst_Diagnosis::classesWithScoresOfTheEvent()
{
    QVERIFY(m_store->setTarget(u"m"_s, {true, {u"a"_s, u"b"_s, u"c"_s}, u"y"_s, {}}));
    QVERIFY(
        m_store->append(u"m"_s, u"v1"_s,
                        {label(1, u"a"_s, u"a"_s, {0.7, 0.2, 0.1}), label(2, u"c"_s, u"b"_s, {0.1, 0.5, 0.4}),
                         label(3, u"b"_s, u"b"_s, {0.2, 0.6, 0.2})}));
    const Diagnosis first = diagnose(*m_store, {u"m"_s, u"v1"_s, {}, {}, {}}).value();
    QCOMPARE(first.event, u"a"_s);
    QCOMPARE(first.scores, (std::vector<double>{0.7, 0.1, 0.2}));
    QCOMPARE(first.isEvent, (std::vector<bool>{true, false, false}));
    const Diagnosis of = diagnose(*m_store, {u"m"_s, u"v1"_s, {}, {}, u"b"_s}).value();
    QCOMPARE(of.scores, (std::vector<double>{0.2, 0.5, 0.6}));
    QCOMPARE(of.isEvent, (std::vector<bool>{false, false, true}));
    QCOMPARE(of.confusion.at(1, 2), 1.0); // predicted b, came true c
    QCOMPARE(of.confusion.correct(), 2.0);
}

void tst_Diagnosis::oneProbabilityIsTheEvents()
{
    QVERIFY(m_store->setTarget(u"m"_s, {true, {u"yes"_s, u"no"_s}, u"y"_s, {}}));
    QVERIFY(m_store->append(u"m"_s, u"v1"_s, {label(1, u"yes"_s, u"yes"_s, {0.75})}));
    QCOMPARE(diagnose(*m_store, {u"m"_s, u"v1"_s, {}, {}, u"yes"_s}).value().scores.front(), 0.75);
    QCOMPARE(diagnose(*m_store, {u"m"_s, u"v1"_s, {}, {}, u"no"_s}).value().scores.front(), 0.25);
}

void tst_Diagnosis::unknownLevelsAppearInTheMatrix()
{
    QVERIFY(m_store->setTarget(u"m"_s, {true, {u"a"_s, u"b"_s}, u"y"_s, {}}));
    QVERIFY(m_store->append(u"m"_s, u"v1"_s, {label(1, u"new"_s, u"a"_s, {0.9, 0.1})}));
    const Diagnosis diagnosis = diagnose(*m_store, {u"m"_s, u"v1"_s, {}, {}, {}}).value();
    QCOMPARE(diagnosis.levels, QStringList({u"a"_s, u"b"_s, u"new"_s}));
    QCOMPARE(diagnosis.confusion.at(0, 2), 1.0);
    QCOMPARE(diagnosis.isEvent.front(), false);
}

void tst_Diagnosis::anUnknownModelIsNotFound()
{
    const auto diagnosis = diagnose(*m_store, {u"nobody"_s, u"v1"_s, {}, {}, {}});
    QVERIFY(!diagnosis);
    QCOMPARE(diagnosis.error().code, Error::Code::NotFound);
}

void tst_Diagnosis::residualsByHand()
{
    Diagnosis diagnosis;
    QVERIFY(!residualsOf(diagnosis));
    diagnosis.truth = {1, 2, 3, 4, 5};
    diagnosis.estimate = {2, 2, 5, 3, 5}; // residuals 1 0 2 -1 0
    const Residuals residuals = residualsOf(diagnosis).value();
    QCOMPARE(residuals.bias, 0.4);
    QVERIFY(std::abs(residuals.spread - std::sqrt(1.3)) < 1e-12); // R: sd(c(1, 0, 2, -1, 0))
    QCOMPARE(residuals.median, 0.0);
    QVERIFY(std::abs(residuals.low - -0.8) < 1e-12); // R: quantile(x, 0.05)
    QVERIFY(std::abs(residuals.high - 1.8) < 1e-12); // R: quantile(x, 0.95)
}

void tst_Diagnosis::histogramCountsEveryValueOnce_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<int>("bins");
    QTest::addColumn<QList<qint64>>("counts");
    QTest::newRow("edges") << QList<double>{0, 1, 2, 3, 4} << 4 << QList<qint64>{1, 1, 1, 2};
    QTest::newRow("constant") << QList<double>{7, 7, 7} << 10 << QList<qint64>{3};
    QTest::newRow("nothing") << QList<double>{} << 10 << QList<qint64>{};
    QTest::newRow("one") << QList<double>{-1} << 3 << QList<qint64>{1};
}

void tst_Diagnosis::histogramCountsEveryValueOnce()
{
    QFETCH(QList<double>, values);
    QFETCH(int, bins);
    const Histogram histogram = histogramOf(std::span(values.constData(), size_t(values.size())), bins);
    QTEST(QList<qint64>(histogram.counts.begin(), histogram.counts.end()), "counts");
}

void tst_Diagnosis::calibrationHasWilsonsInterval()
{
    const auto bins = calibrationOf(scored({0.05, 0.05, 0.05, 0.05, 1.0}, {true, false, false, false, true}));
    QCOMPARE(bins.size(), 2);
    QCOMPARE(bins[0].n, 4);
    QCOMPARE(bins[0].observed, 0.25);
    // R: prop.test(1, 4, correct = FALSE)$conf.int
    QVERIFY(std::abs(bins[0].lower - 0.04558726) < 1e-7);
    QVERIFY(std::abs(bins[0].upper - 0.69935816) < 1e-7);
    QCOMPARE(bins[1].predicted, 1.0); // belongs to the last bin
}

void tst_Diagnosis::theOperatingPointMovesWithTheThreshold()
{
    const Diagnosis diagnosis = scored({0.9, 0.8, 0.4, 0.3}, {true, false, true, false});
    const ConfusionMatrix half = confusionAt(diagnosis, 0.5);
    QCOMPARE(half.at(0, 0), 1.0);
    QCOMPARE(half.at(0, 1), 1.0);
    QCOMPARE(half.at(1, 0), 1.0);
    QCOMPARE(half.at(1, 1), 1.0);
    QCOMPARE(confusionAt(diagnosis, 0.0).estimateTotal(0), 4.0);
    QCOMPARE(confusionAt(diagnosis, 0.9).estimateTotal(0), 1.0); // a score at the threshold counts
    QCOMPARE(confusionAt(diagnosis, 0.95).estimateTotal(0), 0.0);
}

QTEST_GUILESS_MAIN(tst_Diagnosis)
#include "tst_diagnosis.moc"
