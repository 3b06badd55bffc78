// SPDX-License-Identifier: GPL-3.0-or-later
// The version × time matrix against measuring files in which the predictions are written down; what is
// cached, and what goes wrong.
#include "core/monitor/backtest/backtest.h"
#include "core/monitor/datasetmeasure.h"
#include "tests/core/monitor/reference.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <random>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;
using namespace Qt::StringLiterals;

namespace {

// A model that is a line through x; counts what it is asked.
class Line final : public Predictor
{
public:
    Line(double slope, std::shared_ptr<std::atomic<qint64>> asked, qint64 failsAt = -1)
        : m_slope(slope)
        , m_asked(std::move(asked))
        , m_failsAt(failsAt)
    {
    }
    const QList<PredictorColumn> &columns() const override { return m_columns; }
    bool isClassifier() const override { return false; }
    const QStringList &levels() const override { return m_levels; }
    Result<> predict(std::span<const Column *const> columns, std::size_t rows,
                     Predictions &predictions) const override
    {
        const qint64 before = m_asked->fetch_add(qint64(rows));
        if (m_failsAt >= 0 && before >= m_failsAt)
            return Error{Error::Code::Internal, u"The model refused row 7."_s, {}};
        predictions.estimate.type = ColumnType::Number;
        predictions.estimate.numbers.resize(rows);
        for (std::size_t row = 0; row < rows; ++row)
            predictions.estimate.numbers[row] = m_slope * columns[0]->numbers[row] + columns[1]->numbers[row];
        return {};
    }

private:
    double m_slope;
    std::shared_ptr<std::atomic<qint64>> m_asked;
    qint64 m_failsAt;
    QList<PredictorColumn> m_columns{{u"x"_s, ColumnType::Number}, {u"z"_s, ColumnType::Number}};
    QStringList m_levels;
};

// A classifier of three levels by x, with probabilities.
class Sorter final : public Predictor
{
public:
    explicit Sorter(double sharpness) : m_sharpness(sharpness) {}
    const QList<PredictorColumn> &columns() const override { return m_columns; }
    bool isClassifier() const override { return true; }
    const QStringList &levels() const override { return m_levels; }
    static std::array<double, 3> shares(double x, double sharpness)
    {
        std::array<double, 3> shares{std::exp(-sharpness * (x + 1)), 1, std::exp(sharpness * (x - 1))};
        const double sum = shares[0] + shares[1] + shares[2];
        for (double &share : shares)
            share /= sum;
        return shares;
    }
    Result<> predict(std::span<const Column *const> columns, std::size_t rows,
                     Predictions &predictions) const override
    {
        predictions.estimate = {.type = ColumnType::Text,
                                .numbers = {},
                                .times = {},
                                .codes = {},
                                .texts = {"low", "middle", "high"}};
        predictions.probabilities.assign(3, Column());
        for (std::size_t row = 0; row < rows; ++row) {
            const auto of = shares(columns[0]->numbers[row], m_sharpness);
            for (std::size_t level = 0; level < 3; ++level)
                predictions.probabilities[level].numbers.push_back(of[level]);
            predictions.estimate.codes.push_back(qint32(std::max_element(of.begin(), of.end()) - of.begin()));
        }
        return {};
    }

private:
    double m_sharpness;
    QList<PredictorColumn> m_columns{{u"x"_s, ColumnType::Number}};
    QStringList m_levels{u"low"_s, u"middle"_s, u"high"_s};
};

struct Written {
    double x = 0;
    double z = 0;
    double truth = 0;
    QString level;
    QDate date;
};

std::vector<Written> rowsOf(int days, unsigned seed = 1)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<Written> rows;
    for (int day = 0; day < days; ++day) {
        for (int i = 0; i < 10; ++i) {
            Written row;
            row.x = normal(random);
            row.z = normal(random);
            row.truth = 2 * row.x + row.z + 0.3 * normal(random);
            const auto shares = Sorter::shares(row.x, 1.5);
            const double u = std::generate_canonical<double, 53>(random);
            row.level = u < shares[0] ? u"low"_s : u < shares[0] + shares[1] ? u"middle"_s : u"high"_s;
            row.date = QDate(2024, 1, 1).addDays(day);
            rows.push_back(row);
        }
    }
    return rows;
}

