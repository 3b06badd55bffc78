// SPDX-License-Identifier: GPL-3.0-or-later
// Estimated performance: its parts, and whether realised values lie where it says when the features drift.
#include "core/monitor/estimate/calibration.h"
#include "core/monitor/estimate/errortree.h"
#include "core/monitor/estimate/estimaterun.h"
#include "core/monitor/estimate/performance.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QTemporaryDir>
#include <QTest>

#include <numeric>
#include <random>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;
using namespace Qt::StringLiterals;

namespace {

using Values = std::vector<double>;
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// A classifier that is sure of itself too soon; x is about `center`.
EstimateRows classified(int count, double center, unsigned seed, int levels = 2)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(center, 1);
    std::uniform_real_distribution<double> uniform;
    EstimateRows rows;
    for (int level = 0; level < levels; ++level)
        rows.levels << QString(QChar(u'a' + level));
    rows.columns = levels;
    for (int i = 0; i < count; ++i) {
        const double x = normal(random);
        Values truth;
        Values score;
        for (int level = 0; level < levels; ++level) {
            truth.push_back(std::exp((level - 0.5) * x));
            score.push_back(std::exp(2 * (level - 0.5) * x)); // twice as sure
        }
        const double truthSum = std::accumulate(truth.begin(), truth.end(), 0.0);
        const double scoreSum = std::accumulate(score.begin(), score.end(), 0.0);
        double left = uniform(random) * truthSum;
        int level = 0;
        while (level + 1 < levels && left >= truth[std::size_t(level)])
            left -= truth[std::size_t(level++)];
        rows.truthLevel.push_back(level);
        rows.estimateLevel.push_back(int(std::max_element(score.begin(), score.end()) - score.begin()));
        for (const double of : score)
            rows.probabilities.push_back(of / scoreSum);
        rows.times.push_back(i);
    }
    return rows;
}

// Errors grow with the size of x; where the category is 1 they lean to one side.
EstimateRows regressed(int count, double center, unsigned seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    EstimateRows rows;
    rows.features.resize(3);
    rows.isCategory = {false, true, false};
    for (int i = 0; i < count; ++i) {
        const double x = center + normal(random);
        const int category = int(random() % 4);
        rows.features[0].push_back(i % 50 == 7 ? absent : x);
        rows.features[1].push_back(category);
        rows.features[2].push_back(normal(random)); // noise
        rows.estimate.push_back(10 + x);
        const double spread = i % 50 == 7 ? 1 : 0.3 + std::abs(x);
        rows.truth.push_back(10 + x + spread * normal(random) + (category == 1 ? 1 : 0));
        rows.times.push_back(i);
    }
    return rows;
}

struct Coverage {
    int inside = 0;
    int total = 0;
    double worst = 0; // difference in widths of half a band
};

// How often the realised value of drifted rows lies in the band.
Coverage coverage(const EstimateRows &reference, const QString &metric,
                  const std::function<EstimateRows(int)> &drifted)
{
    const auto estimation = PerformanceEstimation::fit(reference, {metric}, {});
    if (!estimation)
        qFatal("%s", qPrintable(estimation.error().message));
    Coverage result;
    for (int i = 0; i < 25; ++i) {
        EstimateRows rows = drifted(i);
        MetricEvaluation evaluation(rows.measured(), estimation->options());
        const double realised = evaluation.value(metric).value;
        estimation->estimator().prepare(rows);
        const EstimatedValue value = estimation->values({metric}, rows, 0, rows.size()).first();
        result.inside += realised >= value.low && realised <= value.high ? 1 : 0;
        result.worst = std::max(result.worst, std::abs(realised - value.value) /
                                                  std::max(1e-12, (value.high - value.low) / 2));
        ++result.total;
    }
    return result;
}

Dataset written(const QTemporaryDir &folder, const QString &name, const QStringList &lines)
{
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly))
        file.write(lines.join(u'\n').toUtf8() + '\n');
    file.close();
    auto dataset = Dataset::open(file.fileName());
    if (!dataset)
        qFatal("%s", qPrintable(dataset.error().message));
    return *dataset;
}

} // namespace

