// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/inspect.h"

#include "core/format/documentreader.h"
#include "core/format/sniff.h"
#include "core/format/unpacking.h"
#include "tests/support/interpreters.h"
#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::format;

namespace {

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray little(quint64 value, int size)
{
    QByteArray bytes;
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}

// A zip archive of stored members.
QByteArray zipOf(const QList<std::pair<QByteArray, QByteArray>> &members)
{
    QByteArray all;
    QByteArray directory;
    for (const auto &[name, content] : members) {
        const auto crc = ::crc32(0, reinterpret_cast<const Bytef *>(content.constData()),
                                 static_cast<uInt>(content.size()));
        const QByteArray common = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                                  little(crc, 4) + little(static_cast<quint64>(content.size()), 4) +
                                  little(static_cast<quint64>(content.size()), 4) +
                                  little(static_cast<quint64>(name.size()), 2) + little(0, 2);
        directory += QByteArray("PK\x01\x02") + little(20, 2) + common + little(0, 2) + little(0, 2) +
                     little(0, 2) + little(0, 4) + little(static_cast<quint64>(all.size()), 4) + name;
        all += QByteArray("PK\x03\x04") + common + name + content;
    }
    const qsizetype begin = all.size();
    return all + directory + QByteArray("PK\x05\x06") + little(0, 4) +
           little(static_cast<quint64>(members.size()), 2) + little(static_cast<quint64>(members.size()), 2) +
           little(static_cast<quint64>(directory.size()), 4) + little(static_cast<quint64>(begin), 4) +
           little(0, 2);
}

QStringList names(const Inspection &inspection)
{
    QStringList list;
    for (const Finding &finding : inspection.findings)
        list << finding.name;
    return list;
}

QString ports(const QList<ModelPort> &list)
{
    QStringList texts;
    for (const ModelPort &port : list) {
        QStringList shape;
        for (const qint64 size : port.shape)
            shape << QString::number(size);
        texts << port.name + u':' + port.type + u'[' + shape.join(u',') + u']';
    }
    return texts.join(u' ');
}

// Hears everything and keeps nothing.
class Deaf final : public DocumentHandler
{
public:
    bool beginObject() override { return true; }
    bool key(std::string_view) override { return true; }
    bool endObject() override { return true; }
    bool beginArray() override { return true; }
    bool endArray() override { return true; }
    bool number(double) override { return true; }
    bool text(std::string_view) override { return true; }
};

} // namespace

class tst_Inspect final : public QObject
{
    Q_OBJECT
private slots:
    void formatsAreKnownByTheirContent_data();
    void formatsAreKnownByTheirContent();
    void sharedFilesAreKnown_data();
    void sharedFilesAreKnown();
    void onnxTellsItsInputsAndOutputs();
    void weightsOutsideOfTheFolderAreDangerous();
    void picklesInArchivesAreFollowed();
    void archivesThatClimbOutAreDangerous();
    void skopsTypesAreJudged();
    void kerasLambdasAreDangerous();
    void safetensorsAreChecked();
    void objectsOfRTellTheirColumns();
    void codeInObjectsOfRIsFound_data();
    void codeInObjectsOfRIsFound();
    void documentsAreReadToTheirDamage();
    void whatIsPackedTooTightIsNotUnpacked();
    void damagedFilesNeverHurt();
    void theJsonHasTheKeysOfTheCommandLine();
    void filesThatAreNotThereAreErrors();
};

