// SPDX-License-Identifier: GPL-3.0-or-later
// Confidence intervals against SciPy 1.10.1 (binomtest().proportion_ci("wilson"); Student's quantile by
// betaincinv(), which agrees with R's qt() where t.ppf() is 4e-9 off) and how often bootstraps hold the
// truth.
#include "core/monitor/measure.h"
#include "core/monitor/metric/evaluation.h"
#include "tests/core/monitor/reference.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

constexpr IntervalOptions usual{0.95, 1000, 1};

struct Sample {
    std::vector<double> truth;
    std::vector<double> estimate;
    std::vector<int> truthLevel;
    std::vector<int> estimateLevel;
    std::vector<double> probabilities;
    MetricRows numbers() const
    {
        MetricRows rows;
        rows.truth = truth;
        rows.estimate = estimate;
        return rows;
    }
    MetricRows levels() const
    {
        MetricRows rows;
        rows.truthLevel = truthLevel;
        rows.estimateLevel = estimateLevel;
        rows.probabilities = probabilities;
        rows.levels = 2;
        rows.columns = 1;
        return rows;
    }
};

// The same formulas were given to SciPy.
Sample sample()
{
    Sample sample;
    for (int i = 0; i < 40; ++i) {
        const double t = std::sin(double(i)) * 10 + i;
        sample.truth.push_back(t);
        sample.estimate.push_back(t + std::cos(3.0 * i) * 2 + 0.3);
        const bool event = std::sin(7.0 * i) > 0;
        const double p = 1 / (1 + std::exp(-((event ? 1 : 0) * 1.2 - 0.6 + std::cos(5.0 * i))));
        sample.truthLevel.push_back(event ? 0 : 1); // the event is the first level
        sample.estimateLevel.push_back(p >= 0.5 ? 0 : 1);
        sample.probabilities.push_back(p);
    }
    return sample;
}

bool holds(const Interval &interval, double lower, double upper)
{
    return agrees(interval.lower, lower) && agrees(interval.upper, upper);
}

QString text(const Interval &interval)
{
    return u"%1 … %2"_s.arg(interval.lower, 0, 'g', 17).arg(interval.upper, 0, 'g', 17);
}

} // namespace

class tst_Interval final : public QObject
{
    Q_OBJECT
private slots:
    void numbersByFormula_data();
    void numbersByFormula();
    void sharesByWilson();
    void theAreaByDeLong();
    void meansOfProbabilities();
    void nothingToBeSureOf();
    void theSameSeedGivesTheSame();
    void bootstrapsHoldTheTruth();
    void countsAreDrawnLikeRows();
    void pointsCarryThem();
};

void tst_Interval::numbersByFormula_data()
{
    QTest::addColumn<double>("lower");
    QTest::addColumn<double>("upper");
    QTest::newRow("mae") << 1.014038535702688 << 1.4419832076799797;
    QTest::newRow("msd") << -0.7463327507990614 << 0.13498310173894917;
    QTest::newRow("mse") << 1.4133778046860144 << 2.4755160927082067;
    QTest::newRow("rmse") << 1.188855670250184 << 1.5733772887353519;
    QTest::newRow("rsq") << 0.980172502344092 << 0.994496214867012;
}

void tst_Interval::numbersByFormula()
{
    QFETCH(double, lower);
    QFETCH(double, upper);
    const Sample data = sample();
    MetricEvaluation evaluation(data.numbers(), {});
    const QList<Interval> found = evaluation.intervals({QString::fromLatin1(QTest::currentDataTag())}, usual);
    QVERIFY2(holds(found[0], lower, upper), qPrintable(text(found[0])));
}

void tst_Interval::sharesByWilson()
{
    QVERIFY(holds(wilsonInterval(37, 50, 0.95), 0.6044684273515115, 0.8412847250644762));
    QVERIFY(holds(wilsonInterval(0, 10, 0.9), 0, 0.21294197008340698));
    ConfusionMatrix matrix(2);
    const auto count = [&](int truth, int estimate, int times) {
        for (int i = 0; i < times; ++i)
            matrix.add(truth, estimate);
    };
    count(0, 0, 30);
    count(0, 1, 10);
    count(1, 0, 5);
    count(1, 1, 55);
    const QList<std::pair<QString, std::pair<int, int>>> shares{
        {u"accuracy"_s, {85, 100}}, {u"sens"_s, {30, 40}},
        {u"recall"_s, {30, 40}},    {u"spec"_s, {55, 60}},
        {u"precision"_s, {30, 35}}, {u"ppv"_s, {30, 35}},
        {u"npv"_s, {55, 65}},       {u"fall_out"_s, {5, 60}},
        {u"miss_rate"_s, {10, 40}}, {u"detection_prevalence"_s, {35, 100}}};
    for (const auto &[metric, share] : shares) {
        const auto found = classInterval(metric, matrix, {}, usual);
        QVERIFY(found.has_value());
        QCOMPARE(*found, wilsonInterval(share.first, share.second, 0.95));
        QVERIFY(agrees(classMetric(metric, matrix, {}).value, double(share.first) / share.second));
    }
    QVERIFY(!classInterval(u"kap"_s, matrix, {}, usual));
}