class tst_Estimate final : public QObject
{
    Q_OBJECT
private slots:
    void isotonicRegressionIsSklearns();
    void calibrationErrorIsTheMeanDistance();
    void calibrationIsFittedOnlyWhereItHelps();
    void expectedRowsSumToTheRows();
    void expectedAccuracyIsTheMeanProbability();
    void errorsThatAreAlikeGiveOneLeaf();
    void errorsThatDifferAreTold();
    void leavesKeepMeanAndMeanSquare();
    void estimatesFollowDrift_data();
    void estimatesFollowDrift();
    void relativeErrorsAreEstimatedDirectly();
    void bandShrinksWithTheRows();
    void theSameRowsGiveTheSameEstimate();
    void tooFewLabelledRowsAreRefused();
    void classifierInAFile();
    void oneProbabilityColumnAndNumbersAsLevels();
    void regressionInAFileWithNewLevelsAndHoles();
    void mistakesAreNamed();
    void realOccupancyIsEstimatedWithinItsBand();
};

void tst_Estimate::isotonicRegressionIsSklearns()
{
    const Values x{.1, .2, .2, .3, .35, .4, .5, .6, .7, .7, .8, .9};
    const Values y{0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1};
    const IsotonicRegression regression(x, y);
    const Values at{0, .1, .15, .2, .25, .33, .38, .45, .55, .65, .75, .95};
    const Values expected{0, 0, .125, .25, .25, .25, .5, 2.0 / 3, 2.0 / 3, 5.0 / 6, 1, 1};
    for (std::size_t i = 0; i < at.size(); ++i)
        QVERIFY2(agrees(regression(at[i]), expected[i]), qPrintable(QString::number(at[i])));
    QCOMPARE(IsotonicRegression()(0.37), 0.37);
    QCOMPARE(IsotonicRegression(Values{0.5, 0.5}, Values{0, 1})(0.1), 0.5);
    QVERIFY(agrees(IsotonicRegression(Values{1, 2, 3}, Values{3, 2, 1})(2.5), 2)); // all of it violates
}

void tst_Estimate::calibrationErrorIsTheMeanDistance()
{
    QCOMPARE(calibrationError(Values{0, 0, 1, 1}, {false, false, true, true}), 0.0);
    QVERIFY(agrees(calibrationError(Values(20, 0.5), std::vector<bool>(20, true)), 0.5));
    QCOMPARE(calibrationError({}, {}), 0.0);
    QVERIFY(agrees(calibrationError(Values{0.3}, {true}), 0.7));
}

void tst_Estimate::calibrationIsFittedOnlyWhereItHelps()
{
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> uniform;
    Values honest;
    Values boastful;
    std::vector<bool> isEvent;
    for (int i = 0; i < 20'000; ++i) {
        const double p = uniform(random);
        honest.push_back(p);
        boastful.push_back(p * p);
        isEvent.push_back(uniform(random) < p);
    }
    const Calibration calibration = Calibration::fit(boastful, isEvent);
    QVERIFY(!calibration.isIdentity());
    for (const double p : {0.1, 0.3, 0.5, 0.7, 0.9})
        QVERIFY(std::abs(calibration(p * p) - p) < 0.05);
    QVERIFY(std::abs(Calibration::fit(honest, isEvent)(0.4) - 0.4) < 0.05);
    QVERIFY(Calibration::fit(Values{0.1, 0.9}, {true, true}).isIdentity()); // one outcome only
    QVERIFY(Calibration::fit(Values{0.1, 0.2, 0.8, 0.9}, {false, false, true, true}).isIdentity()); // perfect
}

void tst_Estimate::expectedRowsSumToTheRows()
{
    for (const int levels : {2, 4}) {
        const EstimateRows reference = classified(3000, 0, 1, levels);
        const auto estimator = fitEstimator(reference);
        QVERIFY(estimator);
        QCOMPARE((*estimator)->method(), u"cbpe"_s);
        EstimateRows rows = classified(500, 0.5, 2, levels);
        rows.estimateLevel[7] = -1;
        rows.probabilities[std::size_t(20 * levels)] = absent;
        const MeasuredRows expected = (*estimator)->expected(rows, 0, rows.size());
        QVERIFY(agrees(std::accumulate(expected.weights.begin(), expected.weights.end(), 0.0), 498));
        std::uint64_t state = 5;
        const std::vector<std::size_t> which{1, 7, 20, 3};
        QCOMPARE((*estimator)->drawn(rows, which, state).truthLevel.size(), std::size_t(2));
    }
}

