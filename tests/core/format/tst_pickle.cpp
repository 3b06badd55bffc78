// SPDX-License-Identifier: GPL-3.0-or-later
// What loading a pickle would do, told without loading it.
#include "core/format/inspect.h"
#include "core/format/picklemachine.h"
#include "core/format/picklepolicy.h"
#include "core/format/pickletext.h"
#include "tests/support/shareddata.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::format;

namespace {

using Severity = Finding::Severity;

Inspection inspect(const QByteArray &bytes)
{
    return inspectBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

// "dangerous import os.system; …", for comparisons.
QString text(const Inspection &inspection)
{
    QStringList lines;
    for (const Finding &finding : inspection.findings)
        lines << severityName(finding.severity) + u' ' + finding.kind + u' ' + finding.name;
    return lines.join(u"; "_s);
}

// A text of protocol 4.
QByteArray word(const QByteArray &content)
{
    return "\x8c" + QByteArray(1, static_cast<char>(content.size())) + content;
}

QByteArray bytesOf(std::initializer_list<QByteArray> parts)
{
    QByteArray all;
    for (const QByteArray &part : parts)
        all += part;
    return all;
}

// What joblib writes for an array of bytes: a wrapper, then the raw content.
QByteArray joblibArray(const QByteArray &content)
{
    return bytesOf({"\x80\x04",
                    word("joblib.numpy_pickle"),
                    word("NumpyArrayWrapper"),
                    "\x93)\x81}(",
                    word("shape"),
                    "K" + QByteArray(1, static_cast<char>(content.size())) + "\x85",
                    word("order"),
                    word("C"),
                    word("dtype"),
                    word("numpy"),
                    word("dtype"),
                    "\x93",
                    word("u1"),
                    "\x89\x88\x87R(K\x03",
                    word("|"),
                    "NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK",
                    QByteArray(1, '\0'),
                    "tb",
                    word("allow_mmap"),
                    "\x88ub",
                    content,
                    "."});
}

} // namespace

class tst_Pickle final : public QObject
{
    Q_OBJECT
private slots:
    void whatIsInItIsFound_data();
    void whatIsInItIsFound();
    void offsetsAreThoseOfTheOpcodes();
    void codeHiddenInAnArrayIsFound();
    void streamsBehindTheFirstAreFollowed();
    void textsAreReadAsPythonDoes();
    void bombsAreBounded_data();
    void bombsAreBounded();
    void damageNeverHurts();
    void theAllowlistHasNoWildcards();
    void dumpedModelsTellAboutThemselves_data();
    void dumpedModelsTellAboutThemselves();
    void everySharedPickleIsUnderstood();
};

void tst_Pickle::whatIsInItIsFound_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("findings");
    const QByteArray system = "cos\nsystem\n(S'id'\ntR.";
    QTest::newRow("REDUCE of a GLOBAL") << system << u"dangerous import os.system"_s;
    QTest::newRow("STACK_GLOBAL") << bytesOf({"\x80\x04", word("os"), word("system"), "\x93", word("id"),
                                              "\x85R."})
                                  << u"dangerous import os.system"_s;
    QTest::newRow("STACK_GLOBAL of remembered texts")
        << bytesOf({"\x80\x04", word("system"), "\x94", word("os"), "\x94", "00h\x01h", QByteArray(1, '\0'),
                    "\x93", word("id"), "\x85R."})
        << u"dangerous import os.system"_s;
    QTest::newRow("texts put by number")
        << bytesOf({"\x80\x02", "U\x02os", "q\x07", "0", "U\x06system", "r\x09", QByteArray(3, '\0'), "0",
                    "h\x07j\x09", QByteArray(3, '\0'), "\x93)R."})
        << u"dangerous import os.system"_s;
    QTest::newRow("escaped texts") << QByteArray("S'o\\x73'\nV\\u0073ystem\n\x93(S'id'\ntR.")
                                   << u"dangerous import os.system"_s;
    QTest::newRow("INST") << QByteArray("(S'id'\nios\nsystem\n.") << u"dangerous import os.system"_s;
    QTest::newRow("OBJ") << QByteArray("(cos\nsystem\nS'id'\no.") << u"dangerous import os.system"_s;
    QTest::newRow("NEWOBJ_EX") << bytesOf({"\x80\x04", "csubprocess\nPopen\n)}\x92."})
                               << u"dangerous import subprocess.Popen"_s;
    QTest::newRow("imported, not called")
        << QByteArray("cposix\nsystem\n.") << u"dangerous import posix.system"_s;
    QTest::newRow("a computed callee")
        << QByteArray("cbuiltins\ngetattr\n(cimportlib\nimport_module\n(S'os'\ntRS'system'\ntR(S'id'\ntR.")
        << u"dangerous import builtins.getattr; dangerous import importlib.import_module; dangerous call REDUCE"_s;
    QTest::newRow("a computed name") << bytesOf({"\x80\x04", "cbuiltins\nstr\n)R", word("system"), "\x93."})
                                     << u"dangerous import ?"_s;
    QTest::newRow("the extension registry") << QByteArray("\x80\x02\x82\x05.") << u"dangerous import ?"_s;
    QTest::newRow("a dotted way round") << QByteArray("csklearn.svm._classes\nos.system\n.")
                                        << u"dangerous import sklearn.svm._classes.os.system"_s;
    QTest::newRow("NumPy's own way round")
        << QByteArray("cnumpy.core\n_ufunc_reconstruct\n(S'os'\nS'system'\ntR.")
        << u"dangerous import numpy.core._ufunc_reconstruct"_s;
    QTest::newRow("changing what is imported") << QByteArray("ccollections\nOrderedDict\n}S'x'\nI1\nsb.")
                                               << u"dangerous call collections.OrderedDict"_s;
    QTest::newRow("code") << QByteArray("ctypes\nFunctionType\n.") << u"dangerous code types.FunctionType"_s;
    QTest::newRow("cloudpickle") << QByteArray("ccloudpickle.cloudpickle\n_make_function\n.")
                                 << u"dangerous code cloudpickle.cloudpickle._make_function"_s;
    QTest::newRow("unknown") << QByteArray("ccompany.models\nChurn\n)\x81.")
                             << u"suspicious import company.models.Churn"_s;
    QTest::newRow("of a script") << QByteArray("c__main__\nThing\n)\x81.")
                                 << u"suspicious import __main__.Thing"_s;
    QTest::newRow("known") << QByteArray("ccollections\nOrderedDict\n)R.") << QString();
    QTest::newRow("known, the same name elsewhere")
        << QByteArray("ccollection\nOrderedDict\n)R.") << u"suspicious import collection.OrderedDict"_s;
    QTest::newRow("no import") << QByteArray("\x80\x04]\x94(K\x01K\x02"
                                             "e.")
                               << QString();
    QTest::newRow("once however often")
        << bytesOf({"(", "cos\nsystem\n", "cos\nsystem\n", "cos\nsystem\n", "t."})
        << u"dangerous import os.system"_s;
    QTest::newRow("cut behind the call") << QByteArray("cos\nsystem\n(S'id'\ntRS'never")
                                         << u"dangerous import os.system; suspicious structure "_s;
    QTest::newRow("too much popped") << QByteArray("cos\nsystem\n(S'id'\ntR0000.")
                                     << u"dangerous import os.system; suspicious structure "_s;
    QTest::newRow("recalls nothing") << QByteArray("\x80\x02h\x63.") << u"suspicious structure "_s;
    QTest::newRow("second stream") << bytesOf({"\x80\x02N.", system})
                                   << u"suspicious structure ; dangerous import os.system"_s;
    QTest::newRow("rubbish behind") << QByteArray("\x80\x02N.rubbish") << u"info structure "_s;
}