void tst_Inspect::formatsAreKnownByTheirContent_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QByteArray() << u"empty"_s;
    QTest::newRow("text") << QByteArray("hello\n") << u"unknown"_s;
    QTest::newRow("HTML") << QByteArray("<html><body>404</body></html>") << u"unknown"_s;
    QTest::newRow("JSON") << QByteArray("{\"a\": 1}") << u"unknown"_s;
    QTest::newRow("CSV") << QByteArray("cyl,disp\n6,160\n4,108\n") << u"unknown"_s;
    QTest::newRow("source") << QByteArray("class Model:\n    pass\n") << u"unknown"_s;
    QTest::newRow("LFS pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                               QByteArray(64, 'a') + "\nsize 12\n")
                                 << u"git-lfs-pointer"_s;
    QTest::newRow("pickle 4") << QByteArray("\x80\x04N.") << u"pickle"_s;
    QTest::newRow("pickle 0") << QByteArray("(lp0\nI1\na.") << u"pickle"_s;
    QTest::newRow("torch before 1.6")
        << QByteArray("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.") << u"pytorch-legacy"_s;
    QTest::newRow("torch") << zipOf({{"m/data.pkl", "\x80\x02N."}, {"m/version", "3"}}) << u"pytorch"_s;
    QTest::newRow("torchscript") << zipOf({{"m/data.pkl", "\x80\x02N."},
                                           {"m/constants.pkl", "\x80\x02N."},
                                           {"m/code/a.py", ""}})
                                 << u"torchscript"_s;
    QTest::newRow("skops") << zipOf({{"schema.json", "{}"}}) << u"skops"_s;
    QTest::newRow("keras") << zipOf(
                                  {{"config.json", "{}"}, {"metadata.json", "{}"}, {"model.weights.h5", ""}})
                           << u"keras"_s;
    QTest::newRow("npz") << zipOf({{"a.npy", "\x93NUMPY"}}) << u"npz"_s;
    QTest::newRow("zip") << zipOf({{"a.txt", "a"}}) << u"zip"_s;
    QTest::newRow("xgboost json") << QByteArray("{\"learner\":{}}") << u"xgboost-json"_s;
    QTest::newRow("xgboost ubj") << QByteArray("{L" + QByteArray(7, '\0') + "\x07learner{}")
                                 << u"xgboost-ubj"_s;
    QTest::newRow("xgboost binary") << QByteArray("binf\0\0\0?", 8) << u"xgboost-binary"_s;
    QTest::newRow("lightgbm") << QByteArray("tree\nversion=v4\n") << u"lightgbm"_s;
    QTest::newRow("catboost json") << QByteArray("{\"features_info\":{},\"oblivious_trees\":[]}")
                                   << u"catboost-json"_s;
    QTest::newRow("pmml") << QByteArray("<?xml version=\"1.0\"?>\n<PMML version=\"4.4\"/>") << u"pmml"_s;
    QTest::newRow("gguf") << QByteArray("GGUF\x03") << u"gguf"_s;
    QTest::newRow("tflite") << QByteArray("\x1c\0\0\0TFL3", 8) << u"tflite"_s;
    QTest::newRow("hdf5") << QByteArray("\x89HDF\r\n\x1a\n") << u"hdf5"_s;
    QTest::newRow("npy") << QByteArray("\x93NUMPY\x01\0", 8) << u"npy"_s;
    QTest::newRow("safetensors") << QByteArray(little(2, 8) + "{}") << u"safetensors"_s;
    QTest::newRow("rds") << QByteArray("X\n\0\0\0\x02\0\x04\x05\0\0\x02\x03\0\0\0\0\xfe", 18) << u"rds"_s;
    QTest::newRow("rdata") << QByteArray("RDX3\nX\n") << u"rdata"_s;
}

void tst_Inspect::formatsAreKnownByTheirContent()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, name);
    QCOMPARE(formatName(sniff(view(bytes))), name);
    QVERIFY(!formatTitle(sniff(view(bytes))).isEmpty());
}

