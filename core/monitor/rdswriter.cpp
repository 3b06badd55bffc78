// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/rdsframe.h"

#include <QtEndian>

#include <bit>
#include <cmath>
#include <limits>

#include <zlib.h>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

enum : qint32 {
    Symbol = 1,
    PairList = 2,
    Character = 9,
    Integers = 13,
    Reals = 14,
    Strings = 16,
    List = 19,
    Null = 254
};
constexpr qint32 isObject = 0x100;
constexpr qint32 hasAttributes = 0x200;
constexpr qint32 hasTag = 0x400;
constexpr qint32 utf8 = 0x8000;
constexpr qint32 ascii = 0x40000;
constexpr qint32 missingInteger = std::numeric_limits<qint32>::min();
constexpr quint64 missingReal = 0x7ff00000000007a2; // a NaN of its own

class Writer final
{
public:
    void integer(qint32 value) { append(qToBigEndian(value)); }
    void real(double value)
    {
        append(qToBigEndian(std::isnan(value) ? missingReal : std::bit_cast<quint64>(value)));
    }
    void character(const QString &text)
    {
        const QByteArray bytes = text.toUtf8();
        const bool plain = std::all_of(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) == 0; });
        integer(Character | (text.isNull() ? 0 : plain ? ascii : utf8));
        integer(text.isNull() ? -1 : static_cast<qint32>(bytes.size()));
        m_bytes += bytes;
    }
    void strings(const QStringList &texts)
    {
        integer(Strings);
        integer(static_cast<qint32>(texts.size()));
        for (const QString &text : texts)
            character(text);
    }
    // An attribute's name; its value follows.
    void tag(const QString &name)
    {
        integer(PairList | hasTag);
        integer(Symbol);
        character(name);
    }
    void end() { integer(Null); }
    const QByteArray &bytes() const { return m_bytes; }
    void raw(const char *bytes) { m_bytes += bytes; }

private:
    template<typename T>
    void append(T bigEndian)
    {
        m_bytes.append(reinterpret_cast<const char *>(&bigEndian), sizeof bigEndian);
    }

    QByteArray m_bytes;
};

void writeColumn(Writer &writer, const RdsColumn &column)
{
    using Kind = RdsColumn::Kind;
    if (column.kind == Kind::Text)
        return writer.strings(column.texts);
    const auto size = static_cast<qint32>(column.numbers.size());
    if (column.kind == Kind::Integer) {
        writer.integer(Integers);
        writer.integer(size);
        for (const double value : column.numbers)
            writer.integer(std::isnan(value) ? missingInteger : static_cast<qint32>(value));
        return;
    }
    const bool isTime = column.kind == Kind::Date || column.kind == Kind::Time;
    writer.integer(isTime ? Reals | isObject | hasAttributes : Reals);
    writer.integer(size);
    for (const double value : column.numbers)
        writer.real(value);
    if (!isTime)
        return;
    writer.tag(u"class"_s);
    writer.strings(column.kind == Kind::Date ? QStringList{u"Date"_s}
                                             : QStringList{u"POSIXct"_s, u"POSIXt"_s});
    if (column.kind == Kind::Time) {
        writer.tag(u"tzone"_s);
        writer.strings({u"UTC"_s});
    }
    writer.end();
}

QByteArray gzipped(const QByteArray &bytes)
{
    z_stream state{};
    deflateInit2(&state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray result(static_cast<qsizetype>(deflateBound(&state, static_cast<uLong>(bytes.size()))),
                      Qt::Uninitialized);
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

} // namespace

QByteArray writeRds(const QList<RdsColumn> &columns)
{
    Writer writer;
    writer.raw("X\n");
    writer.integer(2);
    writer.integer(0x00040200); // the R that is said to have written it
    writer.integer(0x00020300); // and the oldest that can read it
    writer.integer(List | isObject | hasAttributes);
    writer.integer(static_cast<qint32>(columns.size()));
    QStringList names;
    qint32 rows = 0;
    for (const RdsColumn &column : columns) {
        writeColumn(writer, column);
        names << column.name;
        rows = static_cast<qint32>(column.kind == RdsColumn::Kind::Text ? column.texts.size()
                                                                        : qsizetype(column.numbers.size()));
    }
    writer.tag(u"names"_s);
    writer.strings(names);
    writer.tag(u"class"_s);
    writer.strings({u"data.frame"_s});
    writer.tag(u"row.names"_s); // 1 to n in R's short form
    writer.integer(Integers);
    writer.integer(2);
    writer.integer(missingInteger);
    writer.integer(-rows);
    writer.end();
    return gzipped(writer.bytes());
}

} // namespace vitrine::monitor
