// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/recordedestimate.h"

#include "tests/core/monitor/recording.h"
#include "tests/core/monitor/storeengines.h"
#include "tests/support/interpreters.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>
#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

constexpr qint64 first = 1'704'067'200'000; // 2024-01-01
constexpr qint64 hour = 3'600'000;

// Errors of plus or minus 1, or of 3 where x is large; each hour a row.
std::vector<test::RecordedRow> hours(int count, int labelled, bool large)
{
    std::vector<test::RecordedRow> rows;
    for (int i = 0; i < count; ++i) {
        const bool isLarge = large && i >= labelled ? true : i % 4 == 0;
        const double error = (isLarge ? 3 : 1) * ((i * 7 / 4) % 2 == 0 ? 1 : -1);
        const double truth = i % 13;
        test::RecordedRow row;
        row.timeMs = first + i * hour;
        row.inputs = isLarge ? R"({"x":[100]})" : R"({"x":[1]})";
        row.outputs = "{\".pred\":[" + std::to_string(truth + error) + "]}";
        if (i < labelled)
            row.truth = truth;
        rows.push_back(row);
    }
    return rows;
}

const Target yesOrNo{true, {u"yes"_s, u"no"_s}, {}, {}};

// A classifier that is sure of itself too soon, an observation an hour.
QList<Observation> classified(int count, int labelled)
{
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    QList<Observation> rows;
    for (int i = 0; i < count; ++i) {
        const double x = normal(random) + (i < labelled ? 0 : 0.7);
        const double said = 1 / (1 + std::exp(-2.5 * x));
        Observation row;
        row.timeMs = first + i * hour;
        row.id = QString::number(i);
        row.estimateLevel = said >= 0.5 ? u"yes"_s : u"no"_s;
        row.probabilities = {said, 1 - said};
        const bool happens = uniform(random) < 1 / (1 + std::exp(-x));
        if (i < labelled)
            row.truthLevel = happens ? u"yes"_s : u"no"_s;
        rows << row;
    }
    return rows;
}

// Errors of a constant size, three times as large where the prediction is 5 or more.
QList<Observation> numbers(int count, int labelled)
{
    std::mt19937_64 random(8);
    QList<Observation> rows;
    for (int i = 0; i < count; ++i) {
        Observation row;
        row.timeMs = first + i * hour;
        row.id = QString::number(i);
        row.estimate = double(random() % (i < labelled ? 10 : 7));
        const double error = (row.estimate >= 5 ? 3 : 1) * (random() % 2 == 0 ? 1.0 : -1.0);
        if (i < labelled)
            row.truth = row.estimate + error;
        rows << row;
    }
    return rows;
}

// What scikit-learn makes of the same rows: `program` reads them as CSV (truth, said, estimate) and prints
// an object of figures.
QJsonObject independent(const QString &python, const QList<Observation> &rows, const QString &folder,
                        const char *program)
{
    QFile file(folder + u"/rows.csv"_s);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    for (const Observation &row : rows) {
        const auto text = [](double value) {
            return std::isnan(value) ? QByteArray("nan") : QByteArray::number(value, 'g', 17);
        };
        const double truth = row.truthLevel.isEmpty() ? row.truth : row.truthLevel == u"yes" ? 1 : 0;
        file.write(text(truth) + ',' + text(row.probabilities.value(0)) + ',' + text(row.estimate) + '\n');
    }
    file.close();
    QProcess process;
    process.start(python, {u"-c"_s, QString::fromUtf8(program), file.fileName()});
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        qWarning("%s", process.readAllStandardError().constData());
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

constexpr auto independentCbpe = R"py(
import json, sys
import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import accuracy_score, log_loss, precision_score, roc_auc_score
truth, said, _ = np.loadtxt(sys.argv[1], delimiter=",", unpack=True)
known = ~np.isnan(truth)
p = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(said[known], truth[known]).predict(said[~known])
open_ = said[~known]
n = len(open_)
both = np.concatenate([np.ones(n), np.zeros(n)])     # every row with either outcome,
weight = np.concatenate([p, 1 - p])                  # as likely as it is
score = np.concatenate([open_, open_])
print(json.dumps({"n": n, "accuracy": accuracy_score(both, score >= 0.5, sample_weight=weight),
                  "precision": precision_score(both, score >= 0.5, sample_weight=weight),
                  "roc_auc": roc_auc_score(both, score, sample_weight=weight),
                  "mn_log_loss": log_loss(both, score, sample_weight=weight)}))
)py";

