// SPDX-License-Identifier: GPL-3.0-or-later
// Python's libraries on one side, their models in workers on the other: the same rows, the same answers.
#include "core/serving/engine.h"
#include "tests/core/serving/modelcases.h"
#include "tests/support/interpreters.h"
#include "tests/support/shareddata.h"

#include <QDir>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

EngineOptions trusting(const QString &python)
{
    EngineOptions options;
    options.python = python;
    options.workers = 1;
    options.trust = [](const CodeBearing &) { return Result<>(); };
    options.log = [](std::string_view) {};
    return options;
}

} // namespace

class tst_PythonModels final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void modelsAnswerAsTheirLibrary_data();
    void modelsAnswerAsTheirLibrary();
    void infinitiesAndGapsArrive();
    void withoutAPrototypeTheModelsColumnsAreKnown();
    void aPrototypeThatLacksAColumnIsRefused();
    void weightsAloneAreNoModel();
    void noRowsGiveNoAnswers();
    void tensorsAreAnsweredToo();
    void foldersOfMlflowAreServed_data();
    void foldersOfMlflowAreServed();

private:
    QString m_python;
    QTemporaryDir m_folder;
    QJsonArray m_cases;
};

void tst_PythonModels::initTestCase()
{
    VT_NEED_PYTHON(python, {u"sklearn"_s, u"joblib"_s, u"pandas"_s});
    m_python = python;
    QVERIFY(test::succeeds(python,
                           {QStringLiteral(VT_SERVING_DATA_DIR "/make_python_models.py"), m_folder.path()}));
    m_cases = test::readCases(m_folder.filePath(u"cases.json"_s));
    QVERIFY(m_cases.size() >= 15);
}

void tst_PythonModels::modelsAnswerAsTheirLibrary_data()
{
    QTest::addColumn<QJsonObject>("example");
    for (const QJsonValue example : std::as_const(m_cases))
        QTest::newRow(qPrintable(example.toObject().value(u"name").toString())) << example.toObject();
}

void tst_PythonModels::modelsAnswerAsTheirLibrary()
{
    QFETCH(const QJsonObject, example);
    const auto engine = loadEngine(m_folder.filePath(example.value(u"file").toString()),
                                   test::prototypeOf(example), trusting(m_python));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message + engine.error().detail));
    const QByteArray rows = QJsonDocument(example.value(u"rows").toArray()).toJson();
    const test::Asked asked = test::askRows(**engine, rows);
    QCOMPARE(asked.problem, QString());
    // PyTorch computes in single precision and in another order for one row and for many.
    const double tolerance = example.value(u"name").toString().startsWith(u"torch") ? 1e-6 : 0;
    QCOMPARE(test::differences(asked.output.prediction(), example.value(u"prediction").toArray(), tolerance),
             QString());
    if (example.value(u"probabilities").isNull())
        return;
    const OutputColumn *probabilities = asked.output.find(OutputColumn::Role::Probabilities);
    QCOMPARE(test::differences(probabilities, example.value(u"probabilities").toArray(), 0), QString());
    QStringList levels;
    for (const std::string &level : probabilities->levels)
        levels << QString::fromStdString(level);
    QCOMPARE(QJsonArray::fromStringList(levels), example.value(u"levels").toArray());
    QVERIFY((*engine)->description().classifier);
    const test::Asked label = test::askRows(**engine, rows, Wanted::Prediction);
    QCOMPARE(label.output.columns.size(), std::size_t(1));
}

void tst_PythonModels::infinitiesAndGapsArrive()
{
    const QString file = m_folder.filePath(u"echo x.pkl"_s);
    if (!QFile::exists(file))
        QSKIP("SKIPPED: cloudpickle is not installed");
    using format::ColumnType;
    const auto load = [&](ColumnType type, const QStringList &levels = {}) {
        return loadEngine(file, {{{u"x"_s, type, levels, {}, {}, {}}}}, trusting(m_python));
    };
    const auto numbers = load(ColumnType::Number);
    QVERIFY2(numbers, qPrintable(numbers ? QString() : numbers.error().message));
    const test::Asked asked =
        test::askRows(**numbers, R"([{"x":"Inf"},{"x":"-Infinity"},{"x":null},{"x":-0.0}])");
    QCOMPARE(asked.problem, QString());
    const std::vector<double> &got = asked.output.prediction()->numbers;
    QCOMPARE(got[0], HUGE_VAL);
    QCOMPARE(got[1], -HUGE_VAL);
    QVERIFY(std::isnan(got[2]) && std::signbit(got[3]));
    const auto whole = load(ColumnType::Integer);
    const test::Asked gaps = test::askRows(**whole, R"([{"x":7},{"x":null}])");
    QCOMPARE(test::differences(gaps.output.prediction(), {7, QJsonValue::Null}, 0), QString());
    const auto texts = load(ColumnType::String);
    const test::Asked words = test::askRows(**texts, R"([{"x":"a"},{"x":null},{"x":""}])");
    QCOMPARE(test::differences(words.output.prediction(), {u"a"_s, QJsonValue::Null, u""_s}, 0), QString());
    const auto levels = load(ColumnType::Category, {u"low"_s, u"high"_s});
    const test::Asked chosen = test::askRows(**levels, R"([{"x":"high"},{"x":null},{"x":"low"}])");
    QCOMPARE(test::differences(chosen.output.prediction(), {u"high"_s, QJsonValue::Null, u"low"_s}, 0),
             QString());
    const test::Asked unseen = test::askRows(**levels, R"([{"x":"middle"}])");
    QVERIFY2(unseen.problem.contains(u"one of 'low', 'high'"), qPrintable(unseen.problem));
    const auto days = load(ColumnType::Date);
    const test::Asked day = test::askRows(**days, R"([{"x":"2024-02-29"}])");
    QVERIFY2(day.output.prediction()->texts.front().starts_with("2024-02-29T00:00:00"),
             qPrintable(day.problem));
    const auto moments = load(ColumnType::DateTime);
    const test::Asked moment = test::askRows(**moments, R"([{"x":"2024-02-29T12:30:00.5+01:00"}])");
    QVERIFY2(moment.output.prediction()->texts.front().starts_with("2024-02-29T11:30:00.500"),
             qPrintable(moment.problem));
}

