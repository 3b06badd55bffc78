// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/xgboostengine.h"

#include "core/serving/xgboostlibrary.h"
#include "tests/core/serving/modelcases.h"
#include "tests/support/interpreters.h"
#include "tests/support/shareddata.h"

#include <QTemporaryDir>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

// One tree: x < 5 gives 10, else 20; objective and classes can be chosen.
QByteArray stump(const QByteArray &objective = "reg:squarederror", const QByteArray &replace = {},
                 const QByteArray &by = {})
{
    QByteArray model =
        R"({"learner":{"attributes":{},"feature_names":["x"],"feature_types":["float"],"gradient_booster":{"model":{)"
        R"("gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1","size_leaf_vector":"0"},"tree_info":[0],"trees":[{)"
        R"("base_weights":[0E0,1E1,2E1],"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],)"
        R"("default_left":[1,0,0],"id":0,"left_children":[1,-1,-1],"loss_changes":[1E0,0E0,0E0],"parents":[2147483647,0,0],)"
        R"("right_children":[2,-1,-1],"split_conditions":[5E0,1E1,2E1],"split_indices":[0,0,0],"split_type":[0,0,0],)"
        R"("sum_hessian":[2E0,1E0,1E0],"tree_param":{"num_deleted":"0","num_feature":"1","num_nodes":"3","size_leaf_vector":"0"}}]},)"
        R"("name":"gbtree"},"learner_model_param":{"base_score":"0E0","num_class":"0","num_feature":"1","num_target":"1"},)"
        R"("objective":{"name":"OBJECTIVE","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[1,7,4]})";
    model.replace("OBJECTIVE", objective);
    if (!replace.isEmpty() && !model.contains(replace))
        qFatal("the model does not contain what is to be replaced");
    return replace.isEmpty() ? model : model.replace(replace, by);
}

} // namespace

class tst_XgboostEngine final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void aTreeAnswers();
    void aMissingCellGoesItsOwnWay();
    void infinitiesAreRefused();
    void noRowsGiveNoAnswers();
    void tensorsAreAnsweredToo();
    void damagedTreesAreRefused_data();
    void damagedTreesAreRefused();
    void cutFilesAreRefused();
    void aPrototypeMustFit();
    void manyThreadsShareOneModel();
    void modelsAnswerAsPythonsXgboost_data();
    void modelsAnswerAsPythonsXgboost();
    void sharedModelsLoad_data();
    void sharedModelsLoad();

private:
    Result<std::unique_ptr<Engine>> load(const QByteArray &bytes, const format::Prototype &prototype = {});
    bool train();

    QTemporaryDir m_folder;
    QTemporaryDir m_trained;
    QJsonArray m_cases;
    int m_file = 0;
};

void tst_XgboostEngine::initTestCase()
{
    if (const auto library = loadXgboost(); !library)
        QSKIP(qPrintable(u"SKIPPED: "_s + library.error().message));
}

Result<std::unique_ptr<Engine>> tst_XgboostEngine::load(const QByteArray &bytes,
                                                        const format::Prototype &prototype)
{
    // Objects of the store have no ending that would say what they are.
    QFile file(m_folder.filePath(u"object%1"_s.arg(++m_file)));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return Error{Error::Code::Io, file.errorString(), {}};
    file.close();
    return loadEngine(file.fileName(), prototype);
}

void tst_XgboostEngine::aTreeAnswers()
{
    const auto engine = load(stump());
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message + engine.error().detail));
    QCOMPARE((*engine)->description().platform, std::string("xgboost_json"));
    QVERIFY(!(*engine)->description().classifier);
    const test::Asked asked = test::askRows(**engine, R"([{"x":4.999},{"x":5},{"x":-1e300}])");
    QVERIFY2(asked.problem.contains(u"infinite in single precision"), qPrintable(asked.problem));
    const test::Asked fine = test::askRows(**engine, R"([{"x":4.999},{"x":5}])");
    QCOMPARE(fine.problem, QString());
    QCOMPARE(fine.output.prediction()->singles, (std::vector<float>{10, 20}));
    // As people's editors and json.dump write it.
    const auto indented =
        load(stump().replace("{\"learner\":", "{\n  \"learner\": ").replace(",\"", ",\n \""));
    QVERIFY2(indented, qPrintable(indented ? QString() : indented.error().message + indented.error().detail));
}

