// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/structure.h"

#include "tests/support/shareddata.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::format;

namespace {

using Kind = StructureGroup::Kind;

QByteArray little(quint64 value, int size)
{
    QByteArray bytes;
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}

QByteArray floats(const QList<float> &values)
{
    QByteArray bytes;
    for (const float value : values)
        bytes += little(std::bit_cast<quint32>(value), 4);
    return bytes;
}

QByteArray safetensors(const QByteArray &header, const QByteArray &data)
{
    return little(static_cast<quint64>(header.size()), 8) + header + data;
}

QByteArray twoTensors(const QList<float> &second)
{
    return safetensors("{\"__metadata__\":{\"epoch\":\"3\"},"
                       "\"bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                       "\"weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[4,12]}}",
                       floats({0.5F}) + floats(second));
}

QByteArray ggufText(const QByteArray &text)
{
    return little(static_cast<quint64>(text.size()), 8) + text;
}

// Two tensors of four floats behind a header that asks for an alignment of 64.
QByteArray gguf(const QList<float> &second)
{
    QByteArray bytes = "GGUF" + little(3, 4) + little(2, 8) + little(1, 8);
    bytes += ggufText("general.alignment") + little(4, 4) + little(64, 4);
    bytes += ggufText("a") + little(1, 4) + little(4, 8) + little(0, 4) + little(0, 8);
    bytes += ggufText("b") + little(2, 4) + little(2, 8) + little(2, 8) + little(0, 4) + little(64, 8);
    bytes += QByteArray((64 - bytes.size() % 64) % 64, '\0');
    return bytes + floats({1, 2, 3, 4}) + QByteArray(48, '\0') + floats(second);
}

QString listed(const StructureGroup *group)
{
    QStringList lines;
    if (group) {
        for (const StructureEntry &entry : group->entries)
            lines << entry.name + u": "_s + entry.text;
    }
    return lines.join(u'\n');
}

} // namespace

class tst_Structure final : public QObject
{
    Q_OBJECT
private slots:
    void tensorsOfSafetensorsAreListed();
    void tensorsOfGgufAreListed();
    void otherContentIsAnotherDigest_data();
    void otherContentIsAnotherDigest();
    void damagedHeadersHaveNoTensors();
    void coefficientsOfRealModels_data();
    void coefficientsOfRealModels();
    void treesOfXgboost_data();
    void treesOfXgboost();

private:
    Result<Structure> read(const QByteArray &bytes, const QString &name)
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return Error{Error::Code::Io, file.errorString(), {}};
        file.close();
        return readStructure(file.fileName(), name);
    }
    QTemporaryDir m_dir;
};

void tst_Structure::tensorsOfSafetensorsAreListed()
{
    const auto structure = read(twoTensors({1, 2}), u"model.safetensors"_s);
    QVERIFY2(structure.has_value(), structure ? "" : qPrintable(structure.error().message));
    QCOMPARE(listed(structure->group(Kind::Tensors)), u"bias: F32 1, 4 bytes\nweight: F32 1×2, 8 bytes"_s);
    QVERIFY(listed(structure->group(Kind::Summary)).contains(u"epoch: 3"));
}

void tst_Structure::tensorsOfGgufAreListed()
{
    const auto structure = read(gguf({5, 6, 7, 8}), u"model.gguf"_s);
    QVERIFY2(structure.has_value(), structure ? "" : qPrintable(structure.error().message));
    QCOMPARE(listed(structure->group(Kind::Tensors)), u"a: F32 4, 64 bytes\nb: F32 2×2, 16 bytes"_s);
}

void tst_Structure::otherContentIsAnotherDigest_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("safetensors") << u"m.safetensors"_s << twoTensors({1, 2}) << twoTensors({1, 3});
    QTest::newRow("gguf") << u"m.gguf"_s << gguf({5, 6, 7, 8}) << gguf({5, 6, 7, 9});
}

