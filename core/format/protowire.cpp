// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/protowire.h"

#include <QtEndian>

#include <bit>

namespace vitrine::format {

namespace {

bool takeVarint(QByteArrayView *from, quint64 *value)
{
    quint64 result = 0;
    for (qsizetype at = 0; at < from->size() && at < 10; ++at) {
        const auto byte = static_cast<quint8>(from->at(at));
        result |= quint64(byte & 0x7F) << (7 * at);
        if ((byte & 0x80) == 0) {
            *value = result;
            *from = from->sliced(at + 1);
            return true;
        }
    }
    return false;
}

template<typename T>
bool takeFixed(QByteArrayView *from, quint64 *value)
{
    if (from->size() < qsizetype(sizeof(T)))
        return false;
    *value = qFromLittleEndian<T>(from->data());
    *from = from->sliced(sizeof(T));
    return true;
}

double floatOf(quint64 bits)
{
    return double(std::bit_cast<float>(static_cast<quint32>(bits)));
}

double doubleOf(quint64 bits)
{
    return std::bit_cast<double>(bits);
}

template<typename T>
bool appendPacked(QByteArrayView run, double (*valueOf)(quint64), QList<double> *values)
{
    if (run.size() % qsizetype(sizeof(T)) != 0)
        return false;
    values->reserve(values->size() + run.size() / qsizetype(sizeof(T)));
    for (quint64 bits = 0; takeFixed<T>(&run, &bits);)
        values->append(valueOf(bits));
    return true;
}

} // namespace

bool ProtoFields::fail()
{
    m_damaged = true;
    m_rest = {};
    return false;
}

bool ProtoFields::next()
{
    if (m_rest.isEmpty())
        return false;
    quint64 key = 0;
    if (!takeVarint(&m_rest, &key) || (key >> 3) == 0 || (key >> 3) > 536870911)
        return fail();
    m_number = static_cast<int>(key >> 3);
    m_bytes = {};
    m_bits = 0;
    switch (key & 7) {
    case 0: m_wire = Wire::Varint; return takeVarint(&m_rest, &m_bits) || fail();
    case 1: m_wire = Wire::Fixed64; return takeFixed<quint64>(&m_rest, &m_bits) || fail();
    case 5: m_wire = Wire::Fixed32; return takeFixed<quint32>(&m_rest, &m_bits) || fail();
    case 2: break;
    default: return fail();
    }
    m_wire = Wire::Bytes;
    quint64 length = 0;
    if (!takeVarint(&m_rest, &length) || length > quint64(m_rest.size()))
        return fail();
    m_bytes = m_rest.first(qsizetype(length));
    m_rest = m_rest.sliced(qsizetype(length));
    return true;
}

float ProtoFields::asFloat() const
{
    return float(floatOf(m_bits));
}

double ProtoFields::asDouble() const
{
    return doubleOf(m_bits);
}

bool ProtoFields::appendIntegers(QList<qint64> *values) const
{
    if (m_wire != Wire::Bytes) {
        values->append(integer());
        return true;
    }
    QByteArrayView run = m_bytes;
    for (quint64 value = 0; !run.isEmpty();) {
        if (!takeVarint(&run, &value))
            return false;
        values->append(static_cast<qint64>(value));
    }
    return true;
}

bool ProtoFields::appendFloats(QList<double> *values) const
{
    if (m_wire == Wire::Bytes)
        return appendPacked<quint32>(m_bytes, floatOf, values);
    values->append(floatOf(m_bits));
    return true;
}

bool ProtoFields::appendDoubles(QList<double> *values) const
{
    if (m_wire == Wire::Bytes)
        return appendPacked<quint64>(m_bytes, doubleOf, values);
    values->append(doubleOf(m_bits));
    return true;
}

} // namespace vitrine::format
