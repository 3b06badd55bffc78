// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric against the values of yardstick and scikit-learn on real data, and its edges by hand.
#include "core/monitor/measure.h"
#include "core/monitor/metric/curve.h"
#include "core/monitor/metric/evaluation.h"
#include "core/monitor/metric/numeric.h"
#include "core/monitor/metric/sortscores.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QHash>
#include <QTest>

#include <numeric>
#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

// Columns of a scored file.
struct Scored {
    QString name;
    std::vector<qint64> times;
    std::vector<double> truth;
    std::vector<double> estimate;
    std::vector<int> truthLevel;
    std::vector<int> estimateLevel;
    std::vector<double> probabilities;
    QStringList levels;

    MetricRows rows() const
    {
        MetricRows rows;
        rows.truth = truth;
        rows.estimate = estimate;
        rows.truthLevel = truthLevel;
        rows.estimateLevel = estimateLevel;
        rows.probabilities = probabilities;
        rows.levels = rows.columns = static_cast<int>(levels.size());
        if (levels.isEmpty())
            rows.columns = 0;
        return rows;
    }
};

qint64 dayMs(const QString &text)
{
    return QDateTime(QDate::fromString(text.left(10), Qt::ISODate), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
}

Scored readScored(const QString &path, const QString &truth, const QString &estimate,
                  const QStringList &levels, const QStringList &probabilities = {})
{
    const Csv csv = readCsv(path);
    Scored scored;
    scored.levels = levels;
    const bool dated = csv.header.contains(u"date"_s);
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        scored.times.push_back(dated ? dayMs(csv.at(row, u"date"_s)) : 0);
        if (levels.isEmpty()) {
            scored.truth.push_back(number(csv.at(row, truth)));
            scored.estimate.push_back(number(csv.at(row, estimate)));
            continue;
        }
        scored.truthLevel.push_back(static_cast<int>(levels.indexOf(csv.at(row, truth))));
        scored.estimateLevel.push_back(static_cast<int>(levels.indexOf(csv.at(row, estimate))));
        for (const QString &column : probabilities)
            scored.probabilities.push_back(number(csv.at(row, column)));
    }
    return scored;
}

Periods periodsOf(const QString &name, qint64 first)
{
    Periods periods;
    if (name == u"day")
        periods.unit = PeriodUnit::Day;
    else if (name == u"week_iso_monday")
        periods.unit = PeriodUnit::IsoWeek;
    else if (name == u"week_warp" || name == u"week_epoch_thursday")
        periods.unit = PeriodUnit::Week;
    else if (name == u"month")
        periods.unit = PeriodUnit::Month;
    else if (name == u"quarter")
        periods.unit = PeriodUnit::Quarter;
    else if (name == u"7d_from_first")
        periods = windowsFrom(QDateTime::fromMSecsSinceEpoch(first, Qt::UTC), 7 * 86400);
    else {
        periods.unit = PeriodUnit::Year; // "all": one period
        periods.every = 10'000;
    }
    return periods;
}

struct Setting {
    QString metric;
    MetricOptions options;
    double scale = 1;
};

Setting yardstickSetting(const QString &metric, const QString &estimator)
{
    Setting setting{metric, {}, 1};
    if (estimator == u"macro")
        setting.options.averaging = Averaging::Macro;
    else if (estimator == u"macro_weighted")
        setting.options.averaging = Averaging::MacroWeighted;
    else if (estimator == u"micro")
        setting.options.averaging = Averaging::Micro;
    else if (estimator == u"hand_till")
        setting.options.averaging = Averaging::HandTill;
    if (metric == u"ccc_bias_TRUE") {
        setting.metric = u"ccc"_s;
        setting.options.biased = true;
    } else if (metric == u"huber_loss_delta10") {
        setting.metric = u"huber_loss"_s;
        setting.options.huberDelta = 10;
    } else if (metric == u"kap_linear" || metric == u"kap_quadratic") {
        setting.metric = u"kap"_s;
        setting.options.kappa = metric == u"kap_linear" ? KappaWeights::Linear : KappaWeights::Quadratic;
    }
    return setting;
}