void tst_Inspect::sharedFilesAreKnown_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("name");
    for (const auto &[file, name] : std::initializer_list<std::pair<QString, QString>>{
             {u"xgboost/mtcars_trained.json"_s, u"xgboost-json"_s},
             {u"xgboost/mtcars_trained.ubj"_s, u"xgboost-ubj"_s},
             {u"xgboost/mtcars_trained.deprecated"_s, u"xgboost-binary"_s},
             {u"catboost/iris.cbm"_s, u"catboost"_s},
             {u"pmml/AuditTree.xml"_s, u"pmml"_s},
             {u"tflite/hello_world_float.tflite"_s, u"tflite"_s},
             {u"safetensors/voices.safetensors"_s, u"safetensors"_s},
             {u"r/glm_mtcars.rds"_s, u"rds"_s},
             {u"r/glm_mtcars_ascii.rds"_s, u"rds"_s},
             {u"r/glm_mtcars_bz2.rds"_s, u"rds"_s},
             {u"r/glm_mtcars_xz.rds"_s, u"rds"_s},
             {u"r/glm_mtcars_uncompressed.rds"_s, u"rds"_s},
             {u"r/models.RData"_s, u"rdata"_s},
             {u"onnx/test_relu/model.onnx"_s, u"onnx"_s},
             {u"generated/weights.h5"_s, u"hdf5"_s},
             {u"generated/html_error_page.joblib"_s, u"unknown"_s},
             {u"generated/text_named.onnx"_s, u"unknown"_s},
             {u"generated/model.tar.gz"_s, u"tar"_s}})
        QTest::newRow(qPrintable(file)) << file << name;
}

void tst_Inspect::sharedFilesAreKnown()
{
    QFETCH(const QString, file);
    QFETCH(const QString, name);
    VT_NEED_SHARED(path, u"models/"_s + file);
    const auto inspection = inspectFile(path);
    QVERIFY(inspection);
    QCOMPARE(formatName(inspection->format), name);
}

void tst_Inspect::onnxTellsItsInputsAndOutputs()
{
    const auto linear = inspectFile(QStringLiteral(VT_SERVING_DATA_DIR "/linear.onnx"));
    QVERIFY(linear);
    QCOMPARE(ports(linear->inputs), u"X:FP32[-1,2]"_s);
    QCOMPARE(linear->outputs.size(), 1);
    QVERIFY(!linear->canRunCode);
    const auto classifier = inspectFile(QStringLiteral(VT_SERVING_DATA_DIR "/zipmap.onnx"));
    QVERIFY(classifier);
    QCOMPARE(classifier->task, u"classification"_s);
    QVERIFY(!classifier->outputs.first().levels.isEmpty());
    QVERIFY(classifier->metadata.value(u"operators").toObject().contains(u"ZipMap"));
}

void tst_Inspect::weightsOutsideOfTheFolderAreDangerous()
{
    // ModelProto {ir_version 1: 7, graph 7: {initializer 5: {name 8: "w", external_data 13: {location}}}}.
    const auto field = [](int number, const QByteArray &content) {
        return QByteArray(1, static_cast<char>(number << 3 | 2)) +
               QByteArray(1, static_cast<char>(content.size())) + content;
    };
    const auto model = [&](const QByteArray &location) {
        const QByteArray external = field(13, field(1, "location") + field(2, location));
        return QByteArray("\x08\x07") + field(7, field(5, field(8, "w") + external)) +
               field(8, QByteArray("\x10\x0d"));
    };
    const Inspection outside = inspectBytes(view(model("../../secret")));
    QCOMPARE(formatName(outside.format), u"onnx"_s);
    QVERIFY(outside.has(Finding::Severity::Dangerous));
    QCOMPARE(names(outside), QStringList{u"../../secret"_s});
    QVERIFY(!inspectBytes(view(model("weights.bin"))).has(Finding::Severity::Dangerous));
    QVERIFY(inspectBytes(view(model("/etc/passwd"))).has(Finding::Severity::Dangerous));
}

