// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/modelfile.h"

#include <QFileInfo>
#include <QHash>
#include <QSet>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

bool has(const QByteArray &head, qsizetype at, QByteArrayView bytes)
{
    return head.size() >= at + bytes.size() && QByteArrayView(head).sliced(at, bytes.size()) == bytes;
}

bool isCompressed(const QByteArray &head)
{
    // gzip, bzip2, xz, zlib, lz4, lzma
    for (const char *magic : {"\x1f\x8b", "BZh",
                              "\xfd"
                              "7zXZ",
                              "\x78\x01", "\x78\x9c", "\x78\xda", "\x04\x22\x4d\x18"}) {
        if (has(head, 0, magic))
            return true;
    }
    return has(head, 0, QByteArrayView("\x5d\x00", 2));
}

bool isBinaryPickle(const QByteArray &head)
{
    return head.size() > 2 && head.at(0) == '\x80' && head.at(1) >= 2 && head.at(1) <= 5;
}

// Protocol 0 and 1 have no magic: they begin with an opcode that makes or marks something.
bool isTextPickle(const QByteArray &head)
{
    return head.size() > 2 && QByteArrayView("(c]}lIFVS").contains(head.at(0)) && !head.contains("<html");
}

bool isTorchPickle(const QByteArray &head)
{
    return has(head, 0, QByteArrayView("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20", 10));
}

// ModelProto: field 1 (ir_version, a small varint), then another field of a model.
bool isOnnx(const QByteArray &head)
{
    static constexpr QByteArrayView next("\x12\x1a\x22\x28\x32\x3a\x42");
    return head.size() > 3 && head.at(0) == '\x08' && head.at(1) >= 1 && head.at(1) <= 32 &&
           next.contains(head.at(2));
}

bool isSafetensors(const QByteArray &head)
{
    constexpr quint64 largestHeader = 100'000'000;
    if (head.size() < 10 || head.at(8) != '{')
        return false;
    const quint64 size = qFromLittleEndian<quint64>(head.constData());
    return size > 1 && size <= largestHeader;
}

bool isRds(const QByteArray &head)
{
    return has(head, 0, QByteArrayView("X\n\0\0\0", 5)) || has(head, 0, "A\n2\n") || has(head, 0, "A\n3\n") ||
           has(head, 0, "B\n\2\0\0\0") || has(head, 0, "B\n\3\0\0\0");
}

bool isXgboost(const QByteArray &head)
{
    if (has(head, 0, "{L"))
        return head.left(64).contains("learner");
    return head.trimmed().startsWith('{') && head.contains("\"learner\"");
}

// By what the first file of the archive is called, and by the name of the archive.
QString formatOfZip(const QString &named, const QByteArray &head)
{
    constexpr qsizetype nameAt = 30;
    const quint16 length = head.size() > nameAt ? qFromLittleEndian<quint16>(head.constData() + 26) : 0;
    const QByteArray first = head.mid(nameAt, length);
    if (first.endsWith("data.pkl") || first.endsWith("/version") || first.endsWith("/byteorder"))
        return u"pytorch"_s;
    if (first == "schema.json" || named == u"skops")
        return u"skops"_s;
    return named == u"pytorch" || named == u"keras" ? named : QString();
}

QString byContent(const QString &named, const QByteArray &head)
{
    if (has(head, 0, "GGUF") || has(head, 0, "FUGG"))
        return u"gguf"_s;
    if (has(head, 0, "CBM1"))
        return u"catboost"_s;
    if (has(head, 4, "TFL3"))
        return u"tflite"_s;
    if (has(head, 4, "ORTM"))
        return u"ort"_s;
    if (has(head, 0, "\x89HDF\r\n\x1a\n"))
        return named == u"keras" ? named : QString();
    if (has(head, 0, "PK\x03\x04"))
        return formatOfZip(named, head);
    if (isTorchPickle(head))
        return u"pytorch"_s;
    if (isBinaryPickle(head))
        return head.contains("joblib.numpy_pickle") || named == u"joblib" ? u"joblib"_s : u"pickle"_s;
    if (isSafetensors(head))
        return u"safetensors"_s;
    if (isRds(head))
        return u"rds"_s;
    if (isXgboost(head))
        return u"xgboost"_s;
    if (has(head, 0, "tree\nversion="))
        return u"lightgbm"_s;
    if (head.contains("<PMML"))
        return u"pmml"_s;
    return {};
}

} // namespace

QString formatOfName(const QString &path)
{
    static const QHash<QString, QString> bySuffix{
        {u"pkl"_s, u"pickle"_s},  {u"pickle"_s, u"pickle"_s},  {u"pt"_s, u"pytorch"_s},
        {u"pth"_s, u"pytorch"_s}, {u"h5"_s, u"keras"_s},       {u"hdf5"_s, u"keras"_s},
        {u"ubj"_s, u"xgboost"_s}, {u"xgb"_s, u"xgboost"_s},    {u"cbm"_s, u"catboost"_s},
        {u"qs2"_s, u"qs"_s},      {u"lgb"_s, u"lightgbm"_s},   {u"yml"_s, u"yaml"_s},
        {u"bst"_s, u"xgboost"_s}, {u"mlmodel"_s, u"coreml"_s},
    };
    const QString suffix = QFileInfo(path).suffix().toLower();
    return bySuffix.value(suffix, suffix);
}

bool isModelFormat(const QString &format)
{
    static const QSet<QString> known{u"onnx"_s,     u"joblib"_s,      u"pickle"_s, u"rds"_s,     u"xgboost"_s,
                                     u"lightgbm"_s, u"safetensors"_s, u"gguf"_s,   u"pytorch"_s, u"keras"_s,
                                     u"tflite"_s,   u"catboost"_s,    u"pmml"_s,   u"skops"_s,   u"coreml"_s,
                                     u"ort"_s,      u"qs"_s};
    return known.contains(format);
}

QString modelFormat(const QString &name, const QByteArray &head)
{
    const QString named = formatOfName(name);
    if (const QString sure = byContent(named, head); !sure.isEmpty())
        return sure;
    // The rest has no magic of its own, so name and bytes must agree.
    if (named == u"onnx")
        return isOnnx(head) ? named : QString();
    if (named == u"coreml")
        return head.startsWith('\x08') ? named : QString();
    if (named == u"joblib" || named == u"pickle")
        return isCompressed(head) || isTextPickle(head) ? named : QString();
    if (named == u"rds" || named == u"qs")
        return isCompressed(head) || named == u"qs" ? named : QString();
    if (named == u"xgboost")
        return has(head, 0, "binf") || has(head, 0, "bs64") ? named : QString();
    return {};
}

} // namespace vitrine::format