QString number(double value)
{
    return QString::number(value, 'g', 17);
}

} // namespace

class tst_Backtest final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void matrixIsWhatMeasuringPredictionsGives_data();
    void matrixIsWhatMeasuringPredictionsGives();
    void classifiersWithProbabilities();
    void rowsInAnyOrderAndWithoutATime();
    void rowsThatDoNotFitIntoMemoryGiveTheSame();
    void fewModelsAtOnceGiveTheSame();
    void whatIsKnownIsNotPredictedAgain();
    void newRowsCostTheirPeriodsOnly();
    void aNewMetricIsMeasured();
    void settingsAndVersionsHaveCellsOfTheirOwn();
    void versionsThatCannotBeTestedAreNamed();
    void mistakesAreNamed();
    void cancelledInTheMiddle();
    void progressReachesTheTotal();

private:
    Dataset write(const QString &name, const std::vector<Written> &rows, const QStringList &more = {},
                  const std::function<QStringList(const Written &)> &cells = {})
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("%s", qPrintable(file.errorString()));
        file.write(
            (QStringList{u"date"_s, u"x"_s, u"z"_s, u"truth"_s, u"level"_s} + more).join(u',').toUtf8());
        for (const Written &row : rows) {
            QStringList line{row.date.toString(Qt::ISODate), number(row.x), number(row.z), number(row.truth),
                             row.level};
            if (cells)
                line += cells(row);
            file.write('\n' + line.join(u',').toUtf8());
        }
        file.write("\n");
        file.close();
        auto dataset = Dataset::open(file.fileName());
        if (!dataset)
            qFatal("%s", qPrintable(dataset.error().message));
        return *dataset;
    }
    BacktestVersion line(const QString &name, double slope)
    {
        return {name, name + u"-sha"_s, 1000, [this, slope]() -> Result<std::unique_ptr<Predictor>> {
                    return std::unique_ptr<Predictor>(std::make_unique<Line>(slope, m_asked));
                }};
    }
    QList<BacktestVersion> lines()
    {
        return {line(u"v1.0.0"_s, 1), line(u"v2.0.0"_s, 2), line(u"v3.0.0"_s, 2.5)};
    }
    static BacktestRequest monthly()
    {
        BacktestRequest request;
        request.model = u"m"_s;
        request.roles.time = u"date"_s;
        request.roles.truth = u"truth"_s;
        request.periods = Periods{};
        request.metrics = QStringList{u"rmse"_s, u"mae"_s, u"rsq"_s};
        return request;
    }
    QString cache() const { return m_folder->filePath(u"monitor.sqlite"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<std::atomic<qint64>> m_asked;
};

namespace {

QStringList printed(const Backtest &result)
{
    QStringList lines;
    for (const MetricSeries &series : result.series) {
        for (const MetricPoint &point : series.points)
            lines << u"%1 %2 %3 %4 %5 %6 %7"_s
                         .arg(series.version, series.metric, series.estimator,
                              point.index.toString(Qt::ISODate))
                         .arg(point.n)
                         .arg(point.value, 0, 'g', 12)
                         .arg(point.why);
    }
    return lines;
}

// The points of one version and metric are those of a measured series.
void compare(const Backtest &result, const QString &version, const QList<MetricSeries> &expected)
{
    for (const MetricSeries &one : expected) {
        const auto found =
            std::find_if(result.series.begin(), result.series.end(), [&](const MetricSeries &of) {
                return of.version == version && of.metric == one.metric;
            });
        QVERIFY(found != result.series.end());
        QCOMPARE(found->estimator, one.estimator);
        QCOMPARE(found->points.size(), one.points.size());
        for (qsizetype i = 0; i < one.points.size(); ++i) {
            QCOMPARE(found->points[i].n, one.points[i].n);
            QCOMPARE(found->points[i].index, one.points[i].index);
            QVERIFY2(agrees(found->points[i].value, one.points[i].value, 1e-12),
                     qPrintable(u"%1 %2 %3: %4 and %5"_s.arg(version, one.metric)
                                    .arg(i)
                                    .arg(found->points[i].value)
                                    .arg(one.points[i].value)));
        }
    }
}

} // namespace

void tst_Backtest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_asked = std::make_shared<std::atomic<qint64>>(0);
}

