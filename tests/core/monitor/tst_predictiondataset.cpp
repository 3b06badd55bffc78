// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/datasetmeasure.h"
#include "core/monitor/predictiondataset.h"
#include "core/monitor/predictionlog.h"
#include "tests/core/monitor/dataset/datasettext.h"
#include "tests/core/monitor/storeengines.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

constexpr qint64 first = 1'704'067'200'000; // 2024-01-01

Prediction prediction(std::uint32_t origin, const char *id, qint64 timeMs, const char *inputs,
                      const char *outputs, const char *error = "")
{
    Prediction result;
    result.origin = origin;
    result.id = id;
    result.timeMs = timeMs;
    result.status = *error ? 422 : 200;
    result.rows = 1;
    result.endpoint = "predict";
    result.inputs = inputs;
    result.outputs = outputs;
    result.error = error;
    return result;
}

} // namespace

class tst_PredictionDataset final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { StoreEngines::addRows(); }
    void init();
    void rowsOfRequestsWithTheirFeedback();
    void classesWithProbabilities();
    void oneVersionAndAStretchOfTime();
    void namesThatInputsTake();
    void nothingRecorded();
    void measuredLikeAnyDataset();

private:
    QString path() const { return m_path; }
    void record(const std::vector<Prediction> &predictions, std::vector<Truth> truths = {},
                const std::vector<std::pair<std::string, std::string>> &origins = {{"cars", "v1.0.0"}});
    Result<Dataset> open(const QString &version = {}) const
    {
        return openPredictions(path(), {u"cars"_s, version, {}, {}});
    }

    StoreEngines m_engines;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path; // of the row's engine
};

void tst_PredictionDataset::init()
{
    QFETCH_GLOBAL(bool, postgres);
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_engines.newStore(postgres, m_dir->path());
    if (m_path.isEmpty())
        QSKIP(qPrintable(m_engines.whyNot()));
}

void tst_PredictionDataset::record(const std::vector<Prediction> &predictions, std::vector<Truth> truths,
                                   const std::vector<std::pair<std::string, std::string>> &origins)
{
    PredictionLogOptions options;
    options.path = path();
    options.keepDays = 0;
    {
        auto log = PredictionLog::open(options);
        QVERIFY2(log.has_value(), log ? "" : qPrintable(log.error().message));
        for (const auto &[model, version] : origins)
            (*log)->origin(model, version);
        for (Prediction one : predictions)
            (*log)->record(one);
    }
    if (truths.empty())
        return;
    auto log = PredictionLog::open(options);
    const auto attached = (*log)->attach(std::move(truths));
    QVERIFY2(attached.has_value(), attached ? "" : qPrintable(attached.error().message));
}

void tst_PredictionDataset::rowsOfRequestsWithTheirFeedback()
{
    record({prediction(0, "a", first, R"({"cyl":[6,4],"fuel":["gas",null]})", R"({".pred":[20.5,30]})"),
            prediction(0, "b", first + 1500, R"({"fuel":["diesel"],"cyl":[8]})", R"({".pred":[15.25]})"),
            prediction(0, "c", first + 2000, "{}", R"({"detail":"no"})", "validation")},
           {{"a", 1, 31.125}, {"b", 0, 14.0}});
    const auto dataset = open();
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    QCOMPARE(schemaText(*dataset), u"cyl:I fuel:X .pred:N time:T id:X version:X truth:N"_s);
    const Rows rows = readRows(*dataset);
    QCOMPARE(rows.text,
             u"6 gas 20.5 2024-01-01T00:00:00Z a v1.0.0 NA|4 NA 30 2024-01-01T00:00:00Z a v1.0.0 31.125"
             "|8 diesel 15.25 2024-01-01T00:00:01.500Z b v1.0.0 14"_s);
    QVERIFY(rows.problems.isEmpty());
    QCOMPARE(readRows(*dataset, {u"truth"_s, u"cyl"_s, u"truth"_s}).text,
             u"NA 6 NA|31.125 4 31.125|14 8 14"_s);
}

