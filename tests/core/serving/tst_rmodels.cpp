// SPDX-License-Identifier: GPL-3.0-or-later
// R on one side, its models in workers on the other: the same rows, the same answers.
#include "core/serving/engine.h"
#include "tests/core/serving/modelcases.h"
#include "tests/support/interpreters.h"
#include "tests/support/shareddata.h"

#include <QDirIterator>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

EngineOptions trusting(const QString &rscript)
{
    EngineOptions options;
    options.rscript = rscript;
    options.workers = 1;
    options.trust = [](const CodeBearing &) { return Result<>(); };
    options.log = [](std::string_view) {};
    return options;
}

} // namespace

class tst_RModels final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void modelsAnswerAsR_data();
    void modelsAnswerAsR();
    void withoutAPrototypeTheFormulaSaysTheColumns();
    void wholeNumbersBeyondDoublesAreRefused();
    void aPinOfVetiverIsServed();
    void aMissingPackageIsNamed();
    void anythingElseInAFileIsRefused();

private:
    QString m_rscript;
    QTemporaryDir m_folder;
    QJsonArray m_cases;
};

void tst_RModels::initTestCase()
{
    VT_NEED_R(rscript, {u"stats"_s});
    m_rscript = rscript;
    QVERIFY(
        test::succeeds(rscript, {QStringLiteral(VT_SERVING_DATA_DIR "/make_r_models.R"), m_folder.path()}));
    m_cases = test::readCases(m_folder.filePath(u"cases.json"_s));
    QVERIFY(m_cases.size() >= 9);
}

void tst_RModels::modelsAnswerAsR_data()
{
    QTest::addColumn<QJsonObject>("example");
    for (const QJsonValue example : std::as_const(m_cases))
        QTest::newRow(qPrintable(example.toObject().value(u"name").toString())) << example.toObject();
}

void tst_RModels::modelsAnswerAsR()
{
    QFETCH(const QJsonObject, example);
    const auto engine = loadEngine(m_folder.filePath(example.value(u"file").toString()),
                                   test::prototypeOf(example), trusting(m_rscript));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message + engine.error().detail));
    const test::Asked asked =
        test::askRows(**engine, QJsonDocument(example.value(u"rows").toArray()).toJson());
    QCOMPARE(asked.problem, QString());
    QCOMPARE(test::differences(asked.output.prediction(), example.value(u"prediction").toArray(), 0),
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
}

void tst_RModels::withoutAPrototypeTheFormulaSaysTheColumns()
{
    const auto engine = loadEngine(m_folder.filePath(u"lm of a factor.rds"_s), {}, trusting(m_rscript));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    const Schema &schema = (*engine)->schema();
    QCOMPARE(schema.columns.size(), std::size_t(2));
    QCOMPARE(schema.columns[0].levels, (std::vector<std::string>{"OJ", "VC"}));
    const test::Asked unseen = test::askRows(**engine, R"([{"supp":"ZZ","dose":1}])");
    QVERIFY2(unseen.problem.contains(u"one of 'OJ', 'VC'"), qPrintable(unseen.problem));
    QCOMPARE(test::askRows(**engine, R"([{"supp":"VC","dose":1}])").problem, QString());
}

void tst_RModels::wholeNumbersBeyondDoublesAreRefused()
{
    format::Prototype prototype;
    prototype.columns = {{u"cyl"_s, format::ColumnType::Integer, {}, {}, {}, {}},
                         {u"disp"_s, format::ColumnType::Number, {}, {}, {}, {}}};
    const auto engine = loadEngine(m_folder.filePath(u"lm.rds"_s), prototype, trusting(m_rscript));
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    QCOMPARE(test::askRows(**engine, R"([{"cyl":9007199254740992,"disp":1}])").problem, QString());
    const test::Asked asked = test::askRows(**engine, R"([{"cyl":9007199254740993,"disp":1}])");
    QCOMPARE(asked.kind, Failure::Kind::Input);
    QVERIFY2(asked.problem.contains(u"9007199254740993"), qPrintable(asked.problem));
}

void tst_RModels::aPinOfVetiverIsServed()
{
    VT_NEED_SHARED(board, u"boards/r"_s);
    QStringList served;
    for (const QString &pin : {u"cars_lm"_s, u"tooth"_s, u"noproto"_s}) {
        QDirIterator it(board + u'/' + pin, {u"*.rds"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString file = it.next();
            const auto engine = loadEngine(file, {}, trusting(m_rscript));
            QVERIFY2(engine, qPrintable(file + (engine ? QString() : engine.error().message)));
            served << pin;
        }
    }
    if (served.isEmpty())
        QSKIP("SKIPPED: the board has none of these pins");
}

void tst_RModels::aMissingPackageIsNamed()
{
    const QString file = m_folder.filePath(u"unknown.rds"_s);
    QVERIFY(test::succeeds(m_rscript,
                           {u"-e"_s, u"saveRDS(structure(list(), class = 'kproto'), '%1')"_s.arg(file)}));
    const auto engine = loadEngine(file, {}, trusting(m_rscript));
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, Error::Code::Unsupported);
    QVERIFY2(engine.error().message.contains(u"needs the package clustMixType") &&
                 engine.error().message.contains(u"install.packages(\"clustMixType\")"),
             qPrintable(engine.error().message));
}

void tst_RModels::anythingElseInAFileIsRefused()
{
    const QString file = m_folder.filePath(u"table.rds"_s);
    QVERIFY(test::succeeds(m_rscript, {u"-e"_s, u"saveRDS(mtcars, '%1')"_s.arg(file)}));
    const auto engine = loadEngine(file, {}, trusting(m_rscript));
    QVERIFY(!engine);
    QVERIFY2(engine.error().message.contains(u"it holds a data.frame, not a model"),
             qPrintable(engine.error().message));
}

QTEST_GUILESS_MAIN(tst_RModels)
#include "tst_rmodels.moc"
