// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/modelfile.h"

#include "tests/support/shareddata.h"

#include <QFile>
#include <QTest>

using namespace vitrine::format;
using namespace Qt::StringLiterals;

namespace {

QString formatOf(const QString &name, const QByteArray &bytes)
{
    return modelFormat(name, {bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

} // namespace

class tst_ModelFile final : public QObject
{
    Q_OBJECT
private slots:
    void bytesAndNamesTellTheFormat_data();
    void bytesAndNamesTellTheFormat();
    void realFilesAreKnown();
    void namesAloneTellALittle();
    void anyBeginningIsAnAnswer();
};

void tst_ModelFile::bytesAndNamesTellTheFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QString>("format");
    QTest::newRow("gguf under any name") << u"weights.bin"_s << "GGUF\3\0\0\0"_ba << u"gguf"_s;
    QTest::newRow("onnx") << u"m.onnx"_s << QByteArray("\x08\x08\x12\x07pytorch\x3a\x00", 13) << u"onnx"_s;
    QTest::newRow("text called onnx") << u"m.onnx"_s << "this is not an onnx file\n"_ba << u""_s;
    QTest::newRow("protobuf of something else")
        << u"m.onnx"_s << QByteArray("\x08\x08\x12\x07pytorch", 11) << u""_s;
    QTest::newRow("joblib") << u"m.pkl"_s
                            << "\x80\x04\x95"
                               "cjoblib.numpy_pickle\nNumpyArrayWrapper"_ba
                            << u"joblib"_s;
    QTest::newRow("pickle") << u"m.pkl"_s << "\x80\x04\x95\x10"_ba << u"pickle"_s;
    QTest::newRow("pickle without a telling name") << u"model"_s << "\x80\x04\x95\x10"_ba << u"pickle"_s;
    QTest::newRow("pickle of protocol 0") << u"m.pkl"_s << "ccopy_reg\n_reconstructor\n"_ba << u"pickle"_s;
    QTest::newRow("html called joblib") << u"m.joblib"_s << "<!DOCTYPE html><html>"_ba << u""_s;
    QTest::newRow("empty pickle") << u"m.pkl"_s << ""_ba << u""_s;
    QTest::newRow("any gzip") << u"data.csv.gz"_s << "\x1f\x8b\x08"_ba << u""_s;
    QTest::newRow("rds without compression") << u"m"_s << QByteArray("X\n\0\0\0\3", 6) << u"rds"_s;
    QTest::newRow("safetensors") << u"m"_s << QByteArray("\x20\0\0\0\0\0\0\0{\"a\"", 12) << u"safetensors"_s;
    QTest::newRow("safetensors with a hostile length")
        << u"m.safetensors"_s << QByteArray("\xff\xff\xff\xff\xff\xff\xff\x7f{\"a\"", 12) << u""_s;
    QTest::newRow("xgboost json") << u"m.json"_s << "{\"version\":[2,0,3],\"learner\":{}}"_ba << u"xgboost"_s;
    QTest::newRow("other json") << u"m.json"_s << "{\"version\":[2,0,3]}"_ba << u""_s;
    QTest::newRow("lightgbm") << u"m.txt"_s << "tree\nversion=v4\n"_ba << u"lightgbm"_s;
    QTest::newRow("other text") << u"m.txt"_s << "tree of life\n"_ba << u""_s;
    QTest::newRow("pmml") << u"m.xml"_s << "<?xml version=\"1.0\"?>\n<PMML version=\"4.4\">"_ba << u"pmml"_s;
    QTest::newRow("data in hdf5") << u"m.hdf"_s << "\x89HDF\r\n\x1a\n"_ba << u""_s;
    QTest::newRow("keras in hdf5") << u"m.h5"_s << "\x89HDF\r\n\x1a\n"_ba << u"keras"_s;
    QTest::newRow("an lfs pointer is what it is")
        << u"m.txt"_s << "version https://git-lfs.github.com/spec/v1\n"_ba << u""_s;
}

void tst_ModelFile::bytesAndNamesTellTheFormat()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, head);
    QTEST(formatOf(name, head), "format");
}

void tst_ModelFile::realFilesAreKnown()
{
    VT_NEED_SHARED(index, u"models/index.tsv"_s);
    const QString folder = index.section(u'/', 0, -2);
    const QHash<QString, QString> expected{
        {u"catboost-cbm"_s, u"catboost"_s},
        {u"gguf"_s, u"gguf"_s},
        {u"joblib-sklearn"_s, u"joblib"_s},
        {u"onnx"_s, u"onnx"_s},
        {u"pickle-sklearn"_s, u"pickle"_s},
        {u"pickle-statsmodels"_s, u"pickle"_s},
        {u"pmml"_s, u"pmml"_s},
        {u"r-rds"_s, u"rds"_s},
        {u"safetensors"_s, u"safetensors"_s},
        {u"tflite"_s, u"tflite"_s},
        {u"xgboost-json"_s, u"xgboost"_s},
        {u"xgboost-ubj"_s, u"xgboost"_s},
        {u"onnx-TensorProto"_s, u""_s},
        {u"data/expected"_s, u""_s},
    };
    QFile list(index);
    QVERIFY(list.open(QIODevice::ReadOnly));
    int seen = 0;
    for (const QByteArray &line : list.readAll().split('\n').sliced(1)) {
        const QStringList fields = QString::fromUtf8(line).split(u'\t');
        if (fields.size() < 3 || !expected.contains(fields.at(2)))
            continue;
        QFile file(folder + u'/' + fields.at(0));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QString found = formatOf(fields.at(0), file.readAll());
        const QString wanted = expected.value(fields.at(2));
        // A pickle that holds arrays may have been written by joblib.
        const bool right = found == wanted || (wanted == u"pickle" && found == u"joblib") ||
                           (wanted == u"joblib" && found == u"pickle");
        QVERIFY2(right, qPrintable(fields.at(0) + u": "_s + found));
        ++seen;
    }
    QVERIFY2(seen > 100, qPrintable(QString::number(seen)));
}

void tst_ModelFile::namesAloneTellALittle()
{
    QCOMPARE(formatOfName(u"a/b/Model.ONNX"_s), u"onnx"_s);
    QCOMPARE(formatOfName(u"m.pth"_s), u"pytorch"_s);
    QCOMPARE(formatOfName(u"data.csv"_s), u"csv"_s);
    QCOMPARE(formatOfName(u"model"_s), QString());
    QVERIFY(isModelFormat(u"onnx"_s));
    QVERIFY(!isModelFormat(u"json"_s));
    QVERIFY(!isModelFormat(QString()));
}

// Any beginning of any length, under any name, is an answer.
void tst_ModelFile::anyBeginningIsAnAnswer()
{
    const QByteArrayList heads{"PK\3\4", "GGUF", "\x80\x04", "{L", "X\n", "\x08\x08", "tree\n", "\x89HDF"};
    for (const char *suffix : {"onnx", "pkl", "zip", "safetensors", "json", "pt", "rds", ""}) {
        for (const QByteArray &head : heads) {
            for (qsizetype size = 0; size <= head.size(); ++size) {
                const QString format = formatOf(u"m."_s + QString::fromLatin1(suffix), head.left(size));
                QVERIFY(format.isEmpty() || isModelFormat(format));
            }
        }
    }
}

QTEST_GUILESS_MAIN(tst_ModelFile)
#include "tst_modelfile.moc"