void tst_PredictionDataset::classesWithProbabilities()
{
    record({prediction(0, "a", first, R"({"x":[1]})",
                       R"({".pred_class":["yes"],".pred_yes":[0.75],".pred_no":[0.25]})"),
            prediction(0, "b", first, R"({"x":[2]})",
                       R"({".pred_class":["no"],".pred_yes":[0.5],".pred_no":[0.5]})")},
           {{"b", 0, std::string("yes")}});
    const auto dataset = open();
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    const Roles roles = guessRoles(dataset->columns());
    QCOMPARE(roles.estimate, u".pred_class"_s);
    QCOMPARE(roles.truth, u"truth"_s);
    QCOMPARE(roles.probabilities,
             (QList<Roles::Probability>{{u"yes"_s, u".pred_yes"_s}, {u"no"_s, u".pred_no"_s}}));
    QCOMPARE(roles.time, u"time"_s);
    QCOMPARE(roles.id, u"id"_s);
    QCOMPARE(readRows(*dataset, {u"truth"_s}).text, u"NA|yes"_s);
}

void tst_PredictionDataset::oneVersionAndAStretchOfTime()
{
    record({prediction(0, "a", first, R"({"x":[1]})", R"({".pred":[1]})"),
            prediction(1, "b", first + 1000, R"({"x":[2]})", R"({".pred":[2]})"),
            prediction(2, "c", first + 2000, R"({"x":[3]})", R"({".pred":[3]})"),
            prediction(1, "d", first + 3000, R"({"x":[4]})", R"({".pred":[4]})")},
           {}, {{"cars", "v1.0.0"}, {"cars", "v2.0.0"}, {"boats", "v1.0.0"}});
    QCOMPARE(readRows(*open(), {u"x"_s}).text, u"1|2|4"_s);
    QCOMPARE(readRows(*open(u"v2.0.0"_s), {u"x"_s}).text, u"2|4"_s);
    PredictionRows part{u"cars"_s,
                        {},
                        QDateTime::fromMSecsSinceEpoch(first + 1000, Qt::UTC),
                        QDateTime::fromMSecsSinceEpoch(first + 3000, Qt::UTC)};
    QCOMPARE(readRows(*openPredictions(path(), part), {u"x"_s}).text, u"2"_s);
}

void tst_PredictionDataset::namesThatInputsTake()
{
    record({prediction(0, "a", first, R"({"time":["now"],"id":[7]})", R"({".pred":[1]})")});
    const auto dataset = open();
    QCOMPARE(names(*dataset),
             (QStringList{u"time"_s, u"id"_s, u".pred"_s, u"time_2"_s, u"id_2"_s, u"version"_s, u"truth"_s}));
    QCOMPARE(guessRoles(dataset->columns()).time, u"time_2"_s); // the only one of times
}

void tst_PredictionDataset::nothingRecorded()
{
    record({prediction(0, "a", first, R"({"x":[1]})", R"({".pred":[1]})")});
    const auto dataset = openPredictions(path(), {u"boats"_s, {}, {}, {}});
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, Error::Code::NotFound);
    QVERIFY(dataset.error().message.contains(u"boats"));
}

void tst_PredictionDataset::measuredLikeAnyDataset()
{
    std::vector<Prediction> predictions;
    std::vector<Truth> truths;
    for (int i = 0; i < 50; ++i) {
        const std::string id = u"r%1"_s.arg(i).toStdString();
        const std::string output = uR"({".pred":[%1]})"_s.arg(i + i % 3).toStdString();
        predictions.push_back(
            prediction(0, id.c_str(), first + i * 3'600'000LL, "{\"x\":[1]}", output.c_str()));
        if (i % 2 == 0)
            truths.push_back({id, 0, double(i)});
    }
    record(predictions, truths);
    const auto dataset = open();
    MeasureRequest request;
    request.roles = guessRoles(dataset->columns());
    QCOMPARE(request.roles.estimate, u".pred"_s);
    request.metrics = {u"mae"_s};
    request.periods = Periods{};
    request.periods->unit = PeriodUnit::Day;
    const auto measured = measureDataset(*dataset, request);
    QVERIFY2(measured.has_value(), measured ? "" : qPrintable(measured.error().message));
    const auto &points = measured->series[0].points;
    QCOMPARE(points.size(), 3);
    QCOMPARE(points[0].n, 24); // of which half have a truth
    double sum = 0;
    for (int i = 0; i < 24; i += 2)
        sum += i % 3;
    QCOMPARE(points[0].value, sum / 12);
}

QTEST_GUILESS_MAIN(tst_PredictionDataset)
#include "tst_predictiondataset.moc"
