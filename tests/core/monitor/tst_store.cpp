// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/database.h"
#include "core/monitor/store.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr qint64 hour = 3'600'000;
constexpr qint64 dayMs = 24 * hour;

Observation number(qint64 time, double truth, double estimate, const QString &id = {})
{
    Observation observation;
    observation.timeMs = time;
    observation.id = id;
    observation.truth = truth;
    observation.estimate = estimate;
    return observation;
}

Observation label(qint64 time, const QString &truth, const QString &estimate,
                  const QList<double> &probabilities = {})
{
    Observation observation;
    observation.timeMs = time;
    observation.truthLevel = truth;
    observation.estimateLevel = estimate;
    observation.probabilities = probabilities;
    return observation;
}

} // namespace

class tst_Store final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aNewStoreIsEmpty();
    void observationsComeBackInTimeOrder();
    void anIdReplacesTheEarlierObservation();
    void metricsPerVersionAndPeriod();
    void fromAndToLimitTheRows();
    void classesAndProbabilities();
    void anUnknownLevelCountsAsAMistake();
    void theTargetIsGuessedFromLabels();
    void occurrencesAreKeptInOrder();
    void aForeignFileIsRefusedInOneSentence();
    void aNewerStoreIsRefused();
    void twoWritersAndAReaderAtOnce();
    void unlabelledRowsAreKeptButNotMeasured();

