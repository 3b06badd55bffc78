// SPDX-License-Identifier: GPL-3.0-or-later
// Real models on columns of a dataset, alone and in a backtest.
#include "core/monitor/backtest/backtest.h"
#include "core/serving/enginepredictor.h"
#include "tests/core/serving/fixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

monitor::Column numbers(const std::vector<double> &values)
{
    monitor::Column column;
    column.type = monitor::ColumnType::Number;
    column.numbers = values;
    return column;
}

// An empty text is missing.
monitor::Column texts(const std::vector<std::string> &values)
{
    monitor::Column column;
    column.type = monitor::ColumnType::Text;
    for (const std::string &value : values) {
        if (value.empty()) {
            column.codes.push_back(missingText);
            continue;
        }
        const auto known = std::find(column.texts.begin(), column.texts.end(), value);
        column.codes.push_back(qint32(known - column.texts.begin()));
        if (known == column.texts.end())
            column.texts.push_back(value);
    }
    return column;
}

std::unique_ptr<Predictor> load(const QString &model, const format::Prototype &prototype = {})
{
    auto engine = serving::loadEngine(test::modelFile(model), prototype);
    if (!engine)
        qFatal("%s", qPrintable(engine.error().message));
    return serving::predictorOf(std::move(engine).value());
}

Predictions predict(const Predictor &predictor, const std::vector<monitor::Column> &columns)
{
    std::vector<const monitor::Column *> pointers;
    for (const monitor::Column &column : columns)
        pointers.push_back(&column);
    const std::size_t rows = std::max(columns[0].numbers.size(), columns[0].codes.size());
    Predictions predictions;
    const auto predicted = predictor.predict(pointers, rows, predictions);
    if (!predicted)
        qFatal("%s", qPrintable(predicted.error().message));
    return predictions;
}

double mpg(double cyl, double disp)
{
    return 34.66099 - 1.587277 * cyl - 0.0205837 * disp;
}

} // namespace

class tst_EnginePredictor final : public QObject
{
    Q_OBJECT
private slots:
    void numbersInTheOrderOfThePrototype();
    void rowsThatCannotBeAnsweredAreLeftOut();
    void everyTypeOfCell();
    void levelsOfThePrototypeAreChecked();
    void classesAndTheirProbabilities();
    void wholeNumbersAsClasses();
    void noRowsAtAll();
    void backtestOfTwoModels();
};

void tst_EnginePredictor::numbersInTheOrderOfThePrototype()
{
    const auto predictor = load(u"linear"_s, test::carsPrototype());
    QCOMPARE(predictor->columns(), (QList<PredictorColumn>{{u"cyl"_s, monitor::ColumnType::Number},
                                                           {u"disp"_s, monitor::ColumnType::Number}}));
    QVERIFY(!predictor->isClassifier());
    const Predictions answer = predict(*predictor, {numbers({6, 4, 8}), numbers({160, 108, 360})});
    QCOMPARE(answer.unanswered, 0);
    QCOMPARE(answer.estimate.type, monitor::ColumnType::Number);
    QVERIFY(std::abs(answer.estimate.numbers[0] - mpg(6, 160)) < 1e-5);
    QVERIFY(std::abs(answer.estimate.numbers[2] - mpg(8, 360)) < 1e-5);
}

void tst_EnginePredictor::rowsThatCannotBeAnsweredAreLeftOut()
{
    format::Prototype prototype = test::carsPrototype();
    prototype.columns[0].type = format::ColumnType::Integer;
    const auto predictor = load(u"linear"_s, prototype);
    const Predictions answer =
        predict(*predictor, {numbers({6, 4.5, absent, 8}), numbers({160, 108, 100, 360})});
    QCOMPARE(answer.unanswered, 1); // 4.5 is no whole number
    QVERIFY(std::isnan(answer.estimate.numbers[1]));
    QVERIFY(std::isnan(answer.estimate.numbers[2])); // the model takes a missing value and answers with one
    QVERIFY(std::abs(answer.estimate.numbers[3] - mpg(8, 360)) < 1e-5);
}

void tst_EnginePredictor::everyTypeOfCell()
{
    const auto predictor = load(u"columns"_s);
    QHash<QString, monitor::Column> cells{
        {u"colour"_s, texts({"red", "blue", "red", "green"})},
        {u"size"_s, numbers({1, 2, 3, 4})},
        {u"count"_s, numbers({10, 20, 30, 40})},
        {u"flag"_s, texts({"true", "False", "1", "perhaps"})},
    };
    std::vector<monitor::Column> columns;
    for (const PredictorColumn &column : predictor->columns())
        columns.push_back(cells[column.name]);
    const Predictions answer = predict(*predictor, columns);
    QCOMPARE(answer.unanswered, 1); // perhaps
    QCOMPARE(answer.estimate.numbers[0], 1000.0 + 100 + 2 + 10);
    QCOMPARE(answer.estimate.numbers[1], 4.0 + 20);
    QCOMPARE(answer.estimate.numbers[2], 1000.0 + 100 + 6 + 30);
    QVERIFY(std::isnan(answer.estimate.numbers[3]));
    // Texts where numbers are needed, and numbers where texts are.
    cells[u"size"_s] = texts({"1", "2", "x", "4"});
    cells[u"flag"_s] = numbers({1, 0, 1, 0});
    columns.clear();
    for (const PredictorColumn &column : predictor->columns())
        columns.push_back(cells[column.name]);
    const Predictions again = predict(*predictor, columns);
    QCOMPARE(again.unanswered, 1);
    QCOMPARE(again.estimate.numbers[0], 1000.0 + 100 + 2 + 10);
    QVERIFY(std::isnan(again.estimate.numbers[2]));
    QCOMPARE(again.estimate.numbers[3], 8.0 + 40);
}