void tst_Pickle::whatIsInItIsFound()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, findings);
    const Inspection inspection = inspect(bytes);
    QCOMPARE(formatName(inspection.format), u"pickle"_s);
    QVERIFY(inspection.canRunCode);
    QCOMPARE(text(inspection), findings);
}

void tst_Pickle::offsetsAreThoseOfTheOpcodes()
{
    const Inspection inspection = inspect("(I1\nI2\ncos\nsystem\n(S'id'\ntRt.");
    QCOMPARE(inspection.findings.size(), 1);
    QCOMPARE(inspection.findings.first().offset, 7);
    QVERIFY(inspection.findings.first().why.contains(u"Loading calls it"));
    QVERIFY(inspect("cos\nsystem\n.").findings.first().why.contains(u"Loading imports it"));
}

// joblib takes the bytes behind its wrapper for numbers; pickle.load takes them for opcodes.
void tst_Pickle::codeHiddenInAnArrayIsFound()
{
    const Inspection harmless = inspect(joblibArray("\x01\x02\x03"));
    QCOMPARE(formatName(harmless.format), u"joblib"_s);
    QCOMPARE(text(harmless), QString());
    const Inspection hidden = inspect(joblibArray("0cos\nsystem\n(S'id'\ntR."));
    QCOMPARE(text(hidden), u"dangerous import os.system"_s);
    QVERIFY(hidden.findings.first().why.contains(u"hidden in an array"));
}