// scikit-learn's names in the reference file; nullopt for what is not a metric of ours (counts, spellings).
std::optional<Setting> sklearnSetting(const QString &name)
{
    static const QHash<QString, std::pair<QString, double>> plain{
        {u"rmse"_s, {u"rmse"_s, 1}},
        {u"mse"_s, {u"mse"_s, 1}},
        {u"mae"_s, {u"mae"_s, 1}},
        {u"median_ae"_s, {u"median_ae"_s, 1}},
        {u"max_error"_s, {u"max_error"_s, 1}},
        {u"me_truth_minus_estimate"_s, {u"msd"_s, 1}},
        {u"rsq_trad"_s, {u"rsq_trad"_s, 1}},
        {u"rsq_cor2"_s, {u"rsq"_s, 1}},
        {u"explained_variance"_s, {u"explained_variance"_s, 1}},
        {u"mape_pct"_s, {u"mape"_s, 1}},
        {u"mape_sklearn_fraction"_s, {u"mape"_s, 1}},
        {u"mpe_pct"_s, {u"mpe"_s, 1}},
        {u"smape_pct"_s, {u"smape"_s, 1}},
        {u"ccc_unbiased"_s, {u"ccc"_s, 1}},
        {u"ccc_biased_lin1989"_s, {u"ccc"_s, 1}},
        {u"huber_delta1"_s, {u"huber_loss"_s, 1}},
        {u"huber_pseudo_delta1"_s, {u"huber_loss_pseudo"_s, 1}},
        {u"huber_delta10"_s, {u"huber_loss"_s, 1}},
        {u"huber_pseudo_delta10"_s, {u"huber_loss_pseudo"_s, 1}},
        {u"rmsle"_s, {u"rmsle"_s, 1}},
        {u"mean_pinball_q90"_s, {u"pinball_loss"_s, 1}},
        {u"mean_poisson_deviance"_s, {u"poisson_deviance"_s, 1}},
        {u"d2_absolute_error"_s, {u"d2_absolute_error"_s, 1}},
        {u"accuracy"_s, {u"accuracy"_s, 1}},
        {u"balanced_accuracy_sklearn"_s, {u"bal_accuracy"_s, 1}},
        {u"mcc"_s, {u"mcc"_s, 1}},
        {u"kappa"_s, {u"kap"_s, 1}},
        {u"kappa_linear"_s, {u"kap"_s, 1}},
        {u"kappa_quadratic"_s, {u"kap"_s, 1}},
        {u"roc_auc_ovr_macro"_s, {u"roc_auc"_s, 1}},
        {u"roc_auc_ovo_macro"_s, {u"roc_auc"_s, 1}},
        {u"roc_auc_ovr_weighted"_s, {u"roc_auc"_s, 1}},
        {u"log_loss"_s, {u"mn_log_loss"_s, 1}},
        {u"brier_multiclass_sum"_s, {u"brier_class"_s, 1}},
        {u"brier_multiclass_half"_s, {u"brier_class"_s, 0.5}},
        {u"top2_accuracy"_s, {u"top2_accuracy"_s, 1}},
        {u"roc_auc"_s, {u"roc_auc"_s, 1}},
        {u"average_precision"_s, {u"average_precision"_s, 1}},
        {u"pr_auc_trapezoid_sklearn"_s, {u"pr_auc"_s, 1}},
        {u"brier"_s, {u"brier_class"_s, 1}},
        {u"ece_10_equal_width"_s, {u"ece"_s, 1}},
        {u"ks_separation"_s, {u"ks_separation"_s, 1}},
        {u"specificity_pos1"_s, {u"spec"_s, 1}},
        {u"npv_pos1"_s, {u"npv"_s, 1}},
        {u"j_index"_s, {u"j_index"_s, 1}},
        {u"detection_prevalence"_s, {u"detection_prevalence"_s, 1}},
        {u"precision_binary_pos1"_s, {u"precision"_s, 1}},
        {u"recall_binary_pos1"_s, {u"recall"_s, 1}},
        {u"f1_binary_pos1"_s, {u"f_meas"_s, 1}},
        {u"precision_binary_pos0"_s, {u"precision"_s, 1}},
        {u"recall_binary_pos0"_s, {u"recall"_s, 1}},
        {u"f1_binary_pos0"_s, {u"f_meas"_s, 1}},
    };
    Setting setting;
    setting.options.convention = name.endsWith(u"_pct") ? Convention::Yardstick : Convention::Sklearn;
    setting.options.event = name.endsWith(u"pos0") ? EventLevel::Second : EventLevel::First;
    setting.options.biased = name == u"ccc_biased_lin1989";
    setting.options.huberDelta = name.endsWith(u"delta10") ? 10 : 1;
    setting.options.quantile = name == u"mean_pinball_q90" ? 0.9 : 0.5;
    setting.options.beta = name.startsWith(u"fbeta2") ? 2 : 1;
    if (name.startsWith(u"kappa_"))
        setting.options.kappa = name == u"kappa_linear" ? KappaWeights::Linear : KappaWeights::Quadratic;
    if (name.startsWith(u"roc_auc_ov"))
        setting.options.averaging = name.contains(u"ovo")        ? Averaging::HandTill
                                    : name.endsWith(u"weighted") ? Averaging::MacroWeighted
                                                                 : Averaging::Macro;
    if (const auto found = plain.constFind(name); found != plain.constEnd()) {
        setting.metric = found->first;
        setting.scale = found->second;
        return setting;
    }
    static const QHash<QString, QString> families{{u"precision"_s, u"precision"_s},
                                                  {u"recall"_s, u"recall"_s},
                                                  {u"f1"_s, u"f_meas"_s},
                                                  {u"fbeta2"_s, u"f_meas"_s},
                                                  {u"jaccard"_s, u"jaccard"_s}};
    static const QHash<QString, Averaging> averages{{u"macro"_s, Averaging::Macro},
                                                    {u"micro"_s, Averaging::Micro},
                                                    {u"weighted"_s, Averaging::MacroWeighted}};
    const QStringList parts = name.split(u'_');
    if (parts.size() != 2 || !families.contains(parts[0]) || !averages.contains(parts[1]))
        return std::nullopt;
    setting.metric = families[parts[0]];
    setting.options.averaging = averages[parts[1]];
    return setting;
}