void tst_Backtest::matrixIsWhatMeasuringPredictionsGives_data()
{
    QTest::addColumn<QString>("unit"); // empty: no periods
    QTest::addColumn<int>("every");
    QTest::addColumn<int>("before");
    QTest::addColumn<bool>("complete");
    QTest::newRow("months") << u"month"_s << 1 << 0 << false;
    QTest::newRow("weeks of two before") << u"week"_s << 1 << 2 << false;
    QTest::newRow("complete weeks of two before") << u"week"_s << 1 << 2 << true;
    QTest::newRow("three days") << u"day"_s << 3 << 0 << false;
    QTest::newRow("70 rows") << u"count"_s << 70 << 0 << false;
    QTest::newRow("all rows") << QString() << 1 << 0 << false;
}

void tst_Backtest::matrixIsWhatMeasuringPredictionsGives()
{
    QFETCH(QString, unit);
    QFETCH(int, every);
    QFETCH(int, before);
    QFETCH(bool, complete);
    BacktestRequest request = monthly();
    request.metrics << u"mase"_s; // depends on the order of rows
    if (unit.isEmpty()) {
        request.periods.reset();
    } else {
        request.periods->unit = periodUnit(unit).value();
        request.periods->every = every;
        request.periods->before = before;
        request.periods->complete = complete;
    }
    const std::vector<Written> rows = rowsOf(100);
    const auto result = backtest(write(u"rows.csv"_s, rows), lines(), request);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QVERIFY(result->failures.isEmpty());
    QCOMPARE(result->series.size(), 3 * 4);
    QCOMPARE(result->predictedRows, 3 * 1000);
    for (const auto &[version, slope] : {std::pair{u"v1.0.0"_s, 1.0}, {u"v3.0.0"_s, 2.5}}) {
        const Dataset predicted =
            write(u"predicted.csv"_s, rows, {u"pred"_s},
                  [slope = slope](const Written &row) { return QStringList{number(slope * row.x + row.z)}; });
        MeasureRequest measure;
        measure.roles.time = u"date"_s;
        measure.roles.truth = u"truth"_s;
        measure.roles.estimate = u"pred"_s;
        measure.periods = request.periods;
        measure.metrics = request.metrics;
        const auto expected = measureDataset(predicted, measure);
        QVERIFY2(expected, expected ? "" : qPrintable(expected.error().message));
        compare(*result, version, expected->series);
    }
}