void tst_Pickle::streamsBehindTheFirstAreFollowed()
{
    QByteArray many;
    for (int i = 0; i < 50; ++i)
        many += "\x80\x02K\x01.";
    many += "cos\nsystem\n.";
    const Inspection inspection = inspect(many);
    QVERIFY(text(inspection).endsWith(u"dangerous import os.system"));
}

void tst_Pickle::textsAreReadAsPythonDoes()
{
    QCOMPARE(pickleQuotedText(R"('a\'b\\c\n\x41\101\z')"), std::string("a'b\\c\nAA\\z"));
    QCOMPARE(pickleQuotedText(R"("double")"), std::string("double"));
    QCOMPARE(pickleQuotedText("'"), std::string("'"));
    QCOMPARE(pickleUnicodeText("a\\u00e9\\U0001F600\xe9"), std::string("a\xc3\xa9\xf0\x9f\x98\x80\xc3\xa9"));
    QCOMPARE(pickleUnicodeText("\\u00"), std::string("\\u00"));
}

void tst_Pickle::bombsAreBounded_data()
{
    QTest::addColumn<QByteArray>("bytes");
    constexpr qsizetype size = 24'000'000;
    const auto repeated = [](const QByteArray &piece) {
        QByteArray all("\x80\x04");
        all.reserve(size + 16);
        while (all.size() < size)
            all += piece;
        return all;
    };
    QTest::newRow("marks") << repeated("(");
    QTest::newRow("lists") << repeated("]");
    QTest::newRow("lists in lists") << repeated("]\x94"
                                                "a");
    QTest::newRow("copies") << QByteArray("\x80\x04N" + repeated("2"));
    QTest::newRow("numbers") << repeated("K\x01");
    QTest::newRow("tuples of tuples") << QByteArray("\x80\x04N" + repeated("2\x86"));
    QTest::newRow("imports") << repeated("cos\nsystem\n0");
    QTest::newRow("calls") << QByteArray("\x80\x04N" + repeated(")R"));
    QTest::newRow("one long text") << QByteArray("\x80\x04X\xff\xff\xff\x7f" + QByteArray(1000, 'a'));
    QTest::newRow("streams") << QByteArray(2'000'000, 'N').replace("NN", "N.");
}

void tst_Pickle::bombsAreBounded()
{
    QFETCH(const QByteArray, bytes);
    const Inspection inspection = inspect(bytes);
    QVERIFY(inspection.canRunCode || inspection.format != FileFormat::Pickle);
    QVERIFY(inspection.findings.size() < 1000);
}

void tst_Pickle::damageNeverHurts()
{
    const QByteArray whole = joblibArray("some numbers") + "cos\nsystem\n(S'id'\ntR.";
    for (qsizetype size = 0; size <= whole.size(); ++size)
        inspect(whole.left(size));
    QRandomGenerator random(20240131);
    for (int round = 0; round < 30'000; ++round) {
        QByteArray damaged = whole;
        for (int change = 0; change < 1 + round % 4; ++change)
            damaged[static_cast<qsizetype>(random.bounded(static_cast<quint32>(damaged.size())))] =
                static_cast<char>(random.bounded(256));
        inspect(damaged);
    }
}