// Expected values of one data set and period by metric, then by first day.
using Expected = QHash<QPair<QString, QString>, QHash<QString, std::pair<qint64, double>>>;

QHash<QPair<QString, QString>, Expected> readExpected(const QString &path)
{
    QHash<QPair<QString, QString>, Expected> all;
    const Csv csv = readCsv(path);
    const bool withEstimator = csv.header.contains(u"estimator"_s);
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        const QString start = csv.at(row, u"start"_s).left(10);
        all[{csv.at(row, u"dataset"_s), csv.at(row, u"period"_s)}]
           [{csv.at(row, u"metric"_s), withEstimator ? csv.at(row, u"estimator"_s) : QString()}]
               .insert(start, {csv.at(row, u"n"_s).toLongLong(), number(csv.at(row, u"value"_s))});
    }
    return all;
}

MetricRows binary(const std::vector<int> &truth, const std::vector<double> &probabilities)
{
    MetricRows rows;
    rows.truthLevel = truth;
    rows.estimateLevel = truth;
    rows.probabilities = probabilities;
    rows.levels = 2;
    rows.columns = 1;
    return rows;
}

} // namespace

class tst_Metric final : public QObject
{
    Q_OBJECT
private slots:
    void yardstickOnItsFixtures();
    void yardstickOnRealData_data();
    void yardstickOnRealData();
    void sklearnOnRealData_data();
    void sklearnOnRealData();
    void everyListedMetricCanBeComputed();
    void momentsMergeToTheSameMetrics();
    void weightsActLikeRepeatedRows();
    void edgesOfNumbers();
    void edgesOfClasses();
    void edgesOfProbabilities();
    void tiesDoNotDependOnOrder();
    void scoresAreSortedLikeAnyNumbers();
    void giniOfAPerfectOrderIsOne();
    void costsAreTakenFromTheMatrix();

private:
    void compareSeries(
        const Scored &data, const QString &period, const Expected &expected,
        const std::function<std::optional<Setting>(const QPair<QString, QString> &)> &settingOf);
};