void tst_Estimate::expectedAccuracyIsTheMeanProbability()
{
    // Probabilities that are honest: what is expected follows from them alone.
    EstimateRows rows = classified(5000, 0, 1);
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> uniform;
    double sure = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const double p = 0.05 + 0.9 * double(row) / 5000;
        rows.probabilities[2 * row] = p;
        rows.probabilities[2 * row + 1] = 1 - p;
        rows.estimateLevel[row] = p >= 0.5 ? 0 : 1;
        rows.truthLevel[row] = uniform(random) < p ? 0 : 1;
        sure += std::max(p, 1 - p) / 5000;
    }
    const auto estimation = PerformanceEstimation::fit(rows, {u"accuracy"_s}, {});
    QVERIFY(estimation);
    const EstimatedValue value = estimation->values({u"accuracy"_s}, rows, 0, rows.size()).first();
    QVERIFY(std::abs(value.value - sure) < 0.01);
    QVERIFY(value.low < sure && sure < value.high);
    QCOMPARE(value.estimator, u"binary"_s);
}

void tst_Estimate::errorsThatAreAlikeGiveOneLeaf()
{
    EstimateRows rows = regressed(5000, 0, 1);
    std::mt19937_64 random(2);
    std::normal_distribution<double> normal;
    Values errors;
    Values sizes;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        errors.push_back(normal(random));
        sizes.push_back(std::abs(errors.back()));
    }
    QCOMPARE(ErrorTree(FeatureBins(rows, sizes), rows, errors).leafCount(), std::size_t(1));
    const Values zero(rows.size(), 0.0);
    const ErrorTree perfect(FeatureBins(rows, zero), rows, zero);
    QCOMPARE(perfect.leafCount(), std::size_t(1));
    QCOMPARE(perfect.points(0).front(), 0.0);
}

void tst_Estimate::errorsThatDifferAreTold()
{
    const EstimateRows rows = regressed(8000, 0, 1);
    Values errors;
    Values sizes;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        errors.push_back(rows.truth[row] - rows.estimate[row]);
        sizes.push_back(std::abs(errors.back()));
    }
    const ErrorTree tree(FeatureBins(rows, sizes), rows, errors);
    QVERIFY(tree.leafCount() > 4);
    EstimateRows asked;
    asked.isCategory = rows.isCategory;
    asked.features = {{0, 2.5, 0, 0, absent}, {0, 0, 1, 99, 0}, {0, 0, 0, 0, 0}}; // 99 was never seen
    asked.estimate = {10, 12.5, 10, 10, 10};
    const std::vector<int> leaves = tree.leaves(asked);
    const auto meanSize = [&](std::size_t row) {
        double sum = 0;
        for (const double point : tree.points(leaves[row]))
            sum += std::abs(point);
        return sum / double(tree.points(leaves[row]).size());
    };
    const auto mean = [&](std::size_t row) {
        const Values &points = tree.points(leaves[row]);
        return std::accumulate(points.begin(), points.end(), 0.0) / double(points.size());
    };
    QVERIFY(meanSize(1) > 3 * meanSize(0)); // E|e| is 0.24 and 2.2
    QVERIFY(mean(2) > 0.7 && std::abs(mean(0)) < 0.3);
}

void tst_Estimate::leavesKeepMeanAndMeanSquare()
{
    std::mt19937_64 random(2);
    std::student_t_distribution<double> heavy(3);
    for (const std::size_t count : {5, 24, 25, 1000, 4321}) {
        EstimateRows rows;
        rows.estimate.assign(count, 1);
        Values errors;
        for (std::size_t i = 0; i < count; ++i)
            errors.push_back(0.3 + heavy(random));
        const ErrorTree tree(FeatureBins(rows, errors), rows, errors);
        const auto moments = [](const Values &values) {
            double mean = 0;
            double square = 0;
            for (const double value : values) {
                mean += value / double(values.size());
                square += value * value / double(values.size());
            }
            return std::pair{mean, square};
        };
        QVERIFY(agrees(moments(tree.points(0)).first, moments(errors).first));
        QVERIFY(agrees(moments(tree.points(0)).second, moments(errors).second));
        QVERIFY(tree.points(0).size() <= 24);
    }
}

