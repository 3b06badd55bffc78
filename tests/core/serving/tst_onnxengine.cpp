// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/onnxengine.h"

#include "core/serving/onnxlabels.h"
#include "core/serving/onnxlibrary.h"
#include "tests/core/serving/fixture.h"
#include "tests/support/shareddata.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

using Engines = std::unique_ptr<Engine>;

// Parses the rows, asks the model, and gives the column that answers.
struct Answer {
    Output output;
    QString problem;
    QList<double> numbers(OutputColumn::Role role) const
    {
        QList<double> list;
        const OutputColumn *column = output.find(role);
        for (std::size_t i = 0; column != nullptr && i < output.rows * column->width; ++i)
            list << column->number(i);
        return list;
    }
};

Answer ask(const Engine &engine, const std::string &body, Wanted wanted = Wanted::Everything)
{
    RequestParser parser;
    Frame frame;
    Faults faults;
    Answer answer;
    parser.readRows({body, 0}, engine.schema(), RowLists::Accepted, frame, faults);
    if (!faults.isEmpty())
        answer.problem = QString::fromStdString(faultMessage(faults, engine.schema()));
    else if (const auto failure = engine.predict(frame, wanted, answer.output))
        answer.problem = QString::fromStdString(failure->message);
    return answer;
}

QJsonArray readJson(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    return document.isArray() ? document.array() : QJsonArray{document.object()};
}

// Nested lists of numbers in row-major order.
void flatten(const QJsonValue &value, QList<double> &out)
{
    if (!value.isArray()) {
        out << (value.isBool() ? double(value.toBool()) : value.isNull() ? std::nan("") : value.toDouble());
        return;
    }
    for (const QJsonValue each : value.toArray())
        flatten(each, out);
}

bool isClose(double a, double b, double tolerance)
{
    return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

Tensor floats(const std::string &name, std::vector<std::int64_t> shape, const std::vector<float> &values)
{
    Tensor tensor{name, DataType::Float32, std::move(shape), {}, {}};
    tensor.bytes.resize(values.size() * sizeof(float));
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
    return tensor;
}

} // namespace