void tst_XgboostEngine::aMissingCellGoesItsOwnWay()
{
    const auto engine = load(stump());
    QVERIFY(engine);
    const test::Asked asked = test::askRows(**engine, R"([{"x":null},{"x":"NA"},{"x":"NaN"}])");
    QCOMPARE(asked.problem, QString());
    QCOMPARE(asked.output.prediction()->singles, (std::vector<float>{10, 10, 10}));
}

void tst_XgboostEngine::infinitiesAreRefused()
{
    const auto engine = load(stump());
    QVERIFY(engine);
    const test::Asked asked = test::askRows(**engine, R"([{"x":"Inf"}])");
    QCOMPARE(asked.kind, Failure::Kind::Input);
    QVERIFY2(asked.problem.contains(u"the column 'x'"), qPrintable(asked.problem));
}

void tst_XgboostEngine::noRowsGiveNoAnswers()
{
    const auto engine = load(stump());
    QVERIFY(engine);
    const test::Asked asked = test::askRows(**engine, "[]");
    QCOMPARE(asked.problem, QString());
    QCOMPARE(asked.output.rows, std::size_t(0));
    QVERIFY(asked.output.prediction() != nullptr);
}

void tst_XgboostEngine::tensorsAreAnsweredToo()
{
    const auto engine = load(stump());
    QVERIFY(engine);
    Tensor matrix{"whatever", DataType::Float32, {2, 1}, {}, {}};
    const float values[] = {1, 9};
    matrix.bytes.resize(sizeof values);
    std::memcpy(matrix.bytes.data(), values, sizeof values);
    std::vector<Tensor> outputs;
    QVERIFY(!(*engine)->infer({&matrix, 1}, outputs));
    float answers[2];
    QCOMPARE(outputs.front().bytes.size(), sizeof answers);
    std::memcpy(answers, outputs.front().bytes.data(), sizeof answers);
    QCOMPARE(answers[0], 10.0f);
    QCOMPARE(answers[1], 20.0f);
}

void tst_XgboostEngine::damagedTreesAreRefused_data()
{
    QTest::addColumn<QByteArray>("replace");
    QTest::addColumn<QByteArray>("by");
    QTest::newRow("child far away") << QByteArray("\"left_children\":[1,")
                                    << QByteArray("\"left_children\":[1000000,");
    QTest::newRow("child below zero")
        << QByteArray("\"right_children\":[2,") << QByteArray("\"right_children\":[-7,");
    QTest::newRow("a circle") << QByteArray("\"left_children\":[1,-1,-1]")
                              << QByteArray("\"left_children\":[1,0,-1]");
    QTest::newRow("itself") << QByteArray("\"left_children\":[1,") << QByteArray("\"left_children\":[0,");
    QTest::newRow("two parents") << QByteArray("\"right_children\":[2,")
                                 << QByteArray("\"right_children\":[1,");
    QTest::newRow("a column beyond") << QByteArray("\"split_indices\":[0,")
                                     << QByteArray("\"split_indices\":[99999,");
    QTest::newRow("a list too short")
        << QByteArray("\"split_conditions\":[5E0,1E1,2E1]") << QByteArray("\"split_conditions\":[5E0]");
    QTest::newRow("too many nodes") << QByteArray("\"num_nodes\":\"3\"")
                                    << QByteArray("\"num_nodes\":\"3000000\"");
    QTest::newRow("a class beyond") << QByteArray("\"tree_info\":[0]") << QByteArray("\"tree_info\":[77]");
    QTest::newRow("no class") << QByteArray("\"tree_info\":[0]") << QByteArray("\"tree_info\":[]");
    QTest::newRow("categories beyond")
        << QByteArray(
               R"("categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[])")
        << QByteArray(
               R"("categories":[1],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[500])");
    QTest::newRow("names too few") << QByteArray("\"feature_names\":[\"x\"]")
                                   << QByteArray("\"feature_names\":[\"x\",\"y\"]");
}

void tst_XgboostEngine::damagedTreesAreRefused()
{
    QFETCH(const QByteArray, replace);
    QFETCH(const QByteArray, by);
    const auto engine = load(stump("reg:squarederror", replace, by));
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, Error::Code::Corrupt);
    QVERIFY(!engine.error().detail.isEmpty());
}

void tst_XgboostEngine::cutFilesAreRefused()
{
    const QByteArray whole = stump();
    for (qsizetype size = 1; size < whole.size(); size += 13)
        QVERIFY2(!load(whole.left(size)), qPrintable(QString::number(size)));
}