void tst_Metric::yardstickOnItsFixtures()
{
    VT_NEED_SHARED(expectedPath, u"monitoring/yardstick_expected.csv"_s);
    VT_NEED_SHARED(folder, u"monitoring"_s);
    QHash<QString, Scored> sets;
    sets[u"numeric"_s] = readScored(folder + u"/fix_numeric.csv"_s, u"truth"_s, u"estimate"_s, {});
    sets[u"binary"_s] =
        readScored(folder + u"/fix_binary.csv"_s, u"truth"_s, u"estimate"_s, {u"Yes"_s, u"No"_s}, {u"Yes"_s});
    sets[u"multiclass"_s] = readScored(folder + u"/fix_multiclass.csv"_s, u"truth"_s, u"estimate"_s,
                                       {u"a"_s, u"b"_s, u"c"_s}, {u"a"_s, u"b"_s, u"c"_s});
    const Csv csv = readCsv(expectedPath);
    QVERIFY(csv.rows.size() > 60);
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        const QString set = csv.at(row, u"set"_s);
        const bool second = set == u"binary_second";
        Setting setting = yardstickSetting(csv.at(row, u".metric"_s), csv.at(row, u".estimator"_s));
        MetricRows rows = sets[second ? u"binary"_s : set].rows();
        if (second)
            setting.options.event = EventLevel::Second;
        if (rows.levels == 2)
            rows.columns = 1;
        MetricEvaluation evaluation(rows, setting.options);
        const MetricValue value = evaluation.value(setting.metric);
        const double expected = number(csv.at(row, u".estimate"_s));
        QVERIFY2(
            agrees(value.value, expected),
            qPrintable(u"%1 %2 %3: %4 instead of %5"_s.arg(set, setting.metric, csv.at(row, u".estimator"_s))
                           .arg(value.value, 0, 'g', 17)
                           .arg(expected, 0, 'g', 17)));
        QCOMPARE(value.estimator, csv.at(row, u".estimator"_s));
    }
}

void tst_Metric::compareSeries(
    const Scored &data, const QString &period, const Expected &expected,
    const std::function<std::optional<Setting>(const QPair<QString, QString> &)> &settingOf)
{
    const Periods periods = periodsOf(period, data.times.front());
    int compared = 0;
    QStringList wrong;
    for (auto metric = expected.begin(); metric != expected.end(); ++metric) {
        const std::optional<Setting> setting = settingOf(metric.key());
        if (!setting)
            continue;
        const auto series = measure(data.times, data.rows(), {setting->metric}, periods, setting->options);
        QVERIFY2(series.has_value(), qPrintable(setting->metric));
        QHash<QString, MetricPoint> byDay;
        for (const MetricPoint &point : series->first().points) {
            byDay.insert(point.index.date().toString(Qt::ISODate), point);
            byDay.insert(point.start.date().toString(Qt::ISODate), point);
        }
        for (auto value = metric->begin(); value != metric->end(); ++value) {
            const MetricPoint point =
                value.key() == u"all" ? series->first().points.first() : byDay.value(value.key());
            // yardstick 1.3.1, which wrote the file, has no value for a rate below 0; 1.4 floors the rate.
            if (setting->metric == u"poisson_log_loss" && std::isnan(value->second))
                continue;
            ++compared;
            if (point.n == value->first && agrees(point.value * setting->scale, value->second))
                continue;
            wrong << u"%1/%2 %3: %4 (n %5) instead of %6 (n %7)"_s
                         .arg(metric.key().first, metric.key().second, value.key())
                         .arg(point.value * setting->scale, 0, 'g', 17)
                         .arg(point.n)
                         .arg(value->second, 0, 'g', 17)
                         .arg(value->first);
        }
    }
    QVERIFY(compared > 0);
    qInfo("%d values compared, %d differ", compared, int(wrong.size()));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.mid(0, 12).join(u'\n')));
}