void tst_Interval::theAreaByDeLong()
{
    const Sample data = sample();
    MetricEvaluation evaluation(data.levels(), {});
    QVERIFY(agrees(evaluation.value(u"roc_auc"_s).value, 0.8471177944862155));
    const Interval found = evaluation.intervals({u"roc_auc"_s}, usual)[0];
    QVERIFY2(holds(found, 0.7288075181235462, 0.9654280708488848), qPrintable(text(found)));
}

void tst_Interval::meansOfProbabilities()
{
    const Sample data = sample();
    MetricEvaluation evaluation(data.levels(), {});
    QVERIFY(agrees(evaluation.value(u"mn_log_loss"_s).value, 0.5043068005574398));
    const Interval found = evaluation.intervals({u"mn_log_loss"_s}, usual)[0];
    QVERIFY2(holds(found, 0.41886386154892896, 0.5897497395659507), qPrintable(text(found)));
}

void tst_Interval::nothingToBeSureOf()
{
    const std::vector<double> one{1};
    MetricRows rows;
    rows.truth = one;
    rows.estimate = one;
    MetricEvaluation evaluation(rows, {});
    const QStringList metrics{u"rmse"_s, u"mae"_s, u"rsq"_s, u"ccc"_s, u"median_ae"_s};
    for (const Interval &interval : evaluation.intervals(metrics, usual))
        QVERIFY(std::isnan(interval.lower) && std::isnan(interval.upper));
    // The naive forecast is of the row before, so that rows cannot be drawn at random.
    const Sample data = sample();
    MetricEvaluation ordered(data.numbers(), {});
    QVERIFY(std::isnan(ordered.intervals({u"mase"_s}, usual)[0].lower));
}

void tst_Interval::theSameSeedGivesTheSame()
{
    const Sample data = sample();
    const QStringList metrics{u"ccc"_s, u"median_ae"_s, u"smape"_s};
    const auto intervals = [&](quint64 seed) {
        MetricEvaluation evaluation(data.numbers(), {});
        return evaluation.intervals(metrics, {0.9, 200, seed});
    };
    QCOMPARE(intervals(7), intervals(7));
    QVERIFY(intervals(7) != intervals(8));
}

// Nine in ten intervals of 90 % hold the value that the rows were made from; percentile intervals of 80 rows
// a little fewer.
void tst_Interval::bootstrapsHoldTheTruth()
{
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    constexpr int runs = 200;
    constexpr double medianOfErrors = 0.6744897501960817; // of |N(0, 1)|
    int held = 0;
    for (int run = 0; run < runs; ++run) {
        Sample data;
        for (int i = 0; i < 80; ++i) {
            data.truth.push_back(normal(random) * 5);
            data.estimate.push_back(data.truth.back() + normal(random));
        }
        MetricEvaluation evaluation(data.numbers(), {});
        const Interval interval = evaluation.intervals({u"median_ae"_s}, {0.9, 300, 5})[0];
        held += interval.lower <= medianOfErrors && medianOfErrors <= interval.upper;
    }
    QVERIFY2(held > 165 && held < 197, qPrintable(QString::number(held)));
}

void tst_Interval::countsAreDrawnLikeRows()
{
    std::mt19937_64 random(3);
    Sample data;
    for (int i = 0; i < 400; ++i) {
        data.truthLevel.push_back(static_cast<int>(random() % 2));
        data.estimateLevel.push_back(random() % 5 == 0 ? 1 - data.truthLevel.back() : data.truthLevel.back());
        data.probabilities.push_back(0.5);
    }
    MetricEvaluation evaluation(data.levels(), {});
    const Interval kappa = evaluation.intervals({u"kap"_s}, {0.95, 4000, 1})[0];
    const double value = evaluation.value(u"kap"_s).value;
    // Its large-sample error: sqrt(p (1 - p)) / (1 - 1/2) / sqrt(n), with even classes.
    const double share = (1 + value) / 2;
    const double half = 1.959964 * std::sqrt(share * (1 - share)) / 0.5 / 20;
    QVERIFY2(std::abs(kappa.lower - (value - half)) < 0.01 && std::abs(kappa.upper - (value + half)) < 0.01,
             qPrintable(text(kappa)));
}

void tst_Interval::pointsCarryThem()
{
    const Sample data = sample();
    std::vector<qint64> times;
    for (int i = 0; i < 40; ++i)
        times.push_back(i * 86'400'000LL);
    Periods periods;
    periods.unit = PeriodUnit::Year;
    const auto with = measure(times, data.numbers(), {u"mae"_s}, periods, {}, {}, usual);
    QVERIFY(holds({with->first().points[0].lower, with->first().points[0].upper}, 1.014038535702688,
                  1.4419832076799797));
    const auto without = measure(times, data.numbers(), {u"mae"_s}, periods);
    QVERIFY(std::isnan(without->first().points[0].lower));
}

QTEST_GUILESS_MAIN(tst_Interval)
#include "tst_interval.moc"
