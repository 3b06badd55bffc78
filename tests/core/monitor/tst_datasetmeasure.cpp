// SPDX-License-Identifier: GPL-3.0-or-later
// From a file to metrics by period: against vetiver's own output, against measure() in memory, and all the
// ways in which files are bad.
#include "core/base/englishplurals.h"
#include "core/monitor/datasetmeasure.h"
#include "core/monitor/localdays.h"
#include "core/monitor/measure.h"
#include "tests/core/monitor/dataset/datasettext.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

Periods periods(PeriodUnit unit, int every = 1)
{
    Periods result;
    result.unit = unit;
    result.every = every;
    return result;
}

// "2024-01-01 n=2 rmse=1.5|…": period by period, metrics in their order; groups in front.
QString pointsText(const QList<MetricSeries> &series)
{
    QStringList lines;
    QStringList groups;
    for (const MetricSeries &one : series) {
        if (!groups.contains(one.group))
            groups << one.group;
    }
    for (const QString &group : groups) {
        QList<MetricSeries> own;
        std::ranges::copy_if(series, std::back_inserter(own),
                             [&](const MetricSeries &one) { return one.group == group; });
        for (qsizetype point = 0; point < own.constFirst().points.size(); ++point) {
            const MetricPoint &first = own.constFirst().points[point];
            QStringList parts;
            if (!group.isEmpty())
                parts << group;
            if (first.index.isValid())
                parts << first.index.toString(Qt::ISODate);
            parts << u"n=%1"_s.arg(first.n);
            for (const MetricSeries &one : own) {
                const double value = one.points[point].value;
                parts << one.metric + u'=' + (std::isnan(value) ? u"NA"_s : QString::number(value, 'g', 6));
            }
            lines << parts.join(u' ');
        }
    }
    return lines.join(u'|');
}

struct Ran {
    QString points;
    Measurement measurement;
    QString error;
};

Ran run(const QByteArray &file, MeasureRequest request, const DatasetOptions &options = {})
{
    const ScratchFile scratch(file);
    Ran ran;
    const auto dataset = Dataset::open(scratch.path(), options);
    if (!dataset) {
        ran.error = dataset.error().message;
        return ran;
    }
    if (request.roles == Roles())
        request.roles = guessRoles(dataset->columns());
    const auto measured = measureDataset(*dataset, request);
    if (!measured) {
        ran.error = measured.error().message;
        return ran;
    }
    ran.measurement = *measured;
    ran.points = pointsText(measured->series);
    return ran;
}

MeasureRequest byDay(const QStringList &metrics = {u"rmse"_s})
{
    MeasureRequest request;
    request.periods = periods(PeriodUnit::Day);
    request.metrics = metrics;
    return request;
}

} // namespace

class tst_DatasetMeasure final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void vetiverOfR_data();
    void vetiverOfR();
    void vetiverOfPython();
    void yardstickProbabilities();
    void theSameAsInMemory_data();
    void theSameAsInMemory();
    void withoutPeriods();
    void countedWindows();
    void slidingWindowsOfKeptRows();
    void groups();
    void weights();
    void estimatesOutOfProbabilities();
    void aSingleProbabilityOfEitherLevel();
    void levelsAsWholeAndBrokenNumbers();
    void unsortedTimes_data();
    void unsortedTimes();
    void badInput_data();
    void badInput();
    void mixedTypes();
    void labelsNeverSeen();
    void rowsWithoutATimeAreCounted();
    void clockChanges();
    void timesThatTheClockSkipsOrRepeats();
    void requestsThatMakeNoSense_data();
    void requestsThatMakeNoSense();
    void aStopIsObeyed();

private:
    EnglishPlurals m_plurals;
};

void tst_DatasetMeasure::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
}