void tst_Pickle::theAllowlistHasNoWildcards()
{
    using Kind = PickleVerdict::Kind;
    QCOMPARE(judgePickleImport("sklearn.linear_model._base", "LinearRegression").kind, Kind::Known);
    QCOMPARE(judgePickleImport("sklearn.linear_model._base", "anything_else").kind, Kind::Unknown);
    QCOMPARE(judgePickleImport("sklearn.linear_model._base", "").kind, Kind::Unknown);
    QCOMPARE(judgePickleImport("osmosis", "system").kind, Kind::Unknown); // begins like "os", and is not
    QCOMPARE(judgePickleImport("os.path", "join").kind, Kind::Dangerous);
    QCOMPARE(judgePickleImport("builtins", "eval").kind, Kind::Dangerous);
    QCOMPARE(judgePickleImport("builtins", "list").kind, Kind::Known);
    for (const std::string_view line : pickleClassLines())
        QVERIFY2(line.find('*') == std::string_view::npos && line.find(' ') != std::string_view::npos,
                 line.data());
}

void tst_Pickle::dumpedModelsTellAboutThemselves_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("facts"); // framework, task, class, columns, classes
    QTest::newRow("logistic regression")
        << u"sklearn/mtcars_logreg_multi.joblib"_s
        << u"scikit-learn classification LogisticRegression mpg,disp,hp,drat,wt,qsec,vs,am,gear,carb 4,6,8"_s;
    QTest::newRow("linear regression")
        << u"sklearn/mtcars_lm2.pkl"_s << u"scikit-learn regression LinearRegression cyl,disp "_s;
    QTest::newRow("pipeline") << u"sklearn/sacramento_pipeline.joblib"_s
                              << u"scikit-learn regression Pipeline type,sqft,beds,baths "_s;
    QTest::newRow("without names") << u"sklearn/iris_logreg.pkl"_s
                                   << u"scikit-learn classification LogisticRegression X 0,1,2"_s;
    QTest::newRow("statsmodels") << u"sklearn/mtcars_statsmodels_ols.pickle"_s
                                 << u"statsmodels regression RegressionResultsWrapper  "_s;
    for (const char *name :
         {"protocol0.pkl", "protocol1.pkl", "protocol2.pkl", "protocol3.pkl", "protocol4.pkl",
          "protocol5.pkl", "zlib.joblib", "gzip.joblib", "bz2.joblib", "xz.joblib", "lzma.joblib"})
        QTest::newRow(name)
            << u"generated/lm_"_s + QString::fromLatin1(name)
            << u"scikit-learn regression LinearRegression cyl,disp,hp,drat,wt,qsec,vs,am,gear,carb "_s;
}

void tst_Pickle::dumpedModelsTellAboutThemselves()
{
    QFETCH(const QString, file);
    QFETCH(const QString, facts);
    VT_NEED_SHARED(path, u"models/"_s + file);
    const auto inspection = inspectFile(path);
    QVERIFY2(inspection, qPrintable(inspection ? QString() : inspection.error().message));
    QStringList columns;
    for (const ModelPort &port : inspection->inputs)
        columns << port.name;
    const QStringList levels =
        inspection->outputs.isEmpty() ? QStringList() : inspection->outputs.first().levels;
    QCOMPARE((QStringList{inspection->framework, inspection->task,
                          inspection->metadata.value(u"class").toString().section(u'.', -1),
                          columns.join(u','), levels.join(u',')}
                  .join(u' ')),
             facts);
    QCOMPARE(text(*inspection), QString());
    QVERIFY(inspection->canRunCode);
}

void tst_Pickle::everySharedPickleIsUnderstood()
{
    VT_NEED_SHARED(folder, u"models"_s);
    int looked = 0;
    QDirIterator it(folder, {u"*.pkl"_s, u"*.joblib"_s, u"*.pickle"_s}, QDir::Files,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const auto inspection = inspectFile(it.next());
        QVERIFY(inspection);
        if (inspection->format == FileFormat::Pickle || inspection->format == FileFormat::Joblib) {
            ++looked;
            for (const Finding &finding : inspection->findings)
                QVERIFY2(finding.kind != u"structure", qPrintable(it.filePath() + finding.why));
        }
    }
    QVERIFY(looked > 20);
}

QTEST_GUILESS_MAIN(tst_Pickle)
#include "tst_pickle.moc"