#define VT_LOAD(engine, name, prototype)                                                                   \
    auto engine##Result = loadEngine(test::modelFile(name), prototype);                                    \
    QVERIFY2(engine##Result,                                                                               \
             qPrintable(engine##Result ? QString()                                                         \
                                       : engine##Result.error().message + engine##Result.error().detail)); \
    const Engine &engine = **engine##Result

class tst_OnnxEngine final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void aRegressionAnswersEachRow();
    void noRowsGiveNoAnswers();
    void aMissingNumberGivesNoNumber();
    void mapsOfProbabilitiesComeInTheClassifiersOrder();
    void aMatrixOfProbabilitiesKnowsItsClasses();
    void labelsAloneCostNoProbabilities();
    void eachColumnCanBeATensorOfItsOwnType();
    void aFixedBatchIsRunInPieces();
    void wholeNumbersBeyondDoublesSurvive();
    void wholeNumbersThatDoNotFitAreRefused();
    void doublesAndTextsPassUnchanged();
    void withoutAPrototypeTheModelsInputsAreTheColumns();
    void aPrototypeThatDoesNotFitIsRefused();
    void filesThatAreNotModelsAreRefused();
    void picturesAreTensorsOnly();
    void tensorsOfTheWrongTypeOrNameAreRefused();
    void manyThreadsShareOneModel();
    void classLabelsOfDamagedFilesAreNone();
    void scikitLearnModelsAnswerAsScikitLearnDid_data();
    void scikitLearnModelsAnswerAsScikitLearnDid();
    void theOnnxProjectsOwnCasesAgree();
    void aPipelineOfTypedColumnsAnswers();
};

void tst_OnnxEngine::initTestCase()
{
    if (const Result<> loaded = loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    QVERIFY(!onnxRuntimeVersion().isEmpty());
    QCOMPARE(qgetenv("ORT_DISABLE_TELEMETRY"), QByteArray("1"));
}

void tst_OnnxEngine::aRegressionAnswersEachRow()
{
    VT_LOAD(engine, u"linear"_s, test::carsPrototype());
    QVERIFY(!engine.description().classifier);
    const Answer answer = ask(engine, R"([{"cyl":6,"disp":160},{"disp":108,"cyl":4}])");
    QCOMPARE(answer.problem, QString());
    const QList<double> numbers = answer.numbers(OutputColumn::Role::Value);
    QCOMPARE(numbers.size(), 2);
    QVERIFY2(isClose(numbers[0], 34.66099 - 6 * 1.587277 - 160 * 0.0205837, 1e-6),
             qPrintable(QString::number(numbers[0])));
    QVERIFY(isClose(numbers[1], 34.66099 - 4 * 1.587277 - 108 * 0.0205837, 1e-6));
}

void tst_OnnxEngine::noRowsGiveNoAnswers()
{
    for (const QString &name : {u"linear"_s, u"zipmap"_s, u"fixedbatch"_s}) {
        VT_LOAD(engine, name, test::carsPrototype());
        const Answer answer = ask(engine, "[]");
        QCOMPARE(answer.problem, QString());
        QCOMPARE(answer.output.rows, std::size_t(0));
        QVERIFY(answer.output.prediction() != nullptr);
    }
}

void tst_OnnxEngine::aMissingNumberGivesNoNumber()
{
    VT_LOAD(engine, u"linear"_s, test::carsPrototype());
    const Answer answer = ask(engine, R"([{"cyl":null,"disp":160},{"cyl":4,"disp":100}])");
    QCOMPARE(answer.problem, QString());
    const QList<double> numbers = answer.numbers(OutputColumn::Role::Value);
    QVERIFY(std::isnan(numbers[0]));
    QVERIFY(std::isfinite(numbers[1]));
}

void tst_OnnxEngine::mapsOfProbabilitiesComeInTheClassifiersOrder()
{
    VT_LOAD(sorted, u"zipmap"_s, test::carsPrototype());
    VT_LOAD(unsorted, u"unsortedmap"_s, test::carsPrototype());
    QVERIFY(sorted.description().classifier);
    const std::string rows = R"([{"cyl":2,"disp":1},{"cyl":-3,"disp":0.5}])";
    const Answer a = ask(sorted, rows);
    const Answer b = ask(unsorted, rows);
    const OutputColumn *probabilities = b.output.find(OutputColumn::Role::Probabilities);
    QVERIFY(probabilities != nullptr);
    QCOMPARE(probabilities->levels, (std::vector<std::string>{"virginica", "setosa", "versicolor"}));
    // The same coefficients under other names: the same numbers in the same places.
    QCOMPARE(a.numbers(OutputColumn::Role::Probabilities), b.numbers(OutputColumn::Role::Probabilities));
    QCOMPARE(a.output.prediction()->texts, (std::vector<std::string>{"setosa", "virginica"}));
    QCOMPARE(b.output.prediction()->texts, (std::vector<std::string>{"virginica", "versicolor"}));
    const QList<double> numbers = a.numbers(OutputColumn::Role::Probabilities);
    QCOMPARE(numbers.size(), 6);
    const double sum = std::exp(2.0) + std::exp(1.5) + std::exp(-2.0);
    QVERIFY(isClose(numbers[0], std::exp(2.0) / sum, 1e-6));
    QVERIFY(isClose(numbers[1], std::exp(1.5) / sum, 1e-6));
}

void tst_OnnxEngine::aMatrixOfProbabilitiesKnowsItsClasses()
{
    VT_LOAD(engine, u"matrix"_s, test::carsPrototype());
    QVERIFY(engine.description().classifier);
    QCOMPARE(engine.description().levels, (std::vector<std::string>{"0", "1", "2"}));
    const Answer answer = ask(engine, R"([{"cyl":2,"disp":1}])");
    const OutputColumn *probabilities = answer.output.find(OutputColumn::Role::Probabilities);
    QVERIFY(probabilities != nullptr);
    QCOMPARE(probabilities->width, std::size_t(3));
    QCOMPARE(probabilities->levels.size(), std::size_t(3));
    QCOMPARE(answer.output.prediction()->integers, (std::vector<std::int64_t>{0}));
}

void tst_OnnxEngine::labelsAloneCostNoProbabilities()
{
    VT_LOAD(engine, u"zipmap"_s, test::carsPrototype());
    const Answer answer = ask(engine, R"([{"cyl":2,"disp":1}])", Wanted::Prediction);
    QCOMPARE(answer.output.columns.size(), std::size_t(1));
    QCOMPARE(answer.output.prediction()->texts, (std::vector<std::string>{"setosa"}));
}

void tst_OnnxEngine::eachColumnCanBeATensorOfItsOwnType()
{
    using format::ColumnType;
    const format::Prototype prototype{{test::column("count", ColumnType::Integer),
                                       test::column("size", ColumnType::Number),
                                       test::column("colour", ColumnType::Category, {u"red"_s, u"blue"_s}),
                                       test::column("flag", ColumnType::Boolean)}};
    VT_LOAD(engine, u"columns"_s, prototype);
    const Answer answer = ask(engine, R"([{"count":3,"size":1.5,"colour":"red","flag":true},
        {"count":0,"size":-1,"colour":"blue","flag":false}])");
    QCOMPARE(answer.problem, QString());
    QCOMPARE(answer.numbers(OutputColumn::Role::Value), (QList<double>{1106.0, -2.0}));
    // Tensors of whole numbers, truth values and texts have no missing values.
    QCOMPARE(ask(engine, R"([{"count":null,"size":null,"colour":"red","flag":"NA"}])").problem,
             u"2 problems: row 1, column 'count': expected a whole number, got a missing value; row 1, "
             u"column 'flag': "
             u"expected true or false, got a missing value."_s);
}

void tst_OnnxEngine::aFixedBatchIsRunInPieces()
{
    VT_LOAD(engine, u"fixedbatch"_s, test::carsPrototype());
    VT_LOAD(free, u"linear"_s, test::carsPrototype());
    const std::string rows = R"([{"cyl":6,"disp":160},{"cyl":4,"disp":108},{"cyl":8,"disp":300}])";
    QCOMPARE(ask(engine, rows).numbers(OutputColumn::Role::Value),
             ask(free, rows).numbers(OutputColumn::Role::Value));
    QCOMPARE(ask(engine, rows).output.rows, std::size_t(3));
}

void tst_OnnxEngine::wholeNumbersBeyondDoublesSurvive()
{
    VT_LOAD(engine, u"int64"_s, (format::Prototype{{test::column("key", format::ColumnType::Integer)}}));
    const Answer answer = ask(engine, R"([{"key":9007199254740993},{"key":-9223372036854775808}])");
    QCOMPARE(answer.output.prediction()->integers,
             (std::vector<std::int64_t>{9007199254740993, std::numeric_limits<std::int64_t>::min()}));
    // A prototype that says "number" is read as strictly as the model is.
    VT_LOAD(strict, u"int64"_s, (format::Prototype{{test::column("key", format::ColumnType::Number)}}));
    QCOMPARE(ask(strict, R"([{"key":1.5}])").problem,
             u"Row 1, column 'key': expected a whole number, got 1.5."_s);
}

// One beyond what the tensor holds would come out as another number.
void tst_OnnxEngine::wholeNumbersThatDoNotFitAreRefused()
{
    using format::ColumnType;
    const format::Prototype prototype{
        {test::column("small", ColumnType::Integer), test::column("wide", ColumnType::Number)}};
    VT_LOAD(engine, u"narrow"_s, prototype);
    const Answer fits =
        ask(engine, R"([{"small":255,"wide":-2147483648},{"small":"0","wide":2147483647.0}])");
    QCOMPARE(fits.problem, QString());
    QCOMPARE(fits.output.columns[0].integers, (std::vector<std::int64_t>{255, 0}));
    QCOMPARE(fits.output.columns[1].integers, (std::vector<std::int64_t>{-2147483648, 2147483647}));
    QCOMPARE(
        ask(engine, R"([{"small":256,"wide":1},{"small":-1,"wide":"2147483648"}])").problem,
        u"3 problems: row 1, column 'small': expected a whole number from 0 to 255, got 256; row 2, column "
        "'small': expected a whole number from 0 to 255, got -1; row 2, column 'wide': expected a whole "
        "number from -2147483648 to 2147483647, got \"2147483648\"."_s);
    VT_LOAD(derived, u"narrow"_s, format::Prototype());
    QVERIFY(!ask(derived, R"([{"small":300,"wide":1}])").problem.isEmpty());
}

void tst_OnnxEngine::doublesAndTextsPassUnchanged()
{
    VT_LOAD(numbers, u"float64"_s, (format::Prototype{{test::column("x", format::ColumnType::Number)}}));
    const Answer answer = ask(numbers, R"([{"x":0.1},{"x":1e308},{"x":Infinity},{"x":5e-324}])");
    QCOMPARE(answer.output.prediction()->numbers,
             (std::vector<double>{0.1, 1e308, std::numeric_limits<double>::infinity(), 5e-324}));
    VT_LOAD(texts, u"texts"_s, (format::Prototype{{test::column("word", format::ColumnType::String)}}));
    QCOMPARE(ask(texts, R"([{"word":"é😀"},{"word":""},{"word":"NA"}])").output.prediction()->texts,
             (std::vector<std::string>{"é😀", "", "NA"}));
}

void tst_OnnxEngine::withoutAPrototypeTheModelsInputsAreTheColumns()
{
    VT_LOAD(matrix, u"linear"_s, format::Prototype{});
    QVERIFY(!matrix.schema().fromPrototype);
    QCOMPARE(ask(matrix, "[[6,160],[4,108]]").output.rows, std::size_t(2));
    QCOMPARE(ask(matrix, R"([{"0":6,"1":160}])").numbers(OutputColumn::Role::Value),
             ask(matrix, "[[6,160]]").numbers(OutputColumn::Role::Value));
    VT_LOAD(columns, u"columns"_s, format::Prototype{});
    QCOMPARE(ask(columns, R"([{"count":3,"size":1.5,"colour":"red","flag":true}])")
                 .numbers(OutputColumn::Role::Value),
             QList<double>{1106.0});
}

void tst_OnnxEngine::aPrototypeThatDoesNotFitIsRefused()
{
    using format::ColumnType;
    const auto count = loadEngine(test::modelFile(u"linear"_s), {{test::column("cyl", ColumnType::Number)}});
    QVERIFY(!count);
    QCOMPARE(count.error().code, Error::Code::InvalidArgument);
    QCOMPARE(count.error().message,
             u"The prototype does not fit 'linear.onnx': it has 1 columns and the model takes 2."_s);
    const auto type =
        loadEngine(test::modelFile(u"linear"_s),
                   {{test::column("cyl", ColumnType::Number), test::column("name", ColumnType::String)}});
    QVERIFY(!type);
    QCOMPARE(type.error().message,
             u"The prototype does not fit 'linear.onnx': the column 'name' holds text and the model's "
             u"input 'X' takes numbers."_s);
}

void tst_OnnxEngine::filesThatAreNotModelsAreRefused()
{
    QTemporaryDir folder;
    const auto write = [&](const QByteArray &content) {
        QFile file(folder.filePath(u"model.onnx"_s));
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
    };
    QFile real(test::modelFile(u"zipmap"_s));
    QVERIFY(real.open(QIODevice::ReadOnly));
    const QByteArray bytes = real.readAll();
    for (const QByteArray &content :
         {QByteArray(), QByteArray("hello\n"), bytes.left(bytes.size() / 2), QByteArray(4096, '\xff')}) {
        QVERIFY(write(content));
        const auto loaded = loadEngine(folder.filePath(u"model.onnx"_s), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, Error::Code::Corrupt);
        QVERIFY2(loaded.error().message.contains(u"'model.onnx'"), qPrintable(loaded.error().message));
        QVERIFY2(!loaded.error().message.contains(folder.path()), qPrintable(loaded.error().message));
    }
    QCOMPARE(loadEngine(folder.filePath(u"gone.onnx"_s), {}).error().code, Error::Code::NotFound);
}

void tst_OnnxEngine::picturesAreTensorsOnly()
{
    VT_LOAD(engine, u"picture"_s, format::Prototype{});
    QVERIFY(engine.schema().columns.empty());
    Frame frame;
    frame.reset(engine.schema());
    Output output;
    QVERIFY(engine.predict(frame, Wanted::Everything, output).has_value());
    std::vector<Tensor> outputs;
    QVERIFY(!engine.infer(std::vector<Tensor>{floats("image", {1, 2, 2}, {-1, 2, -3, 4})}, outputs));
    QCOMPARE(outputs.size(), std::size_t(1));
    QCOMPARE(outputs.front().shape, (std::vector<std::int64_t>{1, 2, 2}));
    QCOMPARE(outputs.front().bytes, floats("", {}, {1, 2, 3, 4}).bytes);
}

void tst_OnnxEngine::tensorsOfTheWrongTypeOrNameAreRefused()
{
    VT_LOAD(engine, u"linear"_s, test::carsPrototype());
    std::vector<Tensor> outputs;
    Tensor whole{"X", DataType::Int64, {1, 2}, std::vector<std::byte>(16), {}};
    QCOMPARE(engine.infer(std::vector<Tensor>{whole}, outputs)->message,
             std::string("the input 'X' is FP32, not INT64"));
    QCOMPARE(engine.infer(std::vector<Tensor>{floats("Z", {1, 2}, {1, 2})}, outputs)->message,
             std::string("the model has no input 'Z'"));
    const auto wide = engine.infer(std::vector<Tensor>{floats("X", {1, 3}, {1, 2, 3})}, outputs);
    QVERIFY(wide.has_value());
    QCOMPARE(wide->kind, Failure::Kind::Input);
    QVERIFY(engine.infer({}, outputs).has_value());
}

void tst_OnnxEngine::manyThreadsShareOneModel()
{
    VT_LOAD(engine, u"zipmap"_s, test::carsPrototype());
    const QList<double> expected =
        ask(engine, R"([{"cyl":2,"disp":1}])").numbers(OutputColumn::Role::Probabilities);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                if (ask(engine, R"([{"cyl":2,"disp":1}])").numbers(OutputColumn::Role::Probabilities) !=
                    expected)
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void tst_OnnxEngine::classLabelsOfDamagedFilesAreNone()
{
    QFile file(test::modelFile(u"zipmap"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    const std::vector<std::string> expected{"setosa", "versicolor", "virginica"};
    QCOMPARE(classLabels({bytes.constData(), std::size_t(bytes.size())}), expected);
    QVERIFY(classLabels({}).empty());
    for (qsizetype size = 0; size < bytes.size(); ++size) {
        const auto labels = classLabels({bytes.constData(), std::size_t(size)});
        QVERIFY(labels.size() <= expected.size());
    }
}

void tst_OnnxEngine::scikitLearnModelsAnswerAsScikitLearnDid_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("linear regression") << u"SklearnLinearRegression-Dec4"_s << 1e-5;
    QTest::newRow("binary logistic regression") << u"SklearnLogitisticRegressionBinary"_s << 1e-6;
    QTest::newRow("multinomial logistic regression") << u"SklearnLogitisticRegressionMulti"_s << 1e-6;
    QTest::newRow("nearest neighbours") << u"SklearnKNeighborsClassifierMulti"_s << 1e-6;
    QTest::newRow("scaler") << u"SklearnStandardScalerFloat32"_s << 1e-6;
}

void tst_OnnxEngine::scikitLearnModelsAnswerAsScikitLearnDid()
{
    QFETCH(QString, name);
    QFETCH(double, tolerance);
    VT_NEED_SHARED(model, u"models/onnx-sklearn/"_s + name + u".model.onnx"_s);
    VT_NEED_SHARED(data, u"models/onnx-sklearn/"_s + name + u".data.json"_s);
    VT_NEED_SHARED(expectedFile, u"models/onnx-sklearn/"_s + name + u".expected.json"_s);
    const auto loaded = loadEngine(model, {});
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().detail));
    const QJsonArray rows = readJson(data).first().toObject().value(u"data"_s).toArray();
    const Answer answer = ask(**loaded, QJsonDocument(rows).toJson().toStdString());
    QCOMPARE(answer.problem, QString());
    QCOMPARE(answer.output.rows, std::size_t(rows.size()));
    const QJsonArray expected = readJson(expectedFile);
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QList<double> numbers;
        flatten(expected[i].toObject().value(u"data"_s), numbers);
        const OutputColumn &column = answer.output.columns[std::size_t(i)];
        QCOMPARE(qsizetype(answer.output.rows * column.width), numbers.size());
        for (qsizetype j = 0; j < numbers.size(); ++j)
            QVERIFY2(isClose(column.number(std::size_t(j)), numbers[j], tolerance),
                     qPrintable(u"output %1 value %2: %3 instead of %4"_s.arg(i)
                                    .arg(j)
                                    .arg(column.number(std::size_t(j)))
                                    .arg(numbers[j])));
    }
}

