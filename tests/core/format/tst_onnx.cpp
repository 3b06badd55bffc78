// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/onnx.h"
#include "tests/support/shareddata.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <bit>

using namespace vitrine;
using namespace vitrine::format;
using namespace Qt::StringLiterals;

namespace {

using Kind = StructureGroup::Kind;

// Writes protobuf messages, so that the tests say field numbers and nothing else.
class Message final
{
public:
    Message &integer(int field, qint64 value)
    {
        varint(quint64(field) << 3);
        varint(quint64(value));
        return *this;
    }
    Message &bytes(int field, const QByteArray &value)
    {
        varint(quint64(field) << 3 | 2);
        varint(quint64(value.size()));
        m_bytes += value;
        return *this;
    }
    Message &real(int field, float value)
    {
        varint(quint64(field) << 3 | 5);
        const auto bits = std::bit_cast<quint32>(value);
        for (int shift = 0; shift < 32; shift += 8)
            m_bytes += char(bits >> shift);
        return *this;
    }
    QByteArray done() const { return m_bytes; }

private:
    void varint(quint64 value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes += char((value & 0x7F) | 0x80);
        m_bytes += char(value);
    }
    QByteArray m_bytes;
};

QByteArray integers(const char *name, const QList<int> &values)
{
    Message message;
    message.bytes(1, name);
    for (const int value : values)
        message.integer(8, value);
    return message.done();
}

QByteArray model(const QByteArray &graph)
{
    return Message()
        .integer(1, 8)
        .bytes(2, "test")
        .bytes(7, graph)
        .bytes(8, Message().bytes(1, "").integer(2, 13).done())
        .done();
}

// One tree: feature 2 at the root, feature 0 below it, three leaves.
QByteArray treeGraph()
{
    Message node;
    node.bytes(1, "X").bytes(2, "Y").bytes(4, "TreeEnsembleRegressor").bytes(7, "ai.onnx.ml");
    node.bytes(5, integers("nodes_treeids", {0, 0, 0, 0, 0}));
    node.bytes(5, integers("nodes_nodeids", {0, 1, 2, 3, 4}));
    node.bytes(5, integers("nodes_featureids", {2, 0, 0, 0, 0}));
    node.bytes(5, integers("nodes_truenodeids", {1, 2, 0, 0, 0}));
    node.bytes(5, integers("nodes_falsenodeids", {4, 3, 0, 0, 0}));
    Message modes;
    modes.bytes(1, "nodes_modes");
    for (const char *mode : {"BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"})
        modes.bytes(9, mode);
    node.bytes(5, modes.done());
    return Message().bytes(1, node.done()).bytes(2, "trees").done();
}

QString printed(const Structure &structure, Kind kind)
{
    QStringList lines;
    if (const StructureGroup *group = structure.group(kind)) {
        for (const StructureEntry &entry : group->entries)
            lines << entry.name + u": "_s + entry.text;
    }
    return lines.join(u'\n');
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

// Keeps the bytes for as long as the model is looked at.
Result<OnnxModel> read(const QByteArray &bytes)
{
    static QByteArray kept;
    kept = bytes;
    return readOnnx(viewOf(kept));
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString sample(const QString &name)
{
    return QStringLiteral(VT_SOURCE_DIR "/resources/demo/") + name;
}

} // namespace

class tst_Onnx final : public QObject
{
    Q_OBJECT
private slots:
    void inputsOutputsNodesAndOperatorsAreListed();
    void smallTensorsBecomeCoefficients();
    void treesAreMeasured();
    void aCycleInATreeIsSaid();
    void otherContentOfTheSameShapeHasAnotherDigest();
    void theSampleModelsAreRead();
    void otherFormatsTellWhatTheyCan();
    void everyTruncationIsAnErrorOrAModel();
    void graphsNestedTooDeepAreRefused();
    void everyModelOfTheTestDataIsRead();
    void modelsOfScikitLearnShowTheirTrees();
};

void tst_Onnx::inputsOutputsNodesAndOperatorsAreListed()
{
    const QByteArray dims =
        Message().bytes(1, Message().bytes(2, "N").done()).bytes(1, Message().integer(1, 5).done()).done();
    const QByteArray type = Message().bytes(1, Message().integer(1, 1).bytes(2, dims).done()).done();
    const QByteArray gemm = Message()
                                .bytes(1, "X")
                                .bytes(1, "W")
                                .bytes(2, "Y")
                                .bytes(4, "Gemm")
                                .bytes(5, Message().bytes(1, "alpha").real(2, 0.5F).integer(20, 1).done())
                                .done();
    const QByteArray graph = Message()
                                 .bytes(1, gemm)
                                 .bytes(1, gemm)
                                 .bytes(2, "linear")
                                 .bytes(11, Message().bytes(1, "X").bytes(2, type).done())
                                 .bytes(12, Message().bytes(1, "Y").bytes(2, type).done())
                                 .done();
    const auto onnx = read(model(graph));
    QVERIFY2(onnx.has_value(), onnx ? "" : qPrintable(onnx.error().message));
    const Structure structure = structureOf(*onnx);
    QCOMPARE(printed(structure, Kind::Inputs), u"X: float32 N×5"_s);
    QCOMPARE(printed(structure, Kind::Outputs), u"Y: float32 N×5"_s);
    QCOMPARE(printed(structure, Kind::Operators), u"Gemm: 2"_s);
    QCOMPARE(printed(structure, Kind::Nodes),
             u"Gemm 1: Gemm(X, W) → Y; alpha=0.5\nGemm 2: Gemm(X, W) → Y; alpha=0.5"_s);
    QVERIFY(printed(structure, Kind::Summary).contains(u"operators ai.onnx: 13"));
}

void tst_Onnx::smallTensorsBecomeCoefficients()
{
    Message tensor;
    tensor.integer(1, 1).integer(1, 2).integer(2, 1).real(4, 0.25F).real(4, -3.0F).bytes(8, "W");
    const auto onnx = read(model(Message().bytes(5, tensor.done()).done()));
    QVERIFY(onnx.has_value());
    const Structure structure = structureOf(*onnx);
    QCOMPARE(printed(structure, Kind::Coefficients), u"W[0,0]: 0.25\nW[0,1]: -3"_s);
    QCOMPARE(printed(structure, Kind::Tensors), u"W: float32 1×2, 8 bytes"_s);
}

void tst_Onnx::treesAreMeasured()
{
    const auto onnx = read(model(treeGraph()));
    QVERIFY2(onnx.has_value(), onnx ? "" : qPrintable(onnx.error().message));
    QCOMPARE(printed(structureOf(*onnx), Kind::Trees),
             u"trees: 1\nleaves: 3\ndeepest tree: 2\nfeatures used: 2\nsplits on feature 0: 1\n"
             "splits on feature 2: 1"_s);
}

void tst_Onnx::aCycleInATreeIsSaid()
{
    QByteArray graph = treeGraph();
    const QByteArray good = integers("nodes_truenodeids", {1, 2, 0, 0, 0});
    const QByteArray cyclic = integers("nodes_truenodeids", {1, 1, 0, 0, 0});
    QCOMPARE(good.size(), cyclic.size());
    QCOMPARE(graph.count(good), 1);
    graph.replace(good, cyclic);
    const auto onnx = read(model(graph));
    QVERIFY(onnx.has_value());
    QVERIFY(printed(structureOf(*onnx), Kind::Trees).contains(u"make no sense"));
}

void tst_Onnx::otherContentOfTheSameShapeHasAnotherDigest()
{
    const auto tensors = [](const QByteArray &raw) {
        const QByteArray tensor = Message().integer(1, 100).integer(2, 1).bytes(8, "W").bytes(9, raw).done();
        const auto onnx = read(model(Message().bytes(5, tensor).done()));
        return onnx ? structureOf(*onnx).group(Kind::Tensors)->entries : QList<StructureEntry>();
    };
    QByteArray raw(400, '\0');
    const auto one = tensors(raw);
    QCOMPARE(one, tensors(raw));
    raw[399] = 1;
    QCOMPARE(one.size(), 1);
    QCOMPARE(tensors(raw).first().text, one.first().text);
    QVERIFY(tensors(raw).first().digest != one.first().digest);
}

void tst_Onnx::theSampleModelsAreRead()
{
    const auto trees = readStructure(sample(u"seattle-tmax/v2.0.0.onnx"_s), u"model.onnx"_s);
    QVERIFY2(trees.has_value(), trees ? "" : qPrintable(trees.error().message));
    QCOMPARE(trees->format, u"ONNX"_s);
    QVERIFY2(printed(*trees, Kind::Trees).startsWith(u"trees: "), qPrintable(printed(*trees, Kind::Trees)));
    const auto linear = readStructure(sample(u"seattle-tmax/v2.1.0.onnx"_s), u"model.onnx"_s);
    QVERIFY(linear.has_value());
    QVERIFY(!linear->group(Kind::Trees));
    QVERIFY(linear->group(Kind::Coefficients)->entries.size() > 4);
}

void tst_Onnx::otherFormatsTellWhatTheyCan()
{
    QTemporaryDir dir;
    const auto structure = [&](const QByteArray &content) {
        QFile file(dir.filePath(u"model"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        file.close();
        return readStructure(file.fileName(), u"model.bin"_s);
    };
    const QByteArray header =
        R"({"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
    QByteArray safetensors;
    for (int shift = 0; shift < 64; shift += 8)
        safetensors += char(quint64(header.size()) >> shift);
    const auto tensors = structure(safetensors + header + QByteArray(8, '\0'));
    QVERIFY2(tensors.has_value(), tensors ? "" : qPrintable(tensors.error().message));
    QVERIFY2(printed(*tensors, Kind::Summary).contains(u"weights: 2"),
             qPrintable(printed(*tensors, Kind::Summary)));
    for (const QByteArray &unknown : {QByteArray(), QByteArray("just text"), QByteArray(64, '\0')}) {
        const auto none = structure(unknown);
        QVERIFY(!none);
        QVERIFY2(none.error().message.contains(u"model.bin"), qPrintable(none.error().message));
    }
    QVERIFY(!readStructure(dir.filePath(u"not-there.onnx"_s), u"not-there.onnx"_s));
}

void tst_Onnx::everyTruncationIsAnErrorOrAModel()
{
    for (const QString &name : {u"seattle-tmax/v1.1.0.onnx"_s, u"seattle-rain/v1.0.0.onnx"_s}) {
        const QByteArray whole = contentOf(sample(name));
        QVERIFY(whole.size() > 200);
        int read = 0;
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const QByteArray part = whole.first(size);
            if (const auto cut = readOnnx(viewOf(part))) {
                Q_UNUSED(structureOf(*cut))
                ++read;
            }
        }
        QVERIFY(read < 40); // where the graph is whole and only a later field is missing
        for (qsizetype at = 0; at < whole.size(); ++at) {
            QByteArray damaged = whole;
            damaged[at] = char(~damaged.at(at));
            if (const auto odd = readOnnx(viewOf(damaged)))
                Q_UNUSED(structureOf(*odd))
        }
    }
}

void tst_Onnx::graphsNestedTooDeepAreRefused()
{
    QByteArray graph = Message().bytes(2, "innermost").done();
    for (int depth = 0; depth < 2000; ++depth) {
        const QByteArray body = Message().bytes(1, "body").bytes(6, graph).done();
        graph = Message().bytes(1, Message().bytes(4, "Loop").bytes(5, body).done()).done();
    }
    const auto onnx = read(model(graph));
    QVERIFY(!onnx);
    QCOMPARE(onnx.error().code, Error::Code::Corrupt);
}

void tst_Onnx::everyModelOfTheTestDataIsRead()
{
    const QString root = u"/usr/share/libonnx-testdata/data"_s;
    if (!QFileInfo::exists(root))
        QSKIP("SKIPPED: the package libonnx-testdata is not installed");
    int models = 0;
    QDirIterator it(root, {u"*.onnx"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        const auto read = readStructure(path, path);
        QVERIFY2(read.has_value(), qPrintable(path + u": "_s + (read ? QString() : read.error().message)));
        QVERIFY2(read->group(Kind::Nodes), qPrintable(path));
        QVERIFY2(read->group(Kind::Outputs), qPrintable(path));
        ++models;
    }
    QVERIFY(models > 500);
}

void tst_Onnx::modelsOfScikitLearnShowTheirTrees()
{
    VT_NEED_SHARED(folder, u"models/onnx-sklearn"_s);
    int withTrees = 0;
    QDirIterator it(folder, {u"*.onnx"_s}, QDir::Files);
    while (it.hasNext()) {
        const QString path = it.next();
        const auto read = readStructure(path, path);
        QVERIFY2(read.has_value(), qPrintable(path + u": "_s + (read ? QString() : read.error().message)));
        const QString trees = printed(*read, Kind::Trees);
        QVERIFY2(!trees.contains(u"make no sense"), qPrintable(path + u'\n' + trees));
        withTrees += trees.isEmpty() ? 0 : 1;
    }
    QVERIFY(withTrees > 0);
}

QTEST_GUILESS_MAIN(tst_Onnx)
#include "tst_onnx.moc"