void tst_Structure::otherContentIsAnotherDigest()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const auto first = read(before, name);
    const auto second = read(after, name);
    QVERIFY(first && second);
    const StructureGroup *a = first->group(Kind::Tensors);
    const StructureGroup *b = second->group(Kind::Tensors);
    QVERIFY(a && b);
    QCOMPARE(listed(a), listed(b));
    QCOMPARE(a->entries.at(0).digest, b->entries.at(0).digest);
    QVERIFY(a->entries.at(1).digest != b->entries.at(1).digest);
}

void tst_Structure::damagedHeadersHaveNoTensors()
{
    const auto beyond =
        read(safetensors("{\"w\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}}", floats({1})),
             u"beyond.safetensors"_s);
    QVERIFY(beyond.has_value());
    QVERIFY(!beyond->group(Kind::Tensors));
    for (qsizetype size = 0; size < gguf({1, 2, 3, 4}).size(); size += 7) {
        const auto cut = read(gguf({1, 2, 3, 4}).left(size), u"cut.gguf"_s); // no crash, no nonsense
        QVERIFY(!cut || !cut->group(Kind::Tensors) || size > 130);
    }
}

void tst_Structure::coefficientsOfRealModels_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("value");
    QTest::newRow("R, lm") << u"models/r/lm_mtcars.rds"_s << u"(Intercept)"_s << 34.66099474133278;
    QTest::newRow("R, glm") << u"models/r/glm_mtcars.rds"_s << u"wt"_s << -8.083475182444628;
    QTest::newRow("scikit-learn, joblib")
        << u"models/sklearn/mtcars_lm2.joblib"_s << u"(intercept)"_s << 34.66099474133278;
    QTest::newRow("scikit-learn, pickle")
        << u"models/sklearn/chicago_ridge.pkl"_s << u"(intercept)"_s << 16.076515999999998;
}

void tst_Structure::coefficientsOfRealModels()
{
    QFETCH(const QString, file);
    QFETCH(const QString, name);
    QFETCH(const double, value);
    VT_NEED_SHARED(path, file);
    const auto structure = readStructure(path, path.section(u'/', -1));
    QVERIFY2(structure.has_value(), structure ? "" : qPrintable(structure.error().message));
    const StructureGroup *coefficients = structure->group(Kind::Coefficients);
    QVERIFY2(coefficients, qPrintable(listed(structure->group(Kind::Summary))));
    const auto found = std::find_if(coefficients->entries.begin(), coefficients->entries.end(),
                                    [&](const StructureEntry &each) { return each.name == name; });
    QVERIFY2(found != coefficients->entries.end(), qPrintable(listed(coefficients)));
    QVERIFY2(found->number && std::abs(*found->number - value) < 1e-9, qPrintable(listed(coefficients)));
}

void tst_Structure::treesOfXgboost_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("JSON") << u"models/xgboost/mtcars_trained.json"_s;
    QTest::newRow("UBJSON") << u"models/xgboost/mtcars_trained.ubj"_s;
}

void tst_Structure::treesOfXgboost()
{
    QFETCH(const QString, file);
    VT_NEED_SHARED(path, file);
    const auto structure = readStructure(path, path.section(u'/', -1));
    QVERIFY2(structure.has_value(), structure ? "" : qPrintable(structure.error().message));
    const QString trees = listed(structure->group(Kind::Trees));
    // 20 binary trees with 96 leaves have 76 splits.
    QVERIFY2(trees.startsWith(u"trees: 20\nleaves: 96\ndeepest tree: 3\nfeatures used: 8\n"),
             qPrintable(trees));
    double splits = 0;
    for (const StructureEntry &entry : structure->group(Kind::Trees)->entries)
        splits += entry.name.startsWith(u"splits on feature") ? *entry.number : 0;
    QCOMPARE(splits, 76.0);
    QVERIFY2(trees.contains(u"splits on feature disp: 18"), qPrintable(trees));
}

QTEST_GUILESS_MAIN(tst_Structure)
#include "tst_structure.moc"