void tst_DatasetMeasure::vetiverOfR_data()
{
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("truth");
    QTest::addColumn<QString>("period");
    for (const QString &period : {u"week"_s, u"month"_s, u"quarter"_s, u"year"_s})
        QTest::addRow("bike %s", qPrintable(period)) << u"bike"_s << u"cnt"_s << period;
    QTest::newRow("chicago month") << u"chicago"_s << u"ridership"_s << u"month"_s;
    QTest::newRow("seattle month") << u"seattle"_s << u"truth"_s << u"month"_s;
}

void tst_DatasetMeasure::vetiverOfR()
{
    QFETCH(QString, data);
    QFETCH(QString, truth);
    QFETCH(QString, period);
    VT_NEED_SHARED(input, u"monitoring/reference/%1_scored.csv"_s.arg(data));
    VT_NEED_SHARED(output, u"monitoring/reference/vetiver_r_%1_%2.csv"_s.arg(data, period));
    const auto dataset = Dataset::open(input);
    MeasureRequest request;
    request.roles = guessRoles(dataset->columns());
    request.roles.truth = truth;
    request.roles.estimate = u"pred"_s;
    request.periods = periods(*periodUnit(period));
    const Csv csv = readCsv(output);
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        if (!request.metrics.contains(csv.at(row, u".metric"_s)))
            request.metrics << csv.at(row, u".metric"_s);
    }
    const auto measured = measureDataset(*dataset, request);
    QVERIFY2(measured.has_value(), measured ? "" : qPrintable(measured.error().message));
    QVERIFY(measured->problems.isEmpty());
    qsizetype row = 0;
    for (qsizetype point = 0; point < measured->series[0].points.size(); ++point) {
        for (const MetricSeries &series : measured->series) {
            const MetricPoint &p = series.points[point];
            QCOMPARE(p.index.date().toString(Qt::ISODate), csv.at(row, u".index"_s));
            QCOMPARE(QString::number(p.n), csv.at(row, u".n"_s));
            QCOMPARE(series.metric, csv.at(row, u".metric"_s));
            QCOMPARE(series.estimator, csv.at(row, u".estimator"_s));
            QVERIFY2(agrees(p.value, number(csv.at(row, u".estimate"_s))), qPrintable(series.metric));
            ++row;
        }
    }
    QCOMPARE(row, csv.rows.size());
}

void tst_DatasetMeasure::vetiverOfPython()
{
    VT_NEED_SHARED(input, u"monitoring/mon_input.csv"_s);
    VT_NEED_SHARED(output, u"monitoring/pymon_30d.csv"_s);
    const auto dataset = Dataset::open(input);
    MeasureRequest request;
    request.roles = guessRoles(dataset->columns());
    request.periods = periods(PeriodUnit::Day, 30);
    request.windowsFromFirst = true;
    request.metrics = {u"mae"_s, u"mse"_s, u"rsq_trad"_s};
    const auto measured = measureDataset(*dataset, request);
    QVERIFY2(measured.has_value(), measured ? "" : qPrintable(measured.error().message));
    const Csv csv = readCsv(output);
    qint64 rows = 0;
    for (const MetricPoint &point : measured->series[0].points)
        rows += point.n;
    QCOMPARE(rows, 70); // vetiver-python loses two of them
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        const MetricPoint &point = measured->series[row % 3].points[row / 3];
        QCOMPARE(point.index.date().toString(Qt::ISODate), csv.at(row, u"index"_s).left(10));
        QCOMPARE(QString::number(point.n), csv.at(row, u"n"_s));
        QVERIFY(agrees(point.value, number(csv.at(row, u"estimate"_s))));
    }
}