void tst_XgboostEngine::aPrototypeMustFit()
{
    using format::ColumnType;
    const auto prototype = [](const QString &name, ColumnType type) {
        return format::Prototype{{{name, type, {}, {}, {}, {}}}};
    };
    const auto missing = load(stump(), prototype(u"y"_s, ColumnType::Number));
    QVERIFY(!missing);
    QVERIFY2(missing.error().message.contains(u"the model needs the column 'x'"),
             qPrintable(missing.error().message));
    const auto text = load(stump(), prototype(u"x"_s, ColumnType::String));
    QVERIFY(!text);
    QVERIFY2(text.error().message.contains(u"holds text"), qPrintable(text.error().message));
    // Columns may be more, and in another order, than the model knows by name.
    format::Prototype more = prototype(u"before"_s, ColumnType::String);
    more.columns.append({u"x"_s, ColumnType::Integer, {}, {}, {}, {}});
    const auto engine = load(stump(), more);
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    const test::Asked asked = test::askRows(**engine, R"([{"before":"a","x":7}])");
    QCOMPARE(asked.problem, QString());
    QCOMPARE(asked.output.prediction()->singles.front(), 20.0f);
}

void tst_XgboostEngine::manyThreadsShareOneModel()
{
    const auto engine = load(stump());
    QVERIFY(engine);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 500; ++round) {
                const test::Asked asked =
                    test::askRows(**engine, i % 2 == 0 ? R"([{"x":1}])" : R"([{"x":9},{"x":9}])");
                if (!asked.problem.isEmpty() ||
                    asked.output.prediction()->singles.front() != (i % 2 == 0 ? 10.0f : 20.0f))
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

bool tst_XgboostEngine::train()
{
    if (!m_cases.isEmpty())
        return true;
    const QString python = test::pythonWith({u"xgboost"_s, u"pandas"_s});
    if (python.isEmpty() ||
        !test::succeeds(python,
                        {QStringLiteral(VT_SERVING_DATA_DIR "/make_xgboost_models.py"), m_trained.path()}))
        return false;
    m_cases = test::readCases(m_trained.filePath(u"cases.json"_s));
    return m_cases.size() >= 20;
}

void tst_XgboostEngine::modelsAnswerAsPythonsXgboost_data()
{
    QTest::addColumn<QJsonObject>("example");
    if (!train())
        QSKIP("SKIPPED: no Python with xgboost and pandas; packaging/dependencies.sh --optional installs it");
    for (const QJsonValue example : std::as_const(m_cases))
        QTest::newRow(qPrintable(example.toObject().value(u"name").toString())) << example.toObject();
}

void tst_XgboostEngine::modelsAnswerAsPythonsXgboost()
{
    QFETCH(const QJsonObject, example);
    const auto engine =
        loadEngine(m_trained.filePath(example.value(u"file").toString()), test::prototypeOf(example));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message + engine.error().detail));
    const test::Asked asked =
        test::askRows(**engine, QJsonDocument(example.value(u"rows").toArray()).toJson());
    QCOMPARE(asked.problem, QString());
    QCOMPARE(test::differences(asked.output.prediction(), example.value(u"prediction").toArray(), 0),
             QString());
    if (example.value(u"probabilities").isNull())
        return;
    const OutputColumn *probabilities = asked.output.find(OutputColumn::Role::Probabilities);
    QCOMPARE(test::differences(probabilities, example.value(u"probabilities").toArray(), 1e-7), QString());
    QVERIFY((*engine)->description().classifier);
}

void tst_XgboostEngine::sharedModelsLoad_data()
{
    QTest::addColumn<QString>("file");
    for (const QString &ending : {u"json"_s, u"ubj"_s, u"deprecated"_s})
        QTest::newRow(qPrintable(ending)) << u"models/xgboost/mtcars_trained."_s + ending;
}

void tst_XgboostEngine::sharedModelsLoad()
{
    QFETCH(const QString, file);
    VT_NEED_SHARED(path, file);
    const auto engine = loadEngine(path, {});
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message + engine.error().detail));
    QCOMPARE((*engine)->schema().columns.size(), std::size_t(10));
    const test::Asked asked = test::askRows(**engine, R"([[6,160,110,3.9,2.62,16.46,0,1,4,4]])");
    QCOMPARE(asked.problem, QString());
    QVERIFY(std::abs(asked.output.prediction()->number(0) - 21.0) < 1.0);
}

QTEST_GUILESS_MAIN(tst_XgboostEngine)
#include "tst_xgboostengine.moc"