void tst_PythonModels::withoutAPrototypeTheModelsColumnsAreKnown()
{
    const auto engine =
        loadEngine(m_folder.filePath(u"pipeline of mixed columns.joblib"_s), {}, trusting(m_python));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    const Schema &schema = (*engine)->schema();
    QVERIFY(!schema.fromPrototype);
    QStringList columns;
    for (const ColumnSpec &column : schema.columns)
        columns << QString::fromStdString(column.name) + u':' + format::columnTypeName(column.type);
    QCOMPARE(columns.join(u' '), u"city:string rooms:number area:number garden:number"_s);
    const test::Asked asked = test::askRows(**engine, R"([{"city":"Wien","rooms":3,"area":80,"garden":1}])");
    QCOMPARE(asked.problem, QString());
}

void tst_PythonModels::aPrototypeThatLacksAColumnIsRefused()
{
    format::Prototype prototype;
    prototype.columns = {{u"city"_s, format::ColumnType::String, {}, {}, {}, {}}};
    const auto engine =
        loadEngine(m_folder.filePath(u"pipeline of mixed columns.joblib"_s), prototype, trusting(m_python));
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, Error::Code::InvalidArgument);
    QVERIFY2(engine.error().message.contains(u"the columns rooms, area, garden"),
             qPrintable(engine.error().message));
}

void tst_PythonModels::weightsAloneAreNoModel()
{
    const QString file = m_folder.filePath(u"torch weights.pt"_s);
    if (!QFile::exists(file))
        QSKIP("SKIPPED: PyTorch is not installed");
    const auto engine = loadEngine(file, {}, trusting(m_python));
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, Error::Code::Unsupported);
    QVERIFY2(engine.error().message.contains(u"weights only"), qPrintable(engine.error().message));
}

void tst_PythonModels::noRowsGiveNoAnswers()
{
    for (const QString &name : {u"linear regression.joblib"_s, u"random forest.joblib"_s}) {
        const auto engine = loadEngine(m_folder.filePath(name), {}, trusting(m_python));
        QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
        const test::Asked asked = test::askRows(**engine, "[]");
        QCOMPARE(asked.problem, QString());
        QCOMPARE(asked.output.rows, std::size_t(0));
        QVERIFY(asked.output.prediction() != nullptr);
    }
}

void tst_PythonModels::tensorsAreAnsweredToo()
{
    const auto engine = loadEngine(m_folder.filePath(u"random forest.joblib"_s), {}, trusting(m_python));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    Tensor matrix{"input-0", DataType::Float64, {2, 4}, {}, {}};
    const double values[] = {5.1, 3.5, 1.4, 0.2, 6.7, 3.0, 5.2, 2.3};
    matrix.bytes.resize(sizeof values);
    std::memcpy(matrix.bytes.data(), values, sizeof values);
    std::vector<Tensor> outputs;
    const auto failure = (*engine)->infer({&matrix, 1}, outputs);
    QVERIFY2(!failure, failure ? failure->message.c_str() : "");
    QCOMPARE(outputs.size(), std::size_t(2));
    QCOMPARE(outputs[0].texts, (std::vector<std::string>{"setosa", "virginica"}));
    QCOMPARE(outputs[1].shape, (std::vector<std::int64_t>{2, 3}));
    matrix.shape = {1, 8};
    QVERIFY((*engine)->infer({&matrix, 1}, outputs));
}

void tst_PythonModels::foldersOfMlflowAreServed_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QByteArray>("rows");
    QTest::newRow("regression") << u"trained_lm2"_s << QByteArray(R"([{"cyl":6,"disp":160}])");
    QTest::newRow("without a signature") << u"trained_lm2_nosig"_s << QByteArray(R"([{"cyl":6,"disp":160}])");
    QTest::newRow("classification")
        << u"trained_rf_cls"_s
        << QByteArray(
               R"([{"mpg":21,"disp":160,"hp":110,"drat":3.9,"wt":2.62,"qsec":16.46,"vs":0,"am":1,"gear":4,"carb":4}])");
}

void tst_PythonModels::foldersOfMlflowAreServed()
{
    QFETCH(const QString, folder);
    QFETCH(const QByteArray, rows);
    VT_NEED_SHARED(path, u"models/mlflow/"_s + folder);
    const auto engine = loadEngine(path, {}, trusting(m_python));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message + engine.error().detail));
    const test::Asked asked = test::askRows(**engine, rows);
    QCOMPARE(asked.problem, QString());
    if (folder == u"trained_rf_cls")
        QCOMPARE(asked.output.prediction()->integers.front(), 6);
    else
        QVERIFY(std::abs(asked.output.prediction()->number(0) - 21.844) < 0.001);
}

QTEST_GUILESS_MAIN(tst_PythonModels)
#include "tst_pythonmodels.moc"