void tst_DatasetMeasure::yardstickProbabilities()
{
    VT_NEED_SHARED(input, u"monitoring/fix_multiclass.csv"_s);
    VT_NEED_SHARED(expected, u"monitoring/yardstick_expected.csv"_s);
    const auto dataset = Dataset::open(input);
    MeasureRequest request;
    request.roles = guessRoles(dataset->columns());
    request.roles.probabilities = {{u"c"_s, u"c"_s}, {u"a"_s, u"a"_s}, {u"b"_s, u"b"_s}};
    request.metrics = {u"roc_auc"_s, u"mn_log_loss"_s, u"accuracy"_s, u"kap"_s};
    const auto measured = measureDataset(*dataset, request);
    QVERIFY2(measured.has_value(), measured ? "" : qPrintable(measured.error().message));
    QCOMPARE(measured->levels, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    const Csv csv = readCsv(expected);
    int compared = 0;
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        for (const MetricSeries &series : measured->series) {
            if (csv.at(row, u"set"_s) != u"multiclass" || csv.at(row, u".metric"_s) != series.metric ||
                csv.at(row, u".estimator"_s) != series.estimator)
                continue;
            ++compared;
            QVERIFY2(agrees(series.points[0].value, number(csv.at(row, u".estimate"_s))),
                     qPrintable(series.metric));
        }
    }
    QVERIFY(compared >= 4);
}

void tst_DatasetMeasure::theSameAsInMemory_data()
{
    QTest::addColumn<PeriodUnit>("unit");
    QTest::addColumn<int>("every");
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("after");
    QTest::addColumn<bool>("complete");
    for (const auto &[name, unit] : {std::pair{"day", PeriodUnit::Day},
                                     {"hour", PeriodUnit::Hour},
                                     {"week", PeriodUnit::IsoWeek},
                                     {"month", PeriodUnit::Month},
                                     {"count", PeriodUnit::Count}}) {
        const int every = unit == PeriodUnit::Count ? 700 : unit == PeriodUnit::Hour ? 5 : 1;
        QTest::addRow("%s", name) << unit << every << 0 << 0 << false;
        QTest::addRow("%s, sliding", name) << unit << every << 2 << 1 << false;
        QTest::addRow("%s, complete", name) << unit << every << 2 << 1 << true;
    }
}

// Large enough for several pieces, so that periods are cut by chunks.
void tst_DatasetMeasure::theSameAsInMemory()
{
    QFETCH(PeriodUnit, unit);
    QFETCH(int, every);
    Periods wanted = periods(unit, every);
    wanted.before = *static_cast<int *>(QTest::qData("before", qMetaTypeId<int>()));
    wanted.after = *static_cast<int *>(QTest::qData("after", qMetaTypeId<int>()));
    wanted.complete = *static_cast<bool *>(QTest::qData("complete", qMetaTypeId<bool>()));
    std::mt19937 random(3);
    const auto share = [&] { return double(random() % 1'000'000) / 1e6; };
    std::vector<qint64> times;
    std::vector<double> truth;
    std::vector<double> estimate;
    QByteArray file = "time,truth,pred,padding\n";
    qint64 time = QDateTime(QDate(2024, 1, 30), QTime(3, 0), Qt::UTC).toMSecsSinceEpoch();
    for (int row = 0; row < 30'000; ++row) {
        time += qint64(random() % 600) * 1000 + (row % 5000 == 0 ? 4 * msPerDay : 0);
        times.push_back(time);
        truth.push_back(share());
        estimate.push_back(row % 97 == 0 ? qQNaN() : truth.back() + share() / 10);
        file += QByteArray::number(time) + ',' + QByteArray::number(truth.back(), 'g', 17) + ',' +
                (std::isnan(estimate.back()) ? "NA" : QByteArray::number(estimate.back(), 'g', 17)) + ',' +
                QByteArray(100, 'x') + '\n';
    }
    MetricRows rows;
    rows.truth = truth;
    rows.estimate = estimate;
    const QStringList metrics{u"rmse"_s, u"rsq"_s, u"mase"_s, u"median_ae"_s, u"gini_coef"_s, u"smape"_s};
    const auto expected = measure(times, rows, metrics, wanted);
    QVERIFY(expected.has_value());
    MeasureRequest request;
    request.metrics = metrics;
    request.periods = wanted;
    DatasetOptions options;
    options.types = {{u"time"_s, ColumnType::Time}};
    const Ran ran = run(file, request, options);
    QCOMPARE(ran.error, QString());
    QCOMPARE(ran.points, pointsText(*expected));
    for (qsizetype i = 0; i < expected->size(); ++i) {
        for (qsizetype point = 0; point < expected->at(i).points.size(); ++point) {
            const MetricPoint &mine = ran.measurement.series[i].points[point];
            const MetricPoint &theirs = expected->at(i).points[point];
            QVERIFY(agrees(mine.value, theirs.value, 1e-12));
            QCOMPARE(mine.start, theirs.start);
            QCOMPARE(mine.end, theirs.end);
        }
    }
}