private:
    QString path() const { return m_dir->filePath(u"monitor.sqlite"_s); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void tst_Store::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void tst_Store::aNewStoreIsEmpty()
{
    auto store = Store::open(path());
    QVERIFY(store.has_value());
    QVERIFY(store->models()->isEmpty());
    QVERIFY(store->occurrences(u"m"_s)->isEmpty());
    QCOMPARE(store->range(u"m"_s).error().code, Error::Code::NotFound);
    QCOMPARE(store->target(u"m"_s).error().code, Error::Code::NotFound);
    QCOMPARE(store->metrics({u"m"_s, {}, {}, {}, {}, {}, {}, {}}).error().code, Error::Code::NotFound);
}

void tst_Store::observationsComeBackInTimeOrder()
{
    auto store = Store::open(path());
    QVERIFY(store->append(u"m"_s, u"v1.0.0"_s, {number(2000, 1, 2), number(1000, 3, 4), number(2000, 5, 6)}));
    const auto rows = store->observations(u"m"_s, u"v1.0.0"_s);
    QVERIFY(rows.has_value());
    QCOMPARE(rows->size(), 3);
    QCOMPARE(rows->at(0).timeMs, 1000);
    QCOMPARE(rows->at(1).truth, 1.0);
    QCOMPARE(rows->at(2).estimate, 6.0);
    QCOMPARE(*store->models(), QStringList{u"m"_s});
    QCOMPARE(*store->versions(u"m"_s), QStringList{u"v1.0.0"_s});
    QCOMPARE(store->range(u"m"_s)->first.toMSecsSinceEpoch(), 1000);
    QCOMPARE(store->range(u"m"_s)->second.toMSecsSinceEpoch(), 2000);
}

void tst_Store::anIdReplacesTheEarlierObservation()
{
    auto store = Store::open(path());
    QVERIFY(
        store->append(u"m"_s, u"v1"_s, {number(1000, std::nan(""), 2, u"a"_s), number(1000, 1, 1, u"b"_s)}));
    QVERIFY(store->append(u"m"_s, u"v2"_s, {number(1000, 9, 9, u"a"_s)}));
    QVERIFY(store->append(u"m"_s, u"v1"_s, {number(1000, 7, 2, u"a"_s)}));
    const auto rows = store->observations(u"m"_s, u"v1"_s);
    QCOMPARE(rows->size(), 2);
    QCOMPARE(rows->at(1).id, u"a"_s);
    QCOMPARE(rows->at(1).truth, 7.0);
    QCOMPARE(store->observations(u"m"_s, u"v2"_s)->size(), 1);
}

void tst_Store::metricsPerVersionAndPeriod()
{
    auto store = Store::open(path());
    QVERIFY(store->append(u"m"_s, u"v1"_s, {number(0, 1, 2), number(hour, 3, 3), number(40 * dayMs, 5, 1)}));
    QVERIFY(store->append(u"m"_s, u"v2"_s, {number(0, 1, 1)}));
    MetricRequest request;
    request.model = u"m"_s;
    request.metrics = QStringList{u"mae"_s, u"rsq"_s};
    const auto series = store->metrics(request);
    QVERIFY(series.has_value());
    QCOMPARE(series->size(), 4);
    const MetricSeries &mae = series->at(0);
    QCOMPARE(mae.model, u"m"_s);
    QCOMPARE(mae.version, u"v1"_s);
    QCOMPARE(mae.metric, u"mae"_s);
    QCOMPARE(mae.estimator, u"standard"_s);
    QCOMPARE(mae.points.size(), 2);
    QCOMPARE(mae.points[0].n, 2);
    QCOMPARE(mae.points[0].value, 0.5);
    QCOMPARE(mae.points[0].start, QDateTime(QDate(1970, 1, 1), QTime(0, 0), Qt::UTC));
    QCOMPARE(mae.points[0].end, QDateTime(QDate(1970, 2, 1), QTime(0, 0), Qt::UTC));
    QCOMPARE(mae.points[1].value, 4.0);
    QCOMPARE(series->at(2).version, u"v2"_s);
    QVERIFY(std::isnan(series->at(3).points[0].value));
    request.metrics.clear();
    request.versions = QStringList{u"v2"_s};
    const auto defaults = store->metrics(request);
    QStringList names;
    for (const MetricSeries &one : *defaults)
        names << one.metric;
    QCOMPARE(names, (QStringList{u"rmse"_s, u"rsq"_s, u"mae"_s}));
}

void tst_Store::fromAndToLimitTheRows()
{
    auto store = Store::open(path());
    QVERIFY(store->append(u"m"_s, u"v1"_s, {number(0, 1, 2), number(dayMs, 3, 3), number(2 * dayMs, 5, 1)}));
    MetricRequest request;
    request.model = u"m"_s;
    request.metrics = QStringList{u"mae"_s};
    request.periods.unit = PeriodUnit::Day;
    request.from = QDateTime::fromMSecsSinceEpoch(dayMs, Qt::UTC);
    request.to = QDateTime::fromMSecsSinceEpoch(2 * dayMs, Qt::UTC);
    const auto series = store->metrics(request);
    QCOMPARE(series->at(0).points.size(), 1);
    QCOMPARE(series->at(0).points[0].value, 0.0);
}

void tst_Store::classesAndProbabilities()
{
    auto store = Store::open(path());
    QVERIFY(store->setTarget(u"rain"_s, {true, {u"rain"_s, u"dry"_s}, u"weather"_s, {}}));
    QVERIFY(
        store->append(u"rain"_s, u"v1"_s,
                      {label(0, u"rain"_s, u"rain"_s, {0.9, 0.1}), label(1, u"dry"_s, u"rain"_s, {0.6, 0.4}),
                       label(2, u"dry"_s, u"dry"_s, {0.2, 0.8}), label(3, u"rain"_s, u"dry"_s, {0.4, 0.6})}));
    QCOMPARE(store->target(u"rain"_s)->levels, (QStringList{u"rain"_s, u"dry"_s}));
    MetricRequest request;
    request.model = u"rain"_s;
    const auto series = store->metrics(request);
    QVERIFY(series.has_value());
    QCOMPARE(series->size(), 4);
    QCOMPARE(series->at(0).metric, u"accuracy"_s);
    QCOMPARE(series->at(0).estimator, u"binary"_s);
    QCOMPARE(series->at(0).points[0].value, 0.5);
    QCOMPARE(series->at(1).metric, u"kap"_s);
    QCOMPARE(series->at(1).points[0].value, 0.0);
    QCOMPARE(series->at(2).metric, u"mn_log_loss"_s);
    QCOMPARE(series->at(2).points[0].value,
             -(std::log(0.9) + std::log(0.4) + std::log(0.8) + std::log(0.4)) / 4);
    QCOMPARE(series->at(3).metric, u"roc_auc"_s);
    QCOMPARE(series->at(3).points[0].value, 0.75);
    const auto rows = store->observations(u"rain"_s, u"v1"_s);
    QCOMPARE(rows->at(1).probabilities, (QList<double>{0.6, 0.4}));
    QCOMPARE(rows->at(1).truthLevel, u"dry"_s);
}

void tst_Store::anUnknownLevelCountsAsAMistake()
{
    auto store = Store::open(path());
    QVERIFY(store->setTarget(u"m"_s, {true, {u"a"_s, u"b"_s}, {}, {}}));
    QVERIFY(store->append(u"m"_s, u"v1"_s,
                          {label(0, u"a"_s, u"a"_s, {0.9, 0.1}), label(1, u"new"_s, u"b"_s, {0.3, 0.7})}));
    MetricRequest request;
    request.model = u"m"_s;
    request.metrics = QStringList{u"accuracy"_s, u"roc_auc"_s};
    const auto series = store->metrics(request);
    QVERIFY(series.has_value());
    QCOMPARE(series->at(0).points[0].value, 0.5);
    QVERIFY(std::isnan(series->at(1).points[0].value));
    QVERIFY(!series->at(1).points[0].why.isEmpty());
}

void tst_Store::theTargetIsGuessedFromLabels()
{
    auto store = Store::open(path());
    QVERIFY(store->append(u"c"_s, u"v1"_s, {label(0, u"b"_s, u"a"_s)}));
    QVERIFY(store->append(u"r"_s, u"v1"_s, {number(0, 1, 1)}));
    QVERIFY(store->target(u"c"_s)->classification);
    QCOMPARE(store->target(u"c"_s)->levels, (QStringList{u"a"_s, u"b"_s}));
    QVERIFY(!store->target(u"r"_s)->classification);
    QCOMPARE(store->setTarget(u"c"_s, {true, {u"a"_s}, {}, {}}).error().code, Error::Code::InvalidArgument);
}

void tst_Store::occurrencesAreKeptInOrder()
{
    auto store = Store::open(path());
    const QDateTime when(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);
    QVERIFY(store->note(
        {Occurrence::Kind::Alert, when.addDays(1), u"m"_s, u"v2"_s, u"production"_s, u"rmse is high"_s}));
    QVERIFY(store->note({Occurrence::Kind::Note, when, u"m"_s, {}, {}, u"sensor moved"_s}));
    const auto all = store->occurrences(u"m"_s);
    QCOMPARE(all->size(), 2);
    QCOMPARE(all->at(0).text, u"sensor moved"_s);
    QCOMPARE(all->at(0).time, when);
    QCOMPARE(all->at(1).kind, Occurrence::Kind::Alert);
    QCOMPARE(all->at(1).stage, u"production"_s);
    QVERIFY(store->occurrences(u"other"_s)->isEmpty());
}

void tst_Store::aForeignFileIsRefusedInOneSentence()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(4096, 'x'));
    file.close();
    const auto store = Store::open(path());
    QVERIFY(!store);
    QCOMPARE(store.error().code, Error::Code::Corrupt);
    QVERIFY(store.error().message.contains(path()));
}