void tst_Inspect::picklesInArchivesAreFollowed()
{
    const QByteArray attack = "\x80\x02"
                              "cos\nsystem\n(S'id'\ntR.";
    const Inspection torch = inspectBytes(view(zipOf({{"m/data.pkl", attack}, {"m/data/0", "numbers"}})));
    QCOMPARE(names(torch), QStringList{u"os.system"_s});
    QVERIFY(torch.canRunCode);
    // By the content, not by the name.
    const Inspection hidden =
        inspectBytes(view(zipOf({{"m/data.pkl", "\x80\x02N."}, {"m/readme.txt", attack}})));
    QCOMPARE(names(hidden), QStringList{u"os.system"_s});
    const QByteArray header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n";
    const QByteArray array = "\x93NUMPY\x01" + QByteArray(1, '\0') +
                             little(static_cast<quint64>(header.size()), 2) + header + attack;
    const Inspection numpy = inspectBytes(view(zipOf({{"a.npy", array}})));
    QCOMPARE(names(numpy), QStringList{u"os.system"_s});
    QCOMPARE(names(inspectBytes(view(array))), QStringList{u"os.system"_s});
}

void tst_Inspect::archivesThatClimbOutAreDangerous()
{
    QVERIFY(inspectBytes(view(zipOf({{"../../evil.txt", "x"}}))).has(Finding::Severity::Dangerous));
    QVERIFY(inspectBytes(view(zipOf({{"/etc/evil", "x"}}))).has(Finding::Severity::Dangerous));
    QVERIFY(!inspectBytes(view(zipOf({{"a/b..c", "x"}}))).has(Finding::Severity::Dangerous));
}

void tst_Inspect::skopsTypesAreJudged()
{
    const auto skops = [](const QByteArray &inner) {
        return zipOf({{"schema.json",
                       R"({"__class__":"Pipeline","__module__":"sklearn.pipeline","content":{"steps":[)" +
                           inner + "]}}"}});
    };
    const Inspection plain = inspectBytes(
        view(skops(R"({"__class__":"LinearRegression","__module__":"sklearn.linear_model._base"})")));
    QCOMPARE(plain.framework, u"scikit-learn"_s);
    QVERIFY(!plain.canRunCode);
    const Inspection foreign = inspectBytes(view(skops(R"({"__class__":"system","__module__":"os"})")));
    QVERIFY(foreign.canRunCode);
    QCOMPARE(names(foreign), QStringList{u"os.system"_s});
}

void tst_Inspect::kerasLambdasAreDangerous()
{
    const auto keras = [](const QByteArray &layer) {
        return zipOf(
            {{"metadata.json", R"({"keras_version":"3.0"})"},
             {"config.json", R"({"config":{"layers":[{"class_name":")" + layer + R"(","config":{}}]}})"}});
    };
    QVERIFY(!inspectBytes(view(keras("Dense"))).canRunCode);
    const Inspection lambda = inspectBytes(view(keras("Lambda")));
    QVERIFY(lambda.canRunCode);
    QVERIFY(lambda.has(Finding::Severity::Dangerous));
    QCOMPARE(lambda.metadata.value(u"keras_version").toString(), u"3.0"_s);
}

void tst_Inspect::safetensorsAreChecked()
{
    const auto file = [](const QByteArray &header, qsizetype data) {
        return little(static_cast<quint64>(header.size()), 8) + header + QByteArray(data, '\0');
    };
    const QByteArray fine =
        R"({"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";
    const Inspection whole = inspectBytes(view(file(fine, 24)));
    QCOMPARE(whole.parameters, 6);
    QVERIFY(whole.findings.isEmpty() && !whole.canRunCode);
    QVERIFY(!inspectBytes(view(file(fine, 20))).findings.isEmpty());
    QVERIFY(!inspectBytes(view(file(R"({"w":{"dtype":"F32","shape":[9],"data_offsets":[0,24]}})", 24)))
                 .findings.isEmpty());
    QVERIFY(
        !inspectBytes(
             view(file(
                 R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[4,12]}})",
                 12)))
             .findings.isEmpty());
}