void tst_DatasetMeasure::withoutPeriods()
{
    MeasureRequest request;
    request.metrics = {u"rmse"_s, u"mae"_s};
    QCOMPARE(run("truth,pred\n1,2\n3,3\n5,NA\n", request).points, u"n=3 rmse=0.707107 mae=0.5"_s);
    // With times the first of them is the index.
    QCOMPARE(run("date,truth,pred\n2024-01-02,1,2\n2024-01-01,3,3\n", request).points,
             u"2024-01-01T00:00:00Z n=2 rmse=0.707107 mae=0.5"_s);
}

void tst_DatasetMeasure::countedWindows()
{
    MeasureRequest request;
    request.metrics = {u"mae"_s};
    request.periods = periods(PeriodUnit::Count, 2);
    QCOMPARE(run("date,truth,pred\n2024-01-01,1,2\n2024-01-02,3,3\n2024-01-03,5,2\n", request).points,
             u"2024-01-01T00:00:00Z n=2 mae=0.5|2024-01-03T00:00:00Z n=1 mae=3"_s);
    QCOMPARE(run("date,truth,pred\n2024-01-03,5,2\n2024-01-01,1,2\n2024-01-02,3,3\n", request).points,
             u"2024-01-01T00:00:00Z n=2 mae=0.5|2024-01-03T00:00:00Z n=1 mae=3"_s);
    // Without times, in the order of the file.
    QCOMPARE(run("truth,pred\n1,2\n3,3\n5,2\n", request).points, u"n=2 mae=0.5|n=1 mae=3"_s);
}

void tst_DatasetMeasure::slidingWindowsOfKeptRows()
{
    MeasureRequest request = byDay({u"median_ae"_s});
    request.periods->before = 1;
    QCOMPARE(
        run("date,truth,pred\n2024-01-01,1,2\n2024-01-02,3,6\n2024-01-03,5,10\n2024-01-05,0,7\n", request)
            .points,
        u"2024-01-01T00:00:00Z n=1 median_ae=1|2024-01-01T00:00:00Z n=2 median_ae=2"
        "|2024-01-02T00:00:00Z n=2 median_ae=4|2024-01-05T00:00:00Z n=1 median_ae=7"_s);
}

void tst_DatasetMeasure::groups()
{
    MeasureRequest request = byDay({u"mae"_s});
    request.roles.time = u"date"_s;
    request.roles.truth = u"truth"_s;
    request.roles.estimate = u"pred"_s;
    request.roles.group = u"shop"_s;
    const QByteArray file = "date,truth,pred,shop\n2024-01-01,1,2,10\n2024-01-01,3,3,9\n2024-01-02,5,2,10\n"
                            "2024-01-02,5,4,10\n2024-01-02,1,1,\n";
    QCOMPARE(run(file, request).points,
             u"2024-01-02T00:00:00Z n=1 mae=0"
             "|9 2024-01-01T00:00:00Z n=1 mae=0"
             "|10 2024-01-01T00:00:00Z n=1 mae=1|10 2024-01-02T00:00:00Z n=2 mae=2"_s);
    // The same where rows are kept.
    request.metrics = {u"median_ae"_s};
    QCOMPARE(run(file, request).points.count(u'|'), 3);
}