constexpr auto independentDle = R"py(
import json, sys
import numpy as np
from sklearn.tree import DecisionTreeRegressor
truth, _, estimate = np.loadtxt(sys.argv[1], delimiter=",", unpack=True)
known = ~np.isnan(truth)
x, new = estimate[known].reshape(-1, 1), estimate[~known].reshape(-1, 1)
error = truth[known] - estimate[known]
tree = lambda loss: DecisionTreeRegressor(max_leaf_nodes=2).fit(x, loss).predict(new).mean()
print(json.dumps({"n": len(new), "rmse": np.sqrt(tree(error ** 2)), "mae": tree(np.abs(error))}))
)py";

} // namespace

class tst_RecordedEstimate final : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void rowsWithoutTruthAreEstimatedFromThoseWithOne();
    void whatIsAskedDecides();
    void nothingIsEstimatedWhenAllIsKnown();
    void tooFewTruthsEstimateNothing();
    void ingestedRowsWithoutTruthAreEstimated();
    void ingestedRowsWithoutTruthAreEstimated_data() { StoreEngines::addRows(); }
    void labelsThatArriveTakeThePlaceOfTheEstimate();
    void labelsThatArriveTakeThePlaceOfTheEstimate_data() { StoreEngines::addRows(); }
    void aPeriodThatIsPartlyLabelledSaysBoth();
    void requestsAndIngestedRowsAreOneReference();
    void anObservationOfARequestCountsOnce();
    void classesAreWhatScikitLearnMakesOfThem();
    void numbersAreWhatScikitLearnMakesOfThem();
    void withoutProbabilitiesNothingIsEstimated();

private:
    std::optional<EstimateReport> estimated(const QString &where, const RecordedEstimateRequest &request);
    QString path() const { return m_dir->filePath(u"monitor.sqlite"_s); }
    RecordedEstimateRequest request() const
    {
        RecordedEstimateRequest request;
        request.model = u"cars"_s;
        request.version = u"v1"_s;
        request.metrics = {u"rmse"_s, u"mae"_s};
        request.periods.unit = PeriodUnit::IsoWeek;
        return request;
    }
    RecordedEstimateRequest ofClasses() const
    {
        RecordedEstimateRequest classes = request();
        classes.target = yesOrNo;
        classes.metrics = {u"accuracy"_s, u"precision"_s, u"roc_auc"_s, u"mn_log_loss"_s};
        return classes;
    }
    StoreEngines m_engines;
    std::unique_ptr<QTemporaryDir> m_dir;
};

#define VT_NEED_STORE(variable)                                           \
    QFETCH(bool, postgres);                                               \
    const QString variable = m_engines.newStore(postgres, m_dir->path()); \
    if (variable.isEmpty())                                               \
    QSKIP(qPrintable(m_engines.whyNot()))

std::optional<EstimateReport> tst_RecordedEstimate::estimated(const QString &where,
                                                              const RecordedEstimateRequest &request)
{
    auto report = estimateRecorded(where, request);
    if (!report)
        qWarning("%s", qPrintable(report.error().message));
    return report ? std::move(*report) : std::nullopt;
}

void tst_RecordedEstimate::rowsWithoutTruthAreEstimatedFromThoseWithOne()
{
    test::record(path(), "cars", "v1", hours(4 * 168, 3 * 168, false));
    const auto report = estimateRecorded(path(), request());
    QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
    QVERIFY(report->has_value());
    const QList<EstimatedSeries> &series = (*report)->series;
    QCOMPARE(series.size(), 2);
    QCOMPARE(series[0].metric, u"rmse"_s);
    QCOMPARE(series[0].points.size(), 1); // the other weeks are measured
    const EstimatedPoint &last = series[0].points.last();
    QCOMPARE(last.n, 168);
    QCOMPARE(last.labelled, 0);
    const double expected = std::sqrt((9 + 3 * 1) / 4.0);
    QVERIFY2(std::abs(last.estimated.value - expected) < 0.15,
             qPrintable(QString::number(last.estimated.value)));
    QVERIFY(last.estimated.low < expected && last.estimated.high > expected);
}

void tst_RecordedEstimate::whatIsAskedDecides()
{
    test::record(path(), "cars", "v1", hours(4 * 168, 3 * 168, true)); // only hard ones in the last week
    const auto report = estimateRecorded(path(), request());
    QVERIFY(report && report->has_value());
    const EstimatedPoint &last = (*report)->series[0].points.last();
    QVERIFY2(last.estimated.value > 2.6, qPrintable(QString::number(last.estimated.value)));
}