void tst_Store::aNewerStoreIsRefused()
{
    {
        auto database = Database::open(path());
        QVERIFY(database->setUserVersion(99));
    }
    const auto store = Store::open(path());
    QVERIFY(!store);
    QCOMPARE(store.error().code, Error::Code::Unsupported);
}

void tst_Store::twoWritersAndAReaderAtOnce()
{
    QVERIFY(Store::open(path()).has_value());
    constexpr int batches = 20;
    constexpr int rowsABatch = 50;
    const auto write = [this](const QString &version) {
        auto store = Store::open(path());
        for (int batch = 0; store && batch < batches; ++batch) {
            QList<Observation> rows;
            for (int i = 0; i < rowsABatch; ++i)
                rows << number((batch * rowsABatch + i) * 1000, i, i + 1,
                               QString::number(batch * rowsABatch + i));
            if (!store->append(u"m"_s, version, rows))
                return;
        }
    };
    {
        const std::jthread one(write, u"v1"_s);
        const std::jthread two(write, u"v2"_s);
        auto reader = Store::open(path());
        QVERIFY(reader.has_value());
        for (int i = 0; i < 20; ++i)
            QVERIFY(reader->observations(u"m"_s, u"v1"_s)->size() % rowsABatch == 0);
    }
    auto store = Store::open(path());
    QCOMPARE(store->observations(u"m"_s, u"v1"_s)->size(), batches * rowsABatch);
    QCOMPARE(store->observations(u"m"_s, u"v2"_s)->size(), batches * rowsABatch);
}

void tst_Store::unlabelledRowsAreKeptButNotMeasured()
{
    auto store = Store::open(path());
    QVERIFY(store->append(u"m"_s, u"v1"_s,
                          {number(0, 1, 2), number(1, std::nan(""), 2), number(2, 3, std::nan(""))}));
    MetricRequest request;
    request.model = u"m"_s;
    request.metrics = QStringList{u"mae"_s};
    const auto series = store->metrics(request);
    // vetiver's .n counts a row with a truth and no prediction; the metric leaves it out.
    QCOMPARE(series->at(0).points[0].n, 2);
    QCOMPARE(series->at(0).points[0].value, 1.0);
}

QTEST_GUILESS_MAIN(tst_Store)
#include "tst_store.moc"