void tst_DatasetMeasure::weights()
{
    MeasureRequest request;
    request.metrics = {u"mae"_s, u"mse"_s};
    QCOMPARE(run("truth,pred,weight\n1,2,3\n3,5,1\n1,9,0\n", request).points, u"n=3 mae=1.25 mse=1.75"_s);
}

void tst_DatasetMeasure::estimatesOutOfProbabilities()
{
    MeasureRequest request;
    request.metrics = {u"accuracy"_s};
    QCOMPARE(
        run("truth,prob_a,prob_b,prob_c\na,0.5,0.3,0.2\nb,0.5,0.3,0.2\nc,0.1,0.3,0.6\nc,0.1,0.3,\n", request)
            .points,
        u"n=4 accuracy=0.666667"_s);
    QCOMPARE(run("truth,prob_b\na,0.5\nb,0.6\na,0.4\na,0.1\n", request).points, u"n=4 accuracy=0.75"_s);
}

void tst_DatasetMeasure::aSingleProbabilityOfEitherLevel()
{
    VT_NEED_SHARED(input, u"monitoring/reference/occupancy_scored.csv"_s);
    const auto dataset = Dataset::open(input);
    MeasureRequest request;
    request.roles = guessRoles(dataset->columns());
    QCOMPARE(request.roles.probabilities, (QList<Roles::Probability>{{u"1"_s, u"prob1"_s}}));
    request.metrics = {u"roc_auc"_s, u"mn_log_loss"_s, u"brier_class"_s, u"accuracy"_s, u"pr_auc"_s};
    const auto first = measureDataset(*dataset, request);
    QVERIFY2(first.has_value(), first ? "" : qPrintable(first.error().message));
    QCOMPARE(first->levels, (QStringList{u"0"_s, u"1"_s}));
    request.options.event = EventLevel::Second;
    const auto second = measureDataset(*dataset, request);
    // Symmetric in the event, but for the curve of precision and recall.
    for (int i = 0; i < 4; ++i)
        QVERIFY(agrees(first->series[i].points[0].value, second->series[i].points[0].value));
    QVERIFY(first->series[4].points[0].value != second->series[4].points[0].value);
    // scikit-learn 1.2.1: roc_auc_score(truth, prob1), log_loss, brier_score_loss, accuracy_score
    const QList<double> sklearn{0.8675837810845901, 0.49674282204061315, 0.12695869337532237,
                                0.8440661478599222};
    for (int i = 0; i < 4; ++i)
        QVERIFY2(agrees(second->series[i].points[0].value, sklearn[i]),
                 qPrintable(QString::number(second->series[i].points[0].value, 'g', 17)));
}

void tst_DatasetMeasure::levelsAsWholeAndBrokenNumbers()
{
    MeasureRequest request;
    request.metrics = {u"accuracy"_s};
    request.classification = true;
    const Ran ran = run("truth,pred\n1,1.0\n0,1.0\n0,0.0\n10,10.0\n2,\n", request);
    QCOMPARE(ran.points, u"n=5 accuracy=0.75"_s);
    QCOMPARE(ran.measurement.levels, (QStringList{u"0"_s, u"1"_s, u"2"_s, u"10"_s}));
}

void tst_DatasetMeasure::unsortedTimes_data()
{
    QTest::addColumn<QString>("metric");
    QTest::newRow("moments") << u"rmse"_s;
    QTest::newRow("kept rows") << u"median_ae"_s;
    QTest::newRow("rows in order") << u"mase"_s;
}