void tst_Estimate::estimatesFollowDrift_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<int>("levels"); // 0: regression
    for (const char *metric :
         {"accuracy", "f_meas", "precision", "recall", "kap", "mcc", "roc_auc", "brier_class", "mn_log_loss"})
        QTest::addRow("%s of two", metric) << QString::fromLatin1(metric) << 2;
    for (const char *metric : {"accuracy", "f_meas", "precision", "kap", "roc_auc"})
        QTest::addRow("%s of four", metric) << QString::fromLatin1(metric) << 4;
    for (const char *metric : {"rmse", "mae", "mse", "rsq", "rsq_trad", "msd", "mape", "smape"})
        QTest::addRow("%s", metric) << QString::fromLatin1(metric) << 0;
}

void tst_Estimate::estimatesFollowDrift()
{
    QFETCH(QString, metric);
    QFETCH(int, levels);
    const Coverage result =
        levels > 0 ? coverage(classified(8000, 0, 1, levels), metric,
                              [&](int i) { return classified(700, 0.016 * i, 100U + unsigned(i), levels); })
                   : coverage(regressed(8000, 0, 1), metric,
                              [&](int i) { return regressed(700, 0.016 * i, 100U + unsigned(i)); });
    // 95 % of 25, with room for chance; where drift leads beyond the reference, estimates may be worse.
    QVERIFY2(
        result.inside >= 20,
        qPrintable(u"%1 of %2 inside, worst %3"_s.arg(result.inside).arg(result.total).arg(result.worst)));
    QVERIFY(result.worst > 0.2); // and the band is not as wide as a barn
}

void tst_Estimate::relativeErrorsAreEstimatedDirectly()
{
    EstimateRows rows = regressed(2000, 0, 1);
    rows.truth[5] = 0; // no percentage
    const auto estimation = PerformanceEstimation::fit(rows, {u"mape"_s, u"rmsle"_s}, {});
    QVERIFY(estimation);
    estimation->estimator().prepare(rows);
    const EstimatedValue mape = estimation->values({u"mape"_s}, rows, 0, rows.size()).first();
    QVERIFY(std::isnan(mape.value));
    QVERIFY(!mape.why.isEmpty());
    const EstimatedValue rmsle = estimation->values({u"rmsle"_s}, rows, 0, rows.size()).first();
    QVERIFY(rmsle.value > 0.05 && rmsle.low < rmsle.value && rmsle.value < rmsle.high);
}

