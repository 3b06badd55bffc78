// SPDX-License-Identifier: GPL-3.0-or-later
// What a dataset may be wrapped in: encodings, compressions; and files that are no dataset.
#include "tests/core/monitor/dataset/datasettext.h"

#include <QStringEncoder>
#include <QTest>

#include <zlib.h>
#include <zstd.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

QByteArray gzip(const QByteArray &bytes)
{
    QByteArray result(bytes.size() + 1024, '\0');
    z_stream state{};
    deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray input = bytes;
    state.next_in = reinterpret_cast<Bytef *>(input.data());
    state.avail_in = static_cast<uInt>(input.size());
    state.next_out = reinterpret_cast<Bytef *>(result.data());
    state.avail_out = static_cast<uInt>(result.size());
    deflate(&state, Z_FINISH);
    result.resize(static_cast<qsizetype>(state.total_out));
    deflateEnd(&state);
    return result;
}

QByteArray zstd(const QByteArray &bytes)
{
    QByteArray result(static_cast<qsizetype>(ZSTD_compressBound(static_cast<std::size_t>(bytes.size()))),
                      '\0');
    const std::size_t size = ZSTD_compress(result.data(), static_cast<std::size_t>(result.size()),
                                           bytes.constData(), static_cast<std::size_t>(bytes.size()), 3);
    result.resize(static_cast<qsizetype>(size));
    return result;
}

QByteArray encoded(const QString &text, QStringConverter::Encoding encoding, bool mark)
{
    QStringEncoder encoder(encoding,
                           mark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encoder(text);
}

const QString table = u"größe,ort\n1,Łódź\n2,Åmål\n"_s;
const QString tableRows = u"1 Łódź|2 Åmål"_s;

} // namespace

class tst_DatasetFile final : public QObject
{
    Q_OBJECT
private slots:
    void encodings_data();
    void encodings();
    void anEncodingCanBeSet();
    void anUnknownEncodingIsNamed();
    void linesThatEndWithCarriageReturns();
    void compressed_data();
    void compressed();
    void aGreatCompressedFile();
    void damageIsReported_data();
    void damageIsReported();
    void otherFilesAreNamed_data();
    void otherFilesAreNamed();
    void aFolderIsNoDataset();
};

void tst_DatasetFile::encodings_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("UTF-8") << table.toUtf8();
    QTest::newRow("UTF-8 with BOM") << encoded(table, QStringConverter::Utf8, true);
    QTest::newRow("UTF-16 LE with BOM") << encoded(table, QStringConverter::Utf16LE, true);
    QTest::newRow("UTF-16 BE with BOM") << encoded(table, QStringConverter::Utf16BE, true);
    QTest::newRow("UTF-16 LE") << encoded(table, QStringConverter::Utf16LE, false);
    QTest::newRow("UTF-16 BE") << encoded(table, QStringConverter::Utf16BE, false);
}

void tst_DatasetFile::encodings()
{
    QFETCH(QByteArray, file);
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    QCOMPARE(schemaText(*dataset), u"größe:I ort:X"_s);
    QCOMPARE(readRows(*dataset).text, tableRows);
}

void tst_DatasetFile::anEncodingCanBeSet()
{
    // Windows writes the euro and typographic quotes where Latin-1 has nothing.
    const ScratchFile scratch("a,b\n1,caf\xe9\n2,\x80 5 \x93x\x94\n");
    const auto guessed = Dataset::open(scratch.path());
    QCOMPARE(readRows(*guessed).text, u"1 café|2 € 5 “x”"_s);
    QCOMPARE(guessed->notes(), QStringList{u"The text is not UTF-8 and was read as Latin-1."_s});
    DatasetOptions options;
    options.encoding = u"windows-1252"_s;
    const auto set = Dataset::open(scratch.path(), options);
    QCOMPARE(readRows(*set).text, u"1 café|2 € 5 “x”"_s);
    QVERIFY(set->notes().isEmpty());
}

void tst_DatasetFile::anUnknownEncodingIsNamed()
{
    const ScratchFile scratch("a\n1\n");
    DatasetOptions options;
    options.encoding = u"ebcdic"_s;
    const auto dataset = Dataset::open(scratch.path(), options);
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, Error::Code::InvalidArgument);
    QVERIFY(dataset.error().message.contains(u"“ebcdic”"));
}