namespace {

const QStringList seattleLevels{u"drizzle"_s, u"fog"_s, u"rain"_s, u"snow"_s, u"sun"_s};

Scored readByName(const QString &folder, const QString &name)
{
    const QString file = folder + u'/' + name;
    if (name == u"bike")
        return readScored(file + u"_scored.csv"_s, u"cnt"_s, u"pred"_s, {});
    if (name == u"chicago")
        return readScored(file + u"_scored.csv"_s, u"ridership"_s, u"pred"_s, {});
    if (name == u"solubility_test")
        return readScored(file + u".csv"_s, u"solubility"_s, u"prediction"_s, {});
    if (name == u"two_class_example")
        return readScored(file + u".csv"_s, u"truth"_s, u"predicted"_s, {u"Class1"_s, u"Class2"_s},
                          {u"Class1"_s, u"Class2"_s});
    return readScored(file + u"_scored.csv"_s, u"truth"_s, u"pred"_s, seattleLevels,
                      {u"p_drizzle"_s, u"p_fog"_s, u"p_rain"_s, u"p_snow"_s, u"p_sun"_s});
}

const Scored &scoredOf(const QString &folder, const QString &name)
{
    static QHash<QString, Scored> read;
    if (!read.contains(name))
        read.insert(name, readByName(folder, name));
    return *read.constFind(name);
}

void addRealData(const QStringList &bike, const QStringList &seattle)
{
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("period");
    for (const QString &period : bike)
        QTest::addRow("bike %s", qPrintable(period)) << u"bike"_s << period;
    for (const QString &period : seattle) {
        QTest::addRow("chicago %s", qPrintable(period)) << u"chicago"_s << period;
        QTest::addRow("seattle %s", qPrintable(period)) << u"seattle"_s << period;
    }
    QTest::newRow("solubility_test") << u"solubility_test"_s << u"all"_s;
    QTest::newRow("two_class_example") << u"two_class_example"_s << u"all"_s;
}

} // namespace

void tst_Metric::yardstickOnRealData_data()
{
    addRealData({u"all"_s, u"month"_s, u"week_iso_monday"_s, u"week_warp"_s},
                {u"all"_s, u"day"_s, u"month"_s, u"week_iso_monday"_s, u"week_warp"_s});
}

void tst_Metric::yardstickOnRealData()
{
    VT_NEED_SHARED(folder, u"monitoring/reference"_s);
    QFETCH(QString, data);
    QFETCH(QString, period);
    static const auto expected = readExpected(folder + u"/metrics_yardstick.csv.gz"_s);
    QVERIFY(expected.contains({data, period}));
    compareSeries(scoredOf(folder, data), period, expected[{data, period}],
                  [](const QPair<QString, QString> &key) { return yardstickSetting(key.first, key.second); });
}

void tst_Metric::sklearnOnRealData_data()
{
    addRealData({u"all"_s, u"month"_s, u"quarter"_s, u"week_iso_monday"_s, u"week_epoch_thursday"_s,
                 u"7d_from_first"_s},
                {u"all"_s, u"day"_s, u"month"_s, u"quarter"_s, u"week_iso_monday"_s, u"week_epoch_thursday"_s,
                 u"7d_from_first"_s});
}

void tst_Metric::sklearnOnRealData()
{
    VT_NEED_SHARED(folder, u"monitoring/reference"_s);
    QFETCH(QString, data);
    QFETCH(QString, period);
    static const auto expected = readExpected(folder + u"/metrics_python.csv.gz"_s);
    QVERIFY(expected.contains({data, period}));
    compareSeries(scoredOf(folder, data), period, expected[{data, period}],
                  [](const QPair<QString, QString> &key) { return sklearnSetting(key.first); });
}