void tst_Inspect::objectsOfRTellTheirColumns()
{
    VT_NEED_SHARED(lm, u"models/r/lm_mtcars.rds"_s);
    const auto inspection = inspectFile(lm);
    QCOMPARE(ports(inspection->inputs), u"cyl:FP64[-1] disp:FP64[-1]"_s);
    QCOMPARE(inspection->metadata.value(u"class").toArray(), QJsonArray{u"lm"_s});
    QCOMPARE(inspection->metadata.value(u"r_version").toString(), u"4.2.2"_s);
    QVERIFY2(!inspection->canRunCode, "a formula of plain columns runs nothing");
    // The same in every notation and compression.
    for (const QString &kind : {u""_s, u"_ascii"_s, u"_bz2"_s, u"_xz"_s, u"_uncompressed"_s}) {
        VT_NEED_SHARED(path, u"models/r/glm_mtcars"_s + kind + u".rds"_s);
        const auto glm = inspectFile(path);
        QCOMPARE(ports(glm->inputs), u"wt:FP64[-1] hp:FP64[-1]"_s);
        QCOMPARE(glm->metadata.value(u"family").toString(), u"binomial"_s);
        QVERIFY(glm->canRunCode);
        QVERIFY(!glm->has(Finding::Severity::Dangerous));
    }
}

void tst_Inspect::codeInObjectsOfRIsFound_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("runs");
    QTest::addColumn<QString>("name"); // of a finding; empty: none
    QTest::newRow("numbers") << u"c(1.5, NA, Inf)"_s << false << QString();
    QTest::newRow("lm") << u"lm(mpg ~ log(wt) + factor(cyl), mtcars)"_s << false << QString();
    QTest::newRow("short vectors") << u"list(1:100000, as.character(1:9))"_s << false << QString();
    QTest::newRow("a function") << u"list(f = function(x) x + 1)"_s << true << u"function"_s;
    QTest::newRow("a function that runs programs") << u"function() system('id')"_s << true << u"system"_s;
    QTest::newRow("a promise") << u"(function(x = system('id')) function() x)()"_s << true << u"promise"_s;
    QTest::newRow("a call") << u"quote(system('id'))"_s << true << u"system"_s;
    QTest::newRow("a formula") << u"y ~ x + system('id')"_s << true << u"system"_s;
    QTest::newRow("a formula of a package") << u"y ~ base::system('id')"_s << true << u"base::system"_s;
    QTest::newRow("an unknown function") << u"y ~ mine(x)"_s << true << u"mine"_s;
    QTest::newRow("hidden in terms")
        << u"local({m <- lm(mpg ~ wt, mtcars); attr(m$terms, 'predvars') <- quote(list(mpg, eval(parse(text = 'x')))); m})"_s
        << true << u"eval"_s;
}

void tst_Inspect::codeInObjectsOfRIsFound()
{
    QFETCH(const QString, code);
    QFETCH(const bool, runs);
    QFETCH(const QString, name);
    VT_NEED_R(rscript, {u"stats"_s});
    QTemporaryDir folder;
    for (const QString &how : {u"version = 2"_s, u"compress = FALSE"_s, u"ascii = TRUE"_s}) {
        const QString file = folder.filePath(u"object.rds"_s);
        QVERIFY(test::succeeds(rscript, {u"-e"_s, u"saveRDS(%1, '%2', %3)"_s.arg(code, file, how)}));
        const auto inspection = inspectFile(file);
        QVERIFY(inspection);
        QCOMPARE(inspection->canRunCode, runs);
        QVERIFY2(name.isEmpty() ? inspection->findings.isEmpty() : names(*inspection).contains(name),
                 qPrintable(how + names(*inspection).join(u'|')));
    }
}