void tst_DatasetMeasure::unsortedTimes()
{
    QFETCH(QString, metric);
    QList<QByteArray> lines;
    for (int i = 0; i < 20; ++i)
        lines << QByteArray("2024-01-0") + QByteArray::number(1 + i / 5) + ',' +
                     QByteArray::number(i * i % 11) + ',' + QByteArray::number(i) + '\n';
    const QByteArray header = "date,truth,pred\n";
    const Ran sorted = run(header + lines.join(), byDay({metric}));
    QVERIFY(sorted.measurement.notes.isEmpty());
    // Within a day the order of equal times stays that of the file.
    const QList<QByteArray> blocks{lines.mid(10, 5).join(), lines.mid(0, 5).join(), lines.mid(15, 5).join(),
                                   lines.mid(5, 5).join()};
    const Ran shuffled = run(header + blocks.join(), byDay({metric}));
    QCOMPARE(shuffled.points, sorted.points);
    QCOMPARE(shuffled.measurement.notes,
             QStringList{u"The rows are not in time order; they were put in order."_s});
}

void tst_DatasetMeasure::badInput_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("result"); // points, or the sentence why not
    const auto row = [](const char *name, const char *file, const char *result) {
        QTest::newRow(name) << QByteArray(file) << QString::fromUtf8(result);
    };
    row("empty file", "",
        "Cannot read the dataset data.csv: It has no rows. A dataset needs a line of column names "
        "and data below it.");
    row("header only", "date,truth,pred\n", "The dataset has names of columns, but no rows.");
    row("one row", "date,truth,pred\n2024-01-01,1,2\n", "2024-01-01T00:00:00Z n=1 rmse=1 rsq=NA");
    row("constant columns", "date,truth,pred\n2024-01-01,1,1\n2024-01-01,1,1\n",
        "2024-01-01T00:00:00Z n=2 rmse=0 rsq=NA");
    row("all missing", "date,truth,pred\n2024-01-01,NA,\n2024-01-01,,NA\n",
        "2024-01-01T00:00:00Z n=2 rmse=NA rsq=NA");
    row("duplicate times", "date,truth,pred\n2024-01-01,1,2\n2024-01-01,1,2\n2024-01-01,2,3\n",
        "2024-01-01T00:00:00Z n=3 rmse=1 rsq=1");
    row("infinities", "date,truth,pred\n2024-01-01,inf,2\n2024-01-01,1,2\n",
        "2024-01-01T00:00:00Z n=2 rmse=inf rsq=NA");
    row("NaN", "date,truth,pred\n2024-01-01,NaN,2\n2024-01-01,1,2\n2024-01-01,2,4\n",
        "2024-01-01T00:00:00Z n=3 rmse=1.58114 rsq=1");
    row("BOM and CR LF",
        "\xef\xbb\xbf"
        "date,truth,pred\r\n2024-01-01,1,2\r\n",
        "2024-01-01T00:00:00Z n=1 rmse=1 rsq=NA");
    row("whole numbers as strings", "date,truth,pred\n2024-01-01,\"1\",\"2\"\n2024-01-01,\"3\",\"3\"\n",
        "2024-01-01T00:00:00Z n=2 rmse=0.707107 rsq=1");
    row("a note across lines",
        "date,note,truth,pred\n2024-01-01,\"a\nb\",1,2\n2024-01-01,\"c, \"\"d\"\"\",3,3\n",
        "2024-01-01T00:00:00Z n=2 rmse=0.707107 rsq=1");
    row("no estimate", "date,truth,x\n2024-01-01,1,2\n",
        "No column is the estimate. Say which one, for example .pred.");
    row("no truth", "date,x,pred\n2024-01-01,1,2\n",
        "No column is the truth. Say which one, for example truth.");
    row("no time", "truth,pred\n1,2\n",
        "Periods need a column of times. Say which one, or leave out the period.");
}