void tst_Metric::everyListedMetricCanBeComputed()
{
    const std::vector<double> truth{3, 5, 9, 2, 7};
    const std::vector<double> estimate{2, 6, 8, 4, 7};
    const std::vector<int> truthLevel{0, 1, 1, 0, 1};
    const std::vector<int> estimateLevel{0, 1, 0, 1, 1};
    const std::vector<double> probabilities{0.9, 0.2, 0.6, 0.4, 0.1};
    MetricRows numbers;
    numbers.truth = truth;
    numbers.estimate = estimate;
    MetricRows classes = binary(truthLevel, probabilities);
    classes.estimateLevel = estimateLevel;
    MetricEvaluation ofNumbers(numbers, {});
    MetricEvaluation ofClasses(classes, {});
    for (const MetricInfo &info : metricCatalogue()) {
        const bool numeric = checkMetrics({info.name}, false).has_value();
        QVERIFY2(numeric != checkMetrics({info.name}, true).has_value(), qPrintable(info.name));
        const MetricValue value = numeric ? ofNumbers.value(info.name) : ofClasses.value(info.name);
        QVERIFY2(std::isfinite(value.value), qPrintable(info.name + u": "_s + value.why));
        QVERIFY2(value.value >= info.lower && value.value <= info.upper, qPrintable(info.name));
        QVERIFY(!info.title.isEmpty());
    }
    QCOMPARE(metricInfo(u"own"_s).title, u"own"_s);
}

void tst_Metric::momentsMergeToTheSameMetrics()
{
    std::vector<double> truth;
    std::vector<double> estimate;
    for (int i = 0; i < 5000; ++i) {
        truth.push_back(1e6 + std::sin(i) * 10);
        estimate.push_back(1e6 + std::sin(i + 0.1) * 11);
    }
    NumericMoments whole;
    whole.parts = NumericMoments::All;
    whole.add(truth, estimate);
    NumericMoments merged;
    merged.parts = NumericMoments::All;
    for (std::size_t from = 0; from < truth.size(); from += 37) {
        const std::size_t count = std::min<std::size_t>(37, truth.size() - from);
        NumericMoments part;
        part.parts = NumericMoments::All;
        part.add(std::span(truth).subspan(from, count), std::span(estimate).subspan(from, count));
        merged.merge(part);
    }
    QCOMPARE(merged.n, whole.n);
    for (const MetricInfo &info : metricCatalogue()) {
        if (momentsPart(info.name)) {
            const double one = numericMetric(info.name, whole, {}).value;
            const double other = numericMetric(info.name, merged, {}).value;
            QVERIFY2(agrees(one, other), qPrintable(info.name));
        }
    }
}

void tst_Metric::weightsActLikeRepeatedRows()
{
    const std::vector<double> truth{3, 5, 9, 2};
    const std::vector<double> estimate{2, 6, 8, 4};
    const std::vector<double> weights{1, 2, 3, 1};
    const std::vector<double> longTruth{3, 5, 5, 9, 9, 9, 2};
    const std::vector<double> longEstimate{2, 6, 6, 8, 8, 8, 4};
    MetricRows weighted;
    weighted.truth = truth;
    weighted.estimate = estimate;
    weighted.weights = weights;
    MetricRows repeated;
    repeated.truth = longTruth;
    repeated.estimate = longEstimate;
    MetricEvaluation a(weighted, {});
    MetricEvaluation b(repeated, {});
    for (const QString &metric :
         {u"rmse"_s, u"mae"_s, u"rsq"_s, u"rsq_trad"_s, u"mape"_s, u"smape"_s, u"msd"_s, u"huber_loss"_s,
          u"iic"_s, u"gini_coef"_s, u"median_ae"_s, u"explained_variance"_s})
        QVERIFY2(agrees(a.value(metric).value, b.value(metric).value), qPrintable(metric));

    const std::vector<int> known{0, 1, 1, 0};
    const std::vector<double> p{0.9, 0.7, 0.2, 0.6};
    const std::vector<int> longKnown{0, 1, 1, 1, 1, 1, 0};
    const std::vector<double> longP{0.9, 0.7, 0.7, 0.2, 0.2, 0.2, 0.6};
    MetricRows x = binary(known, p);
    x.weights = weights;
    MetricEvaluation c(x, {});
    const MetricRows y = binary(longKnown, longP);
    MetricEvaluation d(y, {});
    for (const QString &metric :
         {u"roc_auc"_s, u"pr_auc"_s, u"average_precision"_s, u"gain_capture"_s, u"mn_log_loss"_s,
          u"brier_class"_s, u"ece"_s, u"ks_separation"_s, u"accuracy"_s})
        QVERIFY2(agrees(c.value(metric).value, d.value(metric).value), qPrintable(metric));
}

