// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/pointrows.h"

#include "tests/core/monitor/recording.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {
constexpr qint64 first = 1'704'067'200'000; // 2024-01-01
constexpr qint64 day = 86'400'000;
} // namespace

class tst_PointRows final : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void rowsComeWithWhatWasAsked();
    void openPredictionsComeWhenTheyAreWanted();
    void classesComeWithTheirProbabilities();
    void moreThanIsWantedIsCounted();
    void sumsWithoutRowsSayWhy();
    void anUnknownModelIsAnError();

private:
    QString path() const { return m_dir->filePath(u"monitor.sqlite"_s); }
    PointRowsRequest january() const
    {
        PointRowsRequest request;
        request.model = u"cars"_s;
        request.version = u"v1"_s;
        request.from = QDateTime::fromMSecsSinceEpoch(first, Qt::UTC);
        request.to = QDateTime::fromMSecsSinceEpoch(first + 31 * day, Qt::UTC);
        return request;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void tst_PointRows::rowsComeWithWhatWasAsked()
{
    test::record(path(), "cars", "v1",
                 {{first + day, R"({"cyl":[6],"fuel":["gas"]})", R"({".pred":[20.5]})", 21.0},
                  {first, R"({"fuel":["diesel"],"cyl":[4]})", R"({".pred":[30]})", 28.5},
                  {first + 2 * day, R"({"cyl":[8],"fuel":["gas"]})", R"({".pred":[15]})", {}},
                  {first + 40 * day, R"({"cyl":[8],"fuel":["gas"]})", R"({".pred":[15]})", 15.0}});
    const auto rows = readPointRows(path(), january());
    QVERIFY2(rows.has_value(), rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(rows->rows.size(), 2);
    QCOMPARE(rows->inputs, QStringList({u"cyl"_s, u"fuel"_s}));
    QCOMPARE(rows->rows[0].observation.timeMs, first); // ascending
    QCOMPARE(rows->rows[0].observation.truth, 28.5);
    QCOMPARE(rows->rows[0].inputs, QStringList({u"4"_s, u"diesel"_s}));
    QCOMPARE(rows->rows[1].observation.estimate, 20.5);
    QCOMPARE(rows->rows[1].inputs, QStringList({u"6"_s, u"gas"_s}));
    QVERIFY(rows->why.isEmpty());
}

void tst_PointRows::openPredictionsComeWhenTheyAreWanted()
{
    test::record(path(), "cars", "v1",
                 {{first, R"({"cyl":[4]})", R"({".pred":[30]})", 28.5},
                  {first + day, R"({"cyl":[6]})", R"({".pred":[20.5]})", {}}});
    PointRowsRequest request = january();
    request.labels = Labels::Any;
    auto rows = readPointRows(path(), request);
    QVERIFY(rows.has_value());
    QCOMPARE(rows->rows.size(), 2);
    QCOMPARE(rows->rows[1].observation.estimate, 20.5);
    QVERIFY(std::isnan(rows->rows[1].observation.truth));
    QCOMPARE(rows->rows[1].inputs, QStringList{u"6"_s});

    // Ingested ones likewise; those alone are what an estimate was made of.
    Observation ingested;
    ingested.timeMs = first + 2 * day;
    ingested.estimate = 12;
    auto store = Store::open(path());
    QVERIFY(store && store->append(u"cars"_s, u"v1"_s, {ingested}));
    request.labels = Labels::Open;
    rows = readPointRows(path(), request);
    QVERIFY(rows.has_value());
    QCOMPARE(rows->rows.size(), 2);
    QCOMPARE(rows->rows[0].observation.estimate, 20.5);
    QCOMPARE(rows->rows[1].observation.estimate, 12.0);
}

void tst_PointRows::classesComeWithTheirProbabilities()
{
    auto store = Store::open(path());
    QVERIFY(store && store->setTarget(u"cars"_s, {true, {u"no"_s, u"yes"_s}, {}, {}}));
    test::record(
        path(), "cars", "v1",
        {{first, R"({"x":[1]})", R"({".pred_class":["yes"],".pred_yes":[0.75],".pred_no":[0.25]})",
          std::string("yes")},
         {first + 1, R"({"x":[2]})", R"({".pred_class":["no"],".pred_yes":[0.5],".pred_no":[0.5]})", {}}});
    PointRowsRequest request = january();
    request.labels = Labels::Any;
    const auto rows = readPointRows(path(), request);
    QVERIFY(rows.has_value());
    QCOMPARE(rows->rows.size(), 2);
    QCOMPARE(rows->rows[0].observation.truthLevel, u"yes"_s);
    QCOMPARE(rows->rows[0].observation.probabilities, QList<double>({0.25, 0.75}));
    QCOMPARE(rows->rows[1].observation.estimateLevel, u"no"_s);
    QCOMPARE(rows->rows[1].observation.probabilities, QList<double>({0.5, 0.5}));
}

void tst_PointRows::moreThanIsWantedIsCounted()
{
    QList<Observation> observations(5);
    for (qsizetype i = 0; i < observations.size(); ++i) {
        observations[i].timeMs = first + i;
        observations[i].truth = observations[i].estimate = double(i);
    }
    auto store = Store::open(path());
    QVERIFY(store && store->append(u"cars"_s, u"v1"_s, observations));
    PointRowsRequest request = january();
    request.most = 2;
    const auto rows = readPointRows(path(), request);
    QVERIFY(rows.has_value());
    QCOMPARE(rows->rows.size(), 2);
    QCOMPARE(rows->leftOut, 3);
    QVERIFY(rows->inputs.isEmpty());
}

void tst_PointRows::sumsWithoutRowsSayWhy()
{
    Observation old;
    old.timeMs = first;
    old.truth = old.estimate = 1;
    auto store = Store::open(path());
    QVERIFY(store && store->append(u"cars"_s, u"v1"_s, {old}));
    ChartRequest chart; // sums it up
    chart.model = u"cars"_s;
    QVERIFY(store->chart(chart).has_value());
    QVERIFY(store->setRetention({30, 60, 90}));
    const auto removed = store->applyRetention(QDateTime(QDate(2024, 6, 1), QTime(0, 0), Qt::UTC));
    QVERIFY(removed && *removed > 0);
    const auto rows = readPointRows(path(), january());
    QVERIFY2(rows.has_value(), rows ? "" : qPrintable(rows.error().message));
    QVERIFY(rows->rows.isEmpty());
    QVERIFY2(rows->why.contains(u"30 day"), qPrintable(rows->why));
}

void tst_PointRows::anUnknownModelIsAnError()
{
    const auto rows = readPointRows(path(), january());
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, Error::Code::NotFound);
}

QTEST_GUILESS_MAIN(tst_PointRows)
#include "tst_pointrows.moc"