void tst_RecordedEstimate::nothingIsEstimatedWhenAllIsKnown()
{
    test::record(path(), "cars", "v1", hours(168, 168, false));
    const auto report = estimateRecorded(path(), request());
    QVERIFY(report && !report->has_value());
    RecordedEstimateRequest other = request();
    other.version = u"v2"_s; // never served
    const auto none = estimateRecorded(path(), other);
    QVERIFY(none && !none->has_value());
}

void tst_RecordedEstimate::tooFewTruthsEstimateNothing()
{
    test::record(path(), "cars", "v1", hours(168, 20, false));
    const auto report = estimateRecorded(path(), request());
    QVERIFY(report && !report->has_value());
}

void tst_RecordedEstimate::ingestedRowsWithoutTruthAreEstimated()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QVERIFY(store && store->setTarget(u"cars"_s, yesOrNo));
    QVERIFY(store->append(u"cars"_s, u"v1"_s, classified(8 * 168, 6 * 168)));
    const auto report = estimated(where, ofClasses());
    QVERIFY(report.has_value());
    QCOMPARE(report->method, u"cbpe"_s);
    QCOMPARE(report->series.size(), 4);
    for (const EstimatedSeries &series : report->series) {
        QCOMPARE(series.points.size(), 2);
        for (const EstimatedPoint &point : series.points) {
            QCOMPARE(point.n, 168);
            QCOMPARE(point.labelled, 0);
            QVERIFY2(point.estimated.low < point.estimated.value, qPrintable(series.metric));
            QVERIFY2(point.estimated.high > point.estimated.value, qPrintable(series.metric));
        }
    }
}

void tst_RecordedEstimate::labelsThatArriveTakeThePlaceOfTheEstimate()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QVERIFY(store && store->setTarget(u"cars"_s, yesOrNo));
    QList<Observation> rows = classified(8 * 168, 8 * 168);
    QList<Observation> late = rows.mid(6 * 168); // as they turn out in the end
    QList<Observation> before = rows;
    for (qsizetype i = 6 * 168; i < before.size(); ++i)
        before[i].truthLevel.clear();
    QVERIFY(store->append(u"cars"_s, u"v1"_s, before));
    QCOMPARE(estimated(where, ofClasses())->series.first().points.size(), 2);
    QVERIFY(store->attachTruths(u"cars"_s, u"v1"_s, late.first(168 + 40)));
    const auto half = estimated(where, ofClasses());
    QVERIFY(half.has_value());
    QCOMPARE(half->series.first().points.size(), 1);
    QCOMPARE(half->series.first().points.first().n, 168 - 40);
    QCOMPARE(half->series.first().points.first().labelled, 40);
    QVERIFY(store->append(u"cars"_s, u"v1"_s, late)); // the same rows once more, by their ids
    QVERIFY(!estimated(where, ofClasses()).has_value());
    MetricRequest measured;
    measured.model = u"cars"_s;
    measured.metrics = {u"accuracy"_s};
    measured.periods.unit = PeriodUnit::IsoWeek;
    const auto series = store->metrics(measured);
    QVERIFY(series.has_value());
    QCOMPARE(series->first().points.last().n, 168);
}

void tst_RecordedEstimate::aPeriodThatIsPartlyLabelledSaysBoth()
{
    auto store = Store::open(path());
    QVERIFY(store && store->setTarget(u"cars"_s, Target()));
    QVERIFY(store->append(u"cars"_s, u"v1"_s, numbers(4 * 168, 3 * 168 + 100)));
    const auto report = estimated(path(), request());
    QVERIFY(report.has_value());
    QCOMPARE(report->method, u"dle"_s);
    QCOMPARE(report->series.first().points.size(), 1);
    const EstimatedPoint &point = report->series.first().points.first();
    QCOMPARE(point.n, 68);
    QCOMPARE(point.labelled, 100);
    QVERIFY(std::isfinite(point.realised.value));
    QCOMPARE(point.start, QDateTime(QDate(2024, 1, 22), QTime(0, 0), Qt::UTC));
}