void tst_DatasetMeasure::badInput()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, result);
    const Ran ran = run(file, byDay({u"rmse"_s, u"rsq"_s}));
    QCOMPARE(ran.error.isEmpty() ? ran.points : ran.error, result);
    for (const MetricSeries &series : ran.measurement.series) {
        for (const MetricPoint &point : series.points)
            QCOMPARE(point.why.isEmpty(), bool(std::isfinite(point.value)));
    }
}

void tst_DatasetMeasure::mixedTypes()
{
    const Ran texts = run("date,truth,pred\n2024-01-01,one,1\n2024-01-02,2,2\n2024-01-03,2,three\n", {});
    QCOMPARE(texts.measurement.notes,
             QStringList{u"Columns truth, pred mix numbers and texts; they were read as text."_s});
    // One stray text among many numbers is a hole with a place.
    QByteArray rows = "date,truth,pred\n";
    for (int i = 0; i < 20; ++i)
        rows += "2024-01-01,1,2\n";
    const Ran numbers = run(rows + "2024-01-01,one,2\n", {});
    QVERIFY(numbers.measurement.notes.isEmpty());
    QCOMPARE(
        numbers.measurement.problems.summary(),
        u"Read 1 cell as missing that could not be read. Line 22, column truth: “one” is not a number."_s);
}

void tst_DatasetMeasure::labelsNeverSeen()
{
    MeasureRequest request = byDay({u"accuracy"_s, u"mn_log_loss"_s});
    request.levels = {u"yes"_s, u"no"_s};
    const Ran ran = run("date,truth,pred,prob_yes\n2024-01-01,yes,yes,0.9\n2024-01-01,no,no,0.1\n"
                        "2024-01-02,maybe,yes,0.8\n2024-01-02,yes,yes,0.8\n",
                        request);
    QCOMPARE(ran.points, u"2024-01-01T00:00:00Z n=2 accuracy=1 mn_log_loss=0.105361"
                         "|2024-01-02T00:00:00Z n=2 accuracy=0.5 mn_log_loss=NA"_s);
    QCOMPARE(ran.measurement.levels, (QStringList{u"yes"_s, u"no"_s, u"maybe"_s}));
    QVERIFY(ran.measurement.series[1].points[1].why.contains(u"no probability"));
}

void tst_DatasetMeasure::rowsWithoutATimeAreCounted()
{
    const Ran ran = run("date,truth,pred\n2024-01-01,1,2\n,9,9\n2024-01-02,1,3\nNA,9,9\n", byDay());
    QCOMPARE(ran.points, u"2024-01-01T00:00:00Z n=1 rmse=1|2024-01-02T00:00:00Z n=1 rmse=2"_s);
    QCOMPARE(ran.measurement.problems.droppedRows, 2);
    QCOMPARE(problemsText(ran.measurement.problems), u"Line 3 has no time."_s);
}

// In Paris, 31 March 2024 had 23 hours and 27 October 25.
void tst_DatasetMeasure::clockChanges()
{
    DatasetOptions options;
    options.zone = QTimeZone("Europe/Paris");
    MeasureRequest request = byDay({u"mae"_s});
    request.periods->zone = options.zone;
    QCOMPARE(
        run("time,truth,pred\n2024-03-30 23:59:59,1,2\n2024-03-31 00:00:00,1,3\n2024-03-31 02:30:00,1,3\n"
            "2024-03-31 23:59:59,1,3\n2024-04-01 00:00:00,1,4\n2024-10-27 02:30:00,1,5\n",
            request, options)
            .points,
        u"2024-03-30T23:59:59+01:00 n=1 mae=1|2024-03-31T00:00:00+01:00 n=3 mae=2"
        "|2024-04-01T00:00:00+02:00 n=1 mae=3|2024-10-27T02:30:00+02:00 n=1 mae=4"_s);
    // The same instants with offsets fall on the same days.
    QCOMPARE(
        run("time,truth,pred\n2024-03-30T22:59:59Z,1,2\n2024-03-30T23:00:00Z,1,3\n2024-03-31T22:00:00Z,1,4\n",
            request, options)
            .points,
        u"2024-03-30T23:59:59+01:00 n=1 mae=1|2024-03-31T00:00:00+01:00 n=1 mae=2"
        "|2024-04-01T00:00:00+02:00 n=1 mae=3"_s);
}

