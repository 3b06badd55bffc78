// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/format/onnx.h"

#include <QFloat16>
#include <QtEndian>

#include <array>
#include <bit>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

// By TensorProto.DataType: name and bits of an element (0: not fixed).
struct ElementType {
    const char *name;
    int bits;
};
constexpr std::array<ElementType, 24> elementTypes{
    {{"undefined", 0},      {"float32", 32},  {"uint8", 8},        {"int8", 8},           {"uint16", 16},
     {"int16", 16},         {"int32", 32},    {"int64", 64},       {"string", 0},         {"bool", 8},
     {"float16", 16},       {"float64", 64},  {"uint32", 32},      {"uint64", 64},        {"complex64", 64},
     {"complex128", 128},   {"bfloat16", 16}, {"float8e4m3fn", 8}, {"float8e4m3fnuz", 8}, {"float8e5m2", 8},
     {"float8e5m2fnuz", 8}, {"uint4", 4},     {"int4", 4},         {"float4e2m1", 4}}};

template<typename T, typename Convert>
QList<double> unpacked(QByteArrayView raw, Convert convert)
{
    QList<double> values;
    values.reserve(raw.size() / qsizetype(sizeof(T)));
    for (qsizetype at = 0; at + qsizetype(sizeof(T)) <= raw.size(); at += qsizetype(sizeof(T)))
        values.append(convert(qFromLittleEndian<T>(raw.data() + at)));
    return values;
}

template<typename T>
QList<double> integersOf(QByteArrayView raw)
{
    return unpacked<T>(raw, [](T value) { return double(value); });
}

double halfOf(quint16 bits)
{
    return double(float(std::bit_cast<qfloat16>(bits)));
}

QList<double> valuesOf(int type, QByteArrayView raw)
{
    switch (type) {
    case 1: return unpacked<quint32>(raw, [](quint32 bits) { return double(std::bit_cast<float>(bits)); });
    case 2:
    case 9: return integersOf<quint8>(raw);
    case 3: return integersOf<qint8>(raw);
    case 4: return integersOf<quint16>(raw);
    case 5: return integersOf<qint16>(raw);
    case 6: return integersOf<qint32>(raw);
    case 7: return integersOf<qint64>(raw);
    case 10: return unpacked<quint16>(raw, halfOf);
    case 11: return unpacked<quint64>(raw, [](quint64 bits) { return std::bit_cast<double>(bits); });
    case 12: return integersOf<quint32>(raw);
    case 13: return integersOf<quint64>(raw);
    default: return {};
    }
}

} // namespace

QString onnxElementType(int type)
{
    return type >= 0 && size_t(type) < elementTypes.size()
               ? QString::fromLatin1(elementTypes[size_t(type)].name)
               : Text::tr("type %1").arg(type);
}

qint64 OnnxTensor::elementCount() const
{
    qint64 count = 1;
    for (const qint64 size : dims) {
        if (size < 0 || (size > 0 && count > std::numeric_limits<qint64>::max() / size))
            return -1;
        count *= size;
    }
    return count;
}

qint64 OnnxTensor::byteCount() const
{
    if (!raw.isEmpty())
        return raw.size();
    const int bits = elementType >= 0 && size_t(elementType) < elementTypes.size()
                         ? elementTypes[size_t(elementType)].bits
                         : 0;
    const qint64 count = elementCount();
    if (bits == 0 || count < 0 || count > std::numeric_limits<qint64>::max() / 128)
        return -1;
    return (count * bits + 7) / 8;
}

QList<double> OnnxTensor::values() const
{
    if (!floats.isEmpty())
        return floats;
    if (!raw.isEmpty())
        return valuesOf(elementType, raw);
    QList<double> values;
    values.reserve(integers.size());
    for (const qint64 value : integers) {
        // Halves are stored as the bits of an integer.
        values.append(elementType == 10 ? halfOf(quint16(value)) : double(value));
    }
    return values;
}

} // namespace vitrine::format