void tst_Backtest::classifiersWithProbabilities()
{
    const std::vector<Written> rows = rowsOf(90);
    BacktestRequest request = monthly();
    request.roles.truth = u"level"_s;
    request.metrics = QStringList{u"accuracy"_s, u"kap"_s, u"mn_log_loss"_s, u"roc_auc"_s, u"f_meas"_s};
    const auto sorter = [](const QString &name, double sharpness) {
        return BacktestVersion{name, name, 0, [sharpness]() -> Result<std::unique_ptr<Predictor>> {
                                   return std::unique_ptr<Predictor>(std::make_unique<Sorter>(sharpness));
                               }};
    };
    const auto result =
        backtest(write(u"rows.csv"_s, rows), {sorter(u"blunt"_s, 0.5), sorter(u"sharp"_s, 3)}, request);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QVERIFY(result->failures.isEmpty());
    const QStringList names{u"high"_s, u"low"_s, u"middle"_s};
    const Dataset predicted =
        write(u"predicted.csv"_s, rows, {u"pred"_s, u"p_low"_s, u"p_middle"_s, u"p_high"_s},
              [](const Written &row) {
                  const auto of = Sorter::shares(row.x, 3);
                  const QStringList levels{u"low"_s, u"middle"_s, u"high"_s};
                  return QStringList{levels[std::max_element(of.begin(), of.end()) - of.begin()],
                                     number(of[0]), number(of[1]), number(of[2])};
              });
    MeasureRequest measure;
    measure.roles.time = u"date"_s;
    measure.roles.truth = u"level"_s;
    measure.roles.estimate = u"pred"_s;
    for (const QString &level : names)
        measure.roles.probabilities.append({level, u"p_"_s + level});
    measure.periods = request.periods;
    measure.metrics = request.metrics;
    const auto expected = measureDataset(predicted, measure);
    QVERIFY2(expected, expected ? "" : qPrintable(expected.error().message));
    compare(*result, u"sharp"_s, expected->series);
    request.metrics.clear(); // the usual ones, with probabilities
    const auto usual = backtest(write(u"rows.csv"_s, rows), {sorter(u"sharp"_s, 3)}, request);
    QCOMPARE(usual->series.size(), 4);
}

void tst_Backtest::rowsInAnyOrderAndWithoutATime()
{
    std::vector<Written> rows = rowsOf(100);
    const auto sorted = backtest(write(u"sorted.csv"_s, rows), lines(), monthly());
    std::mt19937_64 random(3);
    std::shuffle(rows.begin(), rows.end(), random);
    Written timeless = rows.front();
    timeless.date = {};
    rows.insert(rows.begin() + 500, timeless);
    const auto shuffled = backtest(write(u"shuffled.csv"_s, rows), lines(), monthly());
    QVERIFY2(shuffled, shuffled ? "" : qPrintable(shuffled.error().message));
    QCOMPARE(shuffled->withoutTime, 1);
    QCOMPARE(printed(*shuffled), printed(*sorted));
    BacktestRequest request = monthly();
    request.periods->unit = PeriodUnit::Count;
    request.periods->every = 50;
    const auto counted = backtest(write(u"shuffled.csv"_s, rows), lines(), request);
    QVERIFY(!counted);
    QVERIFY(counted.error().message.contains(u"time order"));
}

void tst_Backtest::rowsThatDoNotFitIntoMemoryGiveTheSame()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(100));
    const auto kept = backtest(dataset, lines(), monthly());
    BacktestRequest request = monthly();
    request.memory = 0;
    const auto streamed = backtest(dataset, lines(), request);
    QVERIFY(streamed);
    QCOMPARE(printed(*streamed), printed(*kept));
}

void tst_Backtest::fewModelsAtOnceGiveTheSame()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(100));
    const auto together = backtest(dataset, lines(), monthly());
    BacktestRequest request = monthly();
    request.modelMemory = 1;
    const auto oneByOne = backtest(dataset, lines(), request);
    QVERIFY(oneByOne);
    QCOMPARE(printed(*oneByOne), printed(*together));
}

