// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

namespace vitrine::format {

// Walks the fields of one protobuf message where it lies, without a schema and without copying. Lengths are
// checked against what is there before they are believed; the groups that protobuf gave up are damage.
// Encoding: protobuf.dev/programming-guides/encoding.
class ProtoFields final
{
public:
    enum class Wire { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

    explicit ProtoFields(QByteArrayView message) : m_rest(message) {}

    // Goes to the next field; false at the end of the message and where it is damaged.
    bool next();
    bool isDamaged() const { return m_damaged; }

    int number() const { return m_number; }
    Wire wire() const { return m_wire; }
    // Of a field that is not Bytes.
    qint64 integer() const { return static_cast<qint64>(m_bits); }
    float asFloat() const;
    double asDouble() const;
    // Of Bytes; empty for others.
    QByteArrayView bytes() const { return m_bytes; }
    QString text() const { return QString::fromUtf8(m_bytes); }

    // One element of a repeated field, or a packed run of them. False when a run is damaged.
    bool appendIntegers(QList<qint64> *values) const;
    bool appendFloats(QList<double> *values) const;
    bool appendDoubles(QList<double> *values) const;

private:
    bool fail();

    QByteArrayView m_rest;
    QByteArrayView m_bytes;
    quint64 m_bits = 0;
    int m_number = 0;
    Wire m_wire = Wire::Varint;
    bool m_damaged = false;
};

} // namespace vitrine::format