// Labelled history was ingested, then the model was served, and no feedback has come yet.
void tst_RecordedEstimate::requestsAndIngestedRowsAreOneReference()
{
    auto store = Store::open(path());
    QVERIFY(store && store->setTarget(u"cars"_s, Target()));
    QList<Observation> history = numbers(2 * 168, 2 * 168);
    QVERIFY(store->append(u"cars"_s, u"v1"_s, history));
    std::vector<test::RecordedRow> served = hours(3 * 168, 0, false);
    served.erase(served.begin(), served.begin() + 2 * 168);
    test::record(path(), "cars", "v1", served);
    const auto report = estimated(path(), request());
    QVERIFY(report.has_value());
    QCOMPARE(report->series.first().points.size(), 1);
    QCOMPARE(report->series.first().points.first().n, 168);
}

// Feedback makes an observation of a recorded row: it is one row of the reference, with its inputs.
void tst_RecordedEstimate::anObservationOfARequestCountsOnce()
{
    test::record(path(), "cars", "v1", hours(4 * 168, 3 * 168 + 100, false));
    auto store = Store::open(path());
    QVERIFY(store.has_value());
    QList<Observation> more = numbers(4 * 168, 0).mid(4 * 168 - 10); // open ones beside
    for (Observation &one : more)
        one.id.prepend(u"other"_s);
    QVERIFY(store->append(u"cars"_s, u"v1"_s, more));
    const auto report = estimated(path(), request());
    QVERIFY(report.has_value());
    const EstimatedPoint &point = report->series.first().points.last();
    QCOMPARE(point.labelled, 100);
    QCOMPARE(point.n, 68 + 10);
}

void tst_RecordedEstimate::classesAreWhatScikitLearnMakesOfThem()
{
    VT_NEED_PYTHON(python, {u"numpy"_s, u"sklearn"_s});
    auto store = Store::open(path());
    QVERIFY(store && store->setTarget(u"cars"_s, yesOrNo));
    const QList<Observation> rows = classified(5000, 4200);
    QVERIFY(store->append(u"cars"_s, u"v1"_s, rows));
    RecordedEstimateRequest whole = ofClasses();
    whole.periods.unit = PeriodUnit::Year;
    const auto report = estimated(path(), whole);
    QVERIFY(report.has_value());
    QVERIFY2(report->description.contains(u"were calibrated on the reference"),
             qPrintable(report->description));
    const QJsonObject expected = independent(python, rows, m_dir->path(), independentCbpe);
    QCOMPARE(expected[u"n"].toInt(), 800);
    for (const EstimatedSeries &series : report->series) {
        const double actual = series.points.first().estimated.value;
        const double wanted = expected[series.metric].toDouble(-1);
        QCOMPARE(series.points.first().n, 800);
        QVERIFY2(std::abs(actual - wanted) < 1e-9 * std::abs(wanted),
                 qPrintable(
                     u"%1: %2, not %3"_s.arg(series.metric).arg(actual, 0, 'g', 17).arg(wanted, 0, 'g', 17)));
    }
}

void tst_RecordedEstimate::numbersAreWhatScikitLearnMakesOfThem()
{
    VT_NEED_PYTHON(python, {u"numpy"_s, u"sklearn"_s});
    auto store = Store::open(path());
    QVERIFY(store && store->setTarget(u"cars"_s, Target()));
    const QList<Observation> rows = numbers(5000, 4200);
    QVERIFY(store->append(u"cars"_s, u"v1"_s, rows));
    RecordedEstimateRequest whole = request();
    whole.periods.unit = PeriodUnit::Year;
    const auto report = estimated(path(), whole);
    QVERIFY(report.has_value());
    const QJsonObject expected = independent(python, rows, m_dir->path(), independentDle);
    QCOMPARE(expected[u"n"].toInt(), 800);
    for (const EstimatedSeries &series : report->series) {
        const double actual = series.points.first().estimated.value;
        const double wanted = expected[series.metric].toDouble(-1);
        QVERIFY2(std::abs(actual - wanted) < 1e-9 * wanted,
                 qPrintable(
                     u"%1: %2, not %3"_s.arg(series.metric).arg(actual, 0, 'g', 17).arg(wanted, 0, 'g', 17)));
    }
}

void tst_RecordedEstimate::withoutProbabilitiesNothingIsEstimated()
{
    auto store = Store::open(path());
    QVERIFY(store && store->setTarget(u"cars"_s, yesOrNo));
    QList<Observation> rows = classified(1000, 700);
    for (Observation &row : rows)
        row.probabilities.clear();
    QVERIFY(store->append(u"cars"_s, u"v1"_s, rows));
    const auto report = estimateRecorded(path(), ofClasses());
    QVERIFY(report && !report->has_value());
}

QTEST_GUILESS_MAIN(tst_RecordedEstimate)
#include "tst_recordedestimate.moc"