void tst_EnginePredictor::levelsOfThePrototypeAreChecked()
{
    using format::ColumnType;
    const format::Prototype prototype{{test::column("colour", ColumnType::Category, {u"red"_s, u"blue"_s}),
                                       test::column("size", ColumnType::Number),
                                       test::column("count", ColumnType::Integer),
                                       test::column("flag", ColumnType::Boolean)}};
    const auto predictor = load(u"columns"_s, prototype);
    const Predictions answer = predict(*predictor, {texts({"red", "mauve", ""}), numbers({1, 1, 1}),
                                                    numbers({1, 1, 1}), texts({"true", "true", "true"})});
    QCOMPARE(answer.unanswered, 2);
    QCOMPARE(answer.estimate.numbers[0], 1000.0 + 100 + 2 + 1);
}

void tst_EnginePredictor::classesAndTheirProbabilities()
{
    const auto predictor = load(u"zipmap"_s, test::carsPrototype());
    QVERIFY(predictor->isClassifier());
    QCOMPARE(predictor->levels(), (QStringList{u"setosa"_s, u"versicolor"_s, u"virginica"_s}));
    const Predictions answer = predict(*predictor, {numbers({5, 0, -9, absent}), numbers({0, 5, -9, 1})});
    QCOMPARE(answer.estimate.type, monitor::ColumnType::Text);
    const auto label = [&](std::size_t row) {
        return answer.estimate.texts[std::size_t(answer.estimate.codes[row])];
    };
    QCOMPARE(label(0), std::string("setosa"));
    QCOMPARE(label(1), std::string("versicolor"));
    QCOMPARE(label(2), std::string("virginica"));
    QCOMPARE(answer.probabilities.size(), std::size_t(3));
    for (std::size_t row = 0; row < 3; ++row) {
        double sum = 0;
        for (const monitor::Column &column : answer.probabilities)
            sum += column.numbers[row];
        QVERIFY(std::abs(sum - 1) < 1e-6);
    }
    QVERIFY(answer.probabilities[0].numbers[0] > 0.9);
}

void tst_EnginePredictor::wholeNumbersAsClasses()
{
    const auto predictor = load(u"matrix"_s, test::carsPrototype());
    const Predictions answer = predict(*predictor, {numbers({5, 0}), numbers({0, 5})});
    QCOMPARE(answer.estimate.texts, (std::vector<std::string>{"0", "1"}));
}

void tst_EnginePredictor::noRowsAtAll()
{
    const auto predictor = load(u"linear"_s, test::carsPrototype());
    const Predictions none = predict(*predictor, {numbers({}), numbers({})});
    QVERIFY(none.estimate.numbers.empty());
    format::Prototype prototype = test::carsPrototype();
    prototype.columns[0].type = format::ColumnType::Integer;
    const Predictions missing = predict(*load(u"linear"_s, prototype), {numbers({4.5}), numbers({1})});
    QCOMPARE(missing.unanswered, 1);
    QVERIFY(std::isnan(missing.estimate.numbers[0]));
}

void tst_EnginePredictor::backtestOfTwoModels()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"cars.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("day,cyl,disp,mpg\n");
    double squares = 0; // of January
    int rows = 0;
    for (int i = 0; i < 59; ++i) {
        const double cyl = 4 + i % 3 * 2;
        const double disp = 80 + i * 5;
        const double truth = mpg(cyl, disp) + (i % 2 ? 1.5 : -0.5);
        file.write(u"%1,%2,%3,%4\n"_s.arg(QDate(2023, 1, 1).addDays(i).toString(Qt::ISODate))
                       .arg(cyl)
                       .arg(disp)
                       .arg(truth, 0, 'g', 17)
                       .toUtf8());
        if (i < 31) {
            squares += std::pow(truth - mpg(cyl, disp), 2);
            ++rows;
        }
    }
    file.close();
    const auto version = [](const QString &name, const QString &model) {
        return BacktestVersion{name, model, 0, [model]() -> Result<std::unique_ptr<Predictor>> {
                                   VT_TRY(auto engine,
                                          serving::loadEngine(test::modelFile(model), test::carsPrototype()));
                                   return serving::predictorOf(std::move(engine));
                               }};
    };
    BacktestRequest request;
    request.roles.time = u"day"_s;
    request.roles.truth = u"mpg"_s;
    request.periods = Periods{};
    request.metrics = QStringList{u"rmse"_s};
    const auto result = backtest(Dataset::open(file.fileName()).value(),
                                 {version(u"v1.0.0"_s, u"linear"_s), version(u"v2.0.0"_s, u"linear2"_s),
                                  version(u"v3.0.0"_s, u"no-such-model"_s)},
                                 request);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(result->failures.size(), 1);
    QCOMPARE(result->failures.first().version, u"v3.0.0"_s);
    QCOMPARE(result->series.size(), 2);
    QCOMPARE(result->series[0].points.size(), 2);
    QVERIFY(std::abs(result->series[0].points[0].value - std::sqrt(squares / rows)) < 1e-5);
    QVERIFY(result->series[1].points[0].value > result->series[0].points[0].value);
}

QTEST_GUILESS_MAIN(tst_EnginePredictor)
#include "tst_enginepredictor.moc"