void tst_Estimate::bandShrinksWithTheRows()
{
    const auto estimation = PerformanceEstimation::fit(classified(5000, 0, 1), {u"accuracy"_s}, {});
    QVERIFY(estimation);
    const EstimateRows rows = classified(20'000, 0.1, 2);
    const EstimatedValue few = estimation->values({u"accuracy"_s}, rows, 0, 100).first();
    const EstimatedValue many = estimation->values({u"accuracy"_s}, rows, 0, 20'000).first();
    QVERIFY(few.high - few.low > 3 * (many.high - many.low));
}

void tst_Estimate::theSameRowsGiveTheSameEstimate()
{
    const EstimateRows reference = regressed(3000, 0, 1);
    EstimateRows rows = regressed(500, 0.3, 2);
    const auto first = PerformanceEstimation::fit(reference, {u"rmse"_s}, {});
    const auto second = PerformanceEstimation::fit(reference, {u"rmse"_s}, {});
    first->estimator().prepare(rows);
    const EstimatedValue a = first->values({u"rmse"_s}, rows, 0, rows.size()).first();
    const EstimatedValue b = second->values({u"rmse"_s}, rows, 0, rows.size()).first();
    QCOMPARE(a.value, b.value);
    QCOMPARE(a.low, b.low);
}

void tst_Estimate::tooFewLabelledRowsAreRefused()
{
    EstimateRows few = classified(40, 0, 1);
    for (std::size_t row = 0; row < 20; ++row)
        few.truthLevel[row] = -1;
    const auto classes = PerformanceEstimation::fit(few, {u"accuracy"_s}, {});
    QVERIFY(!classes);
    QVERIFY(classes.error().message.contains(u"20 rows"));
    QVERIFY(!PerformanceEstimation::fit(regressed(99, 0, 1), {u"rmse"_s}, {}));
    QVERIFY(PerformanceEstimation::fit(regressed(100, 0, 1), {u"rmse"_s}, {})); // too few to leave any out
    QVERIFY(!PerformanceEstimation::fit(regressed(500, 0, 1), {u"accuracy"_s}, {}));
}

void tst_Estimate::classifierInAFile()
{
    const auto lines = [](const EstimateRows &rows, bool withTruth) {
        QStringList result{u"date,truth,pred,prob_a,prob_b"_s};
        for (std::size_t row = 0; row < rows.size(); ++row)
            result << u"%1,%2,%3,%4,%5"_s
                          .arg(QDate(2024, 1, 1).addDays(qint64(row) / 100).toString(Qt::ISODate),
                               withTruth && row < 3000 ? rows.levels[rows.truthLevel[row]] : QString(),
                               rows.levels[rows.estimateLevel[row]])
                          .arg(rows.probabilities[2 * row], 0, 'g', 17)
                          .arg(rows.probabilities[2 * row + 1], 0, 'g', 17);
        return result;
    };
    QTemporaryDir folder;
    const Dataset reference = written(folder, u"reference.csv"_s, lines(classified(3000, 0, 1), true));
    const Dataset data = written(folder, u"data.csv"_s, lines(classified(9000, 0.3, 2), true));
    EstimateRequest request;
    request.roles = guessRoles(reference.columns());
    QCOMPARE(request.roles.probabilities.size(), 2);
    request.metrics = QStringList{u"accuracy"_s, u"roc_auc"_s};
    const auto report = estimateOverTime(reference, data, request);
    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(report->method, u"cbpe"_s);
    QVERIFY(report->description.contains(u"calibrated on the reference"));
    const QList<EstimatedPoint> &points = report->series.first().points;
    QCOMPARE(points.size(), 3);
    QCOMPARE(points[0].n, 3100);
    QCOMPARE(points[0].labelled, 3000);
    QCOMPARE(points[1].labelled, 0);
    QVERIFY(std::isnan(points[1].realised.value));
    QVERIFY(points[0].realised.value > points[0].estimated.low);
    QVERIFY(points[0].realised.value < points[0].estimated.high);
    QVERIFY(points[2].estimated.low < points[2].estimated.value);
    QCOMPARE(points[1].start, QDateTime(QDate(2024, 2, 1), QTime(0, 0), Qt::UTC));
}

void tst_Estimate::oneProbabilityColumnAndNumbersAsLevels()
{
    QTemporaryDir folder;
    const EstimateRows rows = classified(400, 0, 1);
    QStringList lines{u"y,p"_s};
    for (std::size_t row = 0; row < rows.size(); ++row)
        lines << u"%1,%2"_s.arg(rows.truthLevel[row]).arg(rows.probabilities[2 * row + 1], 0, 'g', 17);
    const Dataset dataset = written(folder, u"rows.csv"_s, lines);
    EstimateRequest request;
    request.roles.truth = u"y"_s;
    request.roles.probabilities = {{u"1"_s, u"p"_s}};
    request.metrics = QStringList{u"accuracy"_s};
    const auto report = estimateOverTime(dataset, dataset, request);
    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    const EstimatedPoint point = report->series.first().points.first();
    MetricEvaluation evaluation(rows.measured(), {});
    QCOMPARE(point.realised.value, evaluation.value(u"accuracy"_s).value); // the most probable level
    QCOMPARE(point.n, 400);
    QVERIFY(!point.start.isValid());
}

void tst_Estimate::regressionInAFileWithNewLevelsAndHoles()
{
    const auto lines = [](const EstimateRows &rows, const QString &newLevel) {
        QStringList result{u"time,x,g,z,truth,pred"_s};
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const double x = rows.features[0][row];
            const QString level =
                row % 10 == 3 && !newLevel.isEmpty() ? newLevel : u"g%1"_s.arg(rows.features[1][row]);
            result << u"%1,%2,%3,%4,%5,%6"_s
                          .arg(QDate(2024, 1, 1).addDays(qint64(row) / 100).toString(Qt::ISODate),
                               std::isnan(x) ? QString() : QString::number(x, 'g', 17), level)
                          .arg(rows.features[2][row])
                          .arg(rows.truth[row], 0, 'g', 17)
                          .arg(rows.estimate[row], 0, 'g', 17);
        }
        return result;
    };
    QTemporaryDir folder;
    const Dataset reference = written(folder, u"reference.csv"_s, lines(regressed(5000, 0, 1), {}));
    QStringList data = lines(regressed(6000, 0.4, 2), u"new"_s);
    data[10] = u"2024-01-01,1,g1,1,5,"_s; // no prediction
    EstimateRequest request;
    request.roles = guessRoles(reference.columns());
    const auto report = estimateOverTime(reference, written(folder, u"data.csv"_s, data), request);
    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(report->method, u"dle"_s);
    QCOMPARE(report->series.size(), 3); // rmse, rsq, mae
    for (const EstimatedSeries &series : report->series) {
        QCOMPARE(series.points.size(), 2);
        for (const EstimatedPoint &point : series.points)
            QVERIFY2(point.realised.value > point.estimated.low &&
                         point.realised.value < point.estimated.high,
                     qPrintable(series.metric));
    }
}

void tst_Estimate::mistakesAreNamed()
{
    QTemporaryDir folder;
    const Dataset classes =
        written(folder, u"classes.csv"_s, {u"truth,pred"_s, u"a,a"_s, u"b,a"_s, u"c,a"_s});
    EstimateRequest request;
    request.roles = guessRoles(classes.columns());
    const auto messageOf = [&](const Dataset &dataset) {
        const auto report = estimateOverTime(dataset, dataset, request);
        return report ? QString() : report.error().message;
    };
    QVERIFY(messageOf(classes).contains(u"--prob"));
    request.roles = {};
    QVERIFY(messageOf(classes).contains(u"--estimate"));
    const Dataset oneOfThree =
        written(folder, u"one.csv"_s, {u"truth,p"_s, u"a,0.5"_s, u"b,0.1"_s, u"c,0.2"_s});
    request.roles.truth = u"truth"_s;
    request.roles.probabilities = {{u"a"_s, u"p"_s}};
    QVERIFY(messageOf(oneOfThree).contains(u"There are 3 levels (a, b, c), but probabilities of 1"));
    request.roles = {};
    request.roles.estimate = u"p"_s;
    QVERIFY(messageOf(oneOfThree).contains(u"--truth"));
}

void tst_Estimate::realOccupancyIsEstimatedWithinItsBand()
{
    VT_NEED_SHARED(path, u"monitoring/reference/occupancy_scored.csv"_s);
    const Csv csv = readCsv(path);
    QTemporaryDir folder;
    // Rows that the model was not trained on: odd ones are the reference, even ones the data.
    QStringList reference{csv.header.join(u',')};
    QStringList data = reference;
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        if (csv.at(row, u"split"_s) != u"reference")
            (row % 2 ? reference : data) << csv.rows[row].join(u',');
    }
    EstimateRequest request;
    const Dataset labelled = written(folder, u"reference.csv"_s, reference);
    request.roles = guessRoles(labelled.columns());
    request.roles.time.clear();
    request.roles.truth = u"truth"_s;
    request.roles.estimate = u"pred"_s;
    request.roles.probabilities = {{u"1"_s, u"prob1"_s}};
    request.metrics = QStringList{u"accuracy"_s, u"roc_auc"_s, u"f_meas"_s, u"precision"_s, u"brier_class"_s};
    const auto report = estimateOverTime(labelled, written(folder, u"data.csv"_s, data), request);
    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    for (const EstimatedSeries &series : report->series) {
        const EstimatedPoint point = series.points.first();
        qInfo("%s of %lld rows: %.4f (%.4f to %.4f), realised %.4f", qPrintable(series.metric), point.n,
              point.estimated.value, point.estimated.low, point.estimated.high, point.realised.value);
        QVERIFY(point.realised.value >= point.estimated.low && point.realised.value <= point.estimated.high);
    }
}

QTEST_GUILESS_MAIN(tst_Estimate)
#include "tst_estimate.moc"