void tst_OnnxEngine::theOnnxProjectsOwnCasesAgree()
{
    VT_NEED_SHARED(folder, u"models/onnx"_s);
    int compared = 0;
    for (const QString &name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QDir set(folder + u'/' + name + u"/test_data_set_0"_s);
        if (!set.exists())
            continue;
        const auto loaded = loadEngine(folder + u'/' + name + u"/model.onnx"_s, {});
        if (!loaded && loaded.error().code == Error::Code::Unsupported)
            continue; // an operator that ONNX Runtime does not have
        QVERIFY2(loaded,
                 qPrintable(loaded ? name : name + u": "_s + loaded.error().message + loaded.error().detail));
        std::vector<Tensor> inputs;
        for (const QString &file : set.entryList({u"input_*.json"_s}, QDir::Files, QDir::Name)) {
            const QJsonObject object = readJson(set.filePath(file)).first().toObject();
            const TensorSpec &spec = (*loaded)->description().inputs[inputs.size()];
            Tensor tensor{spec.name, spec.type, {}, {}, {}};
            for (const QJsonValue size : object.value(u"shape"_s).toArray())
                tensor.shape.push_back(size.toInt());
            QList<double> numbers;
            if (spec.type == DataType::Text) {
                for (const QJsonValue text : object.value(u"data"_s).toArray())
                    tensor.texts.push_back(text.toString().toStdString());
            } else {
                flatten(object.value(u"data"_s), numbers);
                tensor.bytes.resize(std::size_t(numbers.size()) * dataTypeSize(spec.type));
            }
            for (qsizetype i = 0; i < numbers.size(); ++i) {
                std::byte *at = tensor.bytes.data() + std::size_t(i) * dataTypeSize(spec.type);
                if (spec.type == DataType::Int64) {
                    const auto whole = std::int64_t(numbers[i]);
                    std::memcpy(at, &whole, sizeof whole);
                } else {
                    QCOMPARE(spec.type, DataType::Float32);
                    const auto single = float(numbers[i]);
                    std::memcpy(at, &single, sizeof single);
                }
            }
            inputs.push_back(std::move(tensor));
        }
        std::vector<Tensor> outputs;
        const auto failure = (*loaded)->infer(inputs, outputs);
        QVERIFY2(!failure,
                 qPrintable(name + u": "_s + QString::fromStdString(failure ? failure->message : "")));
        QList<double> expected;
        flatten(readJson(set.filePath(u"output_0.json"_s)).first().toObject().value(u"data"_s), expected);
        QCOMPARE(qsizetype(outputs.front().elementCount()), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i) {
            const std::byte *at =
                outputs.front().bytes.data() + std::size_t(i) * dataTypeSize(outputs.front().type);
            double value = 0;
            if (outputs.front().type == DataType::Int64) {
                std::int64_t whole = 0;
                std::memcpy(&whole, at, sizeof whole);
                value = double(whole);
            } else if (outputs.front().type == DataType::Float32) {
                float single = 0;
                std::memcpy(&single, at, sizeof single);
                value = double(single);
            } else {
                continue;
            }
            QVERIFY2(isClose(value, expected[i], 1e-3), qPrintable(name));
            ++compared;
        }
    }
    QVERIFY(compared > 50);
}