void tst_Metric::edgesOfNumbers()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto value = [](const std::vector<double> &truth, const std::vector<double> &estimate,
                          const QString &metric, const MetricOptions &options = {}) {
        MetricRows rows;
        rows.truth = truth;
        rows.estimate = estimate;
        return MetricEvaluation(rows, options).value(metric);
    };
    for (const QString &metric : {u"rmse"_s, u"rsq"_s, u"mape"_s, u"mase"_s, u"median_ae"_s}) {
        QVERIFY(std::isnan(value({}, {}, metric).value));
        QVERIFY(!value({}, {}, metric).why.isEmpty());
        QVERIFY(std::isnan(value({nan}, {1}, metric).value));
    }
    QCOMPARE(value({1, nan, 3}, {2, 5, nan}, u"mae"_s).value, 1.0);
    // A constant that is not exactly representable stays constant.
    QVERIFY(std::isnan(value({0.1, 0.1, 0.1}, {1, 2, 3}, u"rsq"_s).value));
    QVERIFY(std::isnan(value({1, 2, 3}, {0.1, 0.1, 0.1}, u"rsq"_s).value));
    QVERIFY(std::isinf(value({0, 1}, {1, 1}, u"mape"_s).value));
    QVERIFY(!value({0, 1}, {1, 1}, u"mape"_s).why.isEmpty());
    QVERIFY(std::isnan(value({0, 1}, {0, 1}, u"mape"_s).value));
    MetricOptions sklearn;
    sklearn.convention = Convention::Sklearn;
    // mean_absolute_percentage_error([0, 2], [1, 1])
    QCOMPARE(value({0, 2}, {1, 1}, u"mape"_s, sklearn).value, 2251799813685248.25);
    QCOMPARE(value({0, 1}, {0, 2}, u"mape"_s, sklearn).value, 0.5);
    QVERIFY(std::isnan(value({0, 1}, {0, 1}, u"smape"_s).value));
    QVERIFY(std::isnan(value({-1, 1}, {1, 1}, u"poisson_log_loss"_s).value));
    QVERIFY(std::isinf(value({1, 2}, {std::numeric_limits<double>::infinity(), 2}, u"mae"_s).value));
}

void tst_Metric::edgesOfClasses()
{
    const auto value = [](const std::vector<int> &truth, const std::vector<int> &estimate,
                          const QString &metric, Convention convention = Convention::Yardstick) {
        MetricRows rows;
        rows.truthLevel = truth;
        rows.estimateLevel = estimate;
        rows.levels = 2;
        MetricOptions options;
        options.convention = convention;
        return MetricEvaluation(rows, options).value(metric);
    };
    QVERIFY(std::isnan(value({}, {}, u"accuracy"_s).value));
    QVERIFY(std::isnan(value({-1}, {0}, u"accuracy"_s).value));
    QCOMPARE(value({0, -1, 1}, {0, 1, -1}, u"accuracy"_s).value, 1.0);
    QVERIFY(std::isnan(value({1, 1}, {1, 1}, u"precision"_s).value));
    QVERIFY(!value({1, 1}, {1, 1}, u"precision"_s).why.isEmpty());
    QCOMPARE(value({1, 1}, {1, 1}, u"precision"_s, Convention::Sklearn).value, 0.0);
    QVERIFY(std::isnan(value({1, 1}, {1, 1}, u"mcc"_s).value));
    QCOMPARE(value({1, 1}, {1, 1}, u"mcc"_s, Convention::Sklearn).value, 0.0);
    QVERIFY(std::isnan(value({1, 1}, {1, 1}, u"kap"_s).value));
    QCOMPARE(value({0, 1}, {1, 0}, u"f_meas"_s).value, 0.0);
}