void tst_Inspect::documentsAreReadToTheirDamage()
{
    Deaf handler;
    QVERIFY(readJson(R"( {"a" : [1, -2.5e3, NaN, -Infinity, true, null, "x\n\u00e9"], "b":{}} )", handler));
    for (const char *damaged :
         {"", "{", "[1,", "{\"a\"}", "{\"a\":}", "[1 2]", "\"abc", "{'a':1}", "[\"\\u12\"]"})
        QVERIFY2(!readJson(damaged, handler), damaged);
    QVERIFY(!readJson(std::string(100'000, '['), handler));
    QVERIFY(readUbjson(std::string_view("{U\x01"
                                        "a[$U#U\x03\x01\x02\x03U\x01"
                                        "bZ}",
                                        18),
                       handler));
    for (const std::string_view damaged :
         {std::string_view("{"), std::string_view("[$U#"), std::string_view("SL\xff\xff\xff\xff"),
          std::string_view("[$Z#L\x7f\xff\xff\xff\xff\xff\xff\xff", 13)})
        QVERIFY(!readUbjson(damaged, handler));
    QVERIFY(!readUbjson(std::string(100'000, '['), handler));
}

void tst_Inspect::whatIsPackedTooTightIsNotUnpacked()
{
    const QByteArray zeros(64'000'000, '\0');
    QByteArray packed = qCompress(zeros, 9).mid(4); // without Qt's own length
    QCOMPARE(int(compressionOf(view(packed))), int(Compression::Zlib));
    const Unpacked part = unpack(view(packed), Compression::Zlib, 1'000'000);
    QCOMPARE(part.content.size(), std::size_t(1'000'000));
    QVERIFY(!part.complete && !part.damaged);
    QVERIFY(unpack(view(packed), Compression::Zlib, 100'000'000).complete);
    packed.chop(100);
    const Unpacked cut = unpack(view(packed), Compression::Zlib, 100'000'000);
    QVERIFY(!cut.complete);
}

void tst_Inspect::damagedFilesNeverHurt()
{
    QList<QByteArray> wholes{zipOf({{"m/data.pkl", "\x80\x02N."}, {"config.json", "{}"}})};
    for (const QString &file :
         {u"r/lm_mtcars.rds"_s, u"r/glm_mtcars_uncompressed.rds"_s, u"xgboost/mtcars_trained.ubj"_s,
          u"onnx-sklearn/logreg_iris.onnx"_s, u"generated/tiny.gguf"_s, u"generated/lm_zlib.joblib"_s,
          u"pmml/AuditBinaryReg.xml"_s}) {
        QFile in(test::sharedData(u"models/"_s + file));
        if (in.open(QIODevice::ReadOnly))
            wholes << in.readAll();
    }
    QRandomGenerator random(7);
    for (const QByteArray &whole : std::as_const(wholes)) {
        const qsizetype step = std::max<qsizetype>(1, whole.size() / 300);
        for (qsizetype size = 0; size < whole.size(); size += step)
            inspectBytes(view(whole.left(size)));
        for (int round = 0; round < 400; ++round) {
            QByteArray damaged = whole;
            for (int change = 0; change < 1 + round % 5; ++change)
                damaged[static_cast<qsizetype>(random.bounded(static_cast<quint32>(damaged.size())))] =
                    static_cast<char>(random.bounded(256));
            inspectBytes(view(damaged));
        }
    }
}

void tst_Inspect::theJsonHasTheKeysOfTheCommandLine()
{
    const QJsonObject json = toJson(inspectBytes("\x80\x04N."));
    QCOMPARE(json.keys(),
             (QStringList{u"can_run_code"_s, u"findings"_s, u"format"_s, u"framework"_s, u"inputs"_s,
                          u"metadata"_s, u"outputs"_s, u"parameters"_s, u"size"_s, u"task"_s}));
    const QJsonObject finding =
        toJson(inspectBytes("cos\nsystem\n.")).value(u"findings").toArray().first().toObject();
    QCOMPARE(finding.keys(), (QStringList{u"kind"_s, u"name"_s, u"offset"_s, u"severity"_s, u"why"_s}));
    QCOMPARE(finding.value(u"severity").toString(), u"dangerous"_s);
}

void tst_Inspect::filesThatAreNotThereAreErrors()
{
    QTemporaryDir folder;
    QCOMPARE(inspectFile(folder.filePath(u"nothing.onnx"_s)).error().code, Error::Code::NotFound);
    QCOMPARE(inspectFile(folder.path()).error().code, Error::Code::InvalidArgument);
}

QTEST_GUILESS_MAIN(tst_Inspect)
#include "tst_inspect.moc"