void tst_Backtest::whatIsKnownIsNotPredictedAgain()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(100));
    BacktestRequest request = monthly();
    request.cachePath = cache();
    const auto first = backtest(dataset, lines(), request);
    QVERIFY2(first, first ? "" : qPrintable(first.error().message));
    QCOMPARE(first->cachedCells, 0);
    QCOMPARE(m_asked->load(), 3000);
    const auto second = backtest(dataset, lines(), request);
    QCOMPARE(m_asked->load(), 3000);
    QCOMPARE(second->predictedRows, 0);
    QCOMPARE(second->cachedCells, 3 * 3 * 4);
    QCOMPARE(printed(*second), printed(*first));
    // Another file with the same rows is as good.
    const auto copy = backtest(write(u"copy.csv"_s, rowsOf(100)), lines(), request);
    QCOMPARE(copy->predictedRows, 0);
    QList<BacktestVersion> more = lines();
    more.append(line(u"v4.0.0"_s, 3));
    const auto grown = backtest(dataset, more, request);
    QCOMPARE(grown->predictedRows, 1000); // the new version only
    QCOMPARE(grown->series.size(), 12);
}

void tst_Backtest::newRowsCostTheirPeriodsOnly()
{
    BacktestRequest request = monthly();
    request.cachePath = cache();
    std::vector<Written> rows = rowsOf(100); // to 9 April
    QVERIFY(backtest(write(u"rows.csv"_s, rows), lines(), request));
    rows = rowsOf(130); // to 9 May
    const auto grown = backtest(write(u"rows.csv"_s, rows), lines(), request);
    QCOMPARE(grown->predictedRows, 3 * (30 + 9) * 10); // April and May
    const auto fresh = backtest(write(u"rows.csv"_s, rows), lines(), monthly());
    QCOMPARE(printed(*grown), printed(*fresh));
    rows[15].truth += 1; // a correction in January
    const auto corrected = backtest(write(u"rows.csv"_s, rows), lines(), request);
    QCOMPARE(corrected->predictedRows, 3 * 31 * 10);
    QCOMPARE(printed(*corrected), printed(*backtest(write(u"rows.csv"_s, rows), lines(), monthly())));
    // Windows that reach back need their neighbours.
    request.periods->before = 1;
    QVERIFY(backtest(write(u"rows.csv"_s, rowsOf(100)), lines(), request));
    const auto sliding = backtest(write(u"rows.csv"_s, rowsOf(130)), lines(), request);
    QCOMPARE(sliding->predictedRows, 3 * (31 + 30 + 9) * 10); // March to May
    BacktestRequest uncached = request;
    uncached.cachePath.clear();
    QCOMPARE(printed(*sliding), printed(*backtest(write(u"rows.csv"_s, rowsOf(130)), lines(), uncached)));
}

void tst_Backtest::aNewMetricIsMeasured()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(60));
    BacktestRequest request = monthly();
    request.cachePath = cache();
    request.metrics = QStringList{u"rmse"_s};
    QVERIFY(backtest(dataset, lines(), request));
    request.metrics = QStringList{u"rmse"_s, u"ccc"_s};
    const auto second = backtest(dataset, lines(), request);
    QCOMPARE(second->predictedRows, 3 * 600);
    request.cachePath.clear();
    QCOMPARE(printed(*second), printed(*backtest(dataset, lines(), request)));
}

void tst_Backtest::settingsAndVersionsHaveCellsOfTheirOwn()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(60));
    BacktestRequest request = monthly();
    request.cachePath = cache();
    request.metrics = QStringList{u"huber_loss"_s};
    const auto first = backtest(dataset, lines(), request);
    request.options.huberDelta = 0.1;
    const auto second = backtest(dataset, lines(), request);
    QCOMPARE(second->cachedCells, 0);
    QVERIFY(first->series[0].points[0].value != second->series[0].points[0].value);
    QList<BacktestVersion> changed = lines();
    changed[0].fingerprint = u"another file"_s;
    QCOMPARE(backtest(dataset, changed, request)->predictedRows, 600);
}