void tst_Metric::edgesOfProbabilities()
{
    const std::vector<int> oneClass{0, 0};
    const std::vector<double> p{0.5, 0.6};
    const MetricRows constant = binary(oneClass, p);
    MetricEvaluation evaluation(constant, {});
    QVERIFY(std::isnan(evaluation.value(u"roc_auc"_s).value));
    QVERIFY(!evaluation.value(u"roc_auc"_s).why.isEmpty());
    QCOMPARE(evaluation.value(u"pr_auc"_s).value, 1.0);
    const std::vector<int> both{0, 1};
    const std::vector<double> certain{0.0, 1.0};
    const MetricRows wrong = binary(both, certain);
    const double worst = MetricEvaluation(wrong, {}).value(u"mn_log_loss"_s).value;
    QCOMPARE(worst, -std::log(std::numeric_limits<double>::epsilon()));
    MetricRows none = binary(both, {});
    none.probabilities = {};
    QVERIFY(std::isnan(MetricEvaluation(none, {}).value(u"roc_auc"_s).value));
}

void tst_Metric::scoresAreSortedLikeAnyNumbers()
{
    std::mt19937_64 random(5);
    for (const int count : {0, 1, 2, 100, 511, 512, 5000}) {
        std::vector<double> scores;
        for (int i = 0; i < count; ++i) {
            const double share = double(random() % 1000) / 1000;
            scores.push_back(i % 7 == 0 ? -share : i % 11 == 0 ? share * 1e300 : share);
        }
        if (count > 4)
            scores[1] = std::numeric_limits<double>::infinity(), scores[2] = -scores[1], scores[3] = -0.0;
        std::vector<double> expected = scores;
        std::sort(expected.begin(), expected.end(), std::greater<>());
        sortDescending(scores);
        QCOMPARE(scores, expected);
    }
    std::vector<double> same(1000, 0.25);
    sortDescending(same);
    QCOMPARE(same, std::vector<double>(1000, 0.25));
}

void tst_Metric::tiesDoNotDependOnOrder()
{
    const std::vector<double> scores{0.5, 0.5, 0.5, 0.5};
    QCOMPARE(RankCurve(scores, {true, true, false, false}).rocArea(), 0.5);
    QCOMPARE(RankCurve(scores, {false, false, true, true}).rocArea(), 0.5);
    QCOMPARE(RankCurve(scores, {false, true, false, true}).points().size(), 1U);
    const QList<ChartPoint> roc = rocChart(RankCurve(scores, {false, true, false, true}));
    QCOMPARE(roc.size(), 2);
    QCOMPARE(roc.last().x, 1.0);
    QCOMPARE(roc.last().y, 1.0);
}

void tst_Metric::giniOfAPerfectOrderIsOne()
{
    const std::vector<double> truth{1, 2, 3, 10};
    const std::vector<double> estimate{0.1, 0.2, 0.3, 0.4};
    const std::vector<double> reversed{4, 3, 2, 1};
    MetricRows rows;
    rows.truth = truth;
    rows.estimate = estimate;
    QCOMPARE(MetricEvaluation(rows, {}).value(u"gini_coef"_s).value, 1.0);
    rows.estimate = reversed;
    QCOMPARE(MetricEvaluation(rows, {}).value(u"gini_coef"_s).value, -1.0);
}

void tst_Metric::costsAreTakenFromTheMatrix()
{
    const std::vector<int> truth{0, 1};
    const std::vector<double> p{0.75, 0.25};
    const MetricRows rows = binary(truth, p);
    QCOMPARE(MetricEvaluation(rows, {}).value(u"classification_cost"_s).value, 0.25);
    MetricOptions options;
    options.costs = {0, 4, 2, 0};
    QCOMPARE(MetricEvaluation(rows, options).value(u"classification_cost"_s).value,
             (4 * 0.25 + 2 * 0.25) / 2);
    options.costs = {1};
    QVERIFY(std::isnan(MetricEvaluation(rows, options).value(u"classification_cost"_s).value));
    QCOMPARE(MetricEvaluation(rows, {}).value(u"ranked_prob_score"_s).value, 0.0625);
}

QTEST_GUILESS_MAIN(tst_Metric)
#include "tst_metric.moc"