void tst_DatasetFile::linesThatEndWithCarriageReturns()
{
    const ScratchFile scratch("a,b\r1,x\r2,y\r");
    QCOMPARE(readRows(*Dataset::open(scratch.path())).text, u"1 x|2 y"_s);
}

void tst_DatasetFile::compressed_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("gzip") << gzip(table.toUtf8());
    QTest::newRow("gzip in two members") << gzip(table.toUtf8().first(10)) + gzip(table.toUtf8().sliced(10));
    QTest::newRow("gzip of UTF-16") << gzip(encoded(table, QStringConverter::Utf16LE, true));
    QTest::newRow("zstd") << zstd(table.toUtf8());
    QTest::newRow("zstd in two frames") << zstd(table.toUtf8().first(10)) + zstd(table.toUtf8().sliced(10));
}

void tst_DatasetFile::compressed()
{
    QFETCH(QByteArray, file);
    const ScratchFile scratch(file, u"data.bin"_s); // the name says nothing
    const auto dataset = Dataset::open(scratch.path());
    QVERIFY2(dataset.has_value(), dataset ? "" : qPrintable(dataset.error().message));
    QCOMPARE(readRows(*dataset).text, tableRows);
}

void tst_DatasetFile::aGreatCompressedFile()
{
    QByteArray file = "n\n";
    for (int i = 0; i < 500'000; ++i)
        file += QByteArray::number(i) + '\n';
    for (const QByteArray &packed : {gzip(file), zstd(file)}) {
        const ScratchFile scratch(packed);
        const auto dataset = Dataset::open(scratch.path());
        auto reader = dataset->read({u"n"_s});
        Chunk chunk;
        double next = 0;
        while (*reader->next(chunk)) {
            for (const double value : chunk.columns[0].numbers) {
                if (value != next++)
                    QFAIL("a row is missing or out of order");
            }
        }
        QCOMPARE(next, 500'000.0);
    }
}

void tst_DatasetFile::damageIsReported_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("why");
    QByteArray big = "n\n";
    for (int i = 0; i < 300'000; ++i)
        big += QByteArray::number(qint64(i) * 7919 % 1'000'003) + '\n';
    const auto broken = [](QByteArray bytes) {
        for (qsizetype i = bytes.size() / 2; i < bytes.size() / 2 + 64; ++i)
            bytes[i] = static_cast<char>(~bytes[i]);
        return bytes;
    };
    QTest::newRow("gzip cut off") << gzip(big).chopped(5000) << u"gzip data ends too early"_s;
    QTest::newRow("zstd cut off") << zstd(big).chopped(5000) << u"zstd data ends too early"_s;
    QTest::newRow("gzip overwritten") << broken(gzip(big)) << u"gzip data is damaged"_s;
    QTest::newRow("zstd overwritten") << broken(zstd(big)) << u"zstd data is damaged"_s;
}

void tst_DatasetFile::damageIsReported()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, why);
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    const QString text = dataset ? readRows(*dataset).text : dataset.error().message;
    QVERIFY2(text.contains(why), qPrintable(text.left(200)));
}

void tst_DatasetFile::otherFilesAreNamed_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("why");
    QTest::newRow("Parquet") << QByteArray("PAR1\x15\x04\x15") << u"Parquet"_s;
    QTest::newRow("Arrow") << QByteArray("ARROW1\0\0", 8) << u"Arrow"_s;
    QTest::newRow("spreadsheet") << QByteArray("PK\x03\x04\x14") << u"spreadsheet"_s;
    QTest::newRow("xz") << QByteArray("\xfd\x37zXZ\0", 6) << u"xz"_s;
}

void tst_DatasetFile::otherFilesAreNamed()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, why);
    const ScratchFile scratch(file, u"data.parquet"_s);
    const auto dataset = Dataset::open(scratch.path());
    QVERIFY(!dataset);
    QCOMPARE(dataset.error().code, Error::Code::Unsupported);
    QVERIFY2(dataset.error().message.contains(why), qPrintable(dataset.error().message));
    QVERIFY(dataset.error().message.startsWith(u"Cannot read the dataset data.parquet"));
}

void tst_DatasetFile::aFolderIsNoDataset()
{
    const QTemporaryDir folder;
    const auto dataset = Dataset::open(folder.path());
    QVERIFY(!dataset);
    QVERIFY(dataset.error().message.contains(u"folder"));
}

QTEST_GUILESS_MAIN(tst_DatasetFile)
#include "tst_datasetfile.moc"