void tst_Backtest::versionsThatCannotBeTestedAreNamed()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(60));
    QList<BacktestVersion> versions = lines();
    versions.insert(1,
                    BacktestVersion{u"gone"_s, u"a"_s, 0, []() -> Result<std::unique_ptr<Predictor>> {
                                        return Error{Error::Code::NotFound, u"It is not downloaded."_s, {}};
                                    }});
    versions.append({u"classes"_s, u"b"_s, 0, []() -> Result<std::unique_ptr<Predictor>> {
                         return std::unique_ptr<Predictor>(std::make_unique<Sorter>(1));
                     }});
    versions.append({u"fails"_s, u"c"_s, 0, [this]() -> Result<std::unique_ptr<Predictor>> {
                         return std::unique_ptr<Predictor>(
                             std::make_unique<Line>(1, std::make_shared<std::atomic<qint64>>(0), 0));
                     }});
    BacktestRequest request = monthly();
    request.cachePath = cache();
    const auto result = backtest(dataset, versions, request);
    QVERIFY(result);
    QCOMPARE(result->series.size(), 9);
    QStringList failures;
    for (const Backtest::Failure &failure : result->failures)
        failures << failure.version + u": "_s + failure.why;
    QCOMPARE(failures, (QStringList{u"gone: It is not downloaded."_s,
                                    u"classes: The model predicts classes, but the truth is numbers."_s,
                                    u"fails: The model refused row 7."_s}));
    const Dataset narrow = Dataset::open([&] {
                               QFile file(m_folder->filePath(u"narrow.csv"_s));
                               if (file.open(QIODevice::WriteOnly))
                                   file.write("date,x,truth\n2024-01-01,1,2\n");
                               return file.fileName();
                           }())
                               .value();
    const auto lacking = backtest(narrow, lines(), request);
    QVERIFY(lacking);
    QVERIFY(lacking->series.isEmpty());
    QCOMPARE(lacking->failures.first().why, u"The data lacks what the model needs: z."_s);
}

void tst_Backtest::mistakesAreNamed()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(10));
    const auto messageOf = [&](const BacktestRequest &request) {
        const auto result = backtest(dataset, lines(), request);
        return result ? QString() : result.error().message;
    };
    BacktestRequest request = monthly();
    request.roles.truth.clear();
    QVERIFY(messageOf(request).contains(u"truth"));
    request.roles.truth = u"nothing"_s;
    QVERIFY(messageOf(request).contains(u"'nothing'"));
    request = monthly();
    request.roles.time = u"x"_s;
    QVERIFY(messageOf(request).contains(u"'x' holds no times"));
    request.roles.time.clear();
    QVERIFY(messageOf(request).contains(u"column of times"));
    request = monthly();
    request.metrics = QStringList{u"accuracy"_s};
    QVERIFY(messageOf(request).contains(u"accuracy"));
    request = monthly();
    request.periods->every = 0;
    QVERIFY(!messageOf(request).isEmpty());
}

void tst_Backtest::cancelledInTheMiddle()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(100));
    for (const qint64 memory : {qint64(0), qint64(256'000'000)}) {
        std::stop_source source;
        Job job;
        job.stop = source.get_token();
        QList<BacktestVersion> versions = lines();
        versions[1].load = [&]() -> Result<std::unique_ptr<Predictor>> {
            source.request_stop();
            return std::unique_ptr<Predictor>(std::make_unique<Line>(1, m_asked));
        };
        BacktestRequest request = monthly();
        request.memory = memory;
        const auto result = backtest(dataset, versions, request, job);
        QVERIFY(!result);
        QCOMPARE(result.error().code, Error::Code::Cancelled);
    }
}

void tst_Backtest::progressReachesTheTotal()
{
    const Dataset dataset = write(u"rows.csv"_s, rowsOf(100));
    qint64 last = 0;
    qint64 total = 0;
    Job job;
    job.progress = [&](qint64 done, qint64 all) {
        last = done;
        total = all;
    };
    QVERIFY(backtest(dataset, lines(), monthly(), job));
    QCOMPARE(total, 3000);
    QCOMPARE(last, total);
}

QTEST_GUILESS_MAIN(tst_Backtest)
#include "tst_backtest.moc"