void tst_DatasetMeasure::timesThatTheClockSkipsOrRepeats()
{
    DatasetOptions options;
    options.zone = QTimeZone("Europe/Paris");
    MeasureRequest request = byDay({u"mae"_s});
    request.periods->zone = options.zone;
    const auto summary = [&](const QByteArray &rows) {
        const Ran ran = run("time,truth,pred\n" + rows, request, options);
        return ran.error + ran.measurement.problems.summary();
    };
    QCOMPARE(summary("2024-03-31 01:59:59,1,2\n2024-03-31 03:00:00,1,2\n2024-10-27 01:59:59,1,2\n"
                     "2024-10-27 03:00:00,1,2\n2024-10-27T02:30:00+01:00,1,2\n"),
             QString());
    QCOMPARE(
        summary("2024-03-31 02:00:00,1,2\n2024-03-31 02:59:59,1,2\n2024-10-27 02:00:00,1,2\n"
                "2024-10-27 02:59:59,1,2\n2024-10-28 02:30:00,1,2\n"),
        u"Took 4 times as before the change of the clock that skips or repeats their hour; write offsets "
        "to say which they are."_s);
    // Read as such in the first hours of a file too, and long after the change before.
    QCOMPARE(summary("2024-10-27 02:30:00,1,2\n"),
             summary("2024-07-01 12:00:00,1,2\n2024-10-27 02:30:00,1,2\n"));
    QVERIFY(!summary("2024-10-27 02:30:00,1,2\n").isEmpty());
}

void tst_DatasetMeasure::requestsThatMakeNoSense_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QStringList>("levels");
    QTest::addColumn<QStringList>("metrics");
    QTest::addColumn<QString>("why");
    const QByteArray numbers = "truth,pred\n1,2\n";
    const QByteArray classes = "truth,pred,prob_a,prob_b\na,a,0.6,0.4\n";
    QTest::newRow("an unknown metric") << numbers << QStringList() << QStringList{u"rmsee"_s} << u"'rmsee'"_s;
    QTest::newRow("a metric of classes")
        << numbers << QStringList() << QStringList{u"roc_auc"_s} << u"predicts numbers"_s;
    QTest::newRow("a probability of no level") << classes << QStringList{u"a"_s, u"c"_s} << QStringList()
                                               << u"“b”, which is not one of the levels a, c"_s;
    QTest::newRow("a level without a probability") << classes << QStringList{u"a"_s, u"b"_s, u"c"_s}
                                                   << QStringList() << u"3 levels, but probabilities of 2"_s;
}

void tst_DatasetMeasure::requestsThatMakeNoSense()
{
    QFETCH(QByteArray, file);
    MeasureRequest request;
    request.levels = *static_cast<QStringList *>(QTest::qData("levels", qMetaTypeId<QStringList>()));
    request.metrics = *static_cast<QStringList *>(QTest::qData("metrics", qMetaTypeId<QStringList>()));
    QFETCH(QString, why);
    const Ran ran = run(file, request);
    QVERIFY2(ran.error.contains(why), qPrintable(ran.error));
}

void tst_DatasetMeasure::aStopIsObeyed()
{
    const ScratchFile scratch("truth,pred\n1,2\n");
    const auto dataset = Dataset::open(scratch.path());
    MeasureRequest request;
    request.roles = guessRoles(dataset->columns());
    std::stop_source source;
    source.request_stop();
    const auto measured = measureDataset(*dataset, request, {source.get_token(), {}});
    QVERIFY(!measured);
    QCOMPARE(measured.error().code, Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_DatasetMeasure)
#include "tst_datasetmeasure.moc"