void tst_OnnxEngine::aPipelineOfTypedColumnsAnswers()
{
    VT_NEED_SHARED(model, u"models/onnx-sklearn/pipeline_titanic.onnx"_s);
    using format::ColumnType;
    const format::Prototype prototype{{test::column("pclass", ColumnType::Category, {u"1"_s, u"2"_s, u"3"_s}),
                                       test::column("sex", ColumnType::Category, {u"female"_s, u"male"_s}),
                                       test::column("age", ColumnType::Number),
                                       test::column("fare", ColumnType::Number),
                                       test::column("embarked", ColumnType::String)}};
    const auto loaded = loadEngine(model, prototype);
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
    const Answer answer = ask(**loaded, R"([{"pclass":1,"sex":"female","age":25,"fare":80,"embarked":"S"},
        {"pclass":"3","sex":"male","age":null,"fare":7,"embarked":"S"}])");
    QCOMPARE(answer.problem, QString());
    const QList<double> chances = answer.numbers(OutputColumn::Role::Probabilities);
    QCOMPARE(chances.size(), 4);
    for (qsizetype i = 0; i < 4; i += 2)
        QVERIFY(isClose(chances[i] + chances[i + 1], 1, 1e-5));
    // The imputer fills the missing age, so the second row has an answer too; women of the first class
    // survived.
    QVERIFY(chances[1] > chances[3]);
}

QTEST_GUILESS_MAIN(tst_OnnxEngine)
#include "tst_onnxengine.moc"
